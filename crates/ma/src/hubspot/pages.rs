//! Pages of lists, answers to many ids at once, and what stands between the lines of both.
//!
//! Lives here: asking for less where so much is larger than can be read, following pages, items of a batch
//! that failed. Must not live here: what a row means.

use kpi::model::BrokenRecord;
use serde_json::Value;

use super::{
    api::{Api, Turn},
    refusal,
    trail::Trail,
    wire::Page,
};
use crate::{
    PullError,
    http::{Answer, HttpFault, Request},
};

/// Rows a page of a list without history; the most that HubSpot allows.
pub(super) const LIMIT: usize = 100;

/// Rows a page of a list with history; the most that HubSpot allows.
pub(super) const LIMIT_WITH_HISTORY: usize = 50;

impl Api {
    /// One page of a list behind `after`, of up to `limit` rows; of fewer where so many are larger than can
    /// be read. What lies behind a single row that is too large cannot be reached: its page names the place.
    pub(super) async fn page(
        &self,
        list: &Request,
        limit: usize,
        after: Option<&str>,
        turn: Turn,
    ) -> Result<Answer, HttpFault> {
        let list = list.clone().query_if("after", after);
        let mut limit = limit;
        loop {
            let page = list.clone().query("limit", limit.to_string());
            match self.try_ask(&page, turn).await {
                Err(HttpFault::TooLarge { .. }) if limit > 1 => limit /= 2,
                outcome => return outcome,
            }
        }
    }

    /// Every page of a list that is short enough for one pull; `take` reads each.
    pub(super) async fn every_page(
        &self,
        list: &Request,
        turn: Turn,
        mut take: impl FnMut(&Page<'_>),
    ) -> Result<(), PullError> {
        let mut trail = Trail::default();
        loop {
            let answer = self.page(list, LIMIT, trail.after(), turn).await;
            let answer = answer.map_err(|fault| self.refused(fault, turn))?;
            let page: Page<'_> = self.read(&answer, turn)?;
            take(&page);
            if !advance(&mut trail, &page, list)? {
                return Ok(());
            }
        }
    }

    /// Asks for all of `items` in one request; where its answer is larger than can be read, in two of half the
    /// size. An item that is too large alone comes without an answer.
    pub(super) async fn in_parts<'a, T: Sync>(
        &self,
        items: &'a [T],
        request: impl Fn(&[T]) -> Request + Send + Sync,
        turn: Turn,
    ) -> Result<Vec<(&'a [T], Option<Answer>)>, PullError> {
        let mut answers = Vec::new();
        let mut left = vec![items];
        while let Some(part) = left.pop() {
            match self.try_ask(&request(part), turn).await {
                Ok(answer) => answers.push((part, Some(answer))),
                Err(HttpFault::TooLarge { .. }) if part.len() > 1 => {
                    let (first, second) = part.split_at(part.len() / 2);
                    left.extend([second, first]);
                }
                Err(HttpFault::TooLarge { .. }) => answers.push((part, None)),
                Err(fault) => return Err(self.refused(fault, turn)),
            }
        }
        Ok(answers)
    }
}

/// Moves the trail behind `page`; whether there is a next one.
pub(super) fn advance(
    trail: &mut Trail,
    page: &Page<'_>,
    request: &Request,
) -> Result<bool, PullError> {
    trail
        .advance(page.after())
        .map_err(|_circle| PullError::Garbled {
            what: format!("{} repeats its page cursor for ever", request.path()),
        })
}

/// Items of a batch that failed, each named as `kind` and its id. What is not found was deleted in the meantime,
/// or has no links: that is no failure.
pub(super) fn failures(page: &Page<'_>, kind: &str) -> Vec<BrokenRecord> {
    let errors = page
        .errors
        .and_then(|raw| serde_json::from_str::<Vec<Value>>(raw.get()).ok());
    let mut broken = Vec::new();
    for error in errors.unwrap_or_default() {
        let category =
            refusal::word(&error["category"]).unwrap_or_else(|| "no category".to_owned());
        if category == "OBJECT_NOT_FOUND" {
            continue;
        }
        let ids = [&error["context"]["ids"], &error["context"]["fromObjectId"]];
        let mut ids: Vec<String> = ids
            .into_iter()
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(refusal::word)
            .map(|id| {
                if kind.is_empty() {
                    id
                } else {
                    format!("{kind} {id}")
                }
            })
            .collect();
        if ids.is_empty() {
            ids.push(format!("{kind} of a batch").trim_start().to_owned());
        }
        broken.extend(ids.into_iter().map(|id| BrokenRecord {
            id,
            why: format!("HubSpot could not give it ({category})"),
        }));
    }
    broken
}
