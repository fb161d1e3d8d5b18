//! Monthly recurring revenue and how it moved (`kpi.md` §3).
//!
//! Lives here: what recurs at an instant, and the movements between two. Must not live here: which deals recur,
//! where they come from.
//!
//! A customer's amount at the start is compared with the one at the end: from nothing it is new (also where a
//! customer comes back), to nothing churned, more is expansion, less contraction. What goes up and down again
//! inside the period leaves no trace. So `mrr(end) = mrr(start) + new + expansion − contraction − churned` holds
//! exactly, in every currency.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{funnel::Span, model::Money};

/// A deal whose amount recurs every month while it is active.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecurringDeal {
    /// Whose it is.
    pub customer: String,
    /// What recurs a month, in minor units.
    pub monthly: Money,
    /// First instant at which it recurs.
    pub from: Timestamp,
    /// First instant at which it no longer does; `None` while it goes on.
    pub until: Option<Timestamp>,
}

impl RecurringDeal {
    /// Whether it recurs at an instant.
    pub fn recurs_at(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// How the recurring revenue of one currency moved, in minor units. No part is below zero but what deals with
/// negative amounts make of start and end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Movements {
    /// At the start.
    pub start: i64,
    /// From customers who had nothing.
    pub new: i64,
    /// From customers who pay more.
    pub expansion: i64,
    /// From customers who pay less.
    pub contraction: i64,
    /// From customers who pay nothing any more.
    pub churned: i64,
    /// At the end.
    pub end: i64,
}

/// The movements over `span`, one row a currency; currencies are never added.
pub fn movements(deals: &[RecurringDeal], span: Span) -> BTreeMap<String, Movements> {
    let mut paid: BTreeMap<(&str, &str), (i64, i64)> = BTreeMap::new();
    for deal in deals {
        let of_customer = paid
            .entry((&deal.monthly.currency, &deal.customer))
            .or_default();
        if deal.recurs_at(span.start) {
            of_customer.0 = of_customer.0.saturating_add(deal.monthly.minor);
        }
        if deal.recurs_at(span.end) {
            of_customer.1 = of_customer.1.saturating_add(deal.monthly.minor);
        }
    }
    let mut all: BTreeMap<String, Movements> = BTreeMap::new();
    for ((currency, _), (start, end)) in paid {
        let moved = all.entry(currency.to_owned()).or_default();
        moved.start += start;
        moved.end += end;
        match (start, end) {
            (0, _) => moved.new += end,
            (_, 0) => moved.churned += start,
            _ if end > start => moved.expansion += end - start,
            _ => moved.contraction += start - end,
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use proptest::prelude::*;

    use super::{Movements, RecurringDeal, movements};
    use crate::{funnel::Span, model::Money};

    fn day(number: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * number)
    }

    fn deal(
        customer: u8,
        minor: i64,
        currency: &str,
        from: i64,
        until: Option<i64>,
    ) -> RecurringDeal {
        RecurringDeal {
            customer: customer.to_string(),
            monthly: Money {
                minor,
                currency: currency.to_owned(),
            },
            from: day(from),
            until: until.map(day),
        }
    }

    fn span(start: i64, end: i64) -> Span {
        Span {
            start: day(start),
            end: day(end),
        }
    }

    #[test]
    fn each_customer_moves_in_one_way() {
        let deals = [
            deal(1, 100, "JPY", 0, None),
            deal(1, 50, "JPY", 15, None),
            deal(2, 100, "JPY", 0, Some(20)),
            deal(2, 60, "JPY", 20, None),
            deal(3, 70, "JPY", 0, Some(30)),
            deal(4, 80, "JPY", 30, None),
            deal(5, 90, "JPY", 12, Some(18)),
            deal(6, 9, "USD", 0, None),
        ];
        let moved = movements(&deals, span(10, 30));
        let yen = Movements {
            start: 270,
            new: 80,
            expansion: 50,
            contraction: 40,
            churned: 70,
            end: 290,
        };
        assert_eq!(moved["JPY"], yen);
        assert_eq!((moved["USD"].start, moved["USD"].end), (9, 9));
    }

    fn deals() -> impl Strategy<Value = Vec<RecurringDeal>> {
        let one = (
            0_u8..6,
            0_i64..1_000,
            prop_oneof![Just("JPY"), Just("USD")],
            0_i64..100,
            prop::option::of(0_i64..60),
        );
        prop::collection::vec(
            one.prop_map(|(customer, minor, currency, from, length)| {
                deal(customer, minor, currency, from, length.map(|l| from + l))
            }),
            0..40,
        )
    }

    /// Counted from the deals alone.
    fn recurring(deals: &[RecurringDeal], currency: &str, at: Timestamp) -> i64 {
        let active = deals.iter().filter(|deal| {
            deal.monthly.currency == currency
                && deal.from <= at
                && deal.until.is_none_or(|until| until > at)
        });
        active.map(|deal| deal.monthly.minor).sum()
    }

    proptest! {
        #[test]
        fn the_end_is_the_start_and_every_movement(deals in deals(), start in 0_i64..100, length in 1_i64..60) {
            let span = span(start, start + length);
            for (currency, moved) in movements(&deals, span) {
                prop_assert_eq!(moved.start, recurring(&deals, &currency, span.start));
                prop_assert_eq!(moved.end, recurring(&deals, &currency, span.end));
                let end = moved.start + moved.new + moved.expansion - moved.contraction - moved.churned;
                prop_assert_eq!(moved.end, end);
                for part in [moved.new, moved.expansion, moved.contraction, moved.churned] {
                    prop_assert!(part >= 0);
                }
            }
        }
    }
}
