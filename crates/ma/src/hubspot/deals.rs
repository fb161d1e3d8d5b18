//! Deals that changed, with the leads they belong to.
//!
//! Lives here: property names of deals, won or not, links. Must not live here: windows, money's arithmetic.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use kpi::model::{Batch, BrokenRecord, Cursor, Deal, ExtId, Record, Stream};
use serde::Deserialize;

use super::{
    Hubspot,
    api::{DEALS, PIPELINES, Turn},
    cursor::{self, Changes, Round},
    money,
    reading::{self, Reading},
    search::{self, Subject},
    wire::{Object, Page, Text},
};
use crate::{HUBSPOT_MRR, HubspotSettings, PullError, http::Request};

/// Pages of one batch: a thousand deals, whose links come in one request.
const PAGES: usize = 5;

/// How often the bin is read.
const BIN_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// What every deal is read from.
const PROPERTIES: [&str; 10] = [
    "dealname",
    "amount",
    "deal_currency_code",
    "dealstage",
    "hs_is_closed",
    "hs_is_closed_won",
    "createdate",
    "closedate",
    "hs_lastmodifieddate",
    "hubspot_owner_id",
];

/// The properties in which this account keeps what a deal brings in each month, from when to when.
#[derive(Debug)]
pub(super) struct Contract {
    monthly: String,
    starts: Option<String>,
    ends: Option<String>,
}

impl Contract {
    pub(super) fn new(settings: &HubspotSettings) -> Self {
        let own = |name: &str| Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        Self {
            monthly: own(&settings.mrr_property).unwrap_or_else(|| HUBSPOT_MRR.to_owned()),
            starts: settings.contract_start_property.as_deref().and_then(own),
            ends: settings.contract_end_property.as_deref().and_then(own),
        }
    }

    fn properties(&self) -> Vec<&str> {
        let own = [&self.monthly].into_iter().chain(&self.starts);
        let own = own.chain(&self.ends).map(String::as_str);
        PROPERTIES.into_iter().chain(own).collect()
    }
}

/// Deals of some pages.
#[derive(Debug, Default)]
struct Found {
    deals: Vec<Draft>,
    broken: Vec<BrokenRecord>,
    last: u64,
    more: bool,
}

/// A deal, read, and whether its stage must say if it was won.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) deal: Deal,
    outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Said,
    AskItsStage,
}

