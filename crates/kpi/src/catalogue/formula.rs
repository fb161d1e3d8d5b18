//! Formulas over quantities, and the rules of what may be reckoned with what.
//!
//! Lives here: the tree, its check and its value. Must not live here: quantities (`quantity`), text (`typed`).

use std::ops;

use crate::{
    catalogue::{
        claim::Claim,
        measured::{Amount, Measured, Missing, Number},
        quantity::{Kind, Quantity, Shape, Unit},
    },
    stage::Ladder,
};

/// A formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formula {
    /// A quantity as it is.
    Is(Quantity),
    /// A sum.
    Plus(Box<Self>, Box<Self>),
    /// A difference.
    Minus(Box<Self>, Box<Self>),
    /// A share, or an amount for each.
    Over(Box<Self>, Box<Self>),
    /// The rest to the whole of a share: 1 − it.
    Rest(Box<Self>),
}

impl From<Quantity> for Formula {
    fn from(quantity: Quantity) -> Self {
        Self::Is(quantity)
    }
}

impl<T: Into<Formula>> ops::Add<T> for Formula {
    type Output = Self;
    fn add(self, other: T) -> Self {
        Self::Plus(Box::new(self), Box::new(other.into()))
    }
}

impl<T: Into<Formula>> ops::Sub<T> for Formula {
    type Output = Self;
    fn sub(self, other: T) -> Self {
        Self::Minus(Box::new(self), Box::new(other.into()))
    }
}

impl<T: Into<Formula>> ops::Div<T> for Formula {
    type Output = Self;
    fn div(self, other: T) -> Self {
        Self::Over(Box::new(self), Box::new(other.into()))
    }
}

impl ops::Add<Quantity> for Quantity {
    type Output = Formula;
    fn add(self, other: Self) -> Formula {
        Formula::Is(self) + other
    }
}

impl ops::Sub<Quantity> for Quantity {
    type Output = Formula;
    fn sub(self, other: Self) -> Formula {
        Formula::Is(self) - other
    }
}

impl<T: Into<Formula>> ops::Div<T> for Quantity {
    type Output = Formula;
    fn div(self, other: T) -> Formula {
        Formula::Is(self) / other
    }
}

/// Why a formula means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Senseless {
    /// A ratio or a median in a sum: neither adds up.
    DoesNotAddUp(Formula),
    /// A number of a period beside a number at an instant, or two that count happenings of different periods.
    DifferentBases(Formula, Formula),
    /// Different things in a sum.
    DifferentUnits(Formula, Formula),
    /// A ratio or a median divided: only counts and amounts are.
    NoDivision(Formula),
    /// Divided by money, points or time, of which the other is none: no share and no amount for each.
    NoAmountForEach(Formula, Formula),
    /// 1 − something that is no share.
    NoShare(Formula),
}

impl Formula {
    /// What comes out, and whether it may be reckoned at all.
    ///
    /// # Errors
    /// The part that means nothing.
    pub fn shape(&self) -> Result<Shape, Senseless> {
        match self {
            Self::Is(quantity) => Ok(quantity.shape()),
            Self::Plus(one, other) | Self::Minus(one, other) => sum(one, other),
            Self::Over(one, other) => share(one, other),
            Self::Rest(of) => match of.shape()? {
                shape if shape.unit == Unit::Rate => Ok(shape),
                _ => Err(Senseless::NoShare((**of).clone())),
            },
        }
    }

    /// Every quantity in it, in the order of reading.
    pub fn quantities(&self) -> Vec<Quantity> {
        match self {
            Self::Is(quantity) => vec![*quantity],
            Self::Rest(of) => of.quantities(),
            Self::Plus(one, other) | Self::Minus(one, other) | Self::Over(one, other) => {
                let mut all = one.quantities();
                all.extend(other.quantities());
                all
            }
        }
    }

    /// The value, from what was counted.
    pub fn measure(&self, counted: &impl Fn(Quantity) -> Amount) -> Measured {
        match self.reckon(counted) {
            Ok(measured) => measured.claiming(Claim::of(self)),
            Err(why) => Measured::without(why),
        }
    }

    fn reckon(&self, counted: &impl Fn(Quantity) -> Amount) -> Result<Measured, Missing> {
        match self {
            Self::Over(one, other) => {
                let (one, other) = (one.amount(counted)?, other.amount(counted)?);
                Ok(Measured::ratio(one, other))
            }
            Self::Rest(of) => Ok(of.reckon(counted)?.rest()),
            whole => Ok(Measured::number(whole.amount(counted)?)),
        }
    }

    /// A sum of counted amounts.
    fn amount(&self, counted: &impl Fn(Quantity) -> Amount) -> Result<Number, Missing> {
        match self {
            Self::Is(quantity) => counted(*quantity),
            Self::Plus(one, other) => one.amount(counted)?.plus(&other.amount(counted)?),
            Self::Minus(one, other) => {
                let taken = other.amount(counted)?.negative();
                one.amount(counted)?.plus(&taken)
            }
            // The check lets no ratio into a sum.
            Self::Over(..) | Self::Rest(_) => Err(Missing::Senseless),
        }
    }

    /// As a person writes it.
    pub fn text(&self, ladder: &Ladder) -> String {
        let nested = |part: &Self| match part {
            Self::Is(_) => part.text(ladder),
            _ => format!("({})", part.text(ladder)),
        };
        match self {
            Self::Is(quantity) => quantity.word(ladder),
            Self::Plus(one, other) => format!("{} + {}", one.text(ladder), nested(other)),
            Self::Minus(one, other) => format!("{} - {}", one.text(ladder), nested(other)),
            Self::Over(one, other) => format!("{} / {}", nested(one), nested(other)),
            Self::Rest(of) => format!("1 - {}", nested(of)),
        }
    }
}

fn sum(one: &Formula, other: &Formula) -> Result<Shape, Senseless> {
    let (first, second) = (one.shape()?, other.shape()?);
    for (part, shape) in [(one, first), (other, second)] {
        if matches!(shape.kind, Kind::Ratio | Kind::Median) {
            return Err(Senseless::DoesNotAddUp(part.clone()));
        }
    }
    if first.base != second.base || first.kind != second.kind {
        return Err(Senseless::DifferentBases(one.clone(), other.clone()));
    }
    if first.unit != second.unit {
        return Err(Senseless::DifferentUnits(one.clone(), other.clone()));
    }
    Ok(first)
}

fn share(one: &Formula, other: &Formula) -> Result<Shape, Senseless> {
    let (first, second) = (one.shape()?, other.shape()?);
    for (part, shape) in [(one, first), (other, second)] {
        if matches!(shape.kind, Kind::Ratio | Kind::Median) {
            return Err(Senseless::NoDivision(part.clone()));
        }
    }
    if first.base != second.base || first.kind != second.kind {
        return Err(Senseless::DifferentBases(one.clone(), other.clone()));
    }
    let measures = |unit| matches!(unit, Unit::Money | Unit::Points | Unit::Seconds);
    let unit = match (first.unit, second.unit) {
        (one, other) if one == other => Unit::Rate,
        (_, divisor) if measures(divisor) => {
            return Err(Senseless::NoAmountForEach(one.clone(), other.clone()));
        }
        // An amount for each, such as cost a lead or points a lead.
        (unit, _) if measures(unit) => unit,
        _ => Unit::Rate,
    };
    Ok(Shape {
        kind: Kind::Ratio,
        base: first.base,
        unit,
    })
}
