//! Who a message really mentions.
//!
//! Lives here: finding mentions in a text and what `allowed_mentions` leaves of them. Must not live here: sending.

use std::collections::BTreeSet;

use serde_json::Value;

use super::form::Form;
use super::snowflake::{id_of, read_id};

/// Those whom a message mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Whether it calls everyone (or everyone who is there).
    pub everyone: bool,
    /// Members, by id.
    pub users: BTreeSet<u64>,
    /// Roles, by id.
    pub roles: BTreeSet<u64>,
}

impl Mentions {
    /// Whether nobody is mentioned.
    pub fn is_empty(&self) -> bool {
        !self.everyone && self.users.is_empty() && self.roles.is_empty()
    }
}

/// What `allowed_mentions` lets through.
#[derive(Debug, Clone)]
pub(super) enum Allowed {
    /// It was not sent: everything.
    Everything,
    /// Only these kinds and ids.
    Only {
        kinds: BTreeSet<String>,
        users: BTreeSet<u64>,
        roles: BTreeSet<u64>,
    },
}

impl Allowed {
    /// Reads the field of a message form.
    pub(super) fn read(form: &mut Form, at: &str, value: Option<&Value>) -> Allowed {
        let Some(allowed) = form.object(at, value) else {
            return Allowed::Everything;
        };
        let here = format!("{at}.parse");
        let mut kinds = BTreeSet::new();
        for (place, kind) in form
            .list(&here, allowed.get("parse"), 0..=3)
            .into_iter()
            .flatten()
            .enumerate()
        {
            match kind.as_str() {
                Some(known @ ("users" | "roles" | "everyone")) => {
                    kinds.insert(known.to_owned());
                }
                _ => form.not_a_choice(&format!("{here}.{place}"), "'users', 'roles', 'everyone'"),
            }
        }
        let mut ids = |key: &str| -> BTreeSet<u64> {
            let here = format!("{at}.{key}");
            let list = form.list(&here, allowed.get(key), 0..=100);
            let ids: BTreeSet<u64> = list.into_iter().flatten().filter_map(id_of).collect();
            if !ids.is_empty() && kinds.contains(key) {
                form.refuse(
                    at,
                    "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                    format!("parse:[\"{key}\"] and {key}: [ids...] are mutually exclusive."),
                );
            }
            ids
        };
        let (users, roles) = (ids("users"), ids("roles"));
        Allowed::Only {
            kinds,
            users,
            roles,
        }
    }

    /// What is left of `written` when only this is let through.
    pub(super) fn filter(&self, written: Mentions) -> Mentions {
        let Allowed::Only {
            kinds,
            users,
            roles,
        } = self
        else {
            return written;
        };
        let kept = |ids: BTreeSet<u64>, kind: &str, listed: &BTreeSet<u64>| {
            ids.into_iter()
                .filter(|id| kinds.contains(kind) || listed.contains(id))
                .collect()
        };
        Mentions {
            everyone: written.everyone && kinds.contains("everyone"),
            users: kept(written.users, "users", users),
            roles: kept(written.roles, "roles", roles),
        }
    }
}

/// The mentions that stand in `content`, outside code.
pub(super) fn written(content: &str) -> Mentions {
    let mut mentions = Mentions::default();
    for text in outside_code(content) {
        mentions.everyone |= text.contains("@everyone") || text.contains("@here");
        for (at, _) in text.match_indices("<@") {
            let Some(inner) = text[at + 2..].split_once('>').map(|(inner, _)| inner) else {
                continue;
            };
            if let Some(role) = inner.strip_prefix('&') {
                mentions.roles.extend(read_id(role));
            } else {
                let user = inner.strip_prefix('!').unwrap_or(inner);
                mentions.users.extend(read_id(user));
            }
        }
    }
    mentions
}

/// The parts of a text that are not in a code span or block. An unclosed one is no code.
fn outside_code(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('`') {
        let run = rest[start..].chars().take_while(|c| *c == '`').count();
        let fence = &rest[start..start + run];
        let inside = &rest[start + run..];
        match inside.find(fence) {
            Some(end) => {
                parts.push(&rest[..start]);
                rest = &inside[end + run..];
            }
            None => {
                parts.push(&rest[..start + run]);
                rest = inside;
            }
        }
    }
    parts.push(rest);
    parts
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn mentions_are_found_outside_code_only() {
        let found = written("<@12> `<@13> @everyone` <@!14> <@&15> ```@here``` <@x>");
        assert_eq!(found.users.into_iter().collect::<Vec<_>>(), [12, 14]);
        assert_eq!(found.roles.into_iter().collect::<Vec<_>>(), [15]);
        assert!(!found.everyone);
    }

    #[test]
    fn an_unclosed_code_span_hides_nothing() {
        assert!(written("`oops @everyone").everyone);
        assert!(written("a \\@here b").everyone);
    }
}
