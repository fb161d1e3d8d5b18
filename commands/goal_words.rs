//! What people type in goals and plans: for which periods, how much.
//!
//! Lives here: from a typed text to a period or an exact number, or one sentence that says what is accepted.
//! Must not live here: what a number is for.

use jiff::Timestamp;
use kpi::{
    catalogue::Kpi,
    figure::{Figure, Mark},
    fraction::Fraction,
    goal::Unit,
    money::of_major_exactly,
    nearest::nearest,
    period::{Kind, Period},
    plan::Rate,
};
use store::GoalKey;

use crate::{
    goal_kpi::{can_exceed_the_whole, unit},
    office::{Agreement, Office},
    period_words,
    reply::UserError,
};

/// Words for every period of a kind, the one in the list of accepted forms first.
const EVERY: [(&str, Kind); 12] = [
    ("every-week", Kind::Week),
    ("every-month", Kind::Month),
    ("every-quarter", Kind::Quarter),
    ("every-year", Kind::Year),
    ("every-biweek", Kind::Biweek),
    ("every-day", Kind::Day),
    ("毎日", Kind::Day),
    ("毎週", Kind::Week),
    ("毎月", Kind::Month),
    ("毎四半期", Kind::Quarter),
    ("毎年", Kind::Year),
    ("毎年度", Kind::Year),
];

/// Forms of a period that is still to end.
pub(crate) const FORMS: [&str; 11] = [
    "this-week",
    "this-month",
    "this-quarter",
    "this-year",
    "2026-12",
    "2026-Q4",
    "FY2027",
    "every-week",
    "every-month",
    "every-quarter",
    "every-year",
];

/// The period where none is named.
pub(crate) const USUAL_PERIOD: &str = "this-month";

/// The periods that a goal is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum GoalPeriod {
    /// One.
    One(Period),
    /// Every one of a kind.
    Every(Kind),
}

impl GoalPeriod {
    /// The periods that were typed.
    ///
    /// # Errors
    /// Names the nearest and the accepted forms.
    pub(crate) fn read(office: &Office, typed: &str) -> Result<Self, UserError> {
        Self::read_at(&office.agreement(), office.now(), typed)
    }

    /// The same at an instant, under an agreement.
    ///
    /// # Errors
    /// Names the nearest and the accepted forms.
    pub(crate) fn read_at(
        agreement: &Agreement,
        now: Timestamp,
        typed: &str,
    ) -> Result<Self, UserError> {
        let word = typed.trim().to_lowercase();
        if let Some((_, kind)) = EVERY.iter().find(|(known, _)| *known == word) {
            return Ok(Self::Every(*kind));
        }
        let period =
            period_words::parse(typed).map(|word| word.resolve(&agreement.definition, now));
        period.map(Self::One).map_err(|error| {
            let near = nearest(&word, FORMS).map(str::to_owned).or(error.nearest);
            UserError {
                nearest: near,
                forms: FORMS.map(str::to_owned).to_vec(),
                ..error
            }
        })
    }

    /// The key under which a goal for these periods is kept.
    pub(crate) fn key(self, agreement: &Agreement, kpi: &Kpi) -> GoalKey {
        let (kind, period) = match self {
            Self::Every(kind) => (kind, None),
            Self::One(period) => {
                let word = period.word(&agreement.definition);
                (period.kind, Some(word.to_string()))
            }
        };
        GoalKey {
            kpi: kpi.id.clone(),
            kind,
            period,
        }
    }
}

/// A number that was typed in an option.
///
/// # Errors
/// What is no number, or not above zero.
pub(crate) fn figure(option: &'static str, typed: &str) -> Result<Figure, UserError> {
    let refused = |key| {
        UserError::new(key)
            .with("option", option)
            .with("typed", typed)
    };
    let figure = Figure::read(typed).ok_or_else(|| {
        refused("error-not-a-figure").accepting(["60", "1,200,000", "¥50,000", "25%"])
    })?;
    if figure.number <= Fraction::ZERO {
        return Err(refused("error-not-positive").accepting(["60", "25%"]));
    }
    Ok(figure)
}

