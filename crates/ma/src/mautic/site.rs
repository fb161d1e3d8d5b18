//! One Mautic installation: asking it for a page and knowing a refusal when it comes.
//!
//! Lives here: requests, refusals, the server's own limit. Must not live here: what a row means.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    query::{Is, Query},
    refusal::{self, Refusal, URL_SETTING},
    scalar::Scalar,
    wire::Page,
};
use crate::{
    MauticSettings, PullError,
    http::{Allowance, Answer, Auth, Client, HttpFault, Limits, Request, SettingNames},
};

/// A list of the API.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Path below `/api/`.
    pub(super) path: &'static str,
    /// What our user's role needs for it, in the words of Mautic's role editor.
    pub(super) permission: &'static str,
}

/// A row that has an id to go on from.
pub(super) trait Row: DeserializeOwned {
    /// The row's id, where it has a readable one.
    fn id(&self) -> Option<u64>;
}

/// Rows of one page, sorted by id, and whether there may be more.
#[derive(Debug)]
pub(super) struct Rows<T> {
    /// The rows with an id, each above the id asked for, ascending.
    pub(super) rows: Vec<(u64, T)>,
    /// How many elements had no readable id.
    pub(super) nameless: usize,
    /// The id of a record that is larger than can be read, alone on its page: it is left behind.
    pub(super) too_large: Option<u64>,
    /// Whether the page was full: then another may follow.
    pub(super) full: bool,
}

impl<T> Rows<T> {
    /// The highest id of the page.
    pub(super) fn last(&self) -> Option<u64> {
        self.rows.last().map(|(id, _)| *id).or(self.too_large)
    }
}

/// The installation.
#[derive(Debug)]
pub(super) struct Site {
    client: Client,
    spent_until: Mutex<Option<Timestamp>>,
}

impl Site {
    pub(super) fn new(settings: &MauticSettings) -> Result<Self, PullError> {
        let auth = Auth::Basic {
            user: settings.user.clone(),
            password: settings.password.clone(),
        };
        let all = Allowance {
            requests: settings.requests_per_second,
            per: Duration::from_secs(1),
        };
        // One request at a time: a self-hosted server is small.
        let mut limits = Limits::new(all, None, 1, settings.timeout);
        limits.tries = 3;
        let names = SettingNames {
            url: URL_SETTING,
            secret: "MAUTIC_PASSWORD",
        };
        let client = Client::new(&settings.url, &auth, names, limits)?;
        Ok(Self {
            client,
            spent_until: Mutex::new(None),
        })
    }

    /// One page of `place` after the id `after`, as `query` asks, of up to `limit` rows; of fewer where so many
    /// are larger than can be read.
    pub(super) async fn page<T: Row>(
        &self,
        place: Place,
        query: Query,
        after: u64,
        limit: usize,
        now: Timestamp,
    ) -> Result<Rows<T>, Refusal> {
        let query = if after > 0 {
            query.filter("id", Is::Above, after.to_string())
        } else {
            query
        };
        let mut limit = limit;
        loop {
            let asked = query.clone().limited(limit);
            match self.list::<T>(place, asked, now).await {
                Err(Refusal::TooLarge(_)) if limit > 1 => limit /= 2,
                Err(Refusal::TooLarge(_)) => return self.pass(place, query, after, now).await,
                rows => return ordered(rows?, after, limit, place),
            }
        }
    }

    /// Goes past a record that is larger than can be read: without its texts it tells its id.
    async fn pass<T: Row>(
        &self,
        place: Place,
        query: Query,
        after: u64,
        now: Timestamp,
    ) -> Result<Rows<T>, Refusal> {
        let bare = query.limited(1).with("minimal", "1");
        let rows = self.list::<IdRow>(place, bare, now).await?;
        let row = ordered(rows, after, 1, place)?;
        Ok(Rows {
            rows: Vec::new(),
            nameless: row.nameless,
            too_large: row.last(),
            full: row.full,
        })
    }

    /// The rows of `place` as they come; `None` is an element that is no object.
    pub(super) async fn list<T: DeserializeOwned>(
        &self,
        place: Place,
        query: Query,
        now: Timestamp,
    ) -> Result<Vec<Option<T>>, Refusal> {
        let answer = self
            .ask(query.request(place.path), place.permission, now)
            .await?;
        let page: Page<T> = answer
            .json()
            .map_err(|fault| refusal::of_fault(fault, place.permission, now))?;
        if let Some(refusal) = refusal::of_answer(&page.errors, place.permission, place.path) {
            return Err(refusal);
        }
        match page.rows {
            Some(rows) => Ok(rows.0),
            None if page.no_such_table => Err(Refusal::Forbidden(place.permission)),
            None => {
                let what = format!("/api/{} answered without a list", place.path);
                Err(Refusal::Stop(PullError::Garbled { what }))
            }
        }
    }

