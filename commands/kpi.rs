//! What the commands about KPIs share: the period, the comparison and what was counted for both.
//!
//! Must not live here: how a KPI is measured (`kpi::catalogue`), how it reads (`report::kpi`).

use kpi::{
    catalogue::{
        Age, Kpi,
        counted::{Counted, Side},
        measured::Measured,
        quantity::Quantity,
    },
    funnel::{Basis, FunnelPeriod, FunnelQuestion, Span},
    model::Tool,
    period::{Compare, Period},
};
use report::{frame::Frame, kpi::Shown};

use crate::{
    asked::Asked,
    funnel::{measure, nothing_yet},
    kpi_words,
    office::{Agreement, Office},
    reply::{Error, UserError},
};

/// The period where none is asked for.
const USUAL_PERIOD: &str = "this-month";

/// The numbers of one period and of its comparison.
#[derive(Debug)]
pub(crate) struct Counts {
    pub(crate) period: Period,
    pub(crate) compare: Compare,
    pub(crate) shown: FunnelPeriod,
    pub(crate) comparison: Option<Span>,
    pub(crate) as_of: jiff::Timestamp,
    tools: Vec<Tool>,
    now: Counted,
    previous: Option<Counted>,
}

impl Counts {
    /// Counts what the options of a command ask for.
    ///
    /// # Errors
    /// A period that is no period, nothing polled yet, or a store that cannot be read.
    pub(crate) async fn asked(
        office: &Office,
        asked: &Asked,
        kpis: &[&Kpi],
    ) -> Result<Self, Error> {
        let period = office.period(asked.values.period("period").unwrap_or(USUAL_PERIOD))?;
        let compare = asked
            .values
            .choice("compare")
            .and_then(Compare::parse)
            .unwrap_or(Compare::Previous);
        Self::of(office, period, compare, kpis).await
    }

    /// Counts what `kpis` need of a period and its comparison.
    ///
    /// # Errors
    /// Nothing polled yet, or a store that cannot be read.
    pub(crate) async fn of(
        office: &Office,
        period: Period,
        compare: Compare,
        kpis: &[&Kpi],
    ) -> Result<Self, Error> {
        let as_of = office.as_of().await?.ok_or_else(nothing_yet)?;
        Self::at(office, period, compare, kpis, as_of).await
    }

    /// The same as of an earlier instant.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub(crate) async fn at(
        office: &Office,
        period: Period,
        compare: Compare,
        kpis: &[&Kpi],
        as_of: jiff::Timestamp,
    ) -> Result<Self, Error> {
        let needed: Vec<Quantity> = kpis
            .iter()
            .flat_map(|kpi| kpi.formula.quantities())
            .collect();
        let agreement = office.agreement();
        let ladder = &agreement.definition.ladder;
        let funnel = measure(office, &period, compare, Basis::Period, as_of).await?;
        let is_cohort = |quantity: &Quantity| matches!(quantity, Quantity::Cohort(..));
        let cohorts = if needed.iter().any(is_cohort) {
            Some(measure(office, &period, compare, Basis::Cohort, as_of).await?)
        } else {
            None
        };
        let side = |side, span| {
            let age = Age::of(span, as_of, &agreement.definition);
            let mut counted = Counted::aged(age);
            counted.put_funnel(ladder, &funnel, side);
            if let Some(cohorts) = &cohorts {
                counted.put_cohorts(ladder, &cohorts.conversions, side);
            }
            counted
        };
        let mut now = side(Side::Now, period.span);
        office.tally(period.span, as_of, &needed, &mut now).await?;
        // A period that has not begun has no part that could be compared.
        let has_begun = period.span.start < as_of;
        let mut previous = None;
        if let Some(span) = funnel.comparison.filter(|_| has_begun) {
            let mut counted = side(Side::Previous, span);
            office.tally(span, as_of, &needed, &mut counted).await?;
            previous = Some(counted);
        }
        Ok(Self {
            period,
            compare,
            shown: funnel.period,
            comparison: funnel.comparison,
            as_of,
            tools: tools(office).await?,
            now,
            previous,
        })
    }

    /// A KPI in both.
    pub(crate) fn shown<'a>(&self, kpi: &'a Kpi) -> Shown<'a> {
        Shown {
            kpi,
            now: self.measured(kpi),
            previous: self.previous.as_ref().map(|counted| counted.measure(kpi)),
        }
    }

    /// A KPI in the period.
    pub(crate) fn measured(&self, kpi: &Kpi) -> Measured {
        self.now.measure(kpi)
    }

    /// The question whose answer these numbers are.
    pub(crate) fn question(&self, window_days: Option<u32>) -> FunnelQuestion {
        FunnelQuestion {
            period: self.period.span,
            comparison: self.comparison,
            as_of: self.as_of,
            basis: Basis::Period,
            window_days,
        }
    }

    /// What stands around the numbers in an answer.
    pub(crate) fn setting<'a>(&'a self, agreement: &'a Agreement) -> report::kpi::Setting<'a> {
        report::kpi::Setting {
            frame: Frame {
                definition: &agreement.definition,
                calendar: &agreement.calendar,
                period: self.period,
                compare: self.compare,
            },
            period: self.shown,
            comparison: self.comparison,
            as_of: self.as_of,
            tools: &self.tools,
        }
    }
}

/// The tools that the data comes from, each once.
async fn tools(office: &Office) -> Result<Vec<Tool>, store::StoreError> {
    let sources = office.store().sources(office.workspace()).await?;
    let mut tools: Vec<Tool> = sources.into_iter().map(|source| source.tool).collect();
    tools.sort_unstable();
    tools.dedup();
    Ok(tools)
}

/// The KPI that a word names.
///
/// # Errors
/// Says why the team's own KPI cannot be used, or names the nearest KPIs.
pub(crate) fn find<'a>(agreement: &'a Agreement, word: &str) -> Result<&'a Kpi, UserError> {
    if let Some(kpi) = agreement.catalogue.find(word) {
        return Ok(kpi);
    }
    if let Some(why) = agreement.refused_kpis.get(word.trim()) {
        return Err(UserError::new("error-refused-kpi")
            .with("typed", word)
            .with("why", why));
    }
    kpi_words::meant(agreement, word).ok_or_else(|| {
        let near = kpi_words::nearest_to(agreement, word);
        let alike = kpi_words::alike(agreement, word).into_iter();
        let others = alike.filter(|id| Some(id) != near.as_ref());
        UserError::new("error-unknown-kpi")
            .with("typed", word)
            .near(near.as_deref())
            .accepting(others.chain(["/kpi list".to_owned()]))
    })
}
