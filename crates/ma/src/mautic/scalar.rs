//! One value of a row, whatever type it came in.
//!
//! Lives here: numbers in text, ids, flags. Must not live here: lists and objects (`wire`).

/// One value of any type. Lists and objects are `Odd`: no field that we read is one.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Scalar {
    /// Absent or null.
    #[default]
    Missing,
    /// Text, which may hold a number.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number with a point, or too large to be whole.
    Real(f64),
    /// true or false.
    Flag(bool),
    /// A list or an object.
    Odd,
}

impl Scalar {
    /// The whole number in it, also where it is text or `12.0`.
    pub(super) fn whole(&self) -> Option<i64> {
        match self {
            Self::Whole(number) => Some(*number),
            Self::Real(number) => whole_of(*number),
            Self::Text(text) => {
                let text = text.trim();
                text.parse().ok().or_else(|| whole_of(text.parse().ok()?))
            }
            Self::Missing | Self::Flag(_) | Self::Odd => None,
        }
    }

    /// The record id in it: a whole number above zero.
    pub(super) fn id(&self) -> Option<u64> {
        u64::try_from(self.whole()?).ok().filter(|id| *id > 0)
    }

    /// The finite number in it.
    pub(super) fn number(&self) -> Option<f64> {
        let number = match self {
            // Exact up to 2^53, far above any score or revenue.
            Self::Whole(number) => *number as f64,
            Self::Real(number) => *number,
            Self::Text(text) => text.trim().parse().ok()?,
            Self::Missing | Self::Flag(_) | Self::Odd => return None,
        };
        number.is_finite().then_some(number)
    }

    /// Whether it says yes: `1`, `"1"` or `true`.
    pub(super) fn yes(&self) -> bool {
        matches!(self, Self::Flag(true)) || self.whole() == Some(1)
    }
}

fn whole_of(number: f64) -> Option<i64> {
    // Beyond 2^53 a float is no exact count of anything.
    (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::Scalar;

    fn scalar(json: &str) -> Scalar {
        serde_json::from_str(json).expect("any value is accepted")
    }

    #[test]
    fn a_number_is_read_as_number_and_as_text() {
        for json in ["12", "\"12\"", "12.0", "\" 12 \"", "\"12.0\""] {
            assert_eq!(scalar(json).whole(), Some(12), "{json}");
            assert_eq!(scalar(json).number(), Some(12.0), "{json}");
            assert_eq!(scalar(json).id(), Some(12), "{json}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for json in [
            "null",
            "true",
            "[]",
            "{\"a\":1}",
            "\"\"",
            "\"twelve\"",
            "\"NaN\"",
            "\"inf\"",
            "1e400000",
        ] {
            let read = serde_json::from_str::<Scalar>(json).unwrap_or_default();
            assert_eq!(read.whole(), None, "{json}");
            assert_eq!(read.number(), None, "{json}");
        }
        assert_eq!(scalar("12.5").whole(), None);
        assert_eq!(scalar("1e300").whole(), None);
        assert_eq!(scalar("18446744073709551615").whole(), None);
        assert_eq!(scalar("0").id(), None);
        assert_eq!(scalar("-1").id(), None);
    }
}
