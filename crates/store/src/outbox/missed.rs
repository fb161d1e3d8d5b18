//! Messages that did not arrive as they should, and what stood in their way. Must not live here: how that is worded,
//! when one is tried again (`chat`).

use jiff::Timestamp;
use sqlx::{Row, sqlite::SqliteRow};

use crate::{
    PostState, Store, StoreError, WorkspaceId,
    outbox::{garbled, snowflake},
    status::instant,
};

/// What stood in a message's way, by remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Setback {
    /// The chat refuses the bot's token.
    Token,
    /// The bot may not write in the channel, or there is no such channel.
    Denied,
    /// The chat asks for patience.
    Throttled,
    /// The chat gave no usable answer.
    Unreachable,
    /// The chat does not take this message.
    Refused,
    /// What is stored of the message cannot be read.
    Unreadable,
    /// It could be made only when it was too old for its schedule.
    TooLate,
    /// The next one came due before it could be made.
    Superseded,
    /// No channel is set for it.
    NoChannel,
    /// There was nothing to tell yet.
    NothingPolled,
}

impl Setback {
    /// Every one.
    pub const ALL: [Self; 10] = [
        Self::Token,
        Self::Denied,
        Self::Throttled,
        Self::Unreachable,
        Self::Refused,
        Self::Unreadable,
        Self::TooLate,
        Self::Superseded,
        Self::NoChannel,
        Self::NothingPolled,
    ];

    /// The word used in tables, log fields and locale keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Denied => "denied",
            Self::Throttled => "throttled",
            Self::Unreachable => "unreachable",
            Self::Refused => "refused",
            Self::Unreadable => "unreadable",
            Self::TooLate => "too-late",
            Self::Superseded => "superseded",
            Self::NoChannel => "no-channel",
            Self::NothingPolled => "nothing-polled",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == word)
    }
}

/// A message that did not arrive as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedPost {
    /// Its key in the workspace.
    pub key: String,
    /// Its kind.
    pub kind: String,
    /// The channel; `None` where it was skipped.
    pub channel: Option<u64>,
    /// When it was to be sent.
    pub due: Timestamp,
    /// How far it is: failed, given up or skipped.
    pub state: PostState,
    /// What stood in its way, at last.
    pub setback: Setback,
    /// That in the words of the one who refused it.
    pub reason: String,
    /// The next attempt, where there will be one.
    pub retry_at: Option<Timestamp>,
}

impl Store {
    /// Messages whose delivery fails, and those due at or after `since` that were given up or skipped: the latest due
    /// first, `limit` at most, and how many there are. What was withdrawn is not missed.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn missed_posts(
        &self,
        workspace: WorkspaceId,
        since: Timestamp,
        limit: u32,
    ) -> Result<(Vec<MissedPost>, u64), StoreError> {
        let rows = sqlx::query(include_str!("../sql/posts_missed.sql"))
            .bind(workspace.0)
            .bind(since.as_millisecond())
            .bind(limit)
            .fetch_all(self.readers())
            .await?;
        let total: i64 = match rows.first() {
            Some(row) => row.try_get("total")?,
            None => 0,
        };
        let missed = rows.iter().map(read).collect::<Result<_, _>>()?;
        Ok((missed, u64::try_from(total).unwrap_or(0)))
    }
}

fn read(row: &SqliteRow) -> Result<MissedPost, StoreError> {
    let key: String = row.try_get("key")?;
    let (state, reason): (&str, Option<String>) = (row.try_get("state")?, row.try_get("reason")?);
    Ok(MissedPost {
        kind: row.try_get("kind")?,
        channel: snowflake(row, "channel")?,
        due: instant(row, "due")?.ok_or_else(|| garbled(&key, "due"))?,
        state: PostState::parse(state).ok_or_else(|| garbled(&key, "state"))?,
        setback: setback(row)?.ok_or_else(|| garbled(&key, "setback"))?,
        reason: reason.unwrap_or_default(),
        retry_at: instant(row, "retry_at")?,
        key,
    })
}

/// The column `setback`; a word of a later release is none.
pub(super) fn setback(row: &SqliteRow) -> Result<Option<Setback>, StoreError> {
    let word: Option<&str> = row.try_get("setback")?;
    Ok(word.and_then(Setback::parse))
}
