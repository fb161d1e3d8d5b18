//! What a batch makes of each lead it tells of. Must not live here: writing (`rows`), records of other
//! kinds.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use kpi::{model::LeadRecord, timeline::Presence};
use sqlx::{Row, SqliteConnection};

use crate::{
    StoreError,
    absorb::{
        fingerprint::{Person, fingerprint},
        poll::Poll,
        told::{LeadTold, Told},
    },
    bulk::{LIST, list},
    history::Sighting,
    lead::Lead,
    presence::Trace,
    raw_stages::RawStages,
};

/// A lead before and after the batch.
#[derive(Debug)]
pub(super) struct Touched<'a> {
    /// `None` where it was never heard of.
    pub(super) before: Option<Lead>,
    pub(super) after: Lead,
    /// The record to store, where it is news.
    pub(super) record: Option<(&'a LeadRecord, Person)>,
}

/// A lead that others refer to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reference {
    pub(super) id: i64,
    pub(super) is_removed: bool,
}

/// Every lead a batch concerns.
#[derive(Debug, Default)]
pub(super) struct Leads<'a> {
    pub(super) touched: Vec<Touched<'a>>,
    index: HashMap<String, usize>,
    references: HashMap<String, Reference>,
    /// Who goes on in whose place, by key, as far as this batch has to do with it.
    parents: HashMap<i64, i64>,
    last_id: i64,
}

impl<'a> Leads<'a> {
    /// Reads the leads that the batch tells of, and where others stand that it refers to.
    pub(super) async fn load(
        connection: &mut SqliteConnection,
        poll: &Poll,
        told: &mut Told<'a>,
        stages: &RawStages,
    ) -> Result<Self, StoreError> {
        let mut leads = Self {
            last_id: poll.last_lead,
            ..Self::default()
        };
        leads.load_references(connection, poll, told).await?;
        leads.tell_present(told);
        let merging = told
            .merges
            .iter()
            .flat_map(|(loser, survivor)| [*loser, *survivor]);
        let mut ids: Vec<&str> = told
            .leads
            .iter()
            .map(|(id, _)| *id)
            .chain(merging)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        for piece in ids.chunks(LIST) {
            let (sql, keep) = list(include_str!("../sql/leads_by_ext_id.sql"), piece.len());
            let mut query = sqlx::query(sql).persistent(keep).bind(poll.source.0);
            for id in piece {
                query = query.bind(*id);
            }
            for row in query.fetch_all(&mut *connection).await? {
                leads.known(Lead::read(&row, stages)?);
            }
        }
        Ok(leads)
    }

    async fn load_references(
        &mut self,
        connection: &mut SqliteConnection,
        poll: &Poll,
        told: &Told<'_>,
    ) -> Result<(), StoreError> {
        for piece in told.referred().chunks(LIST) {
            let (sql, keep) = list(include_str!("../sql/lead_refs.sql"), piece.len());
            let mut query = sqlx::query(sql).persistent(keep).bind(poll.source.0);
            for id in piece {
                query = query.bind(*id);
            }
            for row in query.fetch_all(&mut *connection).await? {
                let id: i64 = row.try_get("id")?;
                if let Some(parent) = row.try_get("merged_into")? {
                    self.parents.insert(id, parent);
                }
                let is_removed = row.try_get::<Option<i64>, _>("removed_at")?.is_some();
                self.references
                    .insert(row.try_get("ext_id")?, Reference { id, is_removed });
            }
        }
        Ok(())
    }

    // Being seen by a scan changes only a lead that we believe to be deleted.
    fn tell_present(&self, told: &mut Told<'a>) {
        for (id, scan) in told.present.clone() {
            if self.references.get(id).is_some_and(|lead| lead.is_removed) {
                told.lead(id).present = Some(scan);
            }
        }
    }

    /// Takes in a lead as it is stored.
    fn known(&mut self, lead: Lead) {
        if let Some(parent) = lead.merged_into {
            self.parents.insert(lead.id, parent);
        }
        self.index.insert(lead.ext_id.clone(), self.touched.len());
        self.touched.push(Touched {
            before: Some(lead.clone()),
            after: lead,
            record: None,
        });
    }

    /// Reads leads by key, as far as they are not read yet.
    pub(super) async fn load_missed(
        &mut self,
        connection: &mut SqliteConnection,
        poll: &Poll,
        missed: &[i64],
        stages: &RawStages,
    ) -> Result<(), StoreError> {
        let have: HashSet<i64> = self
            .touched
            .iter()
            .map(|touched| touched.after.id)
            .collect();
        let rest: Vec<i64> = missed
            .iter()
            .copied()
            .filter(|id| !have.contains(id))
            .collect();
        for piece in rest.chunks(LIST) {
            let (sql, keep) = list(include_str!("../sql/leads_by_id.sql"), piece.len());
            let mut query = sqlx::query(sql).persistent(keep).bind(poll.source.0);
            for id in piece {
                query = query.bind(*id);
            }
            for row in query.fetch_all(&mut *connection).await? {
                self.known(Lead::read(&row, stages)?);
            }
        }
        Ok(())
    }

