//! Leads of companies that changed: an edit of a company does not touch its people's records.
//!
//! Lives here: which companies changed, and who works there. Must not live here: what a company says
//! (`companies`).

use super::{
    Hubspot,
    api::{COMPANIES, Turn},
    companies::NOTE,
    contacts::Contacts,
    cursor::{CompanyWalk, Round},
    leads::PAGES,
    search::{self, Subject},
    wire::Page,
};
use crate::PullError;

/// Companies whose people are asked for at once: their ids must fit into a search.
const AT_ONCE: usize = 100;

const CHANGED: Subject<'static> = Subject {
    path: COMPANIES,
    modified: "hs_lastmodifieddate",
    properties: &["hs_object_id"],
    closed: None,
};

impl Hubspot {
    /// Goes on with the walk, up to a thousand leads; whether there is more.
    pub(super) async fn walk_companies(
        &self,
        walk: &mut CompanyWalk,
        round: &Round,
        contacts: &mut Contacts,
        turn: Turn,
    ) -> Result<bool, PullError> {
        for _ in 0..PAGES {
            if walk.left.is_empty() && !walk.all_found {
                self.find_companies(walk, round, contacts, turn).await?;
            }
            if walk.left.is_empty() {
                break;
            }
            self.read_people(walk, round, contacts, turn).await?;
        }
        Ok(!(walk.left.is_empty() && walk.all_found))
    }

    /// The next page of changed companies. Without the permission there are none, and that is named.
    async fn find_companies(
        &self,
        walk: &mut CompanyWalk,
        round: &Round,
        contacts: &mut Contacts,
        turn: Turn,
    ) -> Result<(), PullError> {
        let sought = match self.api.search(&CHANGED, round, walk.last, turn).await {
            Err(PullError::Unavailable { .. }) => {
                walk.all_found = true;
                contacts.lack_companies();
                return Ok(());
            }
            sought => sought?,
        };
        let page: Page<'_> = self.api.read(&sought.answer, turn)?;
        let rows = search::rows(&page, sought.behind, COMPANIES)?;
        walk.left = rows.rows.iter().map(|(id, _)| *id).collect();
        (walk.last, walk.all_found) = (rows.last, !rows.more);
        self.companies.forget(&walk.left);
        contacts.mended.push(NOTE.to_owned());
        Ok(())
    }

    /// One page of the people of the first companies of the walk.
    async fn read_people(
        &self,
        walk: &mut CompanyWalk,
        round: &Round,
        contacts: &mut Contacts,
        turn: Turn,
    ) -> Result<(), PullError> {
        let at_once = walk.left.len().min(AT_ONCE);
        let request = search::contacts_of(&walk.left[..at_once], walk.lead);
        let answer = self.api.ask(&request, turn).await?;
        let page: Page<'_> = self.api.read(&answer, turn)?;
        let rows = search::rows(&page, walk.lead, "contacts of companies")?;
        contacts.broken.extend(rows.broken);
        let ids: Vec<u64> = rows.rows.iter().map(|(id, _)| *id).collect();
        if !ids.is_empty() {
            let mut people = self.read_contacts(&ids, turn).await?;
            self.complete(&mut people, round.to, turn).await?;
            contacts.join(people);
        }
        if rows.more {
            walk.lead = rows.last;
        } else {
            walk.left.drain(..at_once);
            walk.lead = 0;
        }
        Ok(())
    }
}
