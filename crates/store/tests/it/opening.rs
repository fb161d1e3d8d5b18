//! Opening: one writer, any number of readers, and a clear refusal where it cannot go on.

use std::{fs, path::Path};

use kpi::{definition::Definition, model::Stream};
use sqlx::Connection;
use store::{Store, StoreError};
use tempfile::TempDir;

use crate::support::{Home, WS, day, history, lead, told};

fn url(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}

#[tokio::test]
async fn a_database_in_use_is_refused_until_it_is_closed() {
    let home = Home::new().await;
    let refused = Store::open(&home.url()).await.unwrap_err();
    assert!(matches!(refused, StoreError::Locked { .. }), "{refused}");
    assert!(refused.to_string().contains("in use by another program"));
    home.store.close().await;
    Store::open(&home.url()).await.unwrap();
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let home = Home::new().await;
    home.store.close().await;
    let refused = home.store.set_mark(WS, "a", "b").await.unwrap_err();
    assert!(matches!(refused, StoreError::Unusable { .. }), "{refused}");
    assert!(home.store.mark(WS, "a").await.is_err());
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let home = Home::new().await;
    home.store.close().await;
    let mut connection = home.connection().await;
    sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 0)")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    for refused in [
        Store::open(&home.url()).await,
        Store::open_read_only(&home.url()).await,
    ] {
        let refused = refused.unwrap_err();
        assert!(
            matches!(refused, StoreError::Newer { found: 9999, .. }),
            "{refused}"
        );
        assert!(refused.to_string().contains("newer funnelbot"));
    }
}

#[tokio::test]
async fn a_database_that_lacks_a_step_of_the_schema_is_refused_for_reading() {
    let home = Home::new().await;
    home.store.close().await;
    let mut connection = home.connection().await;
    sqlx::query("DELETE FROM _sqlx_migrations WHERE version = 3")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    let refused = Store::open_read_only(&home.url()).await.unwrap_err();
    assert!(
        matches!(refused, StoreError::Older { lacks: 3 }),
        "{refused}"
    );
    assert!(refused.to_string().contains("funnelbot sync --once"));
}

/// Takes SQLite's own write lock, as a program does that is not ours.
async fn seize(home: &Home) -> sqlx::SqliteConnection {
    let mut other = home.connection().await;
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .unwrap();
    other
}

#[tokio::test]
async fn a_lock_that_another_program_holds_for_a_moment_is_waited_for() {
    let home = Home::new().await;
    let other = seize(&home).await;
    let (written, freed) = tokio::join!(home.store.set_mark(WS, "a", "b"), other.close());
    written.unwrap();
    freed.unwrap();
    let mark = home.store.mark(WS, "a").await.unwrap();
    assert_eq!(mark.as_deref(), Some("b"));
}

#[tokio::test]
async fn a_lock_that_another_program_keeps_is_named_with_its_file_and_costs_nothing() {
    let home = Home::new().await;
    let records = vec![told(lead("1", "lead")), history("1", &[(2, "lead")])];
    home.absorb(Stream::Leads, records, day(3)).await;
    let other = seize(&home).await;
    let began = std::time::Instant::now();
    let batch = kpi::model::Batch {
        records: vec![told(lead("2", "lead")), history("2", &[(2, "lead")])],
        cursor: Some(kpi::model::Cursor("next".to_owned())),
        ..kpi::model::Batch::default()
    };
    let absorb = || {
        home.store
            .absorb(home.source, Stream::Leads, &batch, day(4))
    };
    let refused = absorb().await.unwrap_err();
    assert!(began.elapsed().as_secs() < 20, "it waits for seconds only");
    assert!(matches!(refused, StoreError::Locked { .. }), "{refused}");
    let said = refused.to_string();
    assert!(said.contains("funnelbot.db is in use by another"), "{said}");
    // Questions are answered all the same, and the cursor stands where it stood.
    let cursor = home.store.cursor(home.source, Stream::Leads).await.unwrap();
    assert_eq!(cursor.unwrap().0, day(3).to_string());
    assert_eq!(home.stages().await[0].0, 1);
    // Once it is free, the same batch goes in.
    other.close().await.unwrap();
    absorb().await.unwrap();
    assert_eq!(home.stages().await[0].0, 2);
    home.assert_proven().await;
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("notes.db");
    let text = "meeting notes, not a database ".repeat(100);
    fs::write(&path, &text).unwrap();
    for refused in [
        Store::open(&url(&path)).await,
        Store::open_read_only(&url(&path)).await,
    ] {
        let refused = refused.unwrap_err();
        assert!(matches!(refused, StoreError::Corrupt { .. }), "{refused}");
        assert!(refused.to_string().contains("notes.db"), "{refused}");
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[tokio::test]
async fn a_url_that_cannot_work_is_refused_with_an_example() {
    let dir = TempDir::new().unwrap();
    let nowhere = url(&dir.path().join("no such folder/funnelbot.db"));
    for bad in [
        "sqlite::memory:",
        "postgres://localhost/x",
        "funnelbot.db",
        nowhere.as_str(),
    ] {
        let refused = Store::open(bad).await.unwrap_err();
        assert!(
            matches!(refused, StoreError::Unusable { .. }),
            "{bad}: {refused}"
        );
        assert!(refused.to_string().contains("DATABASE_URL"), "{refused}");
    }
}

#[tokio::test]
async fn a_reader_needs_a_database_that_is_there() {
    let dir = TempDir::new().unwrap();
    let refused = Store::open_read_only(&url(&dir.path().join("funnelbot.db")))
        .await
        .unwrap_err();
    assert!(matches!(refused, StoreError::Absent { .. }), "{refused}");
    let told = refused.to_string();
    assert!(
        told.contains("funnelbot.db") && told.contains("sync --once"),
        "{told}"
    );
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_reader_sees_what_a_running_bot_writes_and_cannot_write() {
    let home = Home::new().await;
    let reader = Store::open_read_only(&home.url()).await.unwrap();
    assert_eq!(reader.as_of(WS).await.unwrap(), None);
    let records = vec![told(lead("1", "lead")), history("1", &[(2, "lead")])];
    home.absorb(Stream::Leads, records, day(3)).await;
    assert_eq!(
        reader
            .cursor(home.source, Stream::Leads)
            .await
            .unwrap()
            .unwrap()
            .0,
        day(3).to_string()
    );
    let refused = reader.set_mark(WS, "a", "b").await.unwrap_err();
    assert!(matches!(refused, StoreError::ReadOnly));
    let refused = reader.adopt(WS, &Definition::default()).await.unwrap_err();
    assert!(matches!(refused, StoreError::ReadOnly));
}

#[tokio::test]
async fn a_closed_database_can_be_read_alone() {
    let home = Home::new().await;
    home.store.close().await;
    let reader = Store::open_read_only(&home.url()).await.unwrap();
    assert_eq!(reader.streams(WS).await.unwrap(), []);
}

#[tokio::test]
async fn the_file_is_kept_with_a_write_ahead_log() {
    let home = Home::new().await;
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode")
        .fetch_one(&mut home.connection().await)
        .await
        .unwrap();
    assert_eq!(mode, "wal");
}
