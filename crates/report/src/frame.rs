//! What stands around a funnel's numbers: whose agreement, which period, compared with what, as of when.
//!
//! Lives here: the line that every answer and post carries, and the names of periods and stages in a
//! language. Must not live here: the numbers (`funnel`).

use jiff::{Timestamp, tz::TimeZone};
use kpi::{
    calendar::Calendar,
    definition::Definition,
    exposure::Exposures,
    funnel::{Basis, Funnel, FunnelPeriod, Span},
    period::{Compare, Kind, Period},
};

use crate::{args, escape, words::Words};

/// How a funnel was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The agreement under which it was measured.
    pub definition: &'a Definition,
    /// The days that are worked.
    pub calendar: &'a Calendar,
    /// The whole period.
    pub period: Period,
    /// What it is compared with.
    pub compare: Compare,
}

/// A funnel with its frame, in a language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet<'a> {
    pub(crate) words: &'static Words,
    pub(crate) frame: Frame<'a>,
    pub(crate) funnel: &'a Funnel,
}

impl<'a> Sheet<'a> {
    /// What stands above the numbers.
    pub(crate) fn heading(&self) -> Heading<'a> {
        Heading {
            words: self.words,
            frame: self.frame,
            period: self.funnel.period,
            comparison: self.funnel.comparison,
            as_of: self.funnel.as_of,
        }
    }

    pub(crate) fn zone(&self) -> &TimeZone {
        &self.frame.definition.zone
    }

    /// The name of the stage with that id; the id where the ladder no longer has it.
    pub(crate) fn stage(&self, id: &str) -> String {
        stage_name(self.words, self.frame.definition, id)
    }

    /// How its conversions are counted.
    pub(crate) fn basis_asked(&self) -> Basis {
        self.funnel
            .conversions
            .first()
            .map_or(Basis::Period, |row| row.basis)
    }

    /// Whether the data reaches into the period at all: where it does not, a zero says nothing.
    pub(crate) fn is_reached(&self) -> bool {
        self.heading().is_reached()
    }

    pub(crate) fn period(&self) -> String {
        self.heading().period()
    }

    pub(crate) fn dates(&self) -> String {
        self.heading().dates()
    }

    /// What it is compared with: `前週`, `week before`.
    pub(crate) fn before(&self) -> String {
        self.heading().before()
    }

    pub(crate) fn line(&self, basis: Option<Basis>) -> String {
        self.heading().line(basis)
    }

    pub(crate) fn as_of(&self) -> String {
        self.heading().as_of()
    }
}

/// Period, comparison and as-of of any numbers, in a language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heading<'a> {
    pub(crate) words: &'static Words,
    pub(crate) frame: Frame<'a>,
    pub(crate) period: FunnelPeriod,
    pub(crate) comparison: Option<Span>,
    pub(crate) as_of: Timestamp,
}