/// A number that is no share, with its currency where one was typed.
///
/// # Errors
/// As `figure`, and a percentage.
pub(crate) fn amount(
    option: &'static str,
    typed: &str,
) -> Result<(Fraction, Option<String>), UserError> {
    let figure = figure(option, typed)?;
    match figure.mark {
        Mark::None => Ok((figure.number, None)),
        Mark::Currency(code) => Ok((figure.number, Some(code))),
        Mark::Percent | Mark::Pieces => Err(UserError::new("error-not-an-amount")
            .with("option", option)
            .with("typed", typed)
            .accepting(["50000", "¥50,000", "5万円"])),
    }
}

/// An amount that does not fit into minor units of its currency.
pub(crate) fn too_fine(typed: &str, currency: &str) -> UserError {
    UserError::new("error-too-fine")
        .with("typed", typed)
        .with("currency", currency)
}

/// A rate typed in percent, with or without its sign: above 0 %, at most 100 %. A number up to 1 without a sign
/// could be meant as a fraction and is refused.
///
/// # Errors
/// As `figure`, and what is no such percentage.
pub(crate) fn rate(option: &'static str, typed: &str) -> Result<Rate, UserError> {
    let figure = figure(option, typed)?;
    let refused = |key| {
        UserError::new(key)
            .with("option", option)
            .with("typed", typed)
            .accepting(["50%", "12.5%"])
    };
    match figure.mark {
        Mark::None if figure.number <= Fraction::ONE => Err(refused("error-percent-unclear")),
        Mark::None | Mark::Percent => {
            Rate::percent(figure.number).ok_or_else(|| refused("error-not-a-percent"))
        }
        Mark::Currency(_) | Mark::Pieces => Err(refused("error-not-a-percent")),
    }
}

/// A share typed in percent that can exceed the whole.
fn share_of_anything(option: &'static str, typed: &str) -> Result<Fraction, UserError> {
    let figure = figure(option, typed)?;
    let share = figure.number.over(Fraction::whole(100));
    share
        .filter(|_| figure.mark == Mark::Percent)
        .ok_or_else(|| {
            UserError::new("error-percent-unclear")
                .with("option", option)
                .with("typed", typed)
                .accepting(["150%", "25%"])
        })
}

/// A target in the unit of its KPI: a count, a share of 1, minor units of money with their currency, seconds
/// (typed in days), points.
///
/// # Errors
/// As `figure`, a fraction of a lead, no percentage where one is needed, and money without a currency.
pub(crate) fn target(typed: &str, kpi: &Kpi) -> Result<(Fraction, Option<String>), UserError> {
    const OPTION: &str = "target";
    let refused = |key, forms: [&'static str; 2]| {
        UserError::new(key)
            .with("option", OPTION)
            .with("typed", typed)
            .accepting(forms)
    };
    match unit(kpi) {
        Unit::Share if can_exceed_the_whole(kpi) => Ok((share_of_anything(OPTION, typed)?, None)),
        Unit::Share => Ok((rate(OPTION, typed)?.share(), None)),
        Unit::Money => {
            let (number, currency) = amount(OPTION, typed)?;
            const FORMS: [&str; 2] = ["¥1,200,000", "USD 5000"];
            let code = currency.ok_or_else(|| refused("error-no-currency", FORMS))?;
            of_major_exactly(number, &code)
                .map(|money| (Fraction::whole(money.minor), Some(money.currency)))
                .ok_or_else(|| too_fine(typed, &code))
        }
        Unit::Seconds => {
            let (days, currency) = amount(OPTION, typed)?;
            days.times(Fraction::whole(86_400))
                .filter(|_| currency.is_none())
                .map(|seconds| (seconds, None))
                .ok_or_else(|| refused("error-not-an-amount", ["30", "7.5"]))
        }
        Unit::Points => {
            let (points, currency) = amount(OPTION, typed)?;
            (currency.is_none())
                .then_some((points, None))
                .ok_or_else(|| refused("error-not-an-amount", ["60", "45.5"]))
        }
        Unit::Count => {
            let figure = figure(OPTION, typed)?;
            let is_count = matches!(figure.mark, Mark::None | Mark::Pieces);
            (is_count && figure.number.is_whole())
                .then_some((figure.number, None))
                .ok_or_else(|| refused("error-not-whole", ["60", "1,200"]))
        }
    }
}
