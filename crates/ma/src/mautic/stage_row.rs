//! Rows of the log of stage changes.
//!
//! Lives here: what a row means, and rows as histories. Must not live here: paging (`stage_history`).
//!
//! A row says that a contact entered a stage, with one exception: taking a contact out of its stage
//! writes a row too, with the *left* stage and an action that tells it. That action is a phrase in the
//! language of whoever did it, so every translation that Mautic ships is known here. An automatic action
//! puts its own name there, which is free text: one that is called exactly like such a phrase would be
//! taken for a removal.

use std::collections::HashMap;

use jiff::Timestamp;
use kpi::model::{BrokenRecord, ExtId, Record, StageEntry, StageHistory, ToolStage};
use serde::Deserialize;

use super::{reading::Reading, round::Gathered, scalar::Scalar, site::Row};

/// "Manually Removed" in the languages that Mautic ships.
const REMOVED: [&str; 22] = [
    "manually removed",
    "手動で削除されました",
    "手工删除",
    "manuel entfernt",
    "supprimé manuellement",
    "eliminado manualmente",
    "rimosso manualmente",
    "removido manualmente",
    "suprimit manualment",
    "înlăturat manual",
    "manueel verwijderd",
    "manuálně odebrané",
    "manuálisan eltávolítva",
    "ręcznie usunięto",
    "ročno odstranjeno",
    "uklonjeno ručno",
    "удалено вручную",
    "выдалена ўручную",
    "el ile kaldırıldı",
    "xóa bỏ thủ công",
    "ถูกลบออก",
    "הוסר ידנית",
];

/// A row of the log.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct StageRow {
    id: Scalar,
    lead_id: Scalar,
    stage_id: Scalar,
    event_name: Scalar,
    action_name: Scalar,
    date_added: Scalar,
}

impl Row for StageRow {
    fn id(&self) -> Option<u64> {
        self.id.id()
    }
}

/// Whether histories are all that the tool has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// All.
    Yes,
    /// News.
    No,
}

/// Rows being sorted into one history a lead, leads in the order they were met.
#[derive(Debug, Default)]
pub(super) struct Histories {
    place_of: HashMap<ExtId, usize>,
    entries: Vec<(ExtId, Vec<StageEntry>)>,
    /// Stages that the tool has forgotten: only their rows still name them.
    forgotten: Vec<ToolStage>,
    broken: Vec<BrokenRecord>,
}

impl Histories {
    /// Makes sure that `lead` has a history, be it an empty one. Returns its place.
    pub(super) fn mention(&mut self, lead: ExtId) -> usize {
        let entries = &mut self.entries;
        *self.place_of.entry(lead).or_insert_with_key(|lead| {
            entries.push((lead.clone(), Vec::new()));
            entries.len() - 1
        })
    }

    /// Adds a row. Returns when it was written, where that can be read.
    pub(super) fn read(&mut self, id: u64, row: &StageRow) -> Option<Timestamp> {
        let mut reading = Reading::of(format!("lead_stages_change_log {id}"));
        let at = reading.instant("date_added", &row.date_added);
        let lead = reading.reference("lead_id", &row.lead_id);
        let raw = self.stage_of(row, &mut reading);
        match (at, &lead, &raw) {
            (Some(at), Some(lead), Some(raw)) => {
                let place = self.mention(lead.clone());
                let raw = (!is_removal(&row.action_name)).then(|| raw.clone());
                self.entries[place].1.push(StageEntry {
                    at,
                    raw,
                    entry_id: Some(ExtId(id.to_string())),
                });
            }
            _ => reading.note("the row is left out: it names no lead, stage or date".to_owned()),
        }
        self.broken.extend(reading.end());
        at
    }

    /// The row's stage; of a stage without a row of its own any more, the id in front of its name.
    fn stage_of(&mut self, row: &StageRow, reading: &mut Reading) -> Option<String> {
        if let Some(stage) = reading.reference("stage_id", &row.stage_id) {
            return Some(stage.0);
        }
        let event = reading.text("event_name", &row.event_name)?;
        let (id, label) = event.split_once(": ")?;
        let raw = id.trim().parse::<u64>().ok()?.to_string();
        if !self.forgotten.iter().any(|stage| stage.raw == raw) {
            let label = label.trim().to_owned();
            self.forgotten.push(ToolStage {
                raw: raw.clone(),
                label,
                position: 0,
            });
        }
        Some(raw)
    }

