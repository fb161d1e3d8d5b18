//! Reading the facts from which ticks are made, beside the ticks that are stored. Must not live here: how ticks are made
//! (`kpi::ticks`).

use std::collections::BTreeMap;

use kpi::{
    model::EngagementKind,
    ticks::{Act, LeadFacts, MailOfAct, Run, Ticks},
};
use serde::Deserialize;
use sqlx::{Row, SqliteConnection};

use super::packed::unpack_lead;
use crate::{StoreError, score::Scores};

/// Leads in one list.
const PIECE: usize = 512;

/// A lead's facts, and what it adds to the counts as it is stored.
#[derive(Debug, Default)]
pub(super) struct Lead {
    pub(super) facts: LeadFacts,
    pub(super) stored: Ticks,
}

/// These leads; of what happened to mails and in scenarios, only what did before an instant.
pub(super) async fn load(
    connection: &mut SqliteConnection,
    leads: &[i64],
    before: i64,
) -> Result<BTreeMap<i64, Lead>, StoreError> {
    let mut all = BTreeMap::new();
    for piece in leads.chunks(PIECE) {
        let mut facts = Facts {
            connection: &mut *connection,
            leads: json(piece),
            before,
            known: BTreeMap::new(),
        };
        facts.leads().await?;
        facts.acts().await?;
        facts.memberships().await?;
        facts.scenarios().await?;
        all.append(&mut facts.known);
    }
    Ok(all)
}

/// Keys as a JSON list.
pub(super) fn json(keys: &[i64]) -> String {
    let keys: Vec<String> = keys.iter().map(i64::to_string).collect();
    format!("[{}]", keys.join(","))
}

struct Facts<'a> {
    connection: &'a mut SqliteConnection,
    leads: String,
    before: i64,
    known: BTreeMap<i64, Lead>,
}

/// Id, source, whether it is known, excluded, merged; when it was born and removed, whether it wants no mail; scores and
/// ticks in hexadecimal, empty where there are none.
type ToldLead<'a> = (
    i64,
    i64,
    i64,
    i64,
    i64,
    Option<i64>,
    Option<i64>,
    i64,
    &'a str,
    &'a str,
);

/// Lead, kind, instant, whether it is known what it was about, the mail and when that went out.
type ToldAct<'a> = (i64, &'a str, i64, i64, Option<String>, Option<i64>);

impl Facts<'_> {
    async fn list(&mut self, sql: &'static str) -> Result<String, StoreError> {
        let row = sqlx::query(sql)
            .bind(&self.leads)
            .bind(self.before)
            .fetch_one(&mut *self.connection)
            .await?;
        Ok(row.try_get(0)?)
    }

    fn of(&mut self, lead: i64) -> &mut LeadFacts {
        &mut self.known.entry(lead).or_default().facts
    }

    async fn leads(&mut self) -> Result<(), StoreError> {
        let told = self.list(include_str!("../sql/tick_leads.sql")).await?;
        for told in parsed::<Vec<ToldLead<'_>>>(&told, "lead")? {
            let (id, source, known, excluded, merged, born_at, removed_at, opted_out, ..) = told;
            let scores = unhexed(told.8).and_then(|bytes| Scores::unpack(&bytes));
            let scores = scores.ok_or_else(|| StoreError::unreadable("lead_score", "a history"))?;
            let stored = match told.9 {
                "" => Some(Ticks::default()),
                ticks => unhexed(ticks).and_then(|bytes| unpack_lead(&bytes)),
            };
            let facts = LeadFacts {
                source,
                is_known: known != 0,
                is_excluded: excluded != 0,
                is_merged: merged != 0,
                born_at,
                removed_at,
                is_opted_out: opted_out != 0,
                scores: scores.entries().to_vec(),
                ..LeadFacts::default()
            };
            let stored = stored.ok_or_else(|| StoreError::unreadable("lead_ticks", "ticks"))?;
            self.known.insert(id, Lead { facts, stored });
        }
        Ok(())
    }

    async fn acts(&mut self) -> Result<(), StoreError> {
        let told = self.list(include_str!("../sql/tick_acts.sql")).await?;
        for (lead, kind, at, has_asset, mail, sent_at) in
            parsed::<Vec<ToldAct<'_>>>(&told, "engagement")?
        {
            let kind = EngagementKind::parse(kind)
                .ok_or_else(|| StoreError::unreadable("engagement", kind))?;
            let mail = mail.zip(sent_at);
            self.of(lead).acts.push(Act {
                kind,
                at,
                has_asset: has_asset != 0,
                mail: mail.map(|(id, sent_at)| MailOfAct { id, sent_at }),
            });
        }
        // An aggregate promises no order.
        for lead in self.known.values_mut() {
            lead.facts.acts.sort_by_key(|act| act.at);
        }
        Ok(())
    }

    async fn memberships(&mut self) -> Result<(), StoreError> {
        let sql = include_str!("../sql/tick_memberships.sql");
        let told = self.list(sql).await?;
        for (lead, since, left_at) in
            parsed::<Vec<(i64, i64, Option<i64>)>>(&told, "segment_member")?
        {
            self.of(lead).memberships.push((since, left_at));
        }
        Ok(())
    }

    async fn scenarios(&mut self) -> Result<(), StoreError> {
        let told = self.list(include_str!("../sql/tick_runs.sql")).await?;
        for (lead, entered_at, is_completed) in
            parsed::<Vec<(i64, i64, i64)>>(&told, "scenario_run")?
        {
            self.of(lead).runs.push(Run {
                entered_at,
                is_completed: is_completed != 0,
            });
        }
        let told = self.list(include_str!("../sql/tick_fired.sql")).await?;
        for (lead, at) in parsed::<Vec<(i64, i64)>>(&told, "step_run")? {
            self.of(lead).fired.push(at);
        }
        Ok(())
    }
}

fn parsed<'t, T: Deserialize<'t>>(told: &'t str, table: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(told).map_err(|error| StoreError::unreadable(table, error.to_string()))
}

fn unhexed(digits: &str) -> Option<Vec<u8>> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    let pairs = digits.as_bytes().chunks_exact(2);
    pairs
        .map(|pair| u8::try_from(digit(pair[0])? << 4 | digit(pair[1])?).ok())
        .collect()
}
