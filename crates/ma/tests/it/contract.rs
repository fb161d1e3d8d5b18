//! The contract that every connector keeps, whatever its tool is like.
//!
//! A new tool gets a `Rig` and one test a rule.

use std::{collections::HashSet, time::Duration};

use kpi::model::{Capability, Record, Stream};
use ma::{Connector, PullError};

use crate::{
    front::{Fault, Front},
    hubspot::account::{self, Account},
    logs,
    rounds::{identity, later, now, round},
    server, world,
};

/// Leads of a tool whose lists fill a page, and of one whose lists fill a batch.
const SOME: u64 = 230;
const MANY: u64 = 1_050;

/// A tool with a front before it, and how to connect to an address as to that tool.
struct Rig {
    front: Front,
    connect: fn(&str, Duration) -> Box<dyn Connector>,
    /// What must stand in no error, no `Debug` and no log line.
    secrets: &'static [&'static str],
    _running: Box<dyn std::any::Any>,
}

impl Rig {
    async fn hubspot(leads: u64) -> Self {
        logs::listen();
        let running = Account::of_leads(leads).start().await;
        Self {
            front: Front::before(&running.url).await,
            connect: |url, timeout| {
                let mut settings = account::settings(url);
                settings.timeout = timeout;
                ma::hubspot(settings).unwrap()
            },
            secrets: &[account::TOKEN, "@example.jp", "hs_object_id", "Bearer"],
            _running: Box::new(running),
        }
    }

