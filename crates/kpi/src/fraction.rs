//! Exact fractions, for numbers that have to add up to the last digit.
//!
//! Lives here: the smallest type that splits and plans need. Must not live here: formats for people.
//! Every operation that could leave the range of 128 bits says so by `None`, it never wraps.

use std::cmp::Ordering;

/// A fraction in lowest terms, its denominator above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Fraction {
    /// Nothing.
    pub const ZERO: Self = Self::whole(0);
    /// One.
    pub const ONE: Self = Self::whole(1);

    /// `numerator / denominator` in lowest terms; `None` where the denominator is zero.
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()?;
        let (numerator, denominator) = (numerator / divisor, denominator / divisor);
        Some(if denominator < 0 {
            Self {
                numerator: numerator.checked_neg()?,
                denominator: denominator.checked_neg()?,
            }
        } else {
            Self {
                numerator,
                denominator,
            }
        })
    }

    /// A whole number.
    pub const fn whole(number: i64) -> Self {
        Self {
            numerator: number as i128,
            denominator: 1,
        }
    }

    /// Its numerator in lowest terms; below zero where the fraction is.
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// Its denominator in lowest terms, above zero.
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    /// Whether it is a whole number.
    pub fn is_whole(self) -> bool {
        self.denominator == 1
    }

    /// The sum; `None` beyond 128 bits, here and below.
    pub fn plus(self, other: Self) -> Option<Self> {
        let divisor = gcd(
            self.denominator.unsigned_abs(),
            other.denominator.unsigned_abs(),
        );
        let divisor = i128::try_from(divisor).ok()?;
        let left = self.numerator.checked_mul(other.denominator / divisor)?;
        let right = other.numerator.checked_mul(self.denominator / divisor)?;
        let denominator = self.denominator.checked_mul(other.denominator / divisor)?;
        Self::new(left.checked_add(right)?, denominator)
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self {
            numerator: other.numerator.checked_neg()?,
            ..other
        })
    }

    /// The product.
    pub fn times(self, other: Self) -> Option<Self> {
        // Shortened crosswise first, so that the product is no larger than it has to be.
        let left = Self::new(self.numerator, other.denominator)?;
        let right = Self::new(other.numerator, self.denominator)?;
        Some(Self {
            numerator: left.numerator.checked_mul(right.numerator)?,
            denominator: left.denominator.checked_mul(right.denominator)?,
        })
    }

    /// The quotient; `None` by zero too.
    pub fn over(self, other: Self) -> Option<Self> {
        self.times(Self::new(other.denominator, other.numerator)?)
    }

    /// The middle between two.
    pub fn mean(self, other: Self) -> Option<Self> {
        self.plus(other)?.times(Self {
            numerator: 1,
            denominator: 2,
        })
    }

    /// The largest whole number that is not above it.
    pub fn floor(self) -> i128 {
        self.numerator.div_euclid(self.denominator)
    }

    /// The smallest whole number that is not below it.
    pub fn ceil(self) -> i128 {
        self.floor() + i128::from(!self.is_whole())
    }

    /// The nearest whole number, half away from zero (`kpi.md` §7).
    pub fn rounded(self) -> i128 {
        let rest = self.numerator % self.denominator;
        let whole = self.numerator / self.denominator;
        if rest.unsigned_abs() >= self.denominator.unsigned_abs().div_ceil(2) {
            whole + rest.signum()
        } else {
            whole
        }
    }

    /// The nearest float, for JSON and pictures.
    #[expect(clippy::cast_precision_loss, reason = "a float is what is asked for")]
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    /// By the whole parts, then by the reciprocals of what remains, so that nothing is multiplied.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut one, mut two) = (*self, *other);
        loop {
            let (whole_one, whole_two) = (one.floor(), two.floor());
            if whole_one != whole_two {
                return whole_one.cmp(&whole_two);
            }
            let rest_one = one.numerator.rem_euclid(one.denominator);
            let rest_two = two.numerator.rem_euclid(two.denominator);
            match (rest_one, rest_two) {
                (0, 0) => return Ordering::Equal,
                (0, _) => return Ordering::Less,
                (_, 0) => return Ordering::Greater,
                _ => {}
            }
            // a < b exactly where 1/b < 1/a.
            (one, two) = (
                Self {
                    numerator: two.denominator,
                    denominator: rest_two,
                },
                Self {
                    numerator: one.denominator,
                    denominator: rest_one,
                },
            );
        }
    }
}

fn gcd(one: u128, other: u128) -> u128 {
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one.max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Fraction;

    fn of(numerator: i128, denominator: i128) -> Fraction {
        Fraction::new(numerator, denominator).unwrap()
    }

    #[test]
    fn fractions_are_in_lowest_terms_with_the_sign_above() {
        assert_eq!(of(6, -4), of(-3, 2));
        assert_eq!((of(6, -4).numerator(), of(6, -4).denominator()), (-3, 2));
        assert_eq!(of(0, -7), Fraction::ZERO);
        assert_eq!(Fraction::new(1, 0), None);
        assert_eq!(Fraction::ONE.over(Fraction::ZERO), None);
    }

    #[test]
    fn half_is_rounded_away_from_zero() {
        assert_eq!(of(5, 2).rounded(), 3);
        assert_eq!(of(-5, 2).rounded(), -3);
        assert_eq!(of(7, 3).rounded(), 2);
        assert_eq!(of(8, 3).rounded(), 3);
        assert_eq!((of(7, 3).floor(), of(7, 3).ceil()), (2, 3));
        assert_eq!((of(-7, 3).floor(), of(-7, 3).ceil()), (-3, -2));
        assert_eq!((of(6, 3).floor(), of(6, 3).ceil()), (2, 2));
    }

    #[test]
    fn what_does_not_fit_is_none_and_is_still_compared() {
        let large = of(i128::MAX, 1);
        assert_eq!(large.plus(large), None);
        assert_eq!(large.times(of(2, 1)), None);
        assert!(of(i128::MAX, i128::MAX - 1) > Fraction::ONE);
        assert!(of(i128::MAX - 1, i128::MAX) < of(i128::MAX, i128::MAX - 1));
    }

    proptest! {
        #[test]
        fn sums_and_products_are_those_of_whole_numbers(
            a in -1_000_i128..1_000, b in 1_i128..1_000, c in -1_000_i128..1_000, d in 1_i128..1_000
        ) {
            let (one, two) = (of(a, b), of(c, d));
            prop_assert_eq!(one.plus(two).unwrap(), of(a * d + c * b, b * d));
            prop_assert_eq!(one.minus(two).unwrap(), of(a * d - c * b, b * d));
            prop_assert_eq!(one.times(two).unwrap(), of(a * c, b * d));
            prop_assert_eq!(one.cmp(&two), (a * d).cmp(&(c * b)));
            prop_assert!(one.floor() * b <= a && a < (one.floor() + 1) * b);
        }
    }
}
