//! Whatever becomes of deals and of whose they are, recurring revenue is that of all deals looked at one by one.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, civil::date};
use kpi::{
    catalogue::{
        measured::{Missing, Number},
        quantity::Quantity,
    },
    funnel::Span,
    model::{Deal, LeadRecord, Money, Record, Stream},
    mrr::{RecurringDeal, movements},
    period::day_start,
};
use proptest::prelude::*;
use sqlx::Row;
use store::{DealEntry, Entries, Run, TallyQuestion};

use crate::support::{Home, WS, at, merged, removed, told};

const LEADS: u8 = 4;

#[derive(Debug, Clone)]
enum Step {
    /// A lead is of one of few companies, or of none.
    Lead(u8, Option<u8>),
    RemoveLead(u8),
    Merge(u8, u8),
    Deal {
        id: u8,
        leads: Vec<u8>,
        minor: i64,
        currency: bool,
        starts: i64,
        length: Option<i64>,
        won: bool,
    },
    RemoveDeal(u8),
    /// A deal from a file, of one of the companies or of nobody.
    Enter(Option<u8>, i64, i64, Option<i64>),
    Ask(i64, i64),
}

fn step() -> impl Strategy<Value = Step> {
    let lead = 0..LEADS;
    let company = prop::option::weighted(0.8, 0..2_u8);
    let length = prop::option::of(1..60_i64);
    prop_oneof![
        4 => (lead.clone(), company.clone()).prop_map(|(lead, company)| Step::Lead(lead, company)),
        1 => lead.clone().prop_map(Step::RemoveLead),
        1 => (lead.clone(), lead.clone()).prop_map(|(a, b)| Step::Merge(a, b)),
        8 => (
            0..8_u8, prop::collection::vec(lead, 0..3), -3..9_i64, any::<bool>(), 0..90_i64, length.clone(),
            prop::bool::weighted(0.9),
        ).prop_map(|(id, leads, minor, currency, starts, length, won)| Step::Deal {
            id, leads, minor, currency, starts, length, won
        }),
        1 => (0..8_u8).prop_map(Step::RemoveDeal),
        2 => (company, -3..9_i64, 0..90_i64, length)
            .prop_map(|(company, minor, starts, length)| Step::Enter(company, minor, starts, length)),
        4 => (0..90_i64, 0..60_i64).prop_map(|(start, length)| Step::Ask(start, length)),
    ]
}

fn name(lead: u8) -> String {
    format!("lead{lead}")
}

fn company(number: u8) -> String {
    format!("Company {number}")
}

fn on(day: i64) -> Timestamp {
    at("2026-01-01T00:00:00+09:00") + (24 * day).hours()
}

fn money(minor: i64, currency: &str) -> Money {
    Money {
        minor: minor * 1_000,
        currency: currency.to_owned(),
    }
}

struct World {
    home: Home,
    next: i64,
}

impl World {
    async fn absorb(&mut self, stream: Stream, record: Record) {
        self.next += 1;
        self.home
            .absorb(stream, vec![record], on(200) + self.next.minutes())
            .await;
    }

    async fn go(&mut self, step: &Step) {
        let modified = on(150) + self.next.minutes();
        match step {
            Step::Lead(lead, of) => {
                let record = LeadRecord {
                    id: name(*lead).as_str().into(),
                    created_at: Some(on(0)),
                    modified_at: Some(modified),
                    company: of.map(company),
                    ..LeadRecord::default()
                };
                self.absorb(Stream::Leads, told(record)).await;
            }
            Step::RemoveLead(lead) => {
                self.absorb(Stream::Removals, removed(&name(*lead), modified))
                    .await;
            }
            Step::Merge(loser, survivor) => {
                let record = merged(&name(*loser), &name(*survivor), modified);
                self.absorb(Stream::Removals, record).await;
            }
            Step::Deal {
                id,
                leads,
                minor,
                currency,
                starts,
                length,
                won,
            } => {
                let record = Record::Deal(Deal {
                    id: id.to_string().as_str().into(),
                    name: None,
                    amount: None,
                    monthly: Some(money(*minor, if *currency { "JPY" } else { "USD" })),
                    starts_at: (minor % 2 == 0).then(|| on(*starts)),
                    ends_at: length.map(|length| on(starts + length)),
                    stage_raw: None,
                    won: Some(*won),
                    created_at: Some(on(0)),
                    closed_at: Some(on(*starts)),
                    modified_at: Some(modified),
                    owner: None,
                    leads: leads
                        .iter()
                        .map(|lead| name(*lead).as_str().into())
                        .collect(),
                });
                self.absorb(Stream::Deals, record).await;
            }
            Step::RemoveDeal(id) => {
                let record = Record::DealRemoved {
                    deal: id.to_string().as_str().into(),
                    at: modified,
                };
                self.absorb(Stream::Deals, record).await;
            }
            Step::Enter(of, minor, starts, length) => {
                self.next += 1;
                let day = |days: i64| date(2026, 1, 1).checked_add(days.days()).unwrap();
                let entry = DealEntry {
                    deal: format!("entered {}", self.next),
                    customer: of.map(company),
                    won: Some(day(*starts)),
                    amount: None,
                    monthly: Some(money(*minor, "JPY")),
                    starts: None,
                    ends: length.map(|length| day(starts + length)),
                };
                let file = format!("file{}", self.next);
                let entries = Entries::Deals(vec![(2, entry)]);
                let imported = self
                    .home
                    .store
                    .import(WS, &file, &entries, on(200), Run::Real);
                imported.await.unwrap();
            }
            Step::Ask(start, length) => self.ask(on(*start), on(start + length)).await,
        }
    }