    async fn mautic(leads: u64) -> Self {
        logs::listen();
        let mut world = world::World::default();
        for id in 1..=leads {
            world.contact(id * 3, "2026-11-01 09:00:00", None);
            world.stage_change(id, id * 3, id % 5 + 1, "2026-11-01 09:00:00");
        }
        let myself = server::Reply::json(r#"{"id":1,"username":"reader"}"#);
        world.instead.insert("/api/users/self".to_owned(), myself);
        let running = world.start().await;
        Self {
            front: Front::before(&running.server.url).await,
            connect: |url, timeout| {
                let mut settings = ma::MauticSettings::new(url, "reader", server::PASSWORD.into());
                settings.timeout = timeout;
                settings.requests_per_second = 100_000;
                ma::mautic(settings).unwrap()
            },
            secrets: &[
                server::PASSWORD,
                "cmVhZGVyOm",
                "@example.test",
                "where[0]",
                "Basic ",
            ],
            _running: Box::new(running),
        }
    }

    fn connector(&self) -> Box<dyn Connector> {
        (self.connect)(&self.front.url, Duration::from_secs(10))
    }

    /// With short waits between tries.
    fn brisk(&self) -> Box<dyn Connector> {
        (self.connect)(&self.front.url, Duration::from_secs(2))
    }

    /// With next to no patience.
    fn hasty(&self) -> Box<dyn Connector> {
        (self.connect)(&self.front.url, Duration::from_millis(60))
    }

    fn assert_silent(&self, words: &str) {
        for secret in self.secrets {
            assert!(!words.contains(secret), "{secret} stands in {words}");
        }
    }
}

/// Every record comes once, from the first batch to the last, and pulling again brings nothing else.
async fn ids_are_unique_and_pulling_again_brings_nothing_else(rig: Rig) {
    let connector = rig.connector();
    for stream in Stream::ALL {
        let first = round(connector.as_ref(), stream, None, now())
            .await
            .unwrap();
        let ids: HashSet<String> = first.records.iter().map(identity).collect();
        assert_eq!(
            ids.len(),
            first.records.len(),
            "{stream:?}: a record came twice"
        );
        let again = round(connector.as_ref(), stream, None, now())
            .await
            .unwrap();
        assert_eq!(
            again.records, first.records,
            "{stream:?}: from the same cursor come other records"
        );
        assert_eq!(again.cursor, first.cursor, "{stream:?}");
        let next = round(connector.as_ref(), stream, first.cursor.as_ref(), later(5))
            .await
            .unwrap();
        let news: Vec<&Record> = next
            .records
            .iter()
            .filter(|record| !first.records.contains(record))
            .collect();
        assert!(
            news.is_empty(),
            "{stream:?}: nothing happened, but {:?}",
            news.first()
        );
    }
}

/// Another connector goes on where the first one was stopped.
async fn a_cursor_outlives_its_connector(rig: Rig) {
    let whole = round(rig.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    let mut cursor = None;
    let mut records = Vec::new();
    loop {
        let batch = rig
            .connector()
            .pull(Stream::Leads, cursor.as_ref(), now())
            .await
            .unwrap();
        records.extend(batch.records);
        cursor = batch.cursor;
        if !batch.more {
            break;
        }
    }
    assert_eq!(records, whole.records);
}

/// Whether an error is the right one.
type Right = fn(&PullError) -> bool;

/// Each fault is the error whose remedy helps, told without a secret, after few requests.
async fn faults_are_the_right_errors(rig: Rig) {
    let faults: [(Fault, Right); 10] = [
        (Fault::Status(401), |error| {
            matches!(error, PullError::Denied { .. })
        }),
        (Fault::Status(403), |error| {
            matches!(error, PullError::Unavailable { .. })
        }),
        (
            Fault::Status(429),
            |error| matches!(error, PullError::Throttled { until } if *until >= later(119)),
        ),
        (Fault::Status(500), |error| {
            matches!(error, PullError::Unreachable { .. })
        }),
        (Fault::Status(503), |error| {
            matches!(error, PullError::Unreachable { .. })
        }),
        (Fault::Silence, |error| {
            matches!(error, PullError::Unreachable { .. })
        }),
        (Fault::HalfBody, |error| {
            matches!(error, PullError::Garbled { .. })
        }),
        (Fault::CutShort, |error| {
            matches!(error, PullError::Garbled { .. })
        }),
        (Fault::Html, |error| {
            matches!(error, PullError::Garbled { .. })
        }),
        (Fault::WrongShape, |error| {
            matches!(error, PullError::Garbled { .. })
        }),
    ];
    for (fault, right) in faults {
        rig.front.break_with(Some(fault));
        for stream in streams_for(fault) {
            let connector = if fault == Fault::Silence {
                rig.hasty()
            } else {
                rig.brisk()
            };
            if connector.capabilities().of(stream) == Capability::None {
                continue;
            }
            let before = rig.front.asked();
            let outcome = connector.pull(stream, None, now()).await;
            let asked = rig.front.asked() - before;
            if asked == 0 {
                continue;
            }
            let error = outcome.expect_err("no answer was good");
            assert!(right(&error), "{fault:?} on {stream:?} is {error:?}");
            assert!(
                asked <= 6,
                "{fault:?} on {stream:?} was asked {asked} times"
            );
            if let PullError::Unavailable { stream: named, .. } = &error {
                assert_eq!(*named, stream);
            }
            rig.assert_silent(&format!("{error} {error:?} {connector:?}"));
        }
    }
    rig.assert_silent(&logs::so_far());
}

/// Streams to try a fault on: half a body is asked for again after growing waits, so it is tried on few.
fn streams_for(fault: Fault) -> Vec<Stream> {
    match fault {
        Fault::HalfBody | Fault::CutShort => vec![Stream::Stages, Stream::Leads, Stream::Removals],
        _ => Stream::ALL.to_vec(),
    }
}

/// A probe tells the same errors.
async fn a_probe_meets_the_same_errors(rig: Rig) {
    rig.connector().probe().await.unwrap();
    for fault in [Fault::Status(401), Fault::Status(500), Fault::Html] {
        rig.front.break_with(Some(fault));
        let error = rig.connector().probe().await.unwrap_err();
        let right = match fault {
            Fault::Status(401) => matches!(error, PullError::Denied { .. }),
            Fault::Status(_) => matches!(error, PullError::Unreachable { .. }),
            _ => matches!(error, PullError::Garbled { .. }),
        };
        assert!(right, "{fault:?} is {error:?}");
        rig.assert_silent(&format!("{error} {error:?}"));
    }
}

/// A tool that repeats itself for ever is found out, or ends: nothing spins.
async fn repetition_ends(rig: Rig) {
    rig.front.break_with(Some(Fault::SameAnswer));
    let connector = rig.connector();
    for stream in Stream::ALL {
        let before = rig.front.asked();
        match round(connector.as_ref(), stream, None, now()).await {
            Ok(_) | Err(PullError::Garbled { .. }) => {}
            Err(error) => panic!("{stream:?}: {error:?}"),
        }
        assert!(rig.front.asked() - before < 60, "{stream:?} spins");
    }
}

/// A fault that passes leaves no trace: the same pull then brings everything.
async fn a_pull_after_a_fault_brings_everything(rig: Rig) {
    let whole = round(rig.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    let connector = rig.hasty();
    rig.front.break_with(Some(Fault::Status(500)));
    connector
        .pull(Stream::Leads, None, now())
        .await
        .unwrap_err();
    rig.front.break_with(None);
    let connector = rig.connector();
    let after = round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(after.records, whole.records);
}

/// Nobody listens at the address.
async fn a_closed_port_is_out_of_reach(rig: Rig) {
    let url = rig.front.url.clone();
    drop(rig.front);
    tokio::task::yield_now().await;
    let connector = (rig.connect)(&url, Duration::from_millis(60));
    let error = connector
        .pull(Stream::Leads, None, now())
        .await
        .unwrap_err();
    assert!(matches!(error, PullError::Unreachable { .. }), "{error:?}");
}

mod hubspot_keeps_it {
    use super::{MANY, Rig, SOME};

    #[tokio::test]
    async fn ids_are_unique_and_pulling_again_brings_nothing_else() {
        super::ids_are_unique_and_pulling_again_brings_nothing_else(Rig::hubspot(MANY).await).await;
    }

    #[tokio::test]
    async fn a_cursor_outlives_its_connector() {
        super::a_cursor_outlives_its_connector(Rig::hubspot(MANY).await).await;
    }

    #[tokio::test]
    async fn faults_are_the_right_errors() {
        super::faults_are_the_right_errors(Rig::hubspot(SOME).await).await;
    }

    #[tokio::test]
    async fn a_probe_meets_the_same_errors() {
        super::a_probe_meets_the_same_errors(Rig::hubspot(SOME).await).await;
    }

    #[tokio::test]
    async fn repetition_ends() {
        super::repetition_ends(Rig::hubspot(SOME).await).await;
    }

    #[tokio::test]
    async fn a_pull_after_a_fault_brings_everything() {
        super::a_pull_after_a_fault_brings_everything(Rig::hubspot(SOME).await).await;
    }

    #[tokio::test]
    async fn a_closed_port_is_out_of_reach() {
        super::a_closed_port_is_out_of_reach(Rig::hubspot(SOME).await).await;
    }
}

mod mautic_keeps_it {
    use super::{MANY, Rig, SOME};

    #[tokio::test]
    async fn ids_are_unique_and_pulling_again_brings_nothing_else() {
        super::ids_are_unique_and_pulling_again_brings_nothing_else(Rig::mautic(MANY).await).await;
    }

    #[tokio::test]
    async fn a_cursor_outlives_its_connector() {
        super::a_cursor_outlives_its_connector(Rig::mautic(MANY).await).await;
    }

    #[tokio::test]
    async fn faults_are_the_right_errors() {
        super::faults_are_the_right_errors(Rig::mautic(SOME).await).await;
    }

    #[tokio::test]
    async fn a_probe_meets_the_same_errors() {
        super::a_probe_meets_the_same_errors(Rig::mautic(SOME).await).await;
    }

    #[tokio::test]
    async fn repetition_ends() {
        super::repetition_ends(Rig::mautic(SOME).await).await;
    }

    #[tokio::test]
    async fn a_pull_after_a_fault_brings_everything() {
        super::a_pull_after_a_fault_brings_everything(Rig::mautic(SOME).await).await;
    }

    #[tokio::test]
    async fn a_closed_port_is_out_of_reach() {
        super::a_closed_port_is_out_of_reach(Rig::mautic(SOME).await).await;
    }
}
