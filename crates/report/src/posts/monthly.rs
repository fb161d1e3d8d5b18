//! The monthly retrospective: what worked.

use jiff::Timestamp;
use kpi::{
    funnel::{ConversionRow, Funnel},
    significance::Evidence,
};

use super::{Draft, Edition, Pings, conversion::conversions_under, draft::with, part::Part};
use crate::{
    args,
    frame::{Frame, Sheet},
    kpi::Why,
    locale::Locale,
    message::Message,
};

/// What the monthly retrospective is made of.
#[derive(Debug, Clone, Copy)]
pub struct Monthly<'a> {
    /// Period, numbers, notices, key.
    pub edition: Edition<'a>,
    /// The newest cohort that can be judged.
    pub cohort: Cohort<'a>,
    /// How pings were answered; `None` where no rule pings.
    pub pings: Option<Pings>,
    /// Why the stage of the verdict moved; `None` where that cannot be said.
    pub why: Option<&'a Why>,
}

/// The newest cohort that can be judged.
#[derive(Debug, Clone, Copy)]
pub enum Cohort<'a> {
    /// It is this one.
    Mature {
        /// Its period and comparison.
        frame: Frame<'a>,
        /// Its funnel on basis cohort.
        funnel: &'a Funnel,
    },
    /// There is none yet.
    Awaited {
        /// When the first one can be judged, where that is known.
        from: Option<Timestamp>,
    },
}

/// The monthly retrospective.
pub fn post(locale: Locale, monthly: &Monthly<'_>) -> Message {
    let draft = Draft::new(locale, monthly.edition);
    let sheet = draft.sheet;
    let verdict = draft.monthly_verdict(monthly);
    let title = args![period = sheet.period(), verdict = verdict];
    let title = sheet.words.say("monthly-title", title);
    let pings = monthly.pings.as_ref();
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
        draft.cohort(monthly.cohort),
        draft.pace_of_the_month(),
        draft.moved(),
        draft.why(monthly.why).into(),
        pings.map(|pings| draft.response_line(pings)).into(),
        draft.decisions("decide-title", pings).into(),
    ];
    draft.message(&title, &with(parts, draft.ending()))
}

impl Draft<'_> {
    /// A count that clearly changed; else a conversion of the mature cohort that did; else the count.
    fn monthly_verdict(&self, monthly: &Monthly<'_>) -> String {
        let Cohort::Mature { frame, funnel } = monthly.cohort else {
            return self.sheet.verdict();
        };
        if !self.sheet.is_reached() || self.sheet.has_clear_change() {
            return self.sheet.verdict();
        }
        let cohort = self.sheet_of(frame, funnel);
        let mut rows = funnel.conversions.iter();
        rows.find_map(|row| changed_rate(cohort, row))
            .unwrap_or_else(|| self.sheet.verdict())
    }

    fn sheet_of<'b>(&self, frame: Frame<'b>, funnel: &'b Funnel) -> Sheet<'b> {
        Sheet {
            words: self.words(),
            frame,
            funnel,
        }
    }

    /// The conversions of the mature cohort; while there is none those of the month, and when there will be one.
    fn cohort(&self, cohort: Cohort<'_>) -> Part {
        match cohort {
            Cohort::Mature { frame, funnel } => {
                let cohort = self.sheet_of(frame, funnel);
                conversions_under(cohort, cohort_title(cohort))
            }
            Cohort::Awaited { from } => self.conversions().ending_in(&self.awaited(from)),
        }
    }

    fn awaited(&self, from: Option<Timestamp>) -> String {
        let words = self.words();
        let Some(from) = from else {
            return words.word("cohort-none");
        };
        let date = words.day_near(from, self.sheet.zone(), self.edition.funnel.as_of);
        words.say("cohort-none-until", args![date = date])
    }

    /// Time to the next stage and the whole way.
    fn pace_of_the_month(&self) -> Part {
        let words = self.words();
        let mut lines = vec![words.word("velocity-title"), self.sheet.velocity_line()];
        lines.extend(self.sheet.cycle());
        Part::from(lines).or(Vec::new())
    }
}

fn cohort_title(cohort: Sheet<'_>) -> String {
    let (words, period) = (cohort.words, cohort.period());
    match cohort.frame.definition.window_days {
        Some(days) => words.say("cohort-title", args![period = period, days = days]),
        None => words.say("cohort-title-unlimited", args![period = period]),
    }
}

/// A conversion that clearly changed, in words.
fn changed_rate(cohort: Sheet<'_>, row: &ConversionRow) -> Option<String> {
    let words = cohort.words;
    let rate = words.percent(row.now.numerator, row.now.denominator);
    let told = args![
        from = cohort.stage(&row.from),
        to = cohort.stage(&row.to),
        rate = rate,
        period = cohort.period()
    ];
    match cohort.evidence(row)? {
        Evidence::Up => Some(words.say("verdict-rate-up", told)),
        Evidence::Down => Some(words.say("verdict-rate-down", told)),
        Evidence::Unclear => None,
    }
}
