//! Rows of a file of targets. What they mean is read as `/goal set` reads it.

use funnelbot_commands::targets::Row as TargetRow;

use super::sheet::{Column, Fault, Row, Sheet};

/// Columns of a file of targets.
pub(crate) const TARGETS: &[Column] = &[
    Column::needed("kpi", &["指標", "KPI"]),
    Column::needed("period", &["期間"]),
    Column::needed("target", &["目標", "目標値"]),
    Column::free("direction", &["向き"]),
];

/// One target as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    kpi: String,
    period: String,
    target: String,
    direction: Option<String>,
}

impl Target {
    /// The row with its line, as the commands take it.
    pub(crate) fn at(self, line: u32) -> TargetRow {
        TargetRow {
            line,
            kpi: self.kpi,
            period: self.period,
            target: self.target,
            direction: self.direction,
        }
    }
}

/// The targets of a sheet.
pub(crate) fn targets(sheet: &Sheet) -> Result<Vec<(u32, Target)>, Vec<Fault>> {
    sheet.each(target)
}

fn target(row: &Row<'_>) -> Result<Target, Fault> {
    Ok(Target {
        kpi: row.needed("kpi")?.to_owned(),
        period: row.needed("period")?.to_owned(),
        target: row.needed("target")?.to_owned(),
        direction: row.text("direction"),
    })
}
