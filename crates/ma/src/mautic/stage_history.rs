//! Stage history: following the log of stage changes.
//!
//! Lives here: which rows are read. Must not live here: what a row means (`stage_row`).

use jiff::Timestamp;
use kpi::model::{Batch, Cursor, ExtId};
use serde::{Deserialize, Serialize};

use super::{
    Mautic,
    company::IDS_A_QUESTION,
    query::Query,
    refusal::Refusal,
    round::{Follow, Gathered, Round, resume},
    site::Place,
    stage_row::{Histories, StageRow, Whole},
};

/// Rows a page: about 130 bytes each.
const PAGE: usize = 5_000;

pub(super) const STAGE_LOG: Place = Place {
    path: "stats/lead_stages_change_log",
    permission: "Contacts: View Own and View Others",
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Walk {
    round: Round,
    log: Follow,
}

impl Mautic {
    /// One page of the log.
    pub(super) async fn pull_stage_history(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, Refusal> {
        let mut walk: Walk = resume(since);
        let began = walk.round.enter(now);
        let after = walk.log.after();
        let page = self
            .site
            .page::<StageRow>(
                STAGE_LOG,
                Query::first(PAGE).rows_by("id"),
                after,
                PAGE,
                now,
            )
            .await?;
        let mut gathered = Gathered::default();
        gathered.unread(&page, STAGE_LOG.path, after);
        let mut histories = Histories::default();
        for (id, row) in &page.rows {
            let at = histories.read(*id, row);
            walk.log.saw(*id, at, began, self.overlap);
        }
        histories.into_records(Whole::No, &mut gathered);
        if page.full {
            return Ok(gathered.more(&walk));
        }
        walk.log.end();
        let complete_to = walk.round.end();
        Ok(gathered.last(&walk, complete_to))
    }

    /// Adds all that the log now holds of these leads, also where that is nothing.
    pub(super) async fn gather_whole_histories(
        &self,
        leads: &[u64],
        gathered: &mut Gathered,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        for leads in leads.chunks(IDS_A_QUESTION) {
            let mut histories = Histories::default();
            for lead in leads {
                histories.mention(ExtId(lead.to_string()));
            }
            let mut after = 0;
            loop {
                let query = Query::first(PAGE).rows_by("id").one_of("lead_id", leads);
                let page = self
                    .site
                    .page::<StageRow>(STAGE_LOG, query, after, PAGE, now)
                    .await?;
                for (id, row) in &page.rows {
                    histories.read(*id, row);
                    after = *id;
                }
                if !page.full {
                    break;
                }
            }
            histories.into_records(Whole::Yes, gathered);
        }
        Ok(())
    }
}
