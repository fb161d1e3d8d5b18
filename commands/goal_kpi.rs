//! The KPIs that a goal can be set for, and what each is in a period.
//!
//! Lives here: from a KPI's id to its number. Must not live here: what the number means (`kpi::funnel`).

use jiff::Timestamp;
use kpi::{
    accrual::Accrual,
    definition::Definition,
    fraction::Fraction,
    funnel::{Basis, Funnel, StageNumbers},
    goal::Unit,
    nearest::nearest,
    period::{Compare, Period},
};
use report::{
    goal::{FunnelKpi, kpi_name},
    locale::Locale,
};
use store::StoreError;

use crate::{funnel::measure, office::Office, reply::UserError};

/// A KPI that a goal can be set for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GoalKpi {
    family: Family,
    from: String,
    to: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Entered,
    Returned,
    Delta,
    Stock,
    Conversion,
}

impl Family {
    const OF_STAGES: [Self; 4] = [Self::Entered, Self::Returned, Self::Delta, Self::Stock];

    fn word(self) -> &'static str {
        match self {
            Self::Entered => "entered",
            Self::Returned => "returned",
            Self::Delta => "delta",
            Self::Stock => "stock",
            Self::Conversion => "conversion",
        }
    }
}

impl GoalKpi {
    /// Every one of the ladder, in order.
    pub(crate) fn all(definition: &Definition) -> Vec<Self> {
        let ladder = &definition.ladder;
        let stages = ladder.stages();
        let of_stages = Family::OF_STAGES.into_iter().flat_map(|family| {
            stages.iter().map(move |stage| Self {
                family,
                from: stage.id.clone(),
                to: stage.id.clone(),
            })
        });
        let pairs = ladder.pairs().into_iter().filter_map(|(from, to)| {
            Some(Self {
                family: Family::Conversion,
                from: ladder.stage(from)?.id.clone(),
                to: ladder.stage(to)?.id.clone(),
            })
        });
        of_stages.chain(pairs).collect()
    }

    /// The KPI that was typed.
    ///
    /// # Errors
    /// Names the nearest id and all of them.
    pub(crate) fn find(definition: &Definition, typed: &str) -> Result<Self, UserError> {
        let all = Self::all(definition);
        let wanted = typed.trim().to_lowercase();
        if let Some(kpi) = all.iter().find(|kpi| kpi.id() == wanted) {
            return Ok(kpi.clone());
        }
        let ids: Vec<String> = all.iter().map(Self::id).collect();
        let stages: Vec<&str> = definition
            .ladder
            .stages()
            .iter()
            .map(|stage| stage.id.as_str())
            .collect();
        let stages = stages.join("|");
        let mut forms: Vec<String> = Family::OF_STAGES
            .iter()
            .map(|family| format!("{}-{stages}", family.word()))
            .collect();
        let pairs = all.iter().filter(|kpi| kpi.family == Family::Conversion);
        forms.extend(pairs.map(Self::id));
        Err(UserError::new("error-unknown-kpi")
            .with("typed", typed)
            .near(nearest(&wanted, ids.iter().map(String::as_str)))
            .accepting(forms))
    }

    /// Its id: `entered-sql`, `conversion-mql-sql`.
    pub(crate) fn id(&self) -> String {
        match self.family {
            Family::Conversion => format!("{}-{}-{}", self.family.word(), self.from, self.to),
            family => format!("{}-{}", family.word(), self.from),
        }
    }

    /// What it is called.
    pub(crate) fn name(&self, locale: Locale, definition: &Definition) -> String {
        let kpi = match self.family {
            Family::Entered => FunnelKpi::Entered(&self.from),
            Family::Returned => FunnelKpi::Returned(&self.from),
            Family::Delta => FunnelKpi::Delta(&self.from),
            Family::Stock => FunnelKpi::Stock(&self.from),
            Family::Conversion => FunnelKpi::Conversion(&self.from, &self.to),
        };
        kpi_name(locale, definition, kpi)
    }

    /// What it counts.
    pub(crate) fn unit(&self) -> Unit {
        match self.family {
            Family::Conversion => Unit::Share,
            _ => Unit::Count,
        }
    }

    /// How it comes about over time.
    pub(crate) fn accrual(&self) -> Accrual {
        match self.family {
            Family::Entered | Family::Returned => Accrual::Events,
            Family::Delta => Accrual::Amount,
            Family::Stock | Family::Conversion => Accrual::Level,
        }
    }

    fn stage(&self, funnel: &Funnel) -> Option<StageNumbers> {
        let row = funnel.stages.iter().find(|row| row.id == self.from)?;
        Some(row.now)
    }

    fn of(&self, funnel: &Funnel) -> Option<Measured> {
        let count = |of: fn(&StageNumbers) -> i64| {
            let numbers = self.stage(funnel)?;
            Some(Measured {
                value: Fraction::whole(of(&numbers)),
                base: None,
            })
        };
        match self.family {
            Family::Entered => count(|stage| stage.entered),
            Family::Returned => count(|stage| stage.returned),
            Family::Delta => count(|stage| stage.delta),
            Family::Stock => count(|stage| stage.stock_end),
            Family::Conversion => {
                let row = funnel
                    .conversions
                    .iter()
                    .find(|row| row.from == self.from && row.to == self.to)?;
                let base = (row.now.numerator, row.now.denominator);
                Some(Measured {
                    value: Fraction::new(base.0.into(), base.1.into())?,
                    base: Some(base),
                })
            }
        }
    }
}

/// A number, and the counts that a rate stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Measured {
    /// The number, exactly.
    pub(crate) value: Fraction,
    /// Numerator and denominator of a rate.
    pub(crate) base: Option<(i64, i64)>,
}

/// The KPI in `period` up to `as_of`; `None` where the period has not begun or nothing divides.
pub(crate) async fn measured(
    office: &Office,
    kpi: &GoalKpi,
    period: &Period,
    as_of: Timestamp,
) -> Result<Option<Measured>, StoreError> {
    if as_of <= period.span.start {
        return Ok(None);
    }
    let funnel = measure(office, period, Compare::None, Basis::Period, as_of).await?;
    Ok(kpi.of(&funnel))
}
