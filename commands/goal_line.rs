//! The goals that stand on a trend: of each period its own, or its share of a longer one's.
//!
//! Must not live here: where goals are kept, how a trend is drawn.

use kpi::{accrual::Accrual, catalogue::Kpi, period::Period};
use report::chart::GoalKind;

use crate::{
    goal_kpi::accrual,
    goal_list::{Held, in_force},
    goal_words::GoalPeriod,
    office::{Agreement, Office},
    reply::Error,
};

/// A longer period is not cut into shares day by day.
const MOST_DAYS: i64 = 31;

/// The goals of one KPI.
pub(crate) struct GoalLine<'a> {
    agreement: &'a Agreement,
    kpi: &'a Kpi,
    goals: Vec<Held>,
}

impl<'a> GoalLine<'a> {
    /// # Errors
    /// Where the store cannot be read.
    pub(crate) async fn read(
        office: &Office,
        agreement: &'a Agreement,
        kpi: &'a Kpi,
    ) -> Result<Self, Error> {
        let mut goals = in_force(office).await?;
        goals.retain(|held| held.kpi == *kpi);
        Ok(Self {
            agreement,
            kpi,
            goals,
        })
    }

    /// What was aimed at in each period, in the unit of the KPI, and what kind of goals these are. Shares are taken
    /// where no period has a goal of its own.
    pub(crate) fn of(&self, periods: &[Period]) -> (GoalKind, Vec<Option<f64>>) {
        let own: Vec<Option<f64>> = periods.iter().map(|period| self.own(period)).collect();
        if own.iter().any(Option::is_some) || accrual(self.kpi) == Accrual::Level {
            return (GoalKind::Own, own);
        }
        let shares = periods.iter().map(|period| self.share(period));
        (GoalKind::Share, shares.collect())
    }

    /// The goal for exactly this period; one for it alone comes before the one for every period of its kind.
    fn own(&self, period: &Period) -> Option<f64> {
        let alone = |held: &&Held| matches!(held.period, GoalPeriod::One(one) if one == *period);
        let every =
            |held: &&Held| matches!(held.period, GoalPeriod::Every(kind) if kind == period.kind);
        let mut goals = self.goals.iter();
        let goal = goals.clone().find(alone).or_else(|| goals.find(every))?;
        Some(goal.record.aim.target.to_f64())
    }

    /// The period's share, by business days, of the goals for longer ones; `None` where a day of it has none.
    fn share(&self, period: &Period) -> Option<f64> {
        let definition = &self.agreement.definition;
        if period.days() > MOST_DAYS {
            return None;
        }
        let mut sum = 0.0;
        let mut day = period.first;
        while day <= period.last {
            let longer = self.goals.iter().find_map(|held| {
                let longer = match held.period {
                    GoalPeriod::One(one) => one,
                    GoalPeriod::Every(kind) => Period::containing(kind, day, definition),
                };
                let holds = (longer.first..=longer.last).contains(&day);
                (holds && longer.days() > period.days())
                    .then(|| (longer, held.record.aim.target.to_f64()))
            });
            let (longer, target) = longer?;
            // As many days of the period as the longer one holds.
            let last = period.last.min(longer.last);
            sum += target * self.weight(day, last) / self.weight(longer.first, longer.last);
            day = last.tomorrow().ok()?;
        }
        sum.is_finite().then_some(sum)
    }

    #[expect(clippy::cast_precision_loss, reason = "days of a period")]
    fn weight(&self, first: jiff::civil::Date, last: jiff::civil::Date) -> f64 {
        self.agreement.calendar.business_days(first, last) as f64
    }
}
