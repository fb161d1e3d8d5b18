//! The answer to `/leads hot`.
//!
//! Lives here: the list and its length. Must not live here: which lead is hot (`leads`).

use jiff::Timestamp;
use kpi::definition::Definition;
use leads::{condition::Reason, facts::LeadFacts};

use crate::{
    args,
    cut::units,
    escape,
    format::times::{ChatTime, chat_time},
    locale::Locale,
    message::{BUTTONS, Message, Tone},
    ping::{brief, claim_button, company, number, opened, owner as owner_of, profile_in_brackets},
    words::Words,
};

/// The leads that are hot now.
#[derive(Debug, Clone, Copy)]
pub struct HotList<'a> {
    /// The hottest first.
    pub rows: &'a [HotRow<'a>],
    /// How many are hot, also those that are not among the rows.
    pub total: u64,
    /// Up to when the data is complete; `None` before the first sync.
    pub as_of: Option<Timestamp>,
    /// Zone and names of stages.
    pub definition: &'a Definition,
}

/// One hot lead.
#[derive(Debug, Clone)]
pub struct HotRow<'a> {
    /// The lead.
    pub lead: &'a LeadFacts,
    /// Why it is hot.
    pub reasons: Vec<Reason>,
    /// Who has it.
    pub claim: ClaimState,
}

/// Who has a hot lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimState {
    /// It was never pinged, such as one of the first sync.
    NeverPinged,
    /// Nobody yet.
    Open {
        /// The ping that can be claimed.
        ping: i64,
    },
    /// Somebody.
    Claimed {
        /// How they are called in the chat: text from outside.
        by: String,
        /// Since when.
        at: Timestamp,
    },
}

/// The key of the button in the list that claims a ping: what it changes is the list and the ping's message.
pub fn listed_key(ping: i64) -> String {
    format!("hot:{ping}:claim")
}

/// The ping whose claim button in the list has this key.
pub fn listed_id(key: &str) -> Option<i64> {
    key.strip_prefix("hot:")?
        .strip_suffix(":claim")?
        .parse()
        .ok()
}

/// The answer to `/leads hot`; the first open ones can be claimed in it.
pub fn answer(locale: Locale, list: &HotList<'_>) -> Message {
    let words = locale.words();
    if list.rows.is_empty() {
        return none(words, list);
    }
    let (body, shown) = body(words, list);
    let open = list.rows[..shown].iter().filter_map(|row| match row.claim {
        ClaimState::Open { ping } => Some((row, ping)),
        _ => None,
    });
    let buttons = open.take(BUTTONS).map(|(row, ping)| {
        let company = escape::plain(row.lead.company.as_deref().unwrap_or_default(), 24);
        let label = format!("{} {company}", words.word("button-claim"));
        claim_button(label, listed_key(ping))
    });
    Message {
        content: words.say("list-title", args![count = list.total]),
        body: Some(body),
        footer: as_of(words, list),
        tone: Tone::Hot,
        buttons: buttons.collect(),
        ..Message::default()
    }
    .bounded()
}

fn none(words: &Words, list: &HotList<'_>) -> Message {
    Message {
        content: words.word("list-title-none"),
        body: Some(words.word("list-none")),
        footer: as_of(words, list),
        ..Message::default()
    }
    .bounded()
}

/// As many rows as a glance takes in, and how many they are.
fn body(words: &Words, list: &HotList<'_>) -> (String, usize) {
    const BUDGET: usize = 1_050;
    let mut lines = Vec::new();
    let mut used = 0;
    for row in list.rows {
        let line = row_text(words, list.definition, row);
        used += units(&line) + 1;
        if used > BUDGET && !lines.is_empty() {
            break;
        }
        lines.push(line);
    }
    let shown = lines.len();
    let rest = list
        .total
        .saturating_sub(u64::try_from(shown).unwrap_or(u64::MAX));
    if rest > 0 {
        lines.push(words.say("list-more", args![count = rest]));
    }
    (lines.join("\n"), shown)
}

fn row_text(words: &Words, definition: &Definition, row: &HotRow<'_>) -> String {
    let score = row
        .lead
        .score
        .map_or_else(|| words.word("none"), |score| number(words, score));
    let state = match &row.claim {
        ClaimState::NeverPinged => None,
        ClaimState::Open { .. } => Some(words.word("list-open")),
        ClaimState::Claimed { by, at } => {
            let time = chat_time(*at, ChatTime::Relative);
            Some(words.say(
                "list-claimed",
                args![by = escape::inline(by, 24), time = time],
            ))
        }
    };
    let sep = words.word("sep");
    let part = |said: Option<String>| said.map_or_else(String::new, |said| format!("{sep}{said}"));
    let owner = row.lead.owner.as_ref();
    let owner = owner.map(|_| words.say("list-owner", args![owner = owner_of(words, row.lead)]));
    let text = words.say(
        "list-row",
        args![
            score = score,
            company = company(words, row.lead),
            profile = profile_in_brackets(words, row.lead),
            why = brief(words, definition, &row.reasons),
            owner = part(owner),
            state = part(state)
        ],
    );
    opened(words, &text, row.lead)
}

fn as_of(words: &Words, list: &HotList<'_>) -> Option<String> {
    let zone = &list.definition.zone;
    list.as_of.map(|at| {
        let (time, name) = (words.instant(at, zone, at), words.zone(zone, at));
        words.say("list-as-of", args![at = time, zone = name])
    })
}