impl Hubspot {
    /// The next thousand deals of the round. Links change without a change of the deal: once a day
    /// all open deals are read again.
    pub(super) async fn pull_deals(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, PullError> {
        let turn = Turn {
            stream: Stream::Deals,
            now,
        };
        let state: Changes = cursor::read(since);
        let mut round = state.round(now, self.settle, self.overlap);
        round.open_too |= state.open_is_due(&round);
        let currency = self.api.details(turn).await?.currency.clone();
        let mut found = self.find_deals(&round, currency.as_deref(), turn).await?;
        self.link_deals(&mut found.deals, &mut found.broken, turn)
            .await?;
        self.judge_deals(&mut found.deals, &mut found.broken, turn)
            .await?;
        let deals = found
            .deals
            .into_iter()
            .map(|draft| Record::Deal(draft.deal));
        let mut batch = Batch {
            records: deals.collect(),
            broken: found.broken,
            more: found.more,
            ..Batch::default()
        };
        if batch.more {
            batch.cursor = Some(cursor::write(&state.under_way(round, found.last)));
        } else {
            let mut ended = state.ended(&round);
            if state.bin_is_due(&round, BIN_EVERY) {
                self.read_bin(&mut batch, turn).await?;
                ended = ended.with_bin_read(&round);
            }
            batch.complete_to = Some(round.to);
            batch.cursor = Some(cursor::write(&ended));
        }
        Ok(batch)
    }

    /// Deleted deals. Search never shows them, and the bin keeps them for some months.
    async fn read_bin(&self, batch: &mut Batch, turn: Turn) -> Result<(), PullError> {
        let request = Request::get(DEALS)
            .query("archived", "true")
            .query("properties", "hs_object_id");
        self.api
            .every_page(&request, turn, |page| {
                for (place, raw) in page.results.iter().enumerate() {
                    match removed(raw.get()) {
                        Some(removed) => batch.records.push(removed),
                        None => batch.broken.push(BrokenRecord {
                            id: format!("bin of deals, row {}", place + 1),
                            why: "its id or archivedAt is missing or unreadable".to_owned(),
                        }),
                    }
                }
            })
            .await
    }

    async fn find_deals(
        &self,
        round: &Round,
        currency: Option<&str>,
        turn: Turn,
    ) -> Result<Found, PullError> {
        let mut found = Found {
            last: round.last,
            more: true,
            ..Found::default()
        };
        let properties = self.contract.properties();
        let subject = Subject {
            path: DEALS,
            modified: "hs_lastmodifieddate",
            properties: &properties,
            closed: Some("hs_is_closed"),
        };
        for _ in 0..PAGES {
            let sought = self.api.search(&subject, round, found.last, turn).await?;
            let page: Page<'_> = self.api.read(&sought.answer, turn)?;
            let rows = search::rows(&page, sought.behind, DEALS)?;
            found.broken.extend(sought.broken);
            (found.last, found.more) = (rows.last, rows.more);
            found.broken.extend(rows.broken);
            for (id, object) in &rows.rows {
                let (draft, broken) = draft(*id, object, currency, &self.contract);
                found.deals.push(draft);
                found.broken.extend(broken);
            }
            if !found.more {
                break;
            }
        }
        Ok(found)
    }

    /// Where a deal does not say whether it is closed, its stage in the pipeline does.
    async fn judge_deals(
        &self,
        deals: &mut [Draft],
        broken: &mut Vec<BrokenRecord>,
        turn: Turn,
    ) -> Result<(), PullError> {
        if deals.iter().all(|draft| draft.outcome == Outcome::Said) {
            return Ok(());
        }
        let won = self.outcomes(broken, turn).await?;
        for draft in deals
            .iter_mut()
            .filter(|draft| draft.outcome == Outcome::AskItsStage)
        {
            draft.deal.won = draft
                .deal
                .stage_raw
                .as_ref()
                .and_then(|stage| won.get(stage).copied());
        }
        Ok(())
    }

    /// The closed stages of all pipelines, and whether they are won.
    async fn outcomes(
        &self,
        broken: &mut Vec<BrokenRecord>,
        turn: Turn,
    ) -> Result<HashMap<String, bool>, PullError> {
        #[derive(Deserialize)]
        struct Pipeline<'a> {
            #[serde(borrow, default)]
            stages: Vec<Stage<'a>>,
        }
        #[derive(Deserialize)]
        struct Stage<'a> {
            #[serde(borrow)]
            id: Text<'a>,
            #[serde(borrow, default)]
            metadata: Metadata<'a>,
        }
        #[derive(Deserialize, Default)]
        #[serde(rename_all = "camelCase")]
        struct Metadata<'a> {
            #[serde(borrow, default)]
            is_closed: Text<'a>,
            #[serde(borrow, default)]
            probability: Text<'a>,
        }
        let answer = self.api.ask(&Request::get(PIPELINES), turn).await?;
        let page: Page<'_> = self.api.read(&answer, turn)?;
        let mut stages: Vec<Stage<'_>> = Vec::new();
        for (place, raw) in page.results.iter().enumerate() {
            match serde_json::from_str::<Pipeline<'_>>(raw.get()) {
                Ok(pipeline) => stages.extend(pipeline.stages),
                Err(_) => broken.push(BrokenRecord {
                    id: format!("pipelines, row {}", place + 1),
                    why: "it is no pipeline with stages".to_owned(),
                }),
            }
        }
        let mut outcomes = HashMap::new();
        for stage in stages {
            let closed = stage.metadata.is_closed.as_str() == Some("true");
            let probability = stage
                .metadata
                .probability
                .as_str()
                .and_then(reading::number);
            if let (true, Some(id)) = (closed, stage.id.as_str()) {
                outcomes.insert(
                    id.to_owned(),
                    probability.is_some_and(|probability| probability >= 1.0),
                );
            }
        }
        Ok(outcomes)
    }
}

fn draft(
    id: u64,
    object: &Object<'_>,
    account_currency: Option<&str>,
    contract: &Contract,
) -> (Draft, Option<BrokenRecord>) {
    let id = id.to_string();
    let mut reading = Reading::of(object);
    let (closed, is_won) = (
        reading.flag("hs_is_closed"),
        reading.flag("hs_is_closed_won"),
    );
    let (won, outcome) = match (closed, is_won) {
        (_, Some(true)) => (Some(true), Outcome::Said),
        (Some(true), _) => (Some(false), Outcome::Said),
        (Some(false), _) => (None, Outcome::Said),
        (None, _) => (None, Outcome::AskItsStage),
    };
    let deal = Deal {
        id: ExtId(id.clone()),
        name: reading.text("dealname"),
        amount: amount(&mut reading, "amount", account_currency),
        monthly: amount(&mut reading, &contract.monthly, account_currency),
        starts_at: contract
            .starts
            .as_ref()
            .and_then(|name| reading.instant(name)),
        ends_at: contract
            .ends
            .as_ref()
            .and_then(|name| reading.instant(name)),
        stage_raw: reading.text("dealstage"),
        won,
        created_at: reading.instant("createdate"),
        closed_at: reading.instant("closedate"),
        modified_at: reading.instant("hs_lastmodifieddate"),
        owner: reading.text("hubspot_owner_id").map(ExtId),
        leads: Vec::new(),
    };
    (Draft { deal, outcome }, reading.end(&id))
}

fn amount(
    reading: &mut Reading<'_>,
    property: &str,
    account_currency: Option<&str>,
) -> Option<kpi::model::Money> {
    let amount = reading.scalar(property)?;
    let Some(currency) = reading.scalar("deal_currency_code").or(account_currency) else {
        reading.complain(format!("its {property} has no currency"));
        return None;
    };
    let money = money::money(amount, currency);
    if money.is_none() {
        reading.complain(format!("its {property} or its currency cannot be read"));
    }
    money
}

fn removed(raw: &str) -> Option<Record> {
    let object: Object<'_> = serde_json::from_str(raw).ok()?;
    Some(Record::DealRemoved {
        deal: ExtId(object.number()?.to_string()),
        at: object.archived_at.as_str().and_then(reading::instant)?,
    })
}
