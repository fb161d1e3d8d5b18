//! Pulling whole rounds, and what they brought.

use jiff::{SignedDuration, Timestamp};
use kpi::model::{Batch, BrokenRecord, Cursor, LeadRecord, Record, Stream};
use ma::{Connector, PullError};

/// Noon of a day after everything that the tests' servers know.
pub(crate) fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// All that one round of a stream brought.
#[derive(Debug, Default)]
pub(crate) struct Pulled {
    pub(crate) records: Vec<Record>,
    pub(crate) broken: Vec<BrokenRecord>,
    pub(crate) cursor: Option<Cursor>,
    pub(crate) complete_to: Option<Timestamp>,
    pub(crate) batches: usize,
}

/// Pulls a stream until it says that there is no more.
pub(crate) async fn pull_round(
    connector: &dyn Connector,
    stream: Stream,
    since: Option<&Cursor>,
    now: Timestamp,
) -> Result<Pulled, PullError> {
    let mut pulled = Pulled {
        cursor: since.cloned(),
        ..Pulled::default()
    };
    loop {
        let Batch {
            records,
            broken,
            cursor,
            complete_to,
            more,
            ..
        } = connector.pull(stream, pulled.cursor.as_ref(), now).await?;
        assert!(
            !more || cursor != pulled.cursor,
            "{stream:?}: more to come from the same place"
        );
        pulled.records.extend(records);
        pulled.broken.extend(broken);
        pulled.cursor = cursor;
        pulled.complete_to = complete_to;
        pulled.batches += 1;
        assert!(pulled.batches < 1_000, "{stream:?} never ends");
        if !more {
            return Ok(pulled);
        }
    }
}

/// So many minutes after `now`.
pub(crate) fn later(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

/// The leads among the records.
pub(crate) fn leads(pulled: &Pulled) -> Vec<&LeadRecord> {
    pulled
        .records
        .iter()
        .filter_map(|record| {
            if let Record::Lead(lead) = record {
                Some(lead.as_ref())
            } else {
                None
            }
        })
        .collect()
}

/// Their ids.
pub(crate) fn lead_ids(pulled: &Pulled) -> Vec<&str> {
    leads(pulled).iter().map(|lead| lead.id.as_str()).collect()
}

/// What a record is about, so that two records of one thing are told from two things.
pub(crate) fn identity(record: &Record) -> Vec<String> {
    match record {
        Record::Lead(lead) => vec![format!("lead {}", lead.id)],
        Record::StageHistory(history) => history
            .entries
            .iter()
            .map(|entry| format!("entry {:?}", entry.entry_id))
            .collect(),
        Record::Engagement(act) => vec![format!("act {}", act.id)],
        Record::Present { lead, .. } => vec![format!("present {lead}")],
        other => vec![format!("{other:?}")],
    }
}
