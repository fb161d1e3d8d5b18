//! Tables whose rows have no id of their own: they are walked lead by lead.
//!
//! Lives here: pages of such a table. Must not live here: what a row means.

use jiff::Timestamp;
use serde::de::DeserializeOwned;

use super::{
    query::{Is, Query},
    refusal::Refusal,
    site::{Place, Site},
};
use crate::PullError;

/// A row that says whose it is.
pub(super) trait OfLead: DeserializeOwned {
    /// The lead's id, where it has a readable one.
    fn lead(&self) -> Option<u64>;
}

/// All rows of some leads.
#[derive(Debug)]
pub(super) struct LeadRows<T> {
    /// Rows by lead, ascending.
    pub(super) rows: Vec<(u64, T)>,
    /// How many elements named no lead.
    pub(super) nameless: usize,
    /// The lead to go on behind, where more may follow.
    pub(super) next: Option<u64>,
}

impl Site {
    /// Rows of the leads above `after`, as `query` asks, in a page of up to `limit`.
    pub(super) async fn page_by_lead<T: OfLead>(
        &self,
        place: Place,
        query: Query,
        after: u64,
        limit: usize,
        now: Timestamp,
    ) -> Result<LeadRows<T>, Refusal> {
        let mut query = query.rows_by("lead_id").with("limit", limit.to_string());
        if after > 0 {
            query = query.filter("lead_id", Is::Above, after.to_string());
        }
        let rows = self.list::<T>(place, query, now).await?;
        whole_leads(rows, after, limit).map_err(|NoEnd| {
            let what = format!("/api/{} never comes to its end", place.path);
            Refusal::Stop(PullError::Garbled { what })
        })
    }
}

/// A full page that does not get behind a single lead: asking on would never end.
#[derive(Debug, PartialEq, Eq)]
struct NoEnd;

/// A full page may have broken off amid the rows of its last lead: that lead is left to the next page.
fn whole_leads<T: OfLead>(
    rows: Vec<Option<T>>,
    after: u64,
    limit: usize,
) -> Result<LeadRows<T>, NoEnd> {
    let full = rows.len() >= limit;
    let mut nameless = 0;
    let mut known: Vec<(u64, T)> = Vec::with_capacity(rows.len());
    for row in rows {
        match row.and_then(|row| Some((row.lead()?, row))) {
            Some((lead, row)) if lead > after => known.push((lead, row)),
            Some(_) => {}
            None => nameless += 1,
        }
    }
    known.sort_by_key(|(lead, _)| *lead);
    let mut next = None;
    if full {
        let last = known.last().map(|(lead, _)| *lead).ok_or(NoEnd)?;
        known.retain(|(lead, _)| *lead < last);
        next = Some(known.last().map(|(lead, _)| *lead).ok_or(NoEnd)?);
    }
    Ok(LeadRows {
        rows: known,
        nameless,
        next,
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::{NoEnd, OfLead, whole_leads};

    #[derive(Debug, Deserialize)]
    struct Lead(u64);

    impl OfLead for Lead {
        fn lead(&self) -> Option<u64> {
            (self.0 > 0).then_some(self.0)
        }
    }

    fn rows(leads: &[u64]) -> Vec<Option<Lead>> {
        leads.iter().map(|lead| Some(Lead(*lead))).collect()
    }

    #[test]
    fn a_lead_whose_rows_a_page_may_have_cut_is_left_to_the_next() {
        let page = whole_leads(rows(&[3, 5, 5, 4]), 0, 4).unwrap();
        let leads: Vec<u64> = page.rows.iter().map(|(lead, _)| *lead).collect();
        assert_eq!((leads, page.next), (vec![3, 4], Some(4)));
        let last = whole_leads(rows(&[5, 5, 0]), 4, 4).unwrap();
        assert_eq!((last.rows.len(), last.nameless, last.next), (2, 1, None));
    }

    #[test]
    fn a_page_that_does_not_move_on_is_an_error() {
        assert_eq!(whole_leads(rows(&[5, 5]), 4, 2).unwrap_err(), NoEnd);
        assert_eq!(whole_leads(rows(&[3, 4]), 4, 2).unwrap_err(), NoEnd);
    }
}
