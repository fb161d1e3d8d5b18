//! The account's budget, counted where the account counts it.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use kpi::model::Stream;

use super::account::{Account, Reply, settings};
use crate::rounds::{now, round};

/// Searches a second.
const ALLOWED: u32 = 20;

#[tokio::test]
async fn the_allowance_is_used_and_never_exceeded() {
    let running = Account::of_leads(5_000).start().await;
    let refused = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&refused);
    let mut window: VecDeque<Instant> = VecDeque::new();
    running.twist(move |asked| {
        if !asked.path.ends_with("/search") {
            return None;
        }
        while window
            .front()
            .is_some_and(|first| asked.at - *first >= Duration::from_secs(1))
        {
            window.pop_front();
        }
        if window.len() >= ALLOWED as usize {
            counter.fetch_add(1, Ordering::SeqCst);
            return Some(Reply::refused(429, "RATE_LIMITS"));
        }
        window.push_back(asked.at);
        None
    });
    let mut settings = settings(&running.url);
    settings.search_per_second = ALLOWED;
    let connector = ma::hubspot(settings).unwrap();
    let round = round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(round.lead_ids().len(), 5_000);
    assert_eq!(refused.load(Ordering::SeqCst), 0, "a 429 of our own doing");
}

#[tokio::test]
async fn a_limit_that_the_account_names_is_kept() {
    let running = Account::of_leads(1).start().await;
    running.twist(|asked| {
        asked.path.contains("/properties/").then(|| Reply {
            headers: vec![
                ("x-hubspot-ratelimit-max", "2".to_owned()),
                (
                    "x-hubspot-ratelimit-interval-milliseconds",
                    "10000".to_owned(),
                ),
            ],
            ..Reply::json(200, &serde_json::json!({"options": []}))
        })
    });
    let connector = running.connector();
    for _ in 0..2 {
        round(connector.as_ref(), Stream::Stages, None, now())
            .await
            .unwrap();
    }
    let third = round(connector.as_ref(), Stream::Stages, None, now());
    let outcome = tokio::time::timeout(Duration::from_millis(100), third).await;
    assert!(
        outcome.is_err(),
        "the third request waits for the window of ten seconds"
    );
    assert_eq!(running.asked().len(), 2);
}