impl Heading<'_> {
    pub(crate) fn zone(&self) -> &TimeZone {
        &self.frame.definition.zone
    }

    /// How long things could happen on both sides; `None` where nothing is compared.
    pub(crate) fn exposures(&self) -> Option<Exposures> {
        let calendar = self.frame.calendar;
        let before = self.comparison?;
        Some(Exposures::of(self.counted(), before, calendar, self.zone()))
    }

    /// What the period is called: `2026-W46`; its dates where it has no name of its own.
    pub(crate) fn period(&self) -> String {
        match self.frame.period.kind {
            Kind::Biweek | Kind::Range => {
                let FunnelPeriod { start, end, .. } = self.period;
                self.words.span_with_year(Span { start, end }, self.zone())
            }
            _ => self.frame.period.word(self.frame.definition).to_string(),
        }
    }

    fn is_reached(&self) -> bool {
        self.as_of > self.period.start
    }

    /// The dates that count: up to the as-of while the period is open; all of them where no data reaches it yet.
    pub(crate) fn dates(&self) -> String {
        self.words.span(self.counted(), self.zone())
    }

    fn counted(&self) -> Span {
        let FunnelPeriod { start, end, .. } = self.period;
        if self.is_reached() {
            let end = end.min(self.as_of);
            return Span { start, end };
        }
        Span { start, end }
    }

    /// What it is compared with: `前週`, `week before`.
    pub(crate) fn before(&self) -> String {
        before(self.words, self.frame.period.kind, self.frame.compare)
    }

    /// Period, dates, zone, comparison of an open period, basis, as-of: the line that every answer and
    /// post carries.
    pub(crate) fn line(&self, basis: Option<Basis>) -> String {
        let mut parts = vec![self.period_and_dates()];
        let is_open = self.period.open && self.is_reached();
        if let (true, Some(compared)) = (is_open, self.comparison) {
            let near = self.period.start;
            let span = self.words.span_near(compared, self.zone(), near);
            parts.push(self.words.say("frame-compared", args![span = span]));
        }
        parts.extend(basis.map(|basis| self.basis(basis)));
        parts.push(self.words.say("frame-as-of", args![at = self.as_of()]));
        parts.join(&self.words.word("sep"))
    }

    pub(crate) fn as_of(&self) -> String {
        self.words
            .instant(self.as_of, self.zone(), self.period.start)
    }

    fn period_and_dates(&self) -> String {
        let period = self.period();
        let zone = self.words.zone(self.zone(), self.as_of);
        let is_named_by_dates = matches!(
            self.frame.period.kind,
            Kind::Day | Kind::Biweek | Kind::Range
        );
        if self.period.open {
            let key = if self.is_reached() {
                "frame-open"
            } else {
                "frame-no-data"
            };
            let named = args![period = period, span = self.dates(), zone = zone];
            self.words.say(key, named)
        } else if is_named_by_dates {
            self.words
                .say("frame-bare", args![period = period, zone = zone])
        } else {
            self.words.say(
                "frame",
                args![period = period, span = self.dates(), zone = zone],
            )
        }
    }

    fn basis(&self, basis: Basis) -> String {
        match (basis, self.frame.definition.window_days) {
            (Basis::Period, _) => self.words.word("basis-period"),
            (Basis::Cohort, Some(days)) => self.words.say("basis-cohort", args![days = days]),
            (Basis::Cohort, None) => self.words.word("basis-cohort-unlimited"),
        }
    }
}

/// The name of a stage as it stands in a message.
pub(crate) fn stage_name(words: &Words, definition: &Definition, id: &str) -> String {
    const MOST: usize = 24;
    escape::inline(raw_stage_name(words, definition, id), MOST)
}

impl Words {
    /// The name of the stage with that id, where markdown means nothing.
    pub fn stage(&self, definition: &Definition, id: &str) -> String {
        const MOST: usize = 40;
        escape::plain(raw_stage_name(self, definition, id), MOST)
    }
}

/// The name of a stage as the agreement has it; the id where the ladder no longer has it.
pub(crate) fn raw_stage_name<'a>(
    words: &Words,
    definition: &'a Definition,
    id: &'a str,
) -> &'a str {
    let ladder = &definition.ladder;
    let stage = ladder.rank_of(id).and_then(|rank| ladder.stage(rank));
    stage.map_or(id, |stage| stage.name(words.locale().code()))
}

/// What a period of `kind` is compared with; empty where with nothing.
pub(crate) fn before(words: &Words, kind: Kind, compare: Compare) -> String {
    let against = match compare {
        Compare::Previous => "before",
        Compare::LastYear => "year-ago",
        Compare::None => return String::new(),
    };
    let kind = match kind {
        Kind::Day => "day",
        Kind::Week => "week",
        Kind::Biweek => "biweek",
        Kind::Month => "month",
        Kind::Quarter => "quarter",
        Kind::Year => "year",
        Kind::Range => "range",
    };
    words.word(&format!("{against}-{kind}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::LOCALES;

    #[test]
    fn every_comparison_has_a_name_in_every_language() {
        let kinds = [
            Kind::Day,
            Kind::Week,
            Kind::Biweek,
            Kind::Month,
            Kind::Quarter,
            Kind::Year,
            Kind::Range,
        ];
        for locale in LOCALES {
            for kind in kinds {
                for compare in [Compare::Previous, Compare::LastYear] {
                    assert!(!before(locale.words(), kind, compare).is_empty());
                }
                assert!(before(locale.words(), kind, Compare::None).is_empty());
            }
        }
    }
}
