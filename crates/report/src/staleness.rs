//! That numbers are older than agreed: the first thing that an answer says (`kpi.md` §7).

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    args,
    locale::Locale,
    message::{Message, Tone},
};

/// An answer whose first line begins with how far its data reaches.
pub fn marked(
    locale: Locale,
    answer: Message,
    zone: &TimeZone,
    as_of: Timestamp,
    now: Timestamp,
) -> Message {
    let words = locale.words();
    let mark = words.say("mark-stale", args![at = words.instant(as_of, zone, now)]);
    Message {
        content: format!("{mark}{}{}", words.word("sep"), answer.content),
        tone: Tone::Warning,
        ..answer
    }
    .bounded()
}
