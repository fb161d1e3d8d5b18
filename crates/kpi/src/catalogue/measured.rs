//! What a measurement says: a value, or why there is none. Never a zero that nobody counted.
//!
//! Must not live here: formulas, words.

use jiff::{Timestamp, civil::Date};

use crate::{
    catalogue::claim::Claim,
    exposure::Exposures,
    input::Reason,
    model::{Money, Tool},
    significance::{Evidence, compare_counts},
};

/// Why a number does not exist (`kpi.md` §7: not available is not zero).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// The tool does not give it, and why.
    NotGiven(Tool, Reason),
    /// The credentials lack the permission for it; the text is the tool's name of it.
    NoPermission(String),
    /// The team has imported or entered nothing of the kind; the word is what to import.
    NotEntered(&'static str),
    /// The team has entered something of the kind, but nothing for this period; the word is what to import.
    NoneInPeriod(&'static str),
    /// Visitors are entered for the first days of the period alone.
    EnteredUpTo {
        /// The period's first day.
        first: Date,
        /// The last day for which they are.
        up_to: Date,
    },
    /// No value of the tool says that sales refused a lead.
    NoRefusals,
    /// The period begins later than the data reaches.
    NotBegun,
    /// A setting of the team has to say what counts; the text is its key.
    NotConfigured(&'static str),
    /// The tool shows only the present, and we looked for the first time at this instant (ms).
    OnlySince(i64),
    /// It was never read from the tool so far.
    NotReadYet,
    /// Amounts of several currencies, which are not added.
    SeveralCurrencies(Vec<Money>),
    /// The formula makes no sense; the check of the catalogue keeps it from happening.
    Senseless,
}

/// A counted amount, or why there is none.
pub type Amount = Result<Number, Missing>;

/// A counted amount.
#[derive(Debug, Clone, PartialEq)]
pub enum Number {
    /// Things.
    Count(i64),
    /// Money of one currency.
    Money(Money),
    /// Something measured in fractions, such as points.
    Real(f64),
    /// The middle of `n` values; `None` where there are none.
    Middle {
        /// The median.
        value: Option<f64>,
        /// How many values.
        n: i64,
    },
}

impl Number {
    /// The sum; a middle has none.
    ///
    /// # Errors
    /// Different currencies, or things that do not add up.
    pub fn plus(&self, other: &Self) -> Amount {
        match (self, other) {
            (Self::Count(one), Self::Count(other)) => Ok(Self::Count(one + other)),
            (Self::Real(one), Self::Real(other)) => Ok(Self::Real(one + other)),
            (Self::Money(one), Self::Money(other)) if one.currency == other.currency => {
                Ok(Self::Money(Money {
                    minor: one.minor + other.minor,
                    currency: one.currency.clone(),
                }))
            }
            (Self::Money(one), Self::Money(other)) => {
                Err(Missing::SeveralCurrencies(vec![one.clone(), other.clone()]))
            }
            _ => Err(Missing::Senseless),
        }
    }

    pub(super) fn negative(&self) -> Self {
        match self {
            Self::Count(count) => Self::Count(-count),
            Self::Real(real) => Self::Real(-real),
            Self::Money(money) => Self::Money(Money {
                minor: -money.minor,
                currency: money.currency.clone(),
            }),
            Self::Middle { value, n } => Self::Middle {
                value: value.map(|value| -value),
                n: *n,
            },
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "counts and minor units are far below 2^52"
    )]
    fn real(&self) -> Option<f64> {
        match self {
            Self::Count(count) => Some(*count as f64),
            Self::Money(money) => Some(money.minor as f64),
            Self::Real(real) => Some(*real),
            Self::Middle { value, .. } => *value,
        }
    }

    fn count(&self) -> Option<i64> {
        match self {
            Self::Count(count) => Some(*count),
            Self::Money(money) => Some(money.minor),
            Self::Real(_) | Self::Middle { .. } => None,
        }
    }

    fn currency(&self) -> Option<&str> {
        match self {
            Self::Money(money) => Some(&money.currency),
            _ => None,
        }
    }
}

/// A measured KPI.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measured {
    /// The value: counts whole, rates 0–1, times in seconds, money in minor units; `None` where there is none.
    pub value: Option<f64>,
    /// Above the line of a ratio.
    pub numerator: Option<f64>,
    /// Below the line of a ratio, or how many values a median stands for.
    pub denominator: Option<f64>,
    /// ISO 4217 code of an amount of money.
    pub currency: Option<String>,
    /// Why there is no value although one was asked for; a division by zero has no value and no reason.
    pub missing: Option<Missing>,
    /// Whether leads of the cohort still have time to convert.
    pub maturing: bool,
    /// From when on it can be judged; `None` where nothing has to ripen, or the time for it has no end.
    pub ripe_at: Option<Timestamp>,
    claim: Claim,
    counts: Option<(i64, i64)>,
    count: Option<i64>,
}

impl Measured {
    /// No value, and why.
    pub fn without(missing: Missing) -> Self {
        Self {
            missing: Some(missing),
            ..Self::default()
        }
    }

    pub(super) fn number(number: Number) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let denominator = match number {
            Number::Middle { n, .. } => Some(n as f64),
            _ => None,
        };
        Self {
            value: number.real(),
            denominator,
            currency: number.currency().map(str::to_owned),
            count: match number {
                Number::Count(count) => Some(count),
                _ => None,
            },
            ..Self::default()
        }
    }

    pub(super) fn ratio(above: Number, below: Number) -> Self {
        if let (Number::Money(one), Number::Money(other)) = (&above, &below)
            && one.currency != other.currency
        {
            return Self::without(Missing::SeveralCurrencies(vec![one.clone(), other.clone()]));
        }
        let (numerator, denominator) = (above.real(), below.real());
        let value = match (numerator, denominator) {
            (Some(above), Some(below)) if below != 0.0 => Some(above / below),
            _ => None,
        };
        let amount_for_each = below.currency().is_none();
        Self {
            value,
            numerator,
            denominator,
            currency: above
                .currency()
                .filter(|_| amount_for_each)
                .map(str::to_owned),
            counts: match (&above, &below) {
                (Number::Count(_), Number::Count(_)) => above.count().zip(below.count()),
                _ => None,
            },
            ..Self::default()
        }
    }

    pub(super) fn claiming(self, claim: Claim) -> Self {
        Self { claim, ..self }
    }

    pub(super) fn rest(self) -> Self {
        Self {
            value: self.value.map(|value| 1.0 - value),
            numerator: self
                .numerator
                .zip(self.denominator)
                .map(|(above, below)| below - above),
            counts: self.counts.map(|(above, below)| (below - above, below)),
            ..self
        }
    }

    /// Counts above and below the line of a rate.
    pub fn counts(&self) -> Option<(i64, i64)> {
        self.counts
    }

    /// Counts of a share: above the line stands a part of what stands below.
    pub fn share(&self) -> Option<(i64, i64)> {
        let is_part = |(above, below): &(i64, i64)| (0..=*below).contains(above);
        self.counts
            .filter(|counts| self.claim == Claim::Share && is_part(counts))
    }

    /// What the evidence says of the change against `before`; `None` where nothing can be said ([`Claim`]), such as of
    /// medians, of amounts, of ratios over 100 % or beside a maturing cohort.
    pub fn evidence(&self, before: &Self, exposures: &Exposures) -> Option<Evidence> {
        if self.maturing || before.maturing {
            return None;
        }
        match self.claim {
            Claim::Count => Some(compare_counts(self.count?, before.count?, exposures)),
            claim => claim.of_rates(self.counts?, before.counts?, exposures),
        }
    }
}
