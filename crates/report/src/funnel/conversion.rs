//! Conversions: a rate with its counts, beside the comparison. Only the evidence makes it "up" or "down".

use jiff::SignedDuration;
use kpi::{
    funnel::{Basis, Conversion, ConversionRow},
    significance::Evidence,
};

use crate::{args, format::numbers::column, frame::Sheet};

/// Where it is said that a difference proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UnclearSaid {
    /// Once, in the heading, for no difference proves anything.
    Once,
    /// In each row.
    EachTime,
}

impl Sheet<'_> {
    /// A heading, the mark of an unripe cohort, and one line a pair.
    pub(crate) fn conversions(&self, basis: Basis) -> Vec<String> {
        self.conversions_under(self.conversion_title(basis))
    }

    pub(crate) fn conversion_title(&self, basis: Basis) -> String {
        match (basis, self.frame.definition.window_days) {
            (Basis::Period, _) => self.words.word("conversion-title-period"),
            (Basis::Cohort, Some(days)) => self
                .words
                .say("conversion-title-cohort", args![days = days]),
            (Basis::Cohort, None) => self.words.word("conversion-title-cohort-unlimited"),
        }
    }

    /// The same under another heading.
    pub(crate) fn conversions_under(&self, title: String) -> Vec<String> {
        let rows = &self.funnel.conversions;
        let said = self.unclear_said();
        let percents: Vec<String> = rows
            .iter()
            .map(|row| self.words.percent(row.now.numerator, row.now.denominator))
            .collect();
        let mut lines = vec![self.title(title, said)];
        lines.extend(self.maturing());
        let figured = rows.iter().zip(column(&percents));
        lines.extend(figured.map(|(row, figure)| self.row(row, &figure, said)));
        lines
    }

    /// Every pair in one line, without the comparison.
    pub(crate) fn conversion_line(&self) -> String {
        let rows = self.funnel.conversions.iter();
        let pairs = rows.map(|row| {
            let pair = args![
                from = self.stage(&row.from),
                to = self.stage(&row.to),
                rate = self.words.rate(row.now.numerator, row.now.denominator)
            ];
            self.words.say("conversion-of", pair)
        });
        let pairs: Vec<String> = pairs.collect();
        pairs.join(&self.words.word("comma"))
    }

    /// What may be said of the change; `None` where nothing may.
    pub(crate) fn evidence(&self, row: &ConversionRow) -> Option<Evidence> {
        row.evidence(&self.heading().exposures()?)
    }

    fn unclear_said(&self) -> UnclearSaid {
        let rows = self.funnel.conversions.iter();
        let mut evidence = rows.filter_map(|row| self.evidence(row)).peekable();
        let nothing_is_clear =
            evidence.peek().is_some() && evidence.all(|evidence| evidence == Evidence::Unclear);
        if nothing_is_clear {
            UnclearSaid::Once
        } else {
            UnclearSaid::EachTime
        }
    }

    fn title(&self, title: String, said: UnclearSaid) -> String {
        if self.funnel.comparison.is_none() {
            return title;
        }
        let told = args![title = title, label = self.before()];
        match said {
            UnclearSaid::Once => self.words.say("conversion-all-unclear", told),
            UnclearSaid::EachTime => self.words.say("conversion-compared", told),
        }
    }

    /// Says until when leads of this cohort can still convert.
    fn maturing(&self) -> Option<String> {
        let days = self.frame.definition.window_days?;
        self.funnel
            .conversions
            .iter()
            .find(|row| row.now.maturing)?;
        let window = SignedDuration::from_hours(24 * i64::from(days));
        let ripe = self.funnel.period.end.checked_add(window).ok()?;
        let date = self.words.day_near(ripe, self.zone(), self.funnel.as_of);
        Some(self.words.say("conversion-maturing", args![date = date]))
    }

    fn row(&self, row: &ConversionRow, figure: &str, said: UnclearSaid) -> String {
        let base = self.words.base(row.now.numerator, row.now.denominator);
        let (from, to) = (self.stage(&row.from), self.stage(&row.to));
        let line = self.words.say(
            "conversion-row",
            args![figure = figure, base = base, from = from, to = to],
        );
        match row.previous {
            Some(previous) => self.beside(line, row, previous, said),
            None => line,
        }
    }

    fn beside(
        &self,
        line: String,
        row: &ConversionRow,
        previous: Conversion,
        said: UnclearSaid,
    ) -> String {
        let before = self.words.rate(previous.numerator, previous.denominator);
        let sides = args![row = line, before = before];
        if previous.maturing {
            return self.words.say("conversion-beside-maturing", sides);
        }
        match (self.evidence(row), said) {
            (Some(Evidence::Up), _) => self.words.say("conversion-up", sides),
            (Some(Evidence::Down), _) => self.words.say("conversion-down", sides),
            (Some(Evidence::Unclear), UnclearSaid::EachTime) => {
                self.words.say("conversion-unclear", sides)
            }
            (Some(Evidence::Unclear), UnclearSaid::Once) | (None, _) => {
                self.words.say("conversion-beside", sides)
            }
        }
    }
}
