//! The tool's own stage values of one source, numbered, and the place each means under the agreement.
//! Must not live here: the mapping's rules (`kpi::stage`), which lead has which value.

use std::collections::HashMap;

use kpi::{
    definition::Definition,
    model::Tool,
    stage::{Mapping, Place},
};
use sqlx::{Row, SqliteConnection};

use crate::{SourceId, StoreError};

/// Values of one source. Code 0 is "no stage"; others count from 1.
#[derive(Debug, Clone)]
pub(crate) struct RawStages {
    mapping: Mapping,
    labels: HashMap<String, String>,
    codes: HashMap<String, u64>,
    stages: Vec<RawStage>,
    stored: usize,
}

/// As many values are looked through.
const FEW: usize = 16;

#[derive(Debug, Clone)]
struct RawStage {
    raw: String,
    place: Place,
}

impl RawStages {
    /// Reads the values and labels of `source`.
    pub(crate) async fn load(
        connection: &mut SqliteConnection,
        source: SourceId,
        tool: Tool,
        definition: &Definition,
    ) -> Result<Self, StoreError> {
        let mut labels = HashMap::new();
        let rows = sqlx::query(include_str!("sql/tool_stages.sql"))
            .bind(source.0)
            .fetch_all(&mut *connection)
            .await?;
        for row in rows {
            labels.insert(row.try_get(0)?, row.try_get(1)?);
        }
        let mut stages = Self {
            mapping: definition.mapping(tool),
            labels,
            codes: HashMap::new(),
            stages: Vec::new(),
            stored: 0,
        };
        let rows = sqlx::query(include_str!("sql/raw_stages.sql"))
            .bind(source.0)
            .fetch_all(connection)
            .await?;
        for row in rows {
            let code: i64 = row.try_get(0)?;
            let given = stages.code(Some(row.try_get(1)?));
            if i64::try_from(given) != Ok(code) {
                return Err(StoreError::unreadable(
                    "raw_stage",
                    "codes are not in a row",
                ));
            }
        }
        stages.stored = stages.stages.len();
        Ok(stages)
    }

    /// The number of a value; a new value gets the next.
    pub(crate) fn code(&mut self, raw: Option<&str>) -> u64 {
        let Some(raw) = raw else { return 0 };
        if let Some(code) = self.find(raw) {
            return code;
        }
        self.stages.push(RawStage {
            raw: raw.to_owned(),
            place: self.mean(raw),
        });
        let code = self.stages.len() as u64;
        self.codes.insert(raw.to_owned(), code);
        code
    }

    /// The value of a number; `None` where the number was never given.
    #[expect(
        clippy::option_option,
        reason = "no stage is a value, an unknown number is none"
    )]
    pub(crate) fn raw(&self, code: u64) -> Option<Option<&str>> {
        let Some(index) = code.checked_sub(1) else {
            return Some(None);
        };
        let stage = self.stages.get(usize::try_from(index).ok()?)?;
        Some(Some(&stage.raw))
    }

    /// The place a value means; no value and an unmapped one are outside.
    pub(crate) fn place(&self, raw: Option<&str>) -> Place {
        let Some(raw) = raw else {
            return Place::Outside;
        };
        match self.find(raw) {
            Some(code) => self.place_of_code(code),
            None => self.mean(raw),
        }
    }

    // Most accounts have a handful of values, and looking at them is faster than hashing.
    fn find(&self, raw: &str) -> Option<u64> {
        if self.stages.len() > FEW {
            return self.codes.get(raw).copied();
        }
        let index = self.stages.iter().position(|stage| stage.raw == raw)?;
        Some(index as u64 + 1)
    }

    /// The place that the value of a number means.
    pub(crate) fn place_of_code(&self, code: u64) -> Place {
        let index = usize::try_from(code)
            .ok()
            .and_then(|code| code.checked_sub(1));
        index
            .and_then(|index| self.stages.get(index))
            .map_or(Place::Outside, |stage| stage.place)
    }

    fn mean(&self, raw: &str) -> Place {
        self.mapping
            .find(raw, self.label(raw))
            .unwrap_or(Place::Outside)
    }

    /// Whether the mapping knows neither the value nor its label.
    pub(crate) fn is_unmapped(&self, raw: &str) -> bool {
        self.mapping.find(raw, self.label(raw)).is_none()
    }

    /// What people see in the tool for this value.
    pub(crate) fn label(&self, raw: &str) -> Option<&str> {
        self.labels.get(raw).map(String::as_str)
    }

    /// Gives values other labels; returns the numbers of those that mean another place from now on.
    pub(crate) fn relabel<'a>(
        &mut self,
        labels: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Vec<u64> {
        for (raw, label) in labels {
            self.labels.insert(raw.to_owned(), label.to_owned());
        }
        let mut moved = Vec::new();
        for index in 0..self.stages.len() {
            let place = self.mean(&self.stages[index].raw);
            if place != self.stages[index].place {
                self.stages[index].place = place;
                moved.push(index as u64 + 1);
            }
        }
        moved
    }

    /// Values that are not in the table yet, with their numbers.
    pub(crate) fn fresh(&self) -> impl Iterator<Item = (u64, &str)> {
        let from = self.stored;
        (1..)
            .zip(&self.stages)
            .skip(from)
            .map(|(code, stage)| (code, stage.raw.as_str()))
    }
}
