//! What holds of every count, whatever leads did: another lead lowers none, no part is more than its whole, and
//! recurring revenue moves by its parts exactly.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use kpi::{
    catalogue::{
        measured::Number,
        quantity::{Kind, Quantity},
    },
    funnel::Span,
    model::{Deal, Engagement, EngagementKind, LeadRecord, Money, Record, Stream, Tool},
};
use proptest::prelude::*;
use store::TallyQuestion;

use crate::support::{Home, WS, removed, told};

/// Something a lead did, on a day of the year.
#[derive(Debug, Clone)]
enum Deed {
    Mail {
        day: i64,
        bounced: bool,
        acts: Vec<(EngagementKind, i64)>,
    },
    Act(EngagementKind, i64),
}

#[derive(Debug, Clone)]
struct Life {
    created: i64,
    opted_out: bool,
    deeds: Vec<Deed>,
}

const YEAR: i64 = 365;

fn on(day: i64) -> Timestamp {
    let start: Timestamp = "2026-01-01T03:00:00Z".parse().unwrap();
    start + SignedDuration::from_hours(24 * day)
}

fn span(start: i64, length: i64) -> Span {
    Span {
        start: on(start),
        end: on(start + length),
    }
}

fn deed() -> impl Strategy<Value = Deed> {
    let in_mail = prop::sample::select(vec![
        EngagementKind::EmailOpened,
        EngagementKind::EmailClicked,
        EngagementKind::EmailReplied,
        EngagementKind::Unsubscribed,
    ]);
    let own = prop::sample::select(vec![
        EngagementKind::FormSubmitted,
        EngagementKind::Downloaded,
        EngagementKind::PageViewed,
    ]);
    let acts = prop::collection::vec((in_mail, 0..40_i64), 0..5);
    prop_oneof![
        (0..YEAR, prop::bool::weighted(0.1), acts).prop_map(|(day, bounced, acts)| Deed::Mail {
            day,
            bounced,
            acts
        }),
        (own, 0..YEAR).prop_map(|(kind, day)| Deed::Act(kind, day)),
    ]
}

fn life() -> impl Strategy<Value = Life> {
    (
        0..YEAR,
        prop::bool::weighted(0.2),
        prop::collection::vec(deed(), 0..8),
    )
        .prop_map(|(created, opted_out, deeds)| Life {
            created,
            opted_out,
            deeds,
        })
}

/// Takes in a lead and all it did, as a tool tells it that tells each act.
async fn live(home: &Home, number: usize, life: &Life) {
    let now = on(2 * YEAR);
    let id = format!("lead{number}");
    let record = LeadRecord {
        id: id.as_str().into(),
        created_at: Some(on(life.created)),
        opted_out: Some(life.opted_out),
        ..LeadRecord::default()
    };
    home.absorb(Stream::Leads, vec![told(record)], now).await;
    let mut records = Vec::new();
    let mut add = |kind, at, send: Option<(&str, Timestamp)>| {
        records.push(Record::Engagement(Engagement {
            id: format!("{id}:{}", records.len()).as_str().into(),
            kind,
            at,
            lead: Some(id.as_str().into()),
            asset: Some("1".into()),
            url: None,
            send: send.map(|(send, _)| send.into()),
            sent_at: send.map(|(_, at)| at),
        }));
    };
    for (place, deed) in life.deeds.iter().enumerate() {
        match deed {
            Deed::Act(kind, day) => add(*kind, on(*day), None),
            Deed::Mail { day, bounced, acts } => {
                let (name, sent) = (format!("{id}/mail{place}"), on(*day));
                let mail = Some((name.as_str(), sent));
                add(EngagementKind::EmailSent, sent, mail);
                if *bounced {
                    add(EngagementKind::EmailBounced, sent, mail);
                    continue;
                }
                for (kind, later) in acts {
                    add(*kind, on(day + later), mail);
                }
            }
        }
    }
    home.absorb(Stream::Engagements, records, now).await;
}

async fn counts(home: &Home, span: Span, as_of: Timestamp) -> HashMap<Quantity, Number> {
    let needed = Quantity::all(&home.definition.ladder);
    let question = TallyQuestion {
        span,
        as_of,
        definition: &home.definition,
        needed: &needed,
    };
    let tally = home.store.tally(WS, &question).await.unwrap();
    let there = tally.into_iter();
    there
        .filter_map(|(quantity, amount)| Some((quantity, amount.ok()?)))
        .collect()
}

async fn mautic() -> Home {
    let mut home = Home::new().await;
    home.source = home
        .store
        .source(WS, Tool::Mautic, "https://m.test")
        .await
        .unwrap();
    home
}

fn whole(counts: &HashMap<Quantity, Number>, quantity: Quantity) -> i64 {
    match counts.get(&quantity) {
        Some(Number::Count(count)) => *count,
        Some(Number::Money(money)) => money.minor,
        other => panic!("{quantity:?}: {other:?}"),
    }
}

fn block_on(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(test);
}

