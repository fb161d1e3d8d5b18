//! The weekly summary: what moved.

use super::{Draft, Edition, Pings};
use crate::{args, locale::Locale, message::Message};

/// What the weekly summary is made of.
#[derive(Debug, Clone, Copy)]
pub struct Weekly<'a> {
    /// Period, numbers, notices, key.
    pub edition: Edition<'a>,
    /// How pings were answered; `None` where no rule pings.
    pub pings: Option<Pings>,
}

/// The weekly summary.
pub fn post(locale: Locale, weekly: &Weekly<'_>) -> Message {
    let draft = Draft::new(locale, weekly.edition);
    let sheet = draft.sheet;
    let titled = args![span = sheet.dates(), verdict = sheet.verdict()];
    let title = sheet.words.say("weekly-title", titled);
    if sheet.is_still() {
        return draft.quiet(&title);
    }
    let basis = sheet.basis_asked();
    let pings = weekly.pings.as_ref();
    let blocks = [
        vec![sheet.line(None)],
        sheet.entered(),
        vec![sheet.stock_line()],
        sheet.conversions(basis),
        draft.moved(),
        pings
            .map(|pings| draft.response_line(pings))
            .into_iter()
            .collect(),
        draft.decisions("decide-title", pings),
        draft.restated(super::draft::RESTATED),
        draft.next(),
    ];
    draft.message(&title, &blocks)
}