    /// One record at a path of its own, and the answer around it.
    pub(super) async fn one<T: DeserializeOwned>(
        &self,
        path: &str,
        permission: &'static str,
        now: Timestamp,
    ) -> Result<(T, Answer), Refusal> {
        let answer = self
            .ask(Query::default().request(path), permission, now)
            .await?;
        let record = answer
            .json()
            .map_err(|fault| refusal::of_fault(fault, permission, now))?;
        Ok((record, answer))
    }

    async fn ask(
        &self,
        request: Request,
        permission: &'static str,
        now: Timestamp,
    ) -> Result<Answer, Refusal> {
        if let Some(until) = self.spent_until().filter(|until| *until > now) {
            return Err(Refusal::Stop(PullError::Throttled { until }));
        }
        match self.client.fetch(&request).await {
            Ok(answer) => {
                self.learn(&answer);
                Ok(answer)
            }
            Err(fault @ HttpFault::Throttled { .. }) => Err(Refusal::Stop(fault.into_pull(now))),
            Err(fault) => Err(refusal::of_fault(fault, permission, now)),
        }
    }

    /// Where the server counts requests, it tells how many are left: with none, the next would be a 429.
    fn learn(&self, answer: &Answer) {
        let number = |name: &str| answer.header(name)?.trim().parse::<i64>().ok();
        let reset =
            number("x-ratelimit-reset").and_then(|second| Timestamp::from_second(second).ok());
        let spent = number("x-ratelimit-remaining").is_some_and(|left| left <= 0);
        *self
            .spent_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = reset.filter(|_| spent);
    }

    fn spent_until(&self) -> Option<Timestamp> {
        *self
            .spent_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A full page that brings nothing new: asking on would never end.
#[derive(Debug, PartialEq, Eq)]
struct Repeats;

fn ordered<T: Row>(
    rows: Vec<Option<T>>,
    after: u64,
    limit: usize,
    place: Place,
) -> Result<Rows<T>, Refusal> {
    in_order(rows, after, limit).map_err(|Repeats| {
        let what = format!(
            "/api/{} answers with the same page again and again",
            place.path
        );
        Refusal::Stop(PullError::Garbled { what })
    })
}

/// Sorts by id: the order of an object's keys is lost in reading. Rows at or below `after` were there
/// before; where a server ignores the filter, they are dropped.
fn in_order<T: Row>(rows: Vec<Option<T>>, after: u64, limit: usize) -> Result<Rows<T>, Repeats> {
    let full = rows.len() >= limit;
    let mut nameless = 0;
    let mut known: Vec<(u64, T)> = Vec::with_capacity(rows.len());
    for row in rows {
        match row.and_then(|row| Some((row.id()?, row))) {
            Some((id, row)) if id > after => known.push((id, row)),
            Some(_) => {}
            None => nameless += 1,
        }
    }
    known.sort_by_key(|(id, _)| *id);
    known.dedup_by_key(|(id, _)| *id);
    if full && known.is_empty() {
        return Err(Repeats);
    }
    Ok(Rows {
        rows: known,
        nameless,
        too_large: None,
        full,
    })
}

/// A row of which only the id counts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct IdRow {
    id: Scalar,
}

impl Row for IdRow {
    fn id(&self) -> Option<u64> {
        self.id.id()
    }
}

#[cfg(test)]
mod tests {
    use super::{IdRow, Repeats, in_order};
    use crate::mautic::wire::Many;

    fn rows(json: &str) -> Vec<Option<IdRow>> {
        serde_json::from_str::<Many<IdRow>>(json).expect("a list").0
    }

    #[test]
    fn rows_of_an_object_come_out_by_id_and_once() {
        let page = in_order(
            rows(r#"{"27":{"id":27},"9":{"id":"9"},"b":{"id":27},"c":{"x":1}}"#),
            0,
            9,
        )
        .unwrap();
        assert_eq!(
            page.rows.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
            [9, 27]
        );
        assert_eq!((page.nameless, page.full), (1, false));
    }

    #[test]
    fn a_page_that_repeats_is_an_error_and_not_an_endless_walk() {
        let again = || rows(r#"[{"id":1},{"id":2}]"#);
        assert_eq!(in_order(again(), 2, 2).unwrap_err(), Repeats);
        assert_eq!(in_order(again(), 1, 2).unwrap().last(), Some(2));
        // A short page is the end, whatever it holds.
        assert!(in_order(again(), 2, 3).unwrap().rows.is_empty());
    }
}
