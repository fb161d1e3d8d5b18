//! Deletions and merges: the audit log, which is their only trace.
//!
//! Lives here: what its rows mean, and reading survivors again. Must not live here: deletions without a
//! trace (`census`).
//!
//! A merge writes two rows: that the loser was merged, and that it was deleted. The survivor keeps its
//! own id; its stage history can change by it or vanish, so that it is read again as a whole.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use kpi::model::{Batch, Cursor, ExtId, Record, Removed};
use serde::{Deserialize, Serialize};

use super::{
    Mautic,
    audit::{AuditRow, Told, told},
    contact::Contact,
    instant,
    leads::CONTACTS,
    query::{Is, Query},
    reading::Reading,
    refusal::Refusal,
    round::{Follow, Gathered, Round, resume},
    site::{Place, Row},
    wire::Maybe,
};
use crate::PullError;

/// Rows a page.
const PAGE: usize = 1_000;
/// Losers remembered until their deletion is read; it stands next to the merge.
const LOSERS: usize = 1_000;
/// How far back the first round looks: longer than a first sync takes. Whoever was gone before was never
/// seen by us.
const FIRST_LOOK: SignedDuration = SignedDuration::from_hours(7 * 24);

const AUDIT_LOG: Place = Place {
    path: "stats/audit_log",
    permission: "role of an administrator (audit log)",
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Walk {
    round: Round,
    log: Follow,
    /// Losers of merges whose deletion is still to come: it is no removal.
    losers: Vec<u64>,
}

impl Mautic {
    /// One page of the audit log.
    pub(super) async fn pull_removals(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, Refusal> {
        let mut walk: Walk = resume(since);
        let began = walk.round.enter(now);
        let after = walk.log.after();
        let query = walk.query(began);
        let page = self
            .site
            .page::<AuditRow>(AUDIT_LOG, query, after, PAGE, now)
            .await?;
        let mut gathered = Gathered::default();
        gathered.unread(&page, AUDIT_LOG.path, after);
        let mut survivors = BTreeMap::new();
        for (id, row) in &page.rows {
            let mut reading = Reading::of(format!("audit_log {id}"));
            let told = told(row, &mut reading);
            let at = told.as_ref().map(Told::at);
            walk.log.saw(*id, at, began, self.overlap);
            let record = told.and_then(|told| walk.record(&told, &mut survivors));
            gathered.records.extend(record);
            gathered.broken.extend(reading.end());
        }
        self.gather_survivors(&survivors, &mut gathered, now)
            .await?;
        if page.full {
            return Ok(gathered.more(&walk));
        }
        walk.log.end();
        let complete_to = walk.round.end();
        Ok(gathered.last(&walk, complete_to))
    }

    /// Reads survivors again, with all their stage history. One that is not there under its id was merged
    /// on in the meantime, or deleted.
    async fn gather_survivors(
        &self,
        survivors: &BTreeMap<u64, Timestamp>,
        gathered: &mut Gathered,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let asked: Vec<u64> = survivors.keys().copied().collect();
        let mut alive = self.gather_leads_by_id(&asked, gathered, now).await?;
        for (lost, at) in survivors
            .iter()
            .filter(|(id, _)| !alive.contains(id))
            .collect::<Vec<_>>()
        {
            let Some(survivor) = self
                .present_id_of(*lost, now)
                .await?
                .filter(|id| id != lost)
            else {
                continue;
            };
            gathered.records.push(merged(*lost, survivor, *at));
            alive.extend(self.gather_leads_by_id(&[survivor], gathered, now).await?);
        }
        alive.sort_unstable();
        alive.dedup();
        self.gather_whole_histories(&alive, gathered, now).await
    }

    /// Which contact answers under this id: after a merge it is another one. `None` where none does.
    async fn present_id_of(&self, lead: u64, now: Timestamp) -> Result<Option<u64>, Refusal> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct OneContact {
            contact: Maybe<Contact>,
        }
        let path = format!("contacts/{lead}");
        match self
            .site
            .one::<OneContact>(&path, CONTACTS.permission, now)
            .await
        {
            Ok((answer, _)) => answer
                .contact
                .0
                .and_then(|contact| contact.id())
                .map(Some)
                .ok_or_else(|| {
                    Refusal::Stop(PullError::Garbled {
                        what: "/api/contacts/{id} answered without a contact".to_owned(),
                    })
                }),
            Err(Refusal::NotFound) => Ok(None),
            Err(other) => Err(other),
        }
    }
}

impl Walk {
    /// The audit log's rows about contacts that go; in the first rounds only the latest of them.
    fn query(&self, began: Timestamp) -> Query {
        let query = Query::first(PAGE)
            .rows_by("id")
            .filter("object", Is::Equal, "lead")
            .filter("action", Is::OneOf, "delete,merge");
        if !self.log.is_new() {
            return query;
        }
        let first_look = || began.checked_sub(FIRST_LOOK).ok();
        let from = self.round.since(FIRST_LOOK).or_else(first_look);
        let from = instant::write(from.unwrap_or(Timestamp::UNIX_EPOCH));
        query.filter("date_added", Is::AtLeast, from)
    }

    /// The record of what was told; the deletion of a merge's loser is none.
    fn record(&mut self, told: &Told, survivors: &mut BTreeMap<u64, Timestamp>) -> Option<Record> {
        match *told {
            Told::Merged {
                loser,
                survivor,
                at,
            } => {
                survivors.remove(&loser);
                survivors.insert(survivor, at);
                self.losers.push(loser);
                let surplus = self.losers.len().saturating_sub(LOSERS);
                self.losers.drain(..surplus);
                Some(merged(loser, survivor, at))
            }
            Told::Deleted { lead, at } => {
                if let Some(place) = self.losers.iter().position(|loser| *loser == lead) {
                    self.losers.remove(place);
                    return None;
                }
                survivors.remove(&lead);
                Some(Record::Removed(Removed {
                    lead: ExtId(lead.to_string()),
                    at,
                }))
            }
        }
    }
}

fn merged(loser: u64, survivor: u64, at: Timestamp) -> Record {
    Record::Merged {
        loser: ExtId(loser.to_string()),
        survivor: ExtId(survivor.to_string()),
        at,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use kpi::model::Record;

    use super::{Told, Walk};

    #[test]
    fn the_deletion_that_a_merge_writes_is_no_removal_but_any_other_is() {
        let at = "2026-11-22T15:49:13Z".parse().unwrap();
        let (mut walk, mut survivors) = (Walk::default(), BTreeMap::new());
        assert!(matches!(
            walk.record(
                &Told::Merged {
                    loser: 2,
                    survivor: 26,
                    at
                },
                &mut survivors
            ),
            Some(Record::Merged { .. })
        ));
        assert_eq!(
            walk.record(&Told::Deleted { lead: 2, at }, &mut survivors),
            None
        );
        assert!(walk.losers.is_empty());
        assert!(survivors.contains_key(&26));
        assert!(matches!(
            walk.record(&Told::Deleted { lead: 26, at }, &mut survivors),
            Some(Record::Removed(_))
        ));
        assert!(
            survivors.is_empty(),
            "a survivor that is deleted is not read again"
        );
    }
}