fn deal(number: usize, (customer, minor, start, length): (u8, i64, i64, Option<i64>)) -> Record {
    Record::Deal(Deal {
        id: format!("deal{number}").as_str().into(),
        name: None,
        amount: None,
        monthly: Some(Money {
            minor,
            currency: "JPY".to_owned(),
        }),
        starts_at: Some(on(start)),
        ends_at: length.map(|length| on(start + length)),
        stage_raw: None,
        won: Some(true),
        created_at: Some(on(start)),
        closed_at: Some(on(start)),
        modified_at: Some(on(start)),
        owner: None,
        leads: vec![format!("lead{customer}").as_str().into()],
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn another_lead_lowers_no_count(
        lives in prop::collection::vec(life(), 0..6), another in life(), start in 0..YEAR, length in 0..120_i64, late in 0..200_i64
    ) {
        block_on(async {
            let home = mautic().await;
            // Somebody who did nothing, so that something was read of every kind.
            live(&home, 0, &Life { created: 0, opted_out: false, deeds: Vec::new() }).await;
            for (number, life) in (1..).zip(&lives) {
                live(&home, number, life).await;
            }
            let (span, as_of) = (span(start, length), on(start + late));
            let before = counts(&home, span, as_of).await;
            live(&home, 99, &another).await;
            let after = counts(&home, span, as_of).await;
            let whole_numbers = before.iter().filter(|(quantity, _)| {
                matches!(quantity.shape().kind, Kind::Flow | Kind::Stock)
            });
            for (quantity, amount) in whole_numbers {
                if matches!(amount, Number::Count(_)) {
                    assert!(whole(&after, *quantity) >= whole(&before, *quantity), "{quantity:?}");
                }
            }
            for counted in [
                Quantity::Sent, Quantity::Contacts, Quantity::Active, Quantity::Dormant, Quantity::Forms,
                Quantity::Downloads, Quantity::PageViews,
            ] {
                assert!(before.contains_key(&counted), "{counted:?} is not counted at all");
            }
        });
    }

    #[test]
    fn no_part_is_more_than_its_whole(
        lives in prop::collection::vec(life(), 1..8), start in 0..YEAR, length in 1..200_i64, late in 0..400_i64
    ) {
        block_on(async {
            let home = mautic().await;
            for (number, life) in lives.iter().enumerate() {
                live(&home, number, life).await;
            }
            let counts = counts(&home, span(start, length), on(start + late)).await;
            let whole = |quantity| counts.get(&quantity).map_or(0, |_| whole(&counts, quantity));
            let delivered = whole(Quantity::Sent) - whole(Quantity::Bounced);
            for part in [Quantity::Opened, Quantity::Clicked, Quantity::Replied, Quantity::Unsubscribed] {
                assert!((0..=delivered).contains(&whole(part)), "{part:?} of {delivered}");
            }
            let contacts = whole(Quantity::Contacts);
            // Who was active in 90 days was not quiet for 180.
            assert!(whole(Quantity::Active) + whole(Quantity::Dormant) <= contacts);
            assert!(contacts <= lives.len() as i64);
        });
    }

    #[test]
    fn recurring_revenue_moves_by_its_parts(
        deals in prop::collection::vec((0..4_u8, 1..9000_i64, 0..YEAR, prop::option::of(1..200_i64)), 1..9),
        start in 0..YEAR, length in 0..200_i64,
    ) {
        block_on(async {
            let home = Home::new().await;
            let now = on(2 * YEAR);
            let leads = (0..4).map(|number| LeadRecord {
                id: format!("lead{number}").as_str().into(),
                ..LeadRecord::default()
            });
            home.absorb(Stream::Leads, leads.map(told).collect(), now).await;
            let records = deals.iter().copied().enumerate().map(|(number, facts)| deal(number, facts));
            home.absorb(Stream::Deals, records.collect(), now).await;
            let before = counts(&home, span(start, 0), now).await;
            let counts = counts(&home, span(start, length), now).await;
            let part = |quantity| whole(&counts, quantity);
            let recurs = |at: i64| {
                let running = deals.iter().filter(|(_, _, from, length)| {
                    *from <= at && length.is_none_or(|length| at < from + length)
                });
                running.map(|(_, minor, ..)| minor).sum::<i64>()
            };
            assert_eq!(whole(&before, Quantity::Mrr), recurs(start));
            assert_eq!(part(Quantity::Mrr), recurs(start + length));
            let moved = part(Quantity::NewMrr) + part(Quantity::ExpansionMrr)
                - part(Quantity::ContractionMrr) - part(Quantity::ChurnedMrr);
            assert_eq!(recurs(start + length) - recurs(start), moved);
        });
    }
}

#[tokio::test]
async fn a_deletion_makes_nobody_reachable_in_the_past() {
    let home = mautic().await;
    let life = Life {
        created: 0,
        opted_out: true,
        deeds: vec![Deed::Mail {
            day: 10,
            bounced: false,
            acts: vec![(EngagementKind::Unsubscribed, 1)],
        }],
    };
    live(&home, 1, &life).await;
    let contacts = async |end| {
        let counts = counts(&home, span(0, end), on(2 * YEAR)).await;
        whole(&counts, Quantity::Contacts)
    };
    assert_eq!((contacts(5).await, contacts(20).await), (1, 0));
    // HubSpot shows what is in its bin without anything personal.
    let bare = LeadRecord {
        id: "lead1".into(),
        created_at: Some(on(0)),
        ..LeadRecord::default()
    };
    let gone = vec![removed("lead1", on(60)), told(bare)];
    home.absorb(Stream::Removals, gone, on(2 * YEAR)).await;
    assert_eq!((contacts(5).await, contacts(20).await), (1, 0));
    assert_eq!(contacts(70).await, 0);
}
