//! The weekly summary: what moved.

use super::{Draft, Edition, Pings, companies::Companies, draft::with};
use crate::{args, kpi::Why, locale::Locale, message::Message};

/// What the weekly summary is made of.
#[derive(Debug, Clone, Copy)]
pub struct Weekly<'a> {
    /// Period, numbers, notices, key.
    pub edition: Edition<'a>,
    /// How pings were answered; `None` where no rule pings.
    pub pings: Option<Pings>,
    /// Why the stage of the verdict moved; `None` where that cannot be said.
    pub why: Option<&'a Why>,
    /// Who became active and who went quiet; `None` where no tool tells what leads do.
    pub companies: Option<&'a Companies>,
}

/// The weekly summary.
pub fn post(locale: Locale, weekly: &Weekly<'_>) -> Message {
    let draft = Draft::new(locale, weekly.edition);
    let sheet = draft.sheet;
    let pings = weekly.pings.as_ref();
    let titled = args![span = sheet.dates(), verdict = sheet.verdict()];
    let title = sheet.words.say("weekly-title", titled);
    if !sheet.is_reached() {
        return draft.without_data(&title);
    }
    if sheet.is_still() {
        return draft.quiet(&title, pings);
    }
    let parts = [
        vec![sheet.line(None)].into(),
        sheet.entered().into(),
        vec![sheet.stock_line()].into(),
        draft.goals(),
        draft.conversions(),
        draft.moved(),
        draft.why(weekly.why).into(),
        draft.companies(weekly.companies),
        pings.map(|pings| draft.response_line(pings)).into(),
        draft.decisions("decide-title", pings).into(),
    ];
    draft.message(&title, &with(parts, draft.ending()))
}
