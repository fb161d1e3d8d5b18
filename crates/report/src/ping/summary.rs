//! Many hot leads in one message: the summary of the first sync, the digest of a poll.

use leads::rule::Rule;

use super::{Ping, brief, claim_button, claim_key, company, opened, owner, profile_in_brackets};
use crate::{
    args,
    cut::{KEY_MARK, units},
    escape,
    locale::Locale,
    message::{BODY, BUTTONS, Message, Tone},
    words::Words,
};

/// What a digest's footer takes of the room that body and footer share, and more.
const FOOTER_ROOM: usize = 100;

/// The one message after the very first sync, instead of a flood: how many leads are hot already, by rule.
pub fn baseline(locale: Locale, hot: &[(&Rule, u64)], key: &str) -> Message {
    let words = locale.words();
    let all: u64 = hot.iter().map(|(_, count)| count).sum();
    let mut lines = Vec::new();
    if all > 0 {
        lines.push(words.say("baseline-body", args![count = all]));
        lines.extend(
            hot.iter()
                .filter(|(_, count)| *count > 0)
                .map(|(rule, count)| {
                    let rule = escape::inline(&rule.name, 40);
                    words.say("baseline-rule", args![rule = rule, count = *count])
                }),
        );
    }
    lines.push(words.word("baseline-next"));
    let content = if all > 0 {
        words.say("baseline-title", args![count = all])
    } else {
        words.word("baseline-none-title")
    };
    Message {
        content,
        body: Some(lines.join("\n")),
        footer: Some(format!("funnelbot{KEY_MARK}{key}")),
        tone: Tone::Hot,
        ..Message::default()
    }
    .bounded()
}

/// How many of `pings`, from the first on, stand in one digest: each with its row and its button, and room
/// left for a line about each claim. At least one, where there is any.
pub fn digest_holds(locale: Locale, pings: &[Ping<'_>]) -> usize {
    // The longest line that a claim adds.
    const CLAIM: usize = 60;
    let words = locale.words();
    let mut room = BODY - FOOTER_ROOM;
    let fits = |(ping, number): &(&Ping<'_>, usize)| {
        let needed = units(&digest_row(words, ping, *number)) + 1 + CLAIM;
        let fits = needed <= room || *number == 1;
        room = room.saturating_sub(needed);
        fits
    };
    pings
        .iter()
        .zip(1_usize..)
        .take(BUTTONS)
        .take_while(fits)
        .count()
}

/// More leads than the budget of single pings, in one message; each can be claimed in it. More of them than
/// [`digest_holds`] belong into a further digest.
pub fn digest(locale: Locale, pings: &[Ping<'_>], key: &str) -> Message {
    let words = locale.words();
    let numbered = || pings.iter().zip(1_usize..);
    let rows: Vec<String> = numbered()
        .map(|(ping, number)| digest_row(words, ping, number))
        .collect();
    let claim = |(ping, number): (&Ping<'_>, usize)| {
        claim_button(
            words.say("button-claim-numbered", args![number = number]),
            claim_key(ping.id),
        )
    };
    Message {
        content: words.say("digest-title", args![count = pings.len()]),
        body: Some(rows.join("\n")),
        footer: Some(format!("funnelbot{KEY_MARK}{key}")),
        tone: Tone::Hot,
        buttons: numbered().map(claim).collect(),
        ..Message::default()
    }
    .bounded()
}

fn digest_row(words: &Words, ping: &Ping<'_>, number: usize) -> String {
    let row = words.say(
        "digest-row",
        args![
            number = number,
            company = company(words, ping.lead),
            profile = profile_in_brackets(words, ping.lead),
            why = brief(words, ping.definition, ping.reasons),
            owner = owner(words, ping.lead)
        ],
    );
    opened(words, &row, ping.lead)
}
