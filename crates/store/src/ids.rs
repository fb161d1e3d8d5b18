//! Keys of rows, one type a table, so that they cannot be mixed up. Must not live here: ids of a tool.

use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A workspace: one team with its agreement and its channels.
    WorkspaceId
);
id!(
    /// One account of one marketing tool, belonging to one workspace.
    SourceId
);
id!(
    /// A message the bot owes, owed or has skipped.
    PostId
);
id!(
    /// A lead brought to sales under a rule.
    PingId
);

id!(
    /// An alert that was raised.
    AlertId
);
id!(
    /// A dated note.
    NoteId
);

id!(
    /// A question that was answered, and can be answered again.
    QuestionId
);

impl WorkspaceId {
    /// The workspace that every database has.
    pub const DEFAULT: Self = Self(1);
}