    fn touch(&mut self, ext_id: &str) -> &mut Touched<'a> {
        let index = match self.index.get(ext_id) {
            Some(index) => *index,
            None => self.invent(ext_id),
        };
        &mut self.touched[index]
    }

    // A lead of which so far only the id is known.
    fn invent(&mut self, ext_id: &str) -> usize {
        self.last_id += 1;
        let index = self.touched.len();
        self.index.insert(ext_id.to_owned(), index);
        self.touched.push(Touched {
            before: None,
            after: Lead {
                id: self.last_id,
                ext_id: ext_id.to_owned(),
                ..Lead::default()
            },
            record: None,
        });
        index
    }

    /// Takes in what the batch tells of each lead.
    pub(super) fn tell(&mut self, told: &Told<'a>, poll: &Poll) {
        for (id, told) in &told.leads {
            self.touch(id).tell(told, poll);
        }
    }

    /// A lead that no scan sees any more was deleted without a trace, at the latest when the scan began.
    pub(super) fn miss(&mut self, missed: &[i64], scan: Timestamp) {
        let missed: HashSet<&i64> = missed.iter().collect();
        for touched in &mut self.touched {
            if missed.contains(&touched.after.id) && touched.after.is_alive() {
                touched
                    .after
                    .turns
                    .note(Presence::Removed(scan), Trace::Observed);
            }
        }
    }

    /// Takes in merges: the loser is no lead of its own from now on. Returns (loser, survivor) by key.
    pub(super) fn merge(&mut self, told: &Told<'a>) -> Vec<(i64, i64)> {
        let mut merged = Vec::new();
        for (loser, survivor) in &told.merges {
            let loser = self.touch(loser).after.id;
            let survivor = self.touch(survivor).after.id;
            let survivor = self.goes_on_as(survivor);
            // A merge told again, or one that would make a lead its own loser.
            if survivor == loser || self.parents.get(&loser) == Some(&survivor) {
                continue;
            }
            for parent in self.parents.values_mut().filter(|parent| **parent == loser) {
                *parent = survivor;
            }
            self.parents.insert(loser, survivor);
            merged.push((loser, survivor));
        }
        for touched in &mut self.touched {
            touched.after.merged_into = self.parents.get(&touched.after.id).copied();
        }
        merged
    }

    /// The key of a lead that is known by that id; merges are not followed.
    pub(super) fn find(&self, ext_id: &str) -> Option<i64> {
        let touched = self
            .index
            .get(ext_id)
            .map(|index| self.touched[*index].after.id);
        touched.or_else(|| self.references.get(ext_id).map(|reference| reference.id))
    }

    fn goes_on_as(&self, id: i64) -> i64 {
        self.parents.get(&id).copied().unwrap_or(id)
    }

    /// The lead that an id stands for now, with merges followed; a new id is kept for when its lead
    /// is told.
    pub(super) fn resolve(&mut self, ext_id: &str) -> Reference {
        if let Some(reference) = self.references.get(ext_id)
            && !self.index.contains_key(ext_id)
        {
            return Reference {
                id: self.goes_on_as(reference.id),
                ..*reference
            };
        }
        let lead = &self.touch(ext_id).after;
        let (id, is_removed) = (lead.id, lead.removed_at().is_some());
        Reference {
            id: self.goes_on_as(id),
            is_removed,
        }
    }
}

impl<'a> Touched<'a> {
    fn tell(&mut self, told: &LeadTold<'a>, poll: &Poll) {
        self.tell_presence(told, poll);
        for history in &told.histories {
            self.after.history.tell(history);
        }
        if let Some(record) = told.record
            && self.after.merged_into.is_none()
        {
            self.tell_record(record, poll);
        }
    }

    fn tell_presence(&mut self, told: &LeadTold<'_>, poll: &Poll) {
        let lead = &mut self.after;
        for at in &told.removed {
            lead.turns.note(Presence::Removed(*at), Trace::Told);
        }
        for at in &told.restored {
            lead.turns.note(Presence::Restored(*at), Trace::Told);
        }
        if let Some(removed_at) = lead.removed_at() {
            // A record beside its deletion is one from the bin.
            let is_shown = told.record.is_some() && told.removed.is_empty();
            let is_seen = told.present.is_some_and(|scan| scan > removed_at);
            if is_shown || is_seen {
                let at = poll.now.max(removed_at);
                lead.turns.note(Presence::Restored(at), Trace::Observed);
            }
        }
        if told.record.is_some() || !told.removed.is_empty() {
            lead.known = true;
            lead.first_seen_at.get_or_insert(poll.now.as_millisecond());
        }
    }

    fn tell_record(&mut self, record: &'a LeadRecord, poll: &Poll) {
        let lead = &mut self.after;
        let modified_at = record.modified_at.map(Timestamp::as_millisecond);
        // A search index may lag behind what it showed before.
        if modified_at.is_some() && modified_at < lead.modified_at {
            return;
        }
        lead.history.observe(
            record.stage_raw.as_deref(),
            &Sighting {
                created_at: record.created_at,
                modified_at: record.modified_at,
                previous_poll: poll.previous,
                now: poll.now,
            },
        );
        let person = match lead.removed_at() {
            Some(_) => Person::Left,
            None => Person::Here,
        };
        let definition = &poll.agreement.definition;
        // The address of a deleted lead is not kept, so what it said about the rule is.
        if person == Person::Here || record.email.is_some() {
            lead.excluded = definition.excludes(record.email.as_deref());
        }
        let fingerprint = fingerprint(record, person);
        if lead.fingerprint != Some(fingerprint) {
            lead.fingerprint = Some(fingerprint);
            lead.modified_at = modified_at;
            lead.stage.clone_from(&record.stage_raw);
            self.record = Some((record, person));
        }
    }
}
