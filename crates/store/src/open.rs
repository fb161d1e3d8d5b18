//! Opening and closing the database file. Must not live here: anything about what is stored.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    fs::File,
    path::{Path, PathBuf},
    str::FromStr,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use sqlx::{
    Connection, Row, Sqlite, SqliteConnection, SqlitePool, Transaction,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::MutexGuard;

use crate::{PostId, StoreError, WorkspaceId, agreement::Agreement};

/// Forward-only; a migration that was released is never edited.
static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// How long a statement waits for a lock that a program not ours holds.
const BUSY: Duration = Duration::from_secs(5);
/// Readers at once; a question is answered in a few milliseconds.
const READERS: u32 = 4;

/// The database. Cloning is cheap; all clones share the connections.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    readers: SqlitePool,
    writer: Option<tokio::sync::Mutex<Option<SqliteConnection>>>,
    // Held for as long as we may write; the system frees it when the process dies.
    guard: Mutex<Option<File>>,
    agreements: RwLock<HashMap<WorkspaceId, Arc<Agreement>>>,
    claims: Claims,
}

/// Posts whose delivery is under way in this process.
pub(crate) type Claims = Arc<Mutex<HashSet<PostId>>>;

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("path", &self.inner.path)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the database of a URL such as `sqlite://funnelbot.db`, makes it where there is none and
    /// brings its schema up to date. Only one process at a time can hold it like this.
    ///
    /// # Errors
    /// `Locked`, `Newer`, `Corrupt`, `Full` or `Unusable`, each with what to do about it.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options = options(url)?;
        let path = options.get_filename().to_owned();
        let shown = path.display().to_string();
        let guard = lock(&path)?;
        let mut writer = connect(options.clone().create_if_missing(true))
            .await
            .map_err(|error| error.at(&shown))?;
        migrate(&mut writer)
            .await
            .map_err(|error| error.at(&shown))?;
        let readers = readers(options);
        Ok(Self::new(path, readers, Some((writer, Some(guard)))))
    }

    /// Opens an existing database beside a running bot, for what people enter: costs, visitors, deals, goals.
    /// Nothing that the bot keeps in memory may be written through it.
    ///
    /// # Errors
    /// `Absent`, `Newer` and `Older` for another schema, `Corrupt` or `Unusable`.
    pub async fn open_beside(url: &str) -> Result<Self, StoreError> {
        let reading = Self::open_read_only(url).await?;
        let readers = reading.inner.readers.clone();
        let path = reading.inner.path.clone();
        let writer = connect(options(url)?)
            .await
            .map_err(|error| error.at(&path.display().to_string()))?;
        Ok(Self::new(path, readers, Some((writer, None))))
    }

    /// Opens an existing database for questions alone; a running bot may hold it at the same time.
    ///
    /// # Errors
    /// `Absent`, `Newer` and `Older` for another schema, `Corrupt` or `Unusable`.
    pub async fn open_read_only(url: &str) -> Result<Self, StoreError> {
        let options = options(url)?;
        let path = options.get_filename().to_owned();
        let shown = path.display().to_string();
        if matches!(path.try_exists(), Ok(false)) {
            return Err(StoreError::Absent { path: shown });
        }
        let readers = readers(options);
        let applied = async {
            let mut connection = readers.acquire().await?;
            applied(&mut connection).await
        };
        let applied = applied.await.map_err(|error| error.at(&shown))?;
        let mut known = MIGRATIONS.iter().map(|migration| migration.version);
        if let Some(lacks) = known.find(|version| !applied.contains(version)) {
            return Err(StoreError::Older { lacks });
        }
        Ok(Self::new(path, readers, None))
    }

    fn new(
        path: PathBuf,
        readers: SqlitePool,
        writing: Option<(SqliteConnection, Option<File>)>,
    ) -> Self {
        let (writer, guard) = writing.unzip();
        Self {
            inner: Arc::new(Inner {
                path,
                readers,
                writer: writer.map(|connection| tokio::sync::Mutex::new(Some(connection))),
                guard: Mutex::new(guard.flatten()),
                agreements: RwLock::default(),
                claims: Claims::default(),
            }),
        }
    }

    /// Closes every connection and frees the file; calls that come later fail as `Unusable`.
    pub async fn close(&self) {
        self.inner.readers.close().await;
        if let Some(writer) = &self.inner.writer
            && let Some(connection) = writer.lock().await.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the database did not close cleanly; its log is replayed at the next start");
        }
        self.inner
            .guard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    pub(crate) async fn writer(&self) -> Result<Writer<'_>, StoreError> {
        let writer = self.inner.writer.as_ref().ok_or(StoreError::ReadOnly)?;
        Ok(Writer {
            held: writer.lock().await,
            path: &self.inner.path,
        })
    }

    /// A snapshot: everything read through it is of the same instant.
    pub(crate) async fn snapshot(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.inner.readers.begin().await?)
    }

    pub(crate) fn readers(&self) -> &SqlitePool {
        &self.inner.readers
    }

    pub(crate) fn claims(&self) -> &Claims {
        &self.inner.claims
    }

    pub(crate) fn agreement(&self, workspace: WorkspaceId) -> Result<Arc<Agreement>, StoreError> {
        let agreements = self
            .inner
            .agreements
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        agreements
            .get(&workspace)
            .cloned()
            .ok_or(StoreError::NoAgreement {
                workspace: workspace.0,
            })
    }

    pub(crate) fn agree(&self, workspace: WorkspaceId, agreement: Option<Agreement>) {
        let mut agreements = self
            .inner
            .agreements
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        match agreement {
            Some(agreement) => agreements.insert(workspace, Arc::new(agreement)),
            None => agreements.remove(&workspace),
        };
    }
}

