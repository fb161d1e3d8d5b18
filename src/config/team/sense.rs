//! Settings that can be read and still make no sense: each would go unnoticed, and its effect with it.
//!
//! Lives here: what is refused, and how it is written instead. Must not live here: how the file is read (`team`).

use std::collections::BTreeMap;

use jiff::SignedDuration;
use kpi::{
    model::Tool,
    stage::{Ladder, Mapping},
};
use leads::rules::Rules;
use report::locale::LOCALES;

use super::{CalendarTable, MentionTarget, StageTable, WorkspaceTable, fault, place::Wrong};
use crate::schedule::Schedule;

/// The longest word that names a stage.
const LONGEST_ID: usize = 32;
/// A conversion that takes longer than ten years is none.
const LONGEST_WINDOW: u32 = 3660;

/// A channel's, role's or person's id: none is 0.
pub(super) fn id(key: &str, id: Option<u64>) -> Result<Option<u64>, Wrong> {
    match id {
        Some(0) => Err(Wrong::at(
            key,
            "0 is no id; copy it in Discord, such as 123456789012345678",
        )),
        id => Ok(id),
    }
}

pub(super) fn workspace(table: &WorkspaceTable) -> Result<(), Wrong> {
    if !(1..=12).contains(&table.fiscal_start) {
        return Err(Wrong::at(
            "workspace.fiscal_start",
            format!("{} is no month; April is 4", table.fiscal_start),
        ));
    }
    if table
        .conversion_window_days
        .is_some_and(|days| days > LONGEST_WINDOW)
    {
        return Err(Wrong::at(
            "workspace.conversion_window_days",
            format!("at most {LONGEST_WINDOW}; 0 is \"no window\""),
        ));
    }
    let is_domain = |domain: &str| {
        let is_part = |part: &str| !part.is_empty() && !part.contains(['@', '/', ':', '*', ' ']);
        domain.contains('.') && domain.split('.').all(is_part)
    };
    match table
        .exclude_domains
        .iter()
        .find(|domain| !is_domain(domain))
    {
        Some(other) => Err(Wrong::at(
            "workspace.exclude_domains",
            format!(
                "\"{other}\" is no domain; what stands after the @ is one, such as \"example.jp\""
            ),
        )),
        None => Ok(()),
    }
}

/// Ids that commands can name, names in languages that somebody reads, and no name twice.
pub(super) fn stages(stages: &[StageTable]) -> Result<(), Wrong> {
    let mut seen: Vec<(&str, String)> = Vec::new();
    for (index, stage) in stages.iter().enumerate() {
        let at = |key: &str| format!("stages#{}.{key}", index + 1);
        if !is_word(&stage.id) {
            return Err(Wrong::at(
                at("id"),
                format!(
                    "\"{}\" is no word for a stage: lower-case letters, digits, - and _, {LONGEST_ID} at the most; for example \"mql\"",
                    stage.id
                ),
            ));
        }
        names(&at("names"), &stage.names)?;
        for (language, name) in &stage.names {
            let name = (language.as_str(), name.trim().to_lowercase());
            if seen.contains(&name) {
                return Err(Wrong::at(
                    at("names"),
                    format!("\"{}\" is the name of an earlier stage too", name.1),
                ));
            }
            seen.push(name);
        }
    }
    Ok(())
}

fn is_word(text: &str) -> bool {
    text.len() <= LONGEST_ID
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|sign| matches!(sign, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
}

/// Names by language.
pub(super) fn names(key: &str, names: &BTreeMap<String, String>) -> Result<(), Wrong> {
    let codes = || LOCALES.iter().map(|locale| locale.code());
    for (language, name) in names {
        if codes().all(|code| code != language) {
            return Err(Wrong::at(
                format!("{key}.{language}"),
                format!(
                    "\"{language}\" is no language that funnelbot speaks; {}",
                    fault::accepted(language, codes())
                ),
            ));
        }
        if name.trim().is_empty() {
            return Err(Wrong::at(format!("{key}.{language}"), "empty"));
        }
    }
    Ok(())
}

/// The same value twice, written alike but for case or spaces, in different places.
pub(super) fn mapping(
    tool: Tool,
    words: &BTreeMap<String, String>,
    ladder: &Ladder,
) -> Result<(), Wrong> {
    let mut written = Mapping::default();
    for (raw, word) in words {
        let place = ladder.place(word);
        let earlier = written.find(raw, None);
        if earlier.is_some() && earlier != place {
            return Err(Wrong::at(
                format!("mapping.{}.\"{raw}\"", tool.as_str()),
                "the same value is mapped to another place above (case and spaces at the ends do not count)",
            ));
        }
        if let Some(place) = place {
            written.insert(raw, place);
        }
    }
    Ok(())
}

pub(super) fn schedule(key: &str, schedule: &Schedule) -> Result<(), Wrong> {
    let at = |name: &str| format!("schedules.{key}.{name}");
    if schedule.grace.is_negative() {
        return Err(Wrong::at(
            at("grace"),
            "a wait is not negative; \"3h\" is usual",
        ));
    }
    if schedule.settling.is_negative() {
        return Err(Wrong::at(
            at("settling"),
            "numbers cannot settle before the period ends; \"72h\" is three days after",
        ));
    }
    if schedule.max_lateness < schedule.grace.max(SignedDuration::from_mins(1)) {
        return Err(Wrong::at(
            at("max_lateness"),
            "shorter than what a post may wait (grace), so that every held post would be skipped; \"72h\" is usual",
        ));
    }
    Ok(())
}

pub(super) fn calendar(table: &CalendarTable) -> Result<(), Wrong> {
    let both = table
        .days_off
        .iter()
        .find(|off| table.working_days.iter().any(|day| day.0 == off.0));
    match both {
        Some(date) => Err(Wrong::at(
            "calendar.working_days",
            format!("{} stands in days_off too", date.0),
        )),
        None => Ok(()),
    }
}

/// Every mention is of somebody, and of an owner whom some rule names.
pub(super) fn mentions(
    mentions: &BTreeMap<String, MentionTarget>,
    rules: &Rules,
) -> Result<(), Wrong> {
    let mut owners: Vec<&str> = rules
        .iter()
        .filter_map(|rule| rule.owner.as_deref())
        .collect();
    owners.sort_unstable();
    owners.dedup();
    for (name, target) in mentions {
        let key = format!("pings.mention.{name}");
        let (MentionTarget::Role(target) | MentionTarget::User(target)) = target;
        id(&key, Some(*target))?;
        if !owners.contains(&name.as_str()) {
            return Err(Wrong::at(
                key,
                format!(
                    "no rule has the owner \"{name}\"; {}",
                    fault::accepted(name, owners)
                ),
            ));
        }
    }
    Ok(())
}
