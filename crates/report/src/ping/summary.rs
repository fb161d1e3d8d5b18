//! Many hot leads in one message: the summary of the first sync, the digest of a poll.

use leads::rule::Rule;

use super::{Ping, brief, claim_button, company, profile_in_brackets};
use crate::{
    args,
    cut::{KEY_MARK, units},
    escape,
    locale::Locale,
    message::{BUTTONS, Message, Tone},
    words::Words,
};

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

/// More leads than the budget of single pings, in one message. The first five can be claimed in it; what
/// does not fit is counted and stands in `/leads hot`.
pub fn digest(locale: Locale, pings: &[Ping<'_>], key: &str) -> Message {
    const BUDGET: usize = 1_400;
    let words = locale.words();
    let mut body = String::new();
    let mut shown = 0;
    for (ping, number) in pings.iter().zip(1_usize..) {
        let row = digest_row(words, ping, number);
        if units(&body) + units(&row) > BUDGET {
            break;
        }
        body.push_str(&row);
        body.push('\n');
        shown = number;
    }
    if shown < pings.len() {
        body.push_str(&words.say("digest-more", args![count = pings.len() - shown]));
    }
    let numbered = pings.iter().zip(1_usize..).take(shown.min(BUTTONS));
    let claim = |(ping, number): (&Ping<'_>, usize)| {
        claim_button(
            words.say("button-claim-numbered", args![number = number]),
            ping.id,
        )
    };
    Message {
        content: words.say("digest-title", args![count = pings.len()]),
        body: Some(body.trim_end().to_owned()),
        footer: Some(format!("funnelbot{KEY_MARK}{key}")),
        tone: Tone::Hot,
        buttons: numbered.map(claim).collect(),
        ..Message::default()
    }
    .bounded()
}

fn digest_row(words: &Words, ping: &Ping<'_>, number: usize) -> String {
    words.say(
        "digest-row",
        args![
            number = number,
            company = company(words, ping.lead),
            profile = profile_in_brackets(words, ping.lead),
            why = brief(words, ping.definition, ping.reasons)
        ],
    )
}