    async fn ask(&self, start: Timestamp, end: Timestamp) {
        let span = Span { start, end };
        let deals = self.all_deals().await;
        let plain = movements(&deals, span);
        let quantities = [
            Quantity::Mrr,
            Quantity::NewMrr,
            Quantity::ExpansionMrr,
            Quantity::ContractionMrr,
            Quantity::ChurnedMrr,
        ];
        let question = TallyQuestion {
            span,
            as_of: on(300),
            definition: &self.home.definition,
            needed: &quantities,
        };
        let tally = self.home.store.tally(WS, &question).await.unwrap();
        for (place, quantity) in quantities.into_iter().enumerate() {
            let of = plain.iter().map(|(currency, moved)| {
                let parts = [
                    moved.end,
                    moved.new,
                    moved.expansion,
                    moved.contraction,
                    moved.churned,
                ];
                (currency.clone(), parts[place])
            });
            let expected: BTreeMap<String, i64> = of.filter(|(_, minor)| *minor != 0).collect();
            let told = tally.iter().find(|(told, _)| *told == quantity).unwrap();
            let counted: BTreeMap<String, i64> = match &told.1 {
                Ok(Number::Money(money)) => BTreeMap::from([(money.currency.clone(), money.minor)]),
                Err(Missing::SeveralCurrencies(several)) => several
                    .iter()
                    .map(|money| (money.currency.clone(), money.minor))
                    .collect(),
                Err(Missing::NotEntered(_)) => {
                    assert!(deals.is_empty(), "{quantity:?}: {told:?}");
                    BTreeMap::new()
                }
                other => panic!("{quantity:?}: {other:?}"),
            };
            let counted: BTreeMap<String, i64> = counted
                .into_iter()
                .filter(|(_, minor)| *minor != 0)
                .collect();
            assert_eq!(counted, expected, "{quantity:?}");
        }
    }

    /// Every recurring deal, with whose it is looked up anew.
    async fn all_deals(&self) -> Vec<RecurringDeal> {
        let mut connection = self.home.connection().await;
        let rows = sqlx::query(
            "SELECT 'deal ' || deal.id, (
                SELECT coalesce(lead.company, 'lead ' || lead.id)
                FROM deal_lead JOIN lead ON lead.id = deal_lead.lead
                WHERE deal_lead.deal = deal.id ORDER BY lead.id LIMIT 1
            ), monthly_minor, monthly_currency, coalesce(starts_at, closed_at), ends_at
            FROM deal WHERE won = 1 AND removed_at IS NULL AND monthly_minor IS NOT NULL",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap();
        let instant = |ms: i64| Timestamp::from_millisecond(ms).unwrap();
        let mut deals: Vec<RecurringDeal> = rows
            .iter()
            .map(|row| RecurringDeal {
                customer: row.get::<Option<String>, _>(1).unwrap_or(row.get(0)),
                monthly: Money {
                    minor: row.get(2),
                    currency: row.get(3),
                },
                from: instant(row.get(4)),
                until: row.get::<Option<i64>, _>(5).map(instant),
            })
            .collect();
        let rows = sqlx::query(
            "SELECT 'entered ' || deal, customer, monthly_minor, monthly_currency, won_on, ends_on FROM deal_entry",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap();
        let zone = &self.home.definition.zone;
        let day = |text: String, later: i64| {
            let date: jiff::civil::Date = text.parse().unwrap();
            day_start(date.checked_add(later.days()).unwrap(), zone)
        };
        deals.extend(rows.iter().map(|row| RecurringDeal {
            customer: row.get::<Option<String>, _>(1).unwrap_or(row.get(0)),
            monthly: Money {
                minor: row.get(2),
                currency: row.get(3),
            },
            from: day(row.get(4), 0),
            until: row.get::<Option<String>, _>(5).map(|last| day(last, 1)),
        }));
        deals
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn recurring_revenue_is_that_of_all_deals_one_by_one(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World { home: Home::new().await, next: 0 };
            for step in &steps {
                world.go(step).await;
            }
            for start in [0, 20, 40, 60, 80] {
                for length in [0, 20, 60] {
                    world.ask(on(start), on(start + length)).await;
                }
            }
        });
    }
}
