//! Why the store could not do it, sorted by remedy. Must not live here: SQL, personal data.

use sqlx::migrate::MigrateError;

/// A failure of the store. Nothing of the failed call is stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the database.
    #[error(
        "the database {path} is in use by another program: end the other funnelbot (or close the tool that has it open) and try again"
    )]
    Locked {
        /// The file.
        path: String,
    },
    /// A later release wrote the database.
    #[error(
        "the database was written by a newer funnelbot (schema {found}, this one knows {known}): run that version, or restore a backup from before it"
    )]
    Newer {
        /// The newest step of the schema in the file that this release does not know.
        found: i64,
        /// The newest that it knows.
        known: i64,
    },
    /// A release without that step of the schema wrote the database, and it was opened for reading alone.
    #[error(
        "the database is of an older schema (step {lacks} is missing): start `funnelbot run` or `funnelbot sync --once`, which bring it up to date"
    )]
    Older {
        /// The first step of the schema that the file lacks.
        lacks: i64,
    },
    /// No room left; what was stored before is safe.
    #[error(
        "the disk is full: make room where the database lies; nothing stored is lost, and the last batch is pulled again"
    )]
    Full,
    /// There is no database yet, and it was opened for reading alone.
    #[error(
        "there is no database yet ({path}): run `funnelbot sync --once` first, or correct DATABASE_URL"
    )]
    Absent {
        /// The file.
        path: String,
    },
    /// The file is no database, or a damaged one.
    #[error(
        "the file is not a usable SQLite database ({what}): check DATABASE_URL, or restore a backup"
    )]
    Corrupt {
        /// What SQLite says.
        what: String,
    },
    /// The database cannot be opened or written where it is.
    #[error(
        "the database cannot be used ({what}): check DATABASE_URL and the permissions of its folder"
    )]
    Unusable {
        /// What is in the way.
        what: String,
    },
    /// The handle was opened for reading alone.
    #[error("the database is open for reading only: this needs `funnelbot run`")]
    ReadOnly,
    /// Absorbing needs an adopted agreement.
    #[error("workspace {workspace} has no agreement yet: adopt a definition before absorbing")]
    NoAgreement {
        /// The workspace.
        workspace: i64,
    },
    /// The source is not in this database.
    #[error("source {source_id} is unknown to this database")]
    NoSource {
        /// The source.
        source_id: i64,
    },
    /// A row that cannot be read back: a defect of ours or a damaged file.
    #[error("a row of {table} cannot be read back ({what}): restore a backup, and report this")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// What is wrong, without personal data.
        what: String,
    },
    /// Anything else SQLite refuses: a defect of ours.
    #[error("the database refused a statement: {0}")]
    Refused(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let sqlx::Error::Database(database) = &error else {
            return match error {
                sqlx::Error::Io(io) if io.kind() == std::io::ErrorKind::StorageFull => Self::Full,
                sqlx::Error::Io(io) => Self::Unusable {
                    what: io.to_string(),
                },
                sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Self::Unusable {
                    what: "it is closed".to_owned(),
                },
                other => Self::Refused(other),
            };
        };
        let what = database.message().to_owned();
        // The low byte of SQLite's extended code is the primary code (sqlite.org/rescode.html).
        let primary = database
            .code()
            .and_then(|code| code.parse::<u32>().ok())
            .map_or(0, |code| code & 0xff);
        match primary {
            5 | 6 => Self::Locked {
                path: "file".to_owned(),
            },
            13 => Self::Full,
            11 | 26 => Self::Corrupt { what },
            8 | 10 | 14 | 23 => Self::Unusable { what },
            _ => Self::Refused(error),
        }
    }
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            other => Self::Corrupt {
                what: other.to_string(),
            },
        }
    }
}

impl StoreError {
    /// Names the file where SQLite did not.
    pub(crate) fn at(self, path: &str) -> Self {
        match self {
            Self::Locked { .. } => Self::Locked {
                path: path.to_owned(),
            },
            Self::Corrupt { what } => Self::Corrupt {
                what: format!("{path}: {what}"),
            },
            Self::Unusable { what } => Self::Unusable {
                what: format!("{path}: {what}"),
            },
            other => other,
        }
    }

    pub(crate) fn unreadable(table: &'static str, what: impl Into<String>) -> Self {
        Self::Unreadable {
            table,
            what: what.into(),
        }
    }
}
