//! Search: what changed since an instant, in the order of ids.
//!
//! Lives here: the query and the walk by id. Must not live here: what a record means.
//!
//! Every page asks for ids above the last one seen. A page by offset would end at HubSpot's ceiling of
//! 10,000 rows, and would skip a row whenever another one leaves the window while it is read. So an offset serves
//! only to ask for two pages at once, and the second one counts only if it begins within the first.

use jiff::Timestamp;
use kpi::model::BrokenRecord;
use serde_json::{Value, json};

use super::{
    api::{Api, CONTACTS, Turn},
    cursor::Round,
    wire::{Object, Page},
};
use crate::{
    PullError,
    http::{Answer, HttpFault, Lane, Request},
};

/// Rows a page; the most that HubSpot allows.
const LIMIT: usize = 200;

/// One kind of object as search sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    /// Path of the list; search lies below it.
    pub(super) path: &'static str,
    /// The property that holds the time of the last change.
    pub(super) modified: &'static str,
    /// Properties to bring.
    pub(super) properties: &'a [&'a str],
    /// The flag that is `false` while a record is open, where the kind has one.
    pub(super) closed: Option<&'static str>,
}

/// A page of a search, sorted out.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    /// Records with their ids, ascending.
    pub(super) rows: Vec<(u64, Object<'a>)>,
    /// What could not be read.
    pub(super) broken: Vec<BrokenRecord>,
    /// The highest id seen so far.
    pub(super) last: u64,
    /// Whether another page may follow.
    pub(super) more: bool,
}

/// What a search answered.
#[derive(Debug)]
pub(super) struct Sought {
    pub(super) answer: Answer,
    /// The id behind which the answer begins.
    pub(super) behind: u64,
    /// Records before it that are larger than can be read.
    pub(super) broken: Vec<BrokenRecord>,
}

impl Api {
    /// The next page of `round` behind the id `last`; a shorter one where so many records are larger than can be
    /// read. A single record that is too large is named and left behind.
    pub(super) async fn search(
        &self,
        subject: &Subject<'_>,
        round: &Round,
        last: u64,
        turn: Turn,
    ) -> Result<Sought, PullError> {
        let (mut behind, mut limit) = (last, LIMIT);
        let mut broken = Vec::new();
        loop {
            match self
                .try_ask(&subject.page(round, behind, limit, 0), turn)
                .await
            {
                Ok(answer) => {
                    return Ok(Sought {
                        answer,
                        behind,
                        broken,
                    });
                }
                Err(HttpFault::TooLarge { .. }) if limit > 1 => limit /= 2,
                Err(HttpFault::TooLarge { .. }) => {
                    let bare = Subject {
                        properties: &["hs_object_id"],
                        ..*subject
                    };
                    let answer = self.ask(&bare.page(round, behind, 1, 0), turn).await?;
                    let last = rows(&self.read(&answer, turn)?, behind, subject.path)?.last;
                    if last == behind {
                        let path = format!("{}/search", subject.path);
                        return Err(self.refused(HttpFault::TooLarge { path }, turn));
                    }
                    behind = last;
                    broken.push(BrokenRecord {
                        id: behind.to_string(),
                        why: "it is larger than can be read".to_owned(),
                    });
                    limit = LIMIT;
                }
                Err(fault) => return Err(self.refused(fault, turn)),
            }
        }
    }

    /// The page behind the next one, to be asked for beside it. It begins with the last row of the next one.
    pub(super) async fn search_beyond(
        &self,
        subject: &Subject<'_>,
        round: &Round,
        last: u64,
        turn: Turn,
    ) -> Result<Answer, PullError> {
        self.ask(&subject.page(round, last, LIMIT, LIMIT - 1), turn)
            .await
    }
}

/// The next page of contacts of these companies behind the id `last`.
pub(super) fn contacts_of(companies: &[u64], last: u64) -> Request {
    let values: Vec<String> = companies.iter().map(u64::to_string).collect();
    let of = json!({"propertyName": "associatedcompanyid", "operator": "IN", "values": values});
    request(
        CONTACTS,
        &[json!({"filters": [above(last), of]})],
        &["hs_object_id"],
        LIMIT,
        0,
    )
}

fn request(
    path: &str,
    groups: &[Value],
    properties: &[&str],
    limit: usize,
    offset: usize,
) -> Request {
    let body = json!({
        "filterGroups": groups,
        "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
        "properties": properties,
        "limit": limit,
        "after": offset.to_string(),
    });
    Request::post(format!("{path}/search"), body).lane(Lane::Search)
}

impl Subject<'_> {
    /// The next page of `round` behind the id `last`, without its first `offset` rows.
    fn page(&self, round: &Round, last: u64, limit: usize, offset: usize) -> Request {
        let mut groups = vec![self.changed(round, last)];
        if let (Some(closed), true) = (self.closed, round.open_too) {
            groups.push(json!({"filters": [above(last), filter(closed, "EQ", "false")]}));
        }
        request(self.path, &groups, self.properties, limit, offset)
    }

    /// The window has no end: what changed up to the watermark and then once more, while we read or just
    /// before, bears the later time alone, and would be missed.
    fn changed(&self, round: &Round, last: u64) -> Value {
        let mut filters = vec![above(last)];
        if let Some(from) = round.from {
            filters.push(filter(self.modified, "GTE", &millis(from)));
        }
        json!({"filters": filters})
    }
}

/// Sorts out a page that was asked for ids above `last`.
///
/// # Errors
/// `Garbled` where the page does not move on, which would never end.
pub(super) fn rows<'a>(page: &Page<'a>, last: u64, path: &str) -> Result<Rows<'a>, PullError> {
    let mut sorted = Rows {
        rows: Vec::with_capacity(page.results.len()),
        broken: Vec::new(),
        last,
        more: false,
    };
    for (place, raw) in page.results.iter().enumerate() {
        let object: Option<Object<'a>> = serde_json::from_str(raw.get()).ok();
        let Some((id, object)) = object.and_then(|object| Some((object.number()?, object))) else {
            let id = format!("search behind {last}, row {}", place + 1);
            sorted.broken.push(BrokenRecord {
                id,
                why: "it has no readable id".to_owned(),
            });
            continue;
        };
        if id <= sorted.last {
            return Err(PullError::Garbled {
                what: format!("{path}/search repeats rows or brings them out of order"),
            });
        }
        sorted.last = id;
        sorted.rows.push((id, object));
    }
    sorted.more =
        !page.results.is_empty() && (page.after().is_some() || page.results.len() >= LIMIT);
    if sorted.more && sorted.last == last {
        return Err(PullError::Garbled {
            what: format!("{path}/search brought a page without a single readable id"),
        });
    }
    Ok(sorted)
}

impl Rows<'_> {
    /// The rows behind a page that ended with the id `last`, of a page that was asked for beside it; `None` where
    /// a row may lie between both.
    pub(super) fn beyond(mut self, last: u64) -> Option<Self> {
        let meets = self.rows.first().is_some_and(|(id, _)| *id <= last);
        self.rows.retain(|(id, _)| *id > last);
        (meets && self.last > last && self.broken.is_empty()).then_some(self)
    }
}

fn above(last: u64) -> Value {
    filter("hs_object_id", "GT", &last.to_string())
}

fn filter(property: &str, operator: &str, value: &str) -> Value {
    json!({"propertyName": property, "operator": operator, "value": value})
}

fn millis(at: Timestamp) -> String {
    at.as_millisecond().to_string()
}
