//! Quantities split that no funnel tells: mails by campaign or method, the leads of each segment.
//!
//! Must not live here: what a quantity means (`kpi::catalogue::quantity`), which parts are shown.

use std::collections::BTreeMap;

use kpi::{
    by::By,
    catalogue::{
        measured::{Missing, Number},
        quantity::Quantity,
    },
    counting::{ANY, Counting},
    input::Input,
    model::{Capability, Stream},
};
use sqlx::{Row, SqliteConnection};

use super::{
    Asked, Tally, TallyQuestion,
    contacts::active_from,
    count, first_seen,
    mails::{self, COUNTED},
    none_of,
};
use crate::{SourceId, Store, StoreError, WorkspaceId};

/// What was counted of one part.
#[derive(Debug, Clone, PartialEq)]
pub struct TallyPart {
    /// The campaign or the segment: text from outside; a method is its word; `None` where there is none.
    pub value: Option<String>,
    /// Its quantities.
    pub tally: Tally,
}

/// The sums of one part, in the order of `COUNTED`; `None` is unknown.
type Sums = [Option<i64>; COUNTED.len()];

/// What can be split here, by what.
pub fn splits(by: By) -> &'static [Quantity] {
    match by {
        By::Segment => super::segments::ALL,
        By::Campaign | By::Method => mails::ALL,
        By::Channel | By::Owner => &[],
    }
}

impl Store {
    /// Why leads or mails cannot be told apart by that; `None` where they can.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn no_parts(
        &self,
        workspace: WorkspaceId,
        question: &TallyQuestion<'_>,
        by: By,
    ) -> Result<Option<Missing>, StoreError> {
        if by == By::Method && question.definition.counting.methods.is_empty() {
            return Ok(Some(Missing::NotConfigured("methods")));
        }
        let is_of_mails = question.needed.iter().any(|one| mails::ALL.contains(one));
        let input = match by {
            By::Channel => Input::Channel,
            By::Segment => Input::Segments,
            By::Campaign if is_of_mails => Input::MailCampaigns,
            By::Campaign => Input::Channel,
            By::Owner | By::Method => Input::Leads,
        };
        let streams = self.streams(workspace).await?;
        Ok(none_of(&Asked::new(workspace, question, &streams), input))
    }

    /// Counts what [`splits`] names, part by part: those in several parts count in each. Reads one consistent
    /// snapshot.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn tally_by(
        &self,
        workspace: WorkspaceId,
        question: &TallyQuestion<'_>,
        by: By,
    ) -> Result<Vec<TallyPart>, StoreError> {
        let streams = self.streams(workspace).await?;
        let mut tx = self.snapshot().await?;
        let asked = Asked::new(workspace, question, &streams);
        match by {
            By::Segment => segments(&mut tx, &asked).await,
            By::Campaign | By::Method => by_email(&mut tx, &asked, by).await,
            By::Channel | By::Owner => Ok(Vec::new()),
        }
    }
}

