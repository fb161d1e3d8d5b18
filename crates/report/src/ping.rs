//! Pings about hot leads: the message, what it becomes when claimed, the first summary, the digest.
//!
//! Lives here: what a ping says and what it must never say: no name, address or number of a person.
//! Must not live here: when a lead is hot (`leads`), who wins a claim (the store).

mod claim;
mod industry;
mod reason;
mod summary;

use kpi::definition::Definition;
use leads::{condition::Reason, facts::LeadFacts, rule::Rule};

pub use claim::{Claimed, already_claimed, already_yours, claim_key, claimed, claimed_id, unknown};
pub use summary::{baseline, digest, digest_holds};

pub(crate) use claim::claim_button;
pub(crate) use reason::{brief, company, number, opened, owner, profile_in_brackets};

use crate::{
    args, escape,
    locale::Locale,
    message::{Button, Mention, Message, Tone},
    words::Words,
};
use reason::{action, join, place, profile, why};

/// One lead that has just become hot.
#[derive(Debug, Clone, Copy)]
pub struct Ping<'a> {
    /// The ping's number; its button's key is `ping:<id>:claim`.
    pub id: i64,
    /// The rule it meets.
    pub rule: &'a Rule,
    /// Why it meets it.
    pub reasons: &'a [Reason],
    /// The lead.
    pub lead: &'a LeadFacts,
    /// Zone and names of stages.
    pub definition: &'a Definition,
    /// Who is told by name.
    pub mention: Option<Mention>,
}

/// The message about a lead that has just become hot.
pub fn message(locale: Locale, ping: &Ping<'_>) -> Message {
    let words = locale.words();
    let owner = owner(words, ping.lead);
    let lead = join(
        words,
        &[vec![company(words, ping.lead)], profile(words, ping.lead)].concat(),
    );
    let title = words.say("hot-title", args![lead = lead, owner = owner]);
    let content = match ping.mention {
        Some(mention) => format!("{} {title}", mention.text()),
        None => title,
    };
    Message {
        content,
        body: Some(body(words, ping)),
        tone: Tone::Hot,
        buttons: buttons(words, ping),
        mention: ping.mention,
        ..Message::default()
    }
    .bounded()
}

fn body(words: &Words, ping: &Ping<'_>) -> String {
    let rule = escape::inline(&ping.rule.name, 40);
    let mut lines = vec![words.say("hot-why", args![rule = rule])];
    let reasons = ping
        .reasons
        .iter()
        .map(|reason| why(words, ping.definition, reason));
    lines.extend(reasons.map(|reason| words.say("hot-reason", args![reason = reason])));
    lines.push(words.say("hot-do", args![action = action(words, &ping.rule.action)]));
    if ping.lead.place.rank().is_some() {
        let stage = place(words, ping.definition, ping.lead.place);
        lines.push(words.say("hot-stage", args![stage = stage]));
    }
    lines.push(words.word("hot-private"));
    lines.join("\n")
}

fn buttons(words: &Words, ping: &Ping<'_>) -> Vec<Button> {
    let claim = claim_button(words.word("button-claim"), claim_key(ping.id));
    let open = ping
        .lead
        .link
        .as_deref()
        .and_then(|url| Button::open(words.word("button-open"), url));
    std::iter::once(claim).chain(open).collect()
}