    /// Adds the histories as records: oldest entries first, those of one second by id.
    pub(super) fn into_records(self, whole: Whole, gathered: &mut Gathered) {
        gathered
            .records
            .extend(self.forgotten.into_iter().map(Record::ToolStage));
        gathered
            .records
            .extend(self.entries.into_iter().map(|(lead, mut entries)| {
                // Stable, and rows come by id.
                entries.sort_by_key(|entry| entry.at);
                Record::StageHistory(StageHistory {
                    lead,
                    whole: whole == Whole::Yes,
                    entries,
                })
            }));
        gathered.broken.extend(self.broken);
    }
}

fn is_removal(action: &Scalar) -> bool {
    let Scalar::Text(action) = action else {
        return false;
    };
    let action = action.trim().to_lowercase();
    REMOVED.contains(&action.as_str())
}

#[cfg(test)]
mod tests {
    use kpi::model::{Record, StageHistory};

    use super::{Gathered, Histories, REMOVED, StageRow, Whole};

    fn read(rows: &str) -> Gathered {
        let rows: Vec<StageRow> = serde_json::from_str(rows).unwrap();
        let mut histories = Histories::default();
        for row in &rows {
            histories.read(row.id.id().unwrap(), row);
        }
        let mut gathered = Gathered::default();
        histories.into_records(Whole::No, &mut gathered);
        gathered
    }

    fn history(record: &Record) -> &StageHistory {
        let Record::StageHistory(history) = record else {
            panic!("{record:?}")
        };
        history
    }

    #[test]
    fn phrases_are_written_as_they_are_compared() {
        for phrase in REMOVED {
            assert_eq!(phrase, phrase.trim().to_lowercase());
        }
    }

    #[test]
    fn a_removal_in_any_language_leaves_the_lead_without_a_stage() {
        for action in [
            "Manually Removed",
            "手動で削除されました",
            "Manuel entfernt",
            "Удалено вручную",
        ] {
            let row = format!(
                r#"[{{"id":"1","lead_id":"7","stage_id":"2","event_name":"2: MQL","action_name":"{action}","date_added":"2026-11-22 15:46:52"}}]"#
            );
            let gathered = read(&row);
            assert_eq!(
                history(&gathered.records[0]).entries[0].raw,
                None,
                "{action}"
            );
        }
    }

    #[test]
    fn any_other_action_enters_the_stage() {
        for action in [
            "Manually Added",
            "Move to SQL",
            "手動で追加されました",
            "Removed",
            "",
        ] {
            let row = format!(
                r#"[{{"id":"1","lead_id":"7","stage_id":"2","action_name":"{action}","date_added":"2026-11-22 15:46:52"}}]"#
            );
            let gathered = read(&row);
            assert_eq!(
                history(&gathered.records[0]).entries[0].raw.as_deref(),
                Some("2"),
                "{action}"
            );
        }
    }

    #[test]
    fn changes_of_one_second_keep_the_order_of_their_ids() {
        let gathered = read(
            r#"[{"id":"59","lead_id":"1","stage_id":"1","date_added":"2026-11-22 15:46:54"},
                {"id":"60","lead_id":"1","stage_id":"5","date_added":"2026-11-22 15:46:54"},
                {"id":"61","lead_id":"2","stage_id":"4","date_added":"2026-11-22 15:46:54"}]"#,
        );
        let raws: Vec<_> = history(&gathered.records[0])
            .entries
            .iter()
            .map(|entry| entry.raw.clone().unwrap())
            .collect();
        assert_eq!(raws, ["1", "5"]);
        assert_eq!(gathered.records.len(), 2);
    }

    #[test]
    fn a_row_without_lead_or_date_is_named_and_the_rest_goes_on() {
        let gathered = read(
            r#"[{"id":"1","stage_id":"1","date_added":"2026-11-22 15:46:54"},
                {"id":"2","lead_id":"1","stage_id":"1","date_added":"0000-00-00 00:00:00"},
                {"id":"3","lead_id":"1","stage_id":"1","date_added":"2026-11-22 15:46:54"}]"#,
        );
        assert_eq!(
            gathered
                .broken
                .iter()
                .map(|row| row.id.as_str())
                .collect::<Vec<_>>(),
            ["lead_stages_change_log 1", "lead_stages_change_log 2"]
        );
        assert_eq!(history(&gathered.records[0]).entries.len(), 1);
    }

    #[test]
    fn a_stage_that_is_gone_is_known_by_the_name_in_the_row() {
        let gathered = read(
            r#"[{"id":"1","lead_id":"7","event_name":"6: Trial: hot","date_added":"2026-11-22 15:46:52"}]"#,
        );
        let Record::ToolStage(stage) = &gathered.records[0] else {
            panic!("{gathered:?}")
        };
        assert_eq!(
            (stage.raw.as_str(), stage.label.as_str()),
            ("6", "Trial: hot")
        );
        assert_eq!(
            history(&gathered.records[1]).entries[0].raw.as_deref(),
            Some("6")
        );
    }
}
