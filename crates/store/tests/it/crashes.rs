//! A process killed at any instant leaves rows and cursor together, and day tables that can be proven.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use kpi::{
    definition::Definition,
    model::{Batch, Cursor, Stream, Tool},
};
use store::{Adopted, Store};
use tempfile::TempDir;

use crate::support::{WS, day, history, lead, told};

/// Stands in the folder in which a victim works.
const MARK: &str = "a-victim-works-here";
const LEADS: u64 = 20;

fn batch(number: u64) -> Batch {
    let records = (0..LEADS).flat_map(|n| {
        let id = (number * LEADS + n).to_string();
        let on = u8::try_from(2 + n).unwrap();
        [
            told(lead(&id, "lead")),
            history(&id, &[(on, "lead"), (on + 1, "customer")]),
        ]
    });
    Batch {
        records: records.collect(),
        cursor: Some(Cursor((number + 1).to_string())),
        complete_to: None,
        ..Batch::default()
    }
}

/// The process that is killed: it absorbs batch after batch from where it was, and settles in between.
#[tokio::test]
async fn a_victim_works_until_it_is_killed() {
    if !Path::new(MARK).exists() {
        return;
    }
    let store = Store::open("sqlite://funnelbot.db").await.unwrap();
    store.adopt(WS, &Definition::default()).await.unwrap();
    let source = store
        .source(WS, Tool::Hubspot, "https://a.test")
        .await
        .unwrap();
    loop {
        let cursor = store.cursor(source, Stream::Leads).await.unwrap();
        let next = cursor.map_or(0, |cursor| cursor.0.parse().unwrap());
        println!("at {next}");
        store
            .absorb(source, Stream::Leads, &batch(next), day(25))
            .await
            .unwrap();
        if next % 5 == 4 {
            println!("settles");
            store.settle(WS).await.unwrap();
        }
    }
}

#[test]
fn a_kill_loses_nothing_and_doubles_nothing() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join(MARK), "").unwrap();
    let url = format!("sqlite://{}", dir.path().join("funnelbot.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut done = 0;
    for round in 0..12_usize {
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "crashes::a_victim_works_until_it_is_killed",
                "--nocapture",
            ])
            .current_dir(dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(victim.stdout.take().unwrap()).lines();
        let mut steps = lines.filter(|line| {
            line.as_ref()
                .is_ok_and(|line| line.contains("at ") || line.contains("settles"))
        });
        // Each round at another step, and there at a moment that nobody chose.
        assert!(steps.nth(round % 7).is_some(), "the victim did not start");
        victim.kill().unwrap();
        victim.wait().unwrap();
        done = runtime.block_on(check(&url, done));
    }
    assert!(done > 12, "only {done} batches");
}

async fn check(url: &str, done_before: u64) -> u64 {
    let store = Store::open(url).await.unwrap();
    assert_eq!(
        store.adopt(WS, &Definition::default()).await.unwrap(),
        Adopted::AsBefore
    );
    let source = store
        .source(WS, Tool::Hubspot, "https://a.test")
        .await
        .unwrap();
    let cursor = store.cursor(source, Stream::Leads).await.unwrap();
    let done: u64 = cursor.map_or(0, |cursor| cursor.0.parse().unwrap());
    assert!(done >= done_before);
    let verified = store.verify(WS).await.unwrap();
    assert_eq!((verified.faults, verified.leads), (vec![], done * LEADS));
    store.close().await;
    done
}

#[tokio::test]
async fn an_adoption_that_was_cut_off_is_noticed_and_done_again() {
    let home = crate::support::Home::new().await;
    home.absorb(Stream::Leads, batch(0).records, day(25)).await;
    home.store.settle(WS).await.unwrap();
    let funnel = home
        .funnel("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")
        .await;
    // As a crash within `adopt` leaves it: no agreement, and tables half filled.
    let mut connection = home.connection().await;
    for sql in [
        "UPDATE workspace SET agreement = NULL",
        "DELETE FROM day_rollup WHERE day % 2 = 0",
    ] {
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }
    assert_eq!(
        home.funnel("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")
            .await,
        funnel
    );
    let refused = home
        .store
        .absorb(home.source, Stream::Leads, &batch(1), day(25))
        .await;
    assert!(
        refused.is_err(),
        "nothing is added to tables that do not hold"
    );
    let adopted = home.store.adopt(WS, &home.definition).await.unwrap();
    assert_eq!(adopted, Adopted::Anew { leads: LEADS });
    assert_eq!(
        home.funnel("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")
            .await,
        funnel
    );
    home.assert_proven().await;
}

#[tokio::test]
async fn a_proof_finds_what_is_wrong() {
    let home = crate::support::Home::new().await;
    home.absorb(Stream::Leads, batch(0).records, day(25)).await;
    home.store.settle(WS).await.unwrap();
    let mut connection = home.connection().await;
    sqlx::query("DELETE FROM day_rollup WHERE day = (SELECT min(day) FROM day_rollup)")
        .execute(&mut connection)
        .await
        .unwrap();
    let faults = home.store.verify(WS).await.unwrap().faults;
    let named: Vec<_> = faults
        .iter()
        .map(|fault| (fault.date.to_string(), fault.what))
        .collect();
    assert_eq!(
        named,
        [
            ("2026-11-02".to_owned(), "the change of the stock differs"),
            ("2026-11-02".to_owned(), "it is missing"),
        ]
    );
}
