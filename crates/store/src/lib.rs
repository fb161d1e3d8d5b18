//! Everything the bot remembers, in SQLite.
//!
//! Lives here: the one owner of SQL. Records of the marketing tool and the cursors they came with, the
//! day tables from which the funnel is read, posts the bot owes, pings. Must not live here: how a tool
//! or a chat speaks, a clock (every instant is an argument), a sentence for a channel.
//!
//! One process writes a database at a time, by one connection; readers have their own and never wait
//! for it. What is absorbed, its cursor and the day tables change in one transaction, so a reader sees
//! consistent numbers and a crash replays but never skips.

mod absorb;
mod agreement;
mod alerts;
mod bulk;
mod day;
mod days;
mod entered;
mod error;
mod funnel;
mod goals;
mod gone;
mod history;
mod hot;
mod ids;
mod lead;
mod ledger;
mod marks;
mod months;
mod move_log;
mod notes;
mod open;
mod outbox;
mod ping_lists;
mod pings;
mod presence;
mod questions;
mod raw_stages;
mod score;
mod settle;
mod sources;
mod stage_versions;
mod status;
mod sync_state;
mod tally;
mod ticks;
mod varint;
mod verify;
mod versions;
mod walk;

pub use absorb::Absorbed;
pub use agreement::Adopted;
pub use alerts::{NewAlert, StandingAlert};
pub use entered::{CostEntry, DealEntry, Entries, Import, Run, TrafficEntry, Twin};
pub use error::StoreError;
pub use funnel::{
    by::{Group, Reach},
    records::{Behind, LeadBehind},
};
pub use goals::{GoalFile, GoalKey, GoalRecord, GoalTarget};
pub use hot::{Candidates, HotLead};
pub use ids::{AlertId, NoteId, PingId, PostId, QuestionId, SourceId, WorkspaceId};
pub use notes::{NewNote, NoteRecord};
pub use open::Store;
pub use outbox::{
    Claim, MissedPost, NewEdit, NewPost, OwedEdit, OwedPost, PostRecord, PostState, Setback,
};
pub use ping_lists::PingResponse;
pub use pings::{ClaimOutcome, NewPing, PingOutcome, PingRecord};
pub use questions::Question;
pub use settle::Settled;
pub use sources::KnownSource;
pub use stage_versions::StageVersion;
pub use status::{Differing, StreamState, UnmappedStage};
pub use sync_state::{FailureKind, StreamFailure};
pub use tally::{
    CompaniesMoved, Tally, TallyQuestion,
    parts::{TallyPart, splits},
};
pub use verify::{DayFault, Verified};
pub use versions::DefinitionVersion;
