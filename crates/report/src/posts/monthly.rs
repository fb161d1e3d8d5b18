//! The monthly retrospective: what worked.

use jiff::Timestamp;
use kpi::{
    funnel::{ConversionRow, Funnel},
    significance::Evidence,
};

use super::{Draft, Edition, Pings};
use crate::{
    args,
    frame::{Frame, Sheet},
    funnel::evidence,
    kpi::{Why, explained_shortly},
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
    if sheet.is_still() {
        return draft.quiet(&title);
    }
    let pings = monthly.pings.as_ref();
    let blocks = [
        vec![sheet.line(None)],
        sheet.entered(),
        vec![sheet.stock_line()],
        draft.cohort(monthly.cohort),
        draft.pace_of_the_month(),
        draft.moved(),
        draft.why(monthly.why),
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

impl Draft<'_> {
    fn why(&self, why: Option<&Why>) -> Vec<String> {
        let definition = self.edition.frame.definition;
        why.map(|why| explained_shortly(self.words(), definition, why))
            .into_iter()
            .collect()
    }

    /// A count that clearly changed; else a conversion of the mature cohort that did; else the count.
    fn monthly_verdict(&self, monthly: &Monthly<'_>) -> String {
        let Cohort::Mature { frame, funnel } = monthly.cohort else {
            return self.sheet.verdict();
        };
        if self.sheet.has_clear_change() {
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

    /// The conversions of the mature cohort, or when there will be one.
    fn cohort(&self, cohort: Cohort<'_>) -> Vec<String> {
        let words = self.words();
        match cohort {
            Cohort::Mature { frame, funnel } => self.mature(self.sheet_of(frame, funnel)),
            Cohort::Awaited { from: None } => vec![words.word("cohort-none")],
            Cohort::Awaited { from: Some(from) } => {
                let date = words.day_near(from, self.sheet.zone(), self.edition.funnel.as_of);
                vec![words.say("cohort-none-until", args![date = date])]
            }
        }
    }

    fn mature(&self, cohort: Sheet<'_>) -> Vec<String> {
        let period = cohort.period();
        let title = match cohort.frame.definition.window_days {
            Some(days) => self
                .words()
                .say("cohort-title", args![period = period, days = days]),
            None => self
                .words()
                .say("cohort-title-unlimited", args![period = period]),
        };
        cohort.conversions_under(title)
    }

    /// Time to the next stage and the whole way.
    fn pace_of_the_month(&self) -> Vec<String> {
        let words = self.words();
        let mut lines = vec![words.word("velocity-title"), self.sheet.velocity_line()];
        lines.extend(self.sheet.cycle());
        lines
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
    match evidence(row.now, row.previous?)? {
        Evidence::Up => Some(words.say("verdict-rate-up", told)),
        Evidence::Down => Some(words.say("verdict-rate-down", told)),
        Evidence::Unclear => None,
    }
}