/// The one connection that writes, held.
pub(crate) struct Writer<'a> {
    held: MutexGuard<'a, Option<SqliteConnection>>,
    path: &'a Path,
}

impl Writer<'_> {
    /// For reading before a transaction: while the writer is held nothing else writes.
    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        self.held.as_mut().ok_or_else(|| StoreError::Unusable {
            what: "it is closed".to_owned(),
        })
    }

    /// Takes the write lock at once, so that no statement inside can find it taken. Where a program not ours holds it
    /// for longer than we wait, the file is named.
    pub(crate) async fn begin(&mut self) -> Result<Transaction<'_, Sqlite>, StoreError> {
        let path = self.path;
        let begun = self.connection()?.begin_with("BEGIN IMMEDIATE").await;
        begun.map_err(|error| StoreError::from(error).at(&path.display().to_string()))
    }
}

fn options(url: &str) -> Result<SqliteConnectOptions, StoreError> {
    let unusable = |what: String| StoreError::Unusable { what };
    if url.contains(":memory:") || url.contains("mode=memory") {
        return Err(unusable("a database in memory would forget everything; name a file, such as sqlite://funnelbot.db".to_owned()));
    }
    if !url.starts_with("sqlite:") {
        return Err(unusable(format!(
            "{url:?} is no SQLite URL; write it as sqlite://funnelbot.db"
        )));
    }
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| unusable(format!("{url:?} is no SQLite URL: {error}")))?;
    Ok(options
        .busy_timeout(BUSY)
        .foreign_keys(true)
        .synchronous(SqliteSynchronous::Full)
        // What a deletion frees is overwritten where the page is written anyway.
        .pragma("secure_delete", "FAST")
        .pragma("cache_size", "-16000")
        .pragma("temp_store", "FILE")
        // 16 MB of log before it is copied into the file: pages written again and again are copied once.
        .pragma("wal_autocheckpoint", "4000")
        // Rows travel between threads; a longer belt means fewer stops.
        .row_buffer_size(1_024))
}

fn readers(options: SqliteConnectOptions) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(READERS)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(30))
        .test_before_acquire(false)
        .connect_lazy_with(options.read_only(true).pragma("cache_size", "-4000"))
}

async fn connect(options: SqliteConnectOptions) -> Result<SqliteConnection, StoreError> {
    let options = options.journal_mode(SqliteJournalMode::Wal);
    Ok(SqliteConnection::connect_with(&options).await?)
}

/// A lock beside the file: it tells one writing process from the next without touching SQLite's own.
fn lock(path: &Path) -> Result<File, StoreError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push("-lock");
    let unusable = |error: std::io::Error| StoreError::Unusable {
        what: format!("{}: {error}", path.display()),
    };
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&beside)
        .map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::Locked {
            path: path.display().to_string(),
        }),
        Err(std::fs::TryLockError::Error(error)) => Err(unusable(error)),
    }
}

async fn migrate(writer: &mut SqliteConnection) -> Result<(), StoreError> {
    applied(writer).await?;
    MIGRATIONS.run_direct(None, writer, false).await?;
    Ok(())
}

/// The steps of the schema that the file has, all of which we know.
async fn applied(connection: &mut SqliteConnection) -> Result<HashSet<i64>, StoreError> {
    let migrated: bool = sqlx::query(include_str!("sql/schema_exists.sql"))
        .fetch_one(&mut *connection)
        .await?
        .get(0);
    if !migrated {
        return Ok(HashSet::new());
    }
    let rows = sqlx::query(include_str!("sql/schema_versions.sql"))
        .fetch_all(connection)
        .await?;
    let applied: HashSet<i64> = rows
        .iter()
        .map(|row| row.try_get(0))
        .collect::<Result<_, _>>()?;
    let known: HashSet<i64> = MIGRATIONS.iter().map(|step| step.version).collect();
    match applied.difference(&known).max() {
        Some(found) => Err(StoreError::Newer {
            found: *found,
            known: known.into_iter().max().unwrap_or(0),
        }),
        None => Ok(applied),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::Store;
    use crate::{NewPost, StoreError, WorkspaceId};

    fn post(key: &str, words: usize) -> NewPost {
        NewPost {
            key: key.to_owned(),
            kind: "weekly".to_owned(),
            channel: 1,
            due: Timestamp::UNIX_EPOCH,
            period_start: None,
            period_end: None,
            message: json!({"content": "word ".repeat(words)}),
            facts: json!(null),
            late: None,
        }
    }

    #[tokio::test]
    async fn a_full_disk_is_named_and_costs_nothing_that_was_stored() {
        let dir = tempfile::TempDir::new().unwrap();
        let url = format!("sqlite://{}", dir.path().join("funnelbot.db").display());
        let store = Store::open(&url).await.unwrap();
        let (ws, now) = (WorkspaceId::DEFAULT, Timestamp::UNIX_EPOCH);
        store.owe(ws, &post("before", 1), now).await.unwrap();
        limit(&store, "PRAGMA max_page_count = 100").await;
        let refused = store
            .owe(ws, &post("large", 1_000_000), now)
            .await
            .unwrap_err();
        assert!(matches!(refused, StoreError::Full), "{refused}");
        assert!(store.post(ws, "before").await.unwrap().is_some());
        assert!(store.post(ws, "large").await.unwrap().is_none());
        // Once there is room it goes on, without a restart.
        limit(&store, "PRAGMA max_page_count = 4000000000").await;
        assert!(store.owe(ws, &post("large", 1_000_000), now).await.unwrap());
    }

    async fn limit(store: &Store, pragma: &'static str) {
        let mut writer = store.writer().await.unwrap();
        sqlx::query(pragma)
            .fetch_all(writer.connection().unwrap())
            .await
            .unwrap();
    }
}
