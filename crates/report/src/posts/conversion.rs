//! How leads convert, in a post: a line a pair, or all of them in one.

use super::{Draft, part::Part};
use crate::frame::Sheet;

impl Draft<'_> {
    /// The conversions of the post's own period.
    pub(super) fn conversions(&self) -> Part {
        let title = self.sheet.conversion_title(self.sheet.basis_asked());
        conversions_under(self.sheet, title)
    }
}

/// The conversions of a funnel under a heading; in short without the comparison.
pub(super) fn conversions_under(sheet: Sheet<'_>, title: String) -> Part {
    let full = sheet.conversions_under(title.clone());
    Part::from(full).or(vec![title, sheet.conversion_line()])
}
