//! Reading the facts from which ticks are made. Must not live here: ticks (`kpi::ticks`).

use std::{borrow::Cow, collections::BTreeMap};

use kpi::{
    model::EngagementKind,
    ticks::{Act, LeadFacts, MailOfAct, Run},
};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use crate::{
    StoreError,
    bulk::{LIST, list},
    score::Scores,
};

/// The facts of these leads; of what happened to mails and in scenarios, only what did before an instant.
pub(super) async fn load(
    connection: &mut SqliteConnection,
    leads: &[i64],
    before: i64,
) -> Result<BTreeMap<i64, LeadFacts>, StoreError> {
    let mut all = BTreeMap::new();
    for piece in leads.chunks(LIST) {
        let mut facts = Facts {
            connection: &mut *connection,
            piece,
            known: BTreeMap::new(),
        };
        facts.leads().await?;
        facts.acts(before).await?;
        facts.scores().await?;
        facts.memberships().await?;
        facts.scenarios(before).await?;
        all.append(&mut facts.known);
    }
    Ok(all)
}

/// Rows of a statement that ends in a list of leads, perhaps after an instant.
pub(super) async fn rows(
    connection: &mut SqliteConnection,
    sql: &'static str,
    before: Option<i64>,
    leads: &[i64],
) -> Result<Vec<SqliteRow>, StoreError> {
    let (sql, keep) = list(sql, leads.len());
    let mut query = sqlx::query(sql).persistent(keep);
    if let Some(before) = before {
        query = query.bind(before);
    }
    for lead in leads {
        query = query.bind(*lead);
    }
    Ok(query.fetch_all(connection).await?)
}

/// Kind, instant, whether it is known what it was about, the mail and when that went out.
type Told<'a> = (Cow<'a, str>, i64, i64, Option<String>, Option<i64>);

fn act((kind, at, has_asset, mail, sent_at): Told<'_>) -> Result<Act, StoreError> {
    let kind = EngagementKind::parse(&kind)
        .ok_or_else(|| StoreError::unreadable("engagement", kind.as_ref()))?;
    let mail = mail.zip(sent_at);
    Ok(Act {
        kind,
        at,
        has_asset: has_asset != 0,
        mail: mail.map(|(id, sent_at)| MailOfAct { id, sent_at }),
    })
}

struct Facts<'a> {
    connection: &'a mut SqliteConnection,
    piece: &'a [i64],
    known: BTreeMap<i64, LeadFacts>,
}

impl Facts<'_> {
    async fn rows(
        &mut self,
        sql: &'static str,
        before: Option<i64>,
    ) -> Result<Vec<SqliteRow>, StoreError> {
        rows(self.connection, sql, before, self.piece).await
    }

    fn of(&mut self, lead: i64) -> &mut LeadFacts {
        self.known.entry(lead).or_default()
    }

    async fn leads(&mut self) -> Result<(), StoreError> {
        let sql = include_str!("../sql/tick_leads.sql");
        for row in self.rows(sql, None).await? {
            *self.of(row.try_get(0)?) = LeadFacts {
                source: row.try_get(1)?,
                is_known: row.try_get(2)?,
                is_excluded: row.try_get(3)?,
                is_merged: row.try_get(4)?,
                born_at: row.try_get(5)?,
                removed_at: row.try_get(6)?,
                is_opted_out: row.try_get(7)?,
                ..LeadFacts::default()
            };
        }
        Ok(())
    }

    async fn acts(&mut self, before: i64) -> Result<(), StoreError> {
        let sql = include_str!("../sql/tick_acts.sql");
        for row in self.rows(sql, Some(before)).await? {
            let told: Vec<Told> = serde_json::from_str(row.try_get(1)?)
                .map_err(|_unlike| StoreError::unreadable("engagement", "an act"))?;
            let acts = told.into_iter().map(act).collect::<Result<Vec<_>, _>>()?;
            self.of(row.try_get(0)?).acts = acts;
        }
        Ok(())
    }

    async fn scores(&mut self) -> Result<(), StoreError> {
        let sql = include_str!("../sql/lead_score_known.sql");
        for row in self.rows(sql, None).await? {
            let scores = Scores::unpack(row.try_get("history")?)
                .ok_or_else(|| StoreError::unreadable("lead_score", "a history"))?;
            self.of(row.try_get("lead")?).scores = scores.entries().to_vec();
        }
        Ok(())
    }

    async fn memberships(&mut self) -> Result<(), StoreError> {
        let sql = include_str!("../sql/tick_memberships.sql");
        for row in self.rows(sql, None).await? {
            let membership = (row.try_get(1)?, row.try_get(2)?);
            self.of(row.try_get(0)?).memberships.push(membership);
        }
        Ok(())
    }

    async fn scenarios(&mut self, before: i64) -> Result<(), StoreError> {
        let sql = include_str!("../sql/tick_runs.sql");
        for row in self.rows(sql, Some(before)).await? {
            let run = Run {
                entered_at: row.try_get(1)?,
                is_completed: row.try_get(2)?,
            };
            self.of(row.try_get(0)?).runs.push(run);
        }
        let sql = include_str!("../sql/tick_fired.sql");
        for row in self.rows(sql, None).await? {
            let at = row.try_get(1)?;
            self.of(row.try_get(0)?).fired.push(at);
        }
        Ok(())
    }
}