async fn segments(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Vec<TallyPart>, StoreError> {
    // Who left a segment before our first poll left no trace.
    let since = first_seen(connection, asked).await?;
    let is_known = asked.end >= since || asked.is_now();
    let rows = sqlx::query(include_str!("../sql/segment_leads_each.sql"))
        .bind(asked.workspace.0)
        .bind(asked.end)
        .bind(active_from(asked))
        .fetch_all(connection)
        .await?;
    let mut parts = Vec::with_capacity(rows.len());
    for row in rows {
        let counted = |number: i64| match is_known {
            true => count(number),
            false => Err(Missing::OnlySince(since)),
        };
        parts.push(TallyPart {
            value: row.try_get(0)?,
            tally: vec![
                (Quantity::SegmentMembers, counted(row.try_get(1)?)),
                (Quantity::SegmentActive, counted(row.try_get(2)?)),
            ],
        });
    }
    Ok(parts)
}

async fn by_email(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    by: By,
) -> Result<Vec<TallyPart>, StoreError> {
    let mut parts: BTreeMap<Option<String>, Sums> = BTreeMap::new();
    for (source, tool) in asked.sources() {
        let tells_each = asked
            .state(source, Stream::Engagements)
            .is_some_and(|state| state.capability != Some(Capability::None));
        let stream = match tells_each {
            true => Stream::Engagements,
            false => Stream::Emails,
        };
        if asked.lacks((source, tool), stream).is_some() {
            continue;
        }
        let emails = match tells_each {
            true => of_acts(connection, asked, source).await?,
            false => of_counters(connection, asked, source).await?,
        };
        for ((email, campaign), sums) in emails {
            let names = match by {
                By::Method => methods(&asked.definition.counting, email.as_deref()),
                _ => vec![campaign],
            };
            for name in names {
                let part = parts.entry(name);
                part.and_modify(|known| add(known, &sums)).or_insert(sums);
            }
        }
    }
    let tally = |sums: Sums| -> Tally {
        let counted = COUNTED.iter().zip(sums);
        let amount = |sum: Option<i64>| sum.map(Number::Count).ok_or(Missing::NotReadYet);
        counted
            .map(|((quantity, ..), sum)| (*quantity, amount(sum)))
            .collect()
    };
    let parts = parts.into_iter().map(|(value, sums)| TallyPart {
        value,
        tally: tally(sums),
    });
    Ok(parts.collect())
}

/// What is unknown of one is unknown of all together.
fn add(whole: &mut Sums, part: &Sums) {
    for (sum, more) in whole.iter_mut().zip(part) {
        *sum = sum.zip(*more).map(|(sum, more)| sum + more);
    }
}

/// The methods whose emails name this one; none is one part too.
fn methods(counting: &Counting, email: Option<&str>) -> Vec<Option<String>> {
    let names = |named: &[String]| {
        let mut named = named.iter();
        named.any(|one| one == ANY || Some(one.as_str()) == email)
    };
    let of: Vec<Option<String>> = counting
        .methods
        .iter()
        .filter(|(_, acts)| names(&acts.emails))
        .map(|(method, _)| Some(method.as_str().to_owned()))
        .collect();
    if of.is_empty() { vec![None] } else { of }
}

/// An email and its campaign, where it has one.
type Email = (Option<String>, Option<String>);

async fn of_acts(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    source: SourceId,
) -> Result<BTreeMap<Email, Sums>, StoreError> {
    let rows = sqlx::query(include_str!("../sql/mails_by_send_each.sql"))
        .bind(source.0)
        .bind(asked.start)
        .bind(asked.end)
        .bind(asked.as_of)
        .fetch_all(&mut *connection)
        .await?;
    let any_reply = mails::any_reply(connection, source).await?;
    let mut emails: BTreeMap<Email, Sums> = BTreeMap::new();
    for row in rows {
        let kind: &str = row.try_get(2)?;
        let Some(place) = mails::place(kind) else {
            continue;
        };
        let email = (row.try_get(0)?, row.try_get(1)?);
        let sums = emails.entry(email).or_insert([Some(0); COUNTED.len()]);
        sums[place] = Some(row.try_get(3)?);
    }
    if !any_reply {
        for sums in emails.values_mut() {
            sums[mails::REPLIED] = None;
        }
    }
    Ok(emails)
}

async fn of_counters(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    source: SourceId,
) -> Result<BTreeMap<Email, Sums>, StoreError> {
    let rows = sqlx::query(include_str!("../sql/mails_by_cohort_each.sql"))
        .bind(source.0)
        .bind(asked.start)
        .bind(asked.end)
        .fetch_all(connection)
        .await?;
    let mut emails = BTreeMap::new();
    for row in rows {
        let mut sums: Sums = [None; COUNTED.len()];
        for (sum, (.., column)) in sums.iter_mut().zip(&COUNTED) {
            *sum = row.try_get(*column)?;
        }
        emails.insert((row.try_get("email")?, row.try_get("campaign")?), sums);
    }
    Ok(emails)
}
