//! Every migration is applied over the filled tables of the one before; every statement can be prepared.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection, migrate::Migrator};
use store::Store;
use tempfile::TempDir;

use crate::support::WS;

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

async fn connection(dir: &TempDir) -> (String, SqliteConnection) {
    let url = format!(
        "sqlite://{}?mode=rwc",
        dir.path().join("funnelbot.db").display()
    );
    let connection = SqliteConnection::connect(&url).await.unwrap();
    (url, connection)
}

#[tokio::test]
async fn every_migration_runs_over_filled_tables() {
    let dir = TempDir::new().unwrap();
    let (url, mut connection) = connection(&dir).await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let migrations = Migrator::new(folder).await.unwrap();
    for migration in migrations.iter() {
        migrations
            .run_to(migration.version, &mut connection)
            .await
            .unwrap();
        let name = format!("tests/samples/{:04}.sql", migration.version);
        let samples = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&name));
        let samples =
            samples.unwrap_or_else(|_| panic!("{name} is missing: rows for every new table"));
        connection.execute(AssertSqlSafe(samples)).await.unwrap();
        assert_whole(&mut connection, &name).await;
    }
    connection.close().await.unwrap();
    let store = Store::open(&url).await.unwrap();
    store
        .adopt(WS, &kpi::definition::Definition::default())
        .await
        .unwrap();
    assert_eq!(store.verify(WS).await.unwrap().faults, []);
    assert_eq!(store.hot_leads(WS, 5).await.unwrap().len(), 1);
    assert_eq!(store.posts(WS, "weekly", 5).await.unwrap().len(), 1);
    let told = store.post(WS, "ping:7").await.unwrap().unwrap();
    assert!(told.message.is_null(), "its lead was deleted long ago");
}

async fn assert_whole(connection: &mut SqliteConnection, name: &str) {
    let faults: Vec<(String, Option<i64>, String, i64)> =
        sqlx::query_as("PRAGMA foreign_key_check")
            .fetch_all(&mut *connection)
            .await
            .unwrap();
    assert_eq!(faults, [], "{name}");
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
    )
    .fetch_all(&mut *connection)
    .await
    .unwrap();
    for table in tables {
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
            .fetch_one(&mut *connection)
            .await
            .unwrap();
        assert!(count > 0, "{name} leaves {table} empty");
    }
}

#[tokio::test]
async fn every_statement_can_be_prepared() {
    let dir = TempDir::new().unwrap();
    let (url, mut connection) = connection(&dir).await;
    Store::open(&url).await.unwrap().close().await;
    let statements = files("src/sql");
    assert!(statements.len() > 50);
    for file in statements {
        let sql = fs::read_to_string(&file).unwrap();
        let prepared = connection
            .prepare(sqlx::SqlSafeStr::into_sql_str(AssertSqlSafe(sql)))
            .await;
        assert!(prepared.is_ok(), "{}: {:?}", file.display(), prepared.err());
    }
}

/// How a statement is carried out.
async fn plan(connection: &mut SqliteConnection, name: &str) -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/sql/{name}.sql"));
    let explained = format!("EXPLAIN QUERY PLAN {}", fs::read_to_string(file).unwrap());
    let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(AssertSqlSafe(explained))
        .fetch_all(connection)
        .await
        .unwrap();
    plan.into_iter().map(|step| step.3).collect()
}

#[tokio::test]
async fn a_walk_over_all_leads_goes_by_their_keys() {
    let dir = TempDir::new().unwrap();
    let (url, mut connection) = connection(&dir).await;
    Store::open(&url).await.unwrap().close().await;
    for name in ["leads_walk", "leads_after", "census_candidates"] {
        let steps = plan(&mut connection, name).await;
        assert_eq!(
            steps,
            ["SEARCH lead USING INTEGER PRIMARY KEY (rowid>?)"],
            "{name}"
        );
    }
}

#[tokio::test]
async fn what_is_asked_for_is_found_without_reading_the_rest() {
    let dir = TempDir::new().unwrap();
    let (url, mut connection) = connection(&dir).await;
    Store::open(&url).await.unwrap().close().await;
    for (name, sought) in [
        (
            "leads_late",
            &[
                "engagement_acted (at>?)",
                "engagement_unsubscribed (at>?)",
                "engagement_bounced (at>?)",
                "step_run_at (source=? AND at>?)",
            ][..],
        ),
        ("replies_any", &["engagement_replied (source=?)"]),
        (
            "mails_of_nobody",
            &["engagement_of_nobody (source=? AND sent_at>? AND sent_at<?)"],
        ),
        ("leads_unsettled", &["SCAN lead_unsettled"]),
        (
            "tick_leads",
            &["SEARCH lead USING INTEGER PRIMARY KEY (rowid=?)"],
        ),
        ("tick_acts", &["INDEX engagement_lead (lead=?)"]),
        (
            "tick_part_some",
            &["PRIMARY KEY (workspace=? AND day=? AND block=?)"],
        ),
        (
            "deals_won",
            &["COVERING INDEX deal_won (source=? AND closed_at>? AND closed_at<?)"],
        ),
        (
            "deals_recurring_sums",
            &["COVERING INDEX deal_recurring (source=? AND monthly_currency>?)"],
        ),
        (
            "deals_recurring",
            &[
                "deal_recurs_from (source=? AND recurs_from>? AND recurs_from<?)",
                "deal_ends (source=? AND ends_at>? AND ends_at<?)",
                "deal_customer (customer=?)",
            ],
        ),
    ] {
        let steps = plan(&mut connection, name).await;
        for sought in sought {
            let goes = steps.iter().any(|step| step.ends_with(sought));
            assert!(goes, "{name} does not go by {sought}: {steps:?}");
        }
    }
}

#[test]
fn every_statement_is_used() {
    let mut sources = String::new();
    for folder in [
        "src",
        "src/absorb",
        "src/entered",
        "src/funnel",
        "src/outbox",
        "src/tally",
        "src/ticks",
    ] {
        for file in files(folder)
            .iter()
            .filter(|file| file.extension().is_some_and(|kind| kind == "rs"))
        {
            sources.push_str(&fs::read_to_string(file).unwrap());
        }
    }
    for file in files("src/sql") {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        assert!(
            sources.contains(&format!("sql/{name}\"")),
            "{name} is used nowhere"
        );
    }
}
