//! Rows of the audit log.
//!
//! Lives here: which of them tell of a deletion or a merge. Must not live here: what follows from that
//! (`removals`).

use jiff::Timestamp;
use serde::Deserialize;

use super::{php, reading::Reading, scalar::Scalar, site::Row};

/// A row of the audit log about a contact.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AuditRow {
    id: Scalar,
    object_id: Scalar,
    action: Scalar,
    details: Scalar,
    date_added: Scalar,
}

impl Row for AuditRow {
    fn id(&self) -> Option<u64> {
        self.id.id()
    }
}

/// What a row of the audit log tells.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    Deleted {
        lead: u64,
        at: Timestamp,
    },
    Merged {
        loser: u64,
        survivor: u64,
        at: Timestamp,
    },
}

impl Told {
    /// When it happened.
    pub(super) fn at(&self) -> Timestamp {
        match self {
            Self::Deleted { at, .. } | Self::Merged { at, .. } => *at,
        }
    }
}

/// What a row tells; nothing where it tells of something else, or cannot be read.
pub(super) fn told(row: &AuditRow, reading: &mut Reading) -> Option<Told> {
    let at = reading.instant("date_added", &row.date_added);
    let (Some(at), Some(lead)) = (at, row.object_id.id()) else {
        reading.note("the row is left out: it names no contact or date".to_owned());
        return None;
    };
    match &row.action {
        Scalar::Text(action) if action == "delete" => Some(Told::Deleted { lead, at }),
        Scalar::Text(action) if action == "merge" => {
            let survivor = survivor(&row.details).filter(|survivor| *survivor != lead);
            if survivor.is_none() {
                // Its deletion follows and is then taken as one.
                reading.note("the merge is left out: it names no other contact".to_owned());
            }
            survivor.map(|survivor| Told::Merged {
                loser: lead,
                survivor,
                at,
            })
        }
        _ => None,
    }
}

/// The contact merged into, from text that PHP or JSON wrote.
fn survivor(details: &Scalar) -> Option<u64> {
    #[derive(Deserialize)]
    struct Details {
        merged_into: Scalar,
    }
    let Scalar::Text(text) = details else {
        return None;
    };
    let php = php::number_under(text, "merged_into").and_then(|id| u64::try_from(id).ok());
    php.or_else(|| serde_json::from_str::<Details>(text).ok()?.merged_into.id())
        .filter(|id| *id > 0)
}

#[cfg(test)]
mod tests {
    use super::{AuditRow, Reading, Told, told};

    fn row(json: &str) -> (Option<Told>, bool) {
        let row: AuditRow = serde_json::from_str(json).unwrap();
        let mut reading = Reading::of("audit_log 1");
        let told = told(&row, &mut reading);
        (told, reading.end().is_some())
    }

    #[test]
    fn a_merge_names_its_survivor_in_php_or_json() {
        for details in [
            r#"a:1:{s:11:\"merged_into\";i:26;}"#,
            r#"{\"merged_into\":26}"#,
        ] {
            let (told, broken) = row(&format!(
                r#"{{"object_id":"2","action":"merge","details":"{details}","date_added":"2026-11-22 15:49:13"}}"#
            ));
            assert!(
                matches!(
                    told,
                    Some(Told::Merged {
                        loser: 2,
                        survivor: 26,
                        ..
                    })
                ),
                "{told:?}"
            );
            assert!(!broken);
        }
    }

    #[test]
    fn a_merge_into_nobody_is_named_as_broken() {
        for details in ["N;", "a:0:{}", r#"a:1:{s:11:\"merged_into\";i:2;}"#] {
            let (told, broken) = row(&format!(
                r#"{{"object_id":"2","action":"merge","details":"{details}","date_added":"2026-11-22 15:49:13"}}"#
            ));
            assert!(told.is_none() && broken, "{details}");
        }
    }
}
