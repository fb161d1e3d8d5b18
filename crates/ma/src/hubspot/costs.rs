//! What campaigns cost: their budget and what was spent of it.
//!
//! Lives here: totals of each campaign. Must not live here: how a total is spread over days (`kpi`).

use futures_util::future::try_join_all;
use jiff::{SignedDuration, Timestamp, civil::Date};
use kpi::model::{Batch, BrokenRecord, CampaignCost, Cursor, ExtId, Money, Record, Stream};
use serde::Deserialize;

use super::{
    Hubspot,
    api::{CAMPAIGNS, Turn},
    cursor::{self, Scans},
    money, reading, refusal,
    wire::{Object, Text},
};
use crate::{
    PullError,
    http::{HttpFault, Request},
};

/// How often totals are read: people enter them by hand, and each campaign is a request.
const EVERY: SignedDuration = SignedDuration::from_hours(6);

/// A campaign and its days.
#[derive(Debug)]
struct Campaign {
    id: String,
    from: Option<Date>,
    to: Option<Date>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Totals<'a> {
    #[serde(borrow, default)]
    spend_total: Text<'a>,
    #[serde(borrow, default)]
    budget_total: Text<'a>,
    #[serde(borrow, default)]
    currency_code: Text<'a>,
}

impl Hubspot {
    /// The totals of all campaigns.
    pub(super) async fn pull_costs(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, PullError> {
        let turn = Turn {
            stream: Stream::Costs,
            now,
        };
        let state: Scans = cursor::read(since);
        let Some(scan) = state.due(now, EVERY) else {
            return Ok(Batch {
                cursor: since.cloned(),
                ..Batch::default()
            });
        };
        let mut batch = Batch {
            complete_to: Some(now),
            ..Batch::default()
        };
        let campaigns = self.list_campaigns(&mut batch, turn).await?;
        let totals = campaigns.iter().map(|campaign| self.totals(campaign, turn));
        for (cost, broken) in try_join_all(totals).await? {
            batch.records.extend(cost.map(Record::CampaignCost));
            batch.broken.extend(broken);
        }
        batch.cursor = Some(cursor::write(&state.ended(&scan, now)));
        Ok(batch)
    }

    async fn list_campaigns(
        &self,
        batch: &mut Batch,
        turn: Turn,
    ) -> Result<Vec<Campaign>, PullError> {
        let request = Request::get(CAMPAIGNS).query("properties", "hs_start_date,hs_end_date");
        let mut campaigns = Vec::new();
        self.api
            .every_page(&request, turn, |page| {
                for (place, raw) in page.results.iter().enumerate() {
                    match campaign(raw.get()) {
                        Some(campaign) => campaigns.push(campaign),
                        None => batch.broken.push(BrokenRecord {
                            id: format!("campaigns, row {}", place + 1),
                            why: "it has no readable id".to_owned(),
                        }),
                    }
                }
            })
            .await?;
        Ok(campaigns)
    }

    /// A campaign that was deleted in the meantime costs nothing that could be told.
    async fn totals(
        &self,
        campaign: &Campaign,
        turn: Turn,
    ) -> Result<(Option<CampaignCost>, Option<BrokenRecord>), PullError> {
        let request = Request::get(format!("{CAMPAIGNS}/{}/budget/totals", campaign.id));
        let answer = match self.api.try_ask(&request, turn).await {
            Ok(answer) => answer,
            Err(HttpFault::Status { status: 404, .. }) => return Ok((None, None)),
            Err(fault) => {
                let why = refusal::of_one(&fault);
                let why = why.ok_or_else(|| self.api.refused(fault, turn))?;
                let id = campaign.id.clone();
                return Ok((None, Some(BrokenRecord { id, why })));
            }
        };
        let totals: Totals<'_> = self.api.read(&answer, turn)?;
        let own = self.api.details(turn).await?.currency.as_deref();
        let currency = totals.currency_code.as_str().or(own);
        let mut odd = false;
        let mut read = |text: &Text<'_>| -> Option<Money> {
            let money = money::money(text.as_str()?, currency?);
            odd |= money.is_none();
            money
        };
        let (spent, budget) = (read(&totals.spend_total), read(&totals.budget_total));
        let broken = odd.then(|| BrokenRecord {
            id: campaign.id.clone(),
            why: "its budget or its spend cannot be read".to_owned(),
        });
        let cost = CampaignCost {
            campaign: ExtId(campaign.id.clone()),
            spent,
            budget,
            from: campaign.from,
            to: campaign.to,
        };
        Ok((Some(cost), broken))
    }
}

fn campaign(raw: &str) -> Option<Campaign> {
    let object: Object<'_> = serde_json::from_str(raw).ok()?;
    let id = object.id.as_str()?;
    // It becomes a part of a path.
    let is_plain = id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let day = |name: &str| reading::day(object.properties.get(name).as_str()?);
    is_plain.then(|| Campaign {
        id: id.to_owned(),
        from: day("hs_start_date"),
        to: day("hs_end_date"),
    })
}
