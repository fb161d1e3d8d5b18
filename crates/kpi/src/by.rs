//! By what leads are told apart when a number is split.
//!
//! Must not live here: where the values come from (the store), their names (`report`).

/// What tells leads apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// Where the lead came from originally.
    Channel,
    /// Who owns the lead.
    Owner,
}

impl By {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Channel, Self::Owner];

    /// The word in commands and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Owner => "owner",
        }
    }

    /// The way of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == word)
    }
}
