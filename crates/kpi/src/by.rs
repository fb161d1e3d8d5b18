//! By what leads are told apart when a number is split.
//!
//! Must not live here: where the values come from (the store), their names (`report`).

/// What tells leads apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// Where the lead came from originally.
    Channel,
    /// The segments that it is in.
    Segment,
    /// The campaign that brought it.
    Campaign,
    /// Who owns the lead.
    Owner,
    /// The methods of nurturing that it reacted to.
    Method,
}

impl By {
    /// Every way.
    pub const ALL: [Self; 5] = [
        Self::Channel,
        Self::Segment,
        Self::Campaign,
        Self::Owner,
        Self::Method,
    ];

    /// The word in commands and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Segment => "segment",
            Self::Campaign => "campaign",
            Self::Owner => "owner",
            Self::Method => "method",
        }
    }

    /// Whether one lead can be in several parts, so that the parts do not add up to the whole.
    pub fn overlaps(self) -> bool {
        matches!(self, Self::Segment | Self::Method)
    }

    /// The way of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == word)
    }
}
