//! What happens to leads, in 24 bytes an event.
//!
//! Lives here: the events and what each does to a record. Must not live here: how often they happen
//! (`life`), how a tool shows them.

/// Stands for "none" where a small number names something.
pub(crate) const NONE: u16 = u16::MAX;

/// One thing that happens at an instant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Event {
    /// Milliseconds since the epoch.
    pub(crate) at: i64,
    /// Index of the lead.
    pub(crate) lead: u32,
    /// What.
    pub(crate) what: What,
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// The tool learns of the lead.
    Created,
    /// The stage is set.
    Stage {
        /// Index into the stages.
        stage: u16,
        /// The campaign that did it, or `NONE` for a person.
        by: u16,
    },
    /// The stage is taken away.
    Cleared,
    /// The score is now this.
    Score(i32),
    /// The owner is now this one, or `NONE`.
    Owner(u16),
    /// No more mail, because of that email or `NONE`.
    OptedOut(u16),
    /// Some field changed that nobody looks at.
    Touched,
    /// The company's record now says what version `0` of the companies says.
    Company(u32),
    /// Into the bin.
    Deleted,
    /// Out of the bin.
    Restored,
    /// Gone without a trace.
    Purged,
    /// This lead turned out to be another.
    MergedInto(u32),
    /// Another lead turned out to be this one.
    Absorbed(u32),
    /// A mail went out.
    Sent(u16),
    /// The mail was opened.
    Opened(u16),
    /// A link in it was clicked.
    Clicked {
        /// The email.
        email: u16,
        /// The page it led to.
        page: u16,
    },
    /// The mail came back.
    Bounced(u16),
    /// The lead answered the mail.
    Replied(u16),
    /// A page was seen.
    Viewed(u16),
    /// A form was sent.
    Submitted(u16),
    /// A file was downloaded.
    Downloaded(u16),
    /// The lead entered a campaign.
    Entered(u16),
    /// The campaign let the lead go before its end.
    Left(u16),
    /// A step of the campaign ran.
    Step {
        /// The campaign.
        campaign: u16,
        /// The step, from 0.
        step: u16,
    },
    /// A deal began.
    DealOpened(u32),
    /// A deal moved to that stage of the pipeline.
    DealMoved {
        /// Index of the deal.
        deal: u32,
        /// Index into the pipeline.
        stage: u8,
    },
    /// A deal was deleted.
    DealDeleted(u32),
}

impl What {
    /// Whether this is an act of the person, which shows as the last activity.
    pub(crate) fn is_activity(self) -> bool {
        matches!(
            self,
            Self::Opened(_)
                | Self::Clicked { .. }
                | Self::Replied(_)
                | Self::Viewed(_)
                | Self::Submitted(_)
                | Self::Downloaded(_)
        )
    }
}
