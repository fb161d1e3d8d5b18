//! What was counted for one span: every quantity, or why there is none.
//!
//! Lives here: the way from a funnel to quantities, and the box that holds them all. Must not live here: where other
//! quantities come from (the store).

use std::collections::HashMap;

use crate::{
    catalogue::{
        Age, Kpi,
        measured::{Amount, Measured, Missing, Number},
        quantity::Quantity,
    },
    funnel::{Conversion, ConversionRow, Funnel, MedianTime, StageNumbers, StageTime},
    stage::{Ladder, Rank},
};

/// Which side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The period asked for.
    Now,
    /// What it is compared with.
    Previous,
}

/// The quantities of one span.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counted {
    amounts: HashMap<Quantity, Amount>,
    age: Option<Age>,
}

impl Counted {
    /// Nothing counted yet of a span of that age.
    pub fn aged(age: Age) -> Self {
        Self {
            age: Some(age),
            ..Self::default()
        }
    }

    /// Takes a quantity in; the newest word counts.
    pub fn put(&mut self, quantity: Quantity, amount: Amount) {
        self.amounts.insert(quantity, amount);
    }

    /// The quantity, or why there is none.
    pub fn amount(&self, quantity: Quantity) -> Amount {
        match self.amounts.get(&quantity) {
            Some(amount) => amount.clone(),
            None => Err(Missing::NotReadYet),
        }
    }

    /// The value of a KPI.
    pub fn measure(&self, kpi: &Kpi) -> Measured {
        if self.age.is_some_and(|age| !age.has_begun()) {
            return Measured::without(Missing::NotBegun);
        }
        kpi.measure(&|quantity| self.amount(quantity), self.age)
    }

    /// Takes in one side of a funnel measured by basis period; nothing where that side was not measured.
    pub fn put_funnel(&mut self, ladder: &Ladder, funnel: &Funnel, side: Side) {
        for (rank, row) in ladder.ranks().zip(&funnel.stages) {
            if let Some(stage) = side.of(row.now, row.previous) {
                self.put_stage(rank, stage);
            }
        }
        for (rank, row) in ladder.ranks().zip(&funnel.time_in_stage) {
            if let Some(StageTime {
                median_seconds, n, ..
            }) = side.of(row.now, row.previous)
            {
                self.put(Quantity::TimeIn(rank), Ok(middle(median_seconds, n)));
            }
        }
        for ((from, to), row) in ladder.pairs().into_iter().zip(&funnel.velocity) {
            if let Some(MedianTime { median_seconds, n }) = side.of(row.now, row.previous) {
                self.put(Quantity::Velocity(from, to), Ok(middle(median_seconds, n)));
            }
        }
        let cycle = funnel.sales_cycle;
        if let Some(MedianTime { median_seconds, n }) = side.of(cycle.now, cycle.previous) {
            self.put(Quantity::SalesCycle, Ok(middle(median_seconds, n)));
        }
    }

    /// Takes in one side of the conversions measured by basis cohort.
    pub fn put_cohorts(&mut self, ladder: &Ladder, rows: &[ConversionRow], side: Side) {
        for ((from, to), row) in ladder.pairs().into_iter().zip(rows) {
            if let Some(Conversion {
                numerator,
                denominator,
                ..
            }) = side.of(row.now, row.previous)
            {
                self.put(Quantity::Cohort(from, to), Ok(Number::Count(denominator)));
                self.put(Quantity::Converted(from, to), Ok(Number::Count(numerator)));
            }
        }
    }

    fn put_stage(&mut self, rank: Rank, stage: StageNumbers) {
        let counts = [
            (Quantity::Stock(rank), stage.stock_end),
            (Quantity::Delta(rank), stage.delta),
            (Quantity::Entered(rank), stage.entered),
            (Quantity::Returned(rank), stage.returned),
        ];
        for (quantity, count) in counts {
            self.put(quantity, Ok(Number::Count(count)));
        }
    }
}

impl Side {
    fn of<T>(self, now: T, previous: Option<T>) -> Option<T> {
        match self {
            Self::Now => Some(now),
            Self::Previous => previous,
        }
    }
}

fn middle(seconds: Option<f64>, n: usize) -> Number {
    Number::Middle {
        value: seconds,
        n: i64::try_from(n).unwrap_or(i64::MAX),
    }
}
