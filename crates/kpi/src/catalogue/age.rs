//! How old the counted happenings of a span are, and from when on what became of them can be judged (`kpi.md` §3–5).
//!
//! Must not live here: counting, words.

use jiff::{SignedDuration, Timestamp};

use crate::{
    catalogue::{Kpi, quantity::Quantity},
    definition::Definition,
    funnel::Span,
};

/// A span, and the times that its happenings have to become what is counted of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    /// The whole span, also while it is open.
    pub span: Span,
    /// Nothing at or after this instant counts.
    pub as_of: Timestamp,
    /// Days of 24 hours for a lead to go on; `None` where they have no end, so that nothing is ever waited for.
    pub window_days: Option<u32>,
    /// Days of 24 hours after a click within which a conversion belongs to its mail.
    pub attribution_days: u32,
}

impl Age {
    /// The age at `as_of` of what happened in `span`.
    pub fn of(span: Span, as_of: Timestamp, definition: &Definition) -> Self {
        Self {
            span,
            as_of,
            window_days: definition.window_days,
            attribution_days: definition.counting.attribution_days,
        }
    }

    /// Whether anything of the span can have happened by the as-of.
    pub fn has_begun(self) -> bool {
        self.span.start < self.as_of
    }

    /// From when on a KPI of the span can be judged; `None` where it waits for nothing.
    pub(super) fn ripe_at(self, kpi: &Kpi) -> Option<Timestamp> {
        let quantities = kpi.formula.quantities();
        let waits = quantities.into_iter().filter_map(|of| self.waits(of)).max();
        let hours = SignedDuration::from_hours(24 * i64::from(waits?));
        self.span.end.checked_add(hours).ok()
    }

    /// Days for which a quantity of the span can still change.
    fn waits(self, quantity: Quantity) -> Option<u32> {
        match quantity {
            Quantity::Cohort(..)
            | Quantity::Converted(..)
            | Quantity::ScenarioEntered
            | Quantity::ScenarioCompleted => self.window_days,
            Quantity::MailConversions => Some(self.attribution_days),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::Age;
    use crate::{
        catalogue::{Catalogue, measured::Number},
        funnel::Span,
        stage::Ladder,
    };

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn ripe_at(id: &str, window_days: Option<u32>) -> (bool, Option<Timestamp>) {
        let age = Age {
            span: Span {
                start: at("2026-10-01T00:00:00Z"),
                end: at("2026-11-01T00:00:00Z"),
            },
            as_of: at("2026-11-05T00:00:00Z"),
            window_days,
            attribution_days: 7,
        };
        let catalogue = Catalogue::new(&Ladder::default(), Vec::new());
        let kpi = catalogue.find(id).unwrap();
        let measured = kpi.measure(&|_| Ok(Number::Count(5)), Some(age));
        (measured.maturing, measured.ripe_at)
    }

    #[test]
    fn whatever_waits_says_until_when() {
        let (window, attribution) = (at("2027-01-30T00:00:00Z"), at("2026-11-08T00:00:00Z"));
        for id in ["cohort-lead-mql", "scenario-completion"] {
            assert_eq!(ripe_at(id, Some(90)), (true, Some(window)), "{id}");
            assert!(!ripe_at(id, Some(3)).0, "{id}");
            assert_eq!(ripe_at(id, None), (false, None), "{id}");
        }
        assert_eq!(ripe_at("email-cvr", None), (true, Some(attribution)));
        for id in ["conversion-lead-mql", "open-rate", "acceptance"] {
            assert_eq!(ripe_at(id, Some(90)), (false, None), "{id}");
        }
    }
}
