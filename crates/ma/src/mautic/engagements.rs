//! What leads did: six logs, each followed by id.
//!
//! Lives here: the walk over the logs and their second passes. Must not live here: what a row means
//! (`act`).
//!
//! Some rows change in place: an open today changes the row of a mail sent last month. So after a log's
//! news come passes over what changed, by the columns that move with it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kpi::model::{Batch, BrokenRecord, Cursor};
use serde::{Deserialize, Serialize};

use super::{
    Mautic,
    act::{ActRow, Log},
    query::{Is, Query},
    reading::Reading,
    refusal::Refusal,
    round::{Follow, Gathered, Round, resume},
};

/// Rows a page.
const PAGE: usize = 2_000;
/// A batch that holds so many records is handed over before the next log is asked.
const ENOUGH: usize = 1_000;

/// One walk over one log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Rows that are new.
    News(Log),
    /// Rows whose column moved.
    Changed(Log, &'static str),
}

/// All walks of a round.
const STEPS: [Step; 9] = [
    Step::News(Log::Mails),
    Step::Changed(Log::Mails, "date_read"),
    Step::Changed(Log::Mails, "last_opened"),
    Step::News(Log::Replies),
    Step::News(Log::PageHits),
    Step::News(Log::FormSubmissions),
    Step::News(Log::Downloads),
    Step::News(Log::DoNotContact),
    // A bounce that becomes an unsubscription keeps its row.
    Step::Changed(Log::DoNotContact, "date_added"),
];

impl Step {
    fn log(self) -> Log {
        match self {
            Self::News(log) | Self::Changed(log, _) => log,
        }
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Walk {
    round: Round,
    step: usize,
    /// Where each log is followed, by its table.
    logs: BTreeMap<String, Follow>,
    /// The last id of the pass over changed rows under way.
    changed_after: u64,
    /// Tables that may not be read in this round.
    refused: Vec<String>,
}

impl Mautic {
    /// Pages of the logs, until a page is full or enough has come together.
    pub(super) async fn pull_engagements(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, Refusal> {
        let mut walk: Walk = resume(since);
        walk.round.enter(now);
        let mut gathered = Gathered::default();
        while let Some(step) = STEPS.get(walk.step).copied() {
            if walk.refused.iter().any(|table| table == step.log().table()) {
                walk.step += 1;
                continue;
            }
            match self.take_step(step, &mut walk, &mut gathered, now).await {
                Ok(true) => return Ok(gathered.more(&walk)),
                Ok(false) => walk.next(),
                // Few watch a mailbox for replies: without them, nothing else is missing.
                Err(Refusal::Forbidden(_)) if step.log() == Log::Replies => walk.next(),
                Err(Refusal::Forbidden(_)) => walk.refused.push(step.log().table().to_owned()),
                Err(other) => return Err(other),
            }
            if gathered.records.len() >= ENOUGH {
                return Ok(gathered.more(&walk));
            }
        }
        finish(walk, gathered)
    }

    /// One page of one walk. Returns whether another may follow.
    async fn take_step(
        &self,
        step: Step,
        walk: &mut Walk,
        gathered: &mut Gathered,
        now: Timestamp,
    ) -> Result<bool, Refusal> {
        let log = step.log();
        let began = walk.round.enter(now);
        let mut query = Query::first(PAGE).rows_by("id");
        let after = match step {
            Step::News(_) => walk.follow(log).after(),
            Step::Changed(_, column) => {
                // The first round reads every row as it is.
                let Some(since) = walk.round.since(self.overlap) else {
                    return Ok(false);
                };
                query = query.filter(column, Is::AtLeast, super::instant::write(since));
                walk.changed_after
            }
        };
        let page = self
            .site
            .page::<ActRow>(log.place(), query, after, PAGE, now)
            .await?;
        gathered.unread(&page, log.table(), after);
        for (id, row) in &page.rows {
            let mut reading = Reading::of(format!("{} {id}", log.table()));
            let written_at = log.read(*id, row, &mut reading, &mut gathered.records);
            gathered.broken.extend(reading.end());
            match step {
                Step::News(_) => walk.follow(log).saw(*id, written_at, began, self.overlap),
                Step::Changed(..) => walk.changed_after = *id,
            }
        }
        Ok(page.full)
    }
}

impl Walk {
    fn follow(&mut self, log: Log) -> &mut Follow {
        self.logs.entry(log.table().to_owned()).or_default()
    }

    fn next(&mut self) {
        self.step += 1;
        self.changed_after = 0;
    }
}

/// Ends the round. Where a table may not be read, that is named, and nothing is claimed complete.
fn finish(mut walk: Walk, mut gathered: Gathered) -> Result<Batch, Refusal> {
    walk.logs.values_mut().for_each(Follow::end);
    walk.step = 0;
    let refused = std::mem::take(&mut walk.refused);
    if refused.len() == Log::ALL.len() - 1 {
        return Err(Refusal::Forbidden(Log::Mails.place().permission));
    }
    let complete_to = walk.round.end().filter(|_| refused.is_empty());
    gathered
        .broken
        .extend(refused.into_iter().map(|table| BrokenRecord {
            id: format!("stats/{table}"),
            why: "the role of our user may not read this table".to_owned(),
        }));
    Ok(gathered.last(&walk, complete_to))
}
