//! The account's budget, counted where the account counts it.

use std::{
    collections::VecDeque,
    fs,
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

/// What HubSpot allows on most plans.
const BURST: u32 = 190;
const WINDOW: Duration = Duration::from_secs(10);
/// How long an answer of HubSpot is on its way.
const LATENCY: Duration = Duration::from_millis(250);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(
    clippy::print_stdout,
    reason = "whoever looks is told that nothing was proven"
)]
async fn a_first_sync_uses_nearly_all_that_is_allowed_over_a_slow_network() {
    // A machine that is busy with something else proves nothing: it gets another try.
    for _ in 0..3 {
        let (began, waited) = (Instant::now(), waited_for_processors());
        let share = share_of_a_first_sync(18_000).await;
        if share >= 0.95 {
            return;
        }
        let waited = waited_for_processors().saturating_sub(waited);
        let was_busy = waited > began.elapsed() / 20;
        assert!(was_busy, "only {share:.3} of the allowance was used");
        println!("{share:.3} of the allowance was used, and {waited:?} waited for a processor");
    }
}

/// How long the threads of this process have stood in line for a processor, where the system tells.
fn waited_for_processors() -> Duration {
    let threads = fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten();
    let waited = threads.filter_map(|thread| {
        let told = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        told.split(' ').nth(1)?.parse::<u64>().ok()
    });
    Duration::from_nanos(waited.sum())
}

/// The part of the allowance that a first sync uses in its whole windows.
async fn share_of_a_first_sync(leads: u64) -> f64 {
    let mut account = Account::of_leads(leads);
    account.latency = LATENCY;
    let running = account.start().await;
    let mut settings = settings(&running.url);
    settings.rate_per_10s = BURST;
    settings.search_per_second = 5;
    let connector = ma::hubspot(settings).unwrap();
    let round = round(connector.as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    assert_eq!(round.lead_ids().len(), usize::try_from(leads).unwrap());
    let asked = running.asked();
    let mut times: Vec<Instant> = asked.iter().map(|asked| asked.at).collect();
    times.sort_unstable();
    let within = |first: &Instant| {
        times.partition_point(|at| *at < *first + WINDOW) - times.partition_point(|at| at < first)
    };
    let most = times.iter().map(within).max().unwrap();
    assert!(
        most <= BURST as usize,
        "{most} in a window: a 429 of our own doing"
    );
    let whole = (times[times.len() - 1] - times[0]).as_secs() / WINDOW.as_secs();
    let whole = u32::try_from(whole).unwrap();
    assert!(whole > 0, "it takes longer than a window");
    let used = times.partition_point(|at| *at < times[0] + WINDOW * whole);
    f64::from(u32::try_from(used).unwrap()) / f64::from(BURST * whole)
}
