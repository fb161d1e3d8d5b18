//! Numbers with their unit: a target, a cost, the odds.
//!
//! Lives here: exact numbers in words. Must not live here: counts and rates of the funnel (`numbers`).

use kpi::{
    fraction::Fraction,
    goal::Unit,
    money::{minor_digits, to_major},
};

use crate::{
    args,
    format::numbers::{count, fixed, percent},
    words::Words,
};

impl Words {
    /// A number in its unit: `60件`, `25.0%`, `600,000円`, `3日4時間`; a share of 1 for percent, minor units for
    /// money.
    pub fn quantity(&self, number: Fraction, unit: Unit, currency: Option<&str>) -> String {
        match unit {
            Unit::Count => self.say("quantity-count", args![count = whole(number)]),
            Unit::Share => self.share(number),
            Unit::Money => {
                let minor = kpi::model::Money {
                    minor: whole(number),
                    currency: currency.unwrap_or_default().to_owned(),
                };
                self.exact_amount(to_major(&minor), currency)
            }
            Unit::Seconds => self.duration(number.to_f64()),
            Unit::Points => fixed(number.to_f64()).unwrap_or_else(|| self.word("none")),
        }
    }

    /// A share of 1 in percent, with one decimal: `20.0%`, `26.1%`.
    pub fn share(&self, share: Fraction) -> String {
        let counts = (
            i64::try_from(share.numerator()),
            i64::try_from(share.denominator()),
        );
        let figure = match counts {
            (Ok(numerator), Ok(denominator)) => percent(numerator, denominator),
            _ => fixed(share.to_f64() * 100.0).map(|figure| format!("{figure}%")),
        };
        figure.unwrap_or_else(|| self.word("none"))
    }

    /// An amount in major units, every digit of it: `600,000円`, `USD 16.80`. Without a currency one decimal
    /// where it is not whole.
    pub fn exact_amount(&self, amount: Fraction, currency: Option<&str>) -> String {
        let Some(code) = currency else {
            return figure(amount, u32::from(!amount.is_whole()));
        };
        let amount = figure(amount, minor_digits(code));
        let currency = crate::escape::inline(code, 8);
        self.say("money", args![amount = amount, currency = currency])
    }

    /// The odds in whole percent: `48%`; never 0% or 100%, which would be a promise.
    pub fn chance(&self, chance: f64) -> String {
        if chance < 0.01 {
            return self.word("chance-under");
        }
        if chance > 0.99 {
            return self.word("chance-over");
        }
        #[expect(clippy::cast_possible_truncation, reason = "between 1 and 99")]
        let percent = (chance * 100.0).round() as i64;
        self.say("chance", args![percent = format!("{percent}%")])
    }
}

/// The nearest whole number, half away from zero.
pub(crate) fn whole(number: Fraction) -> i64 {
    let rounded = number.rounded();
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

/// With so many decimals, grouped: `16,800.50`.
fn figure(number: Fraction, decimals: u32) -> String {
    let scale = 10_i64.pow(decimals);
    let scaled = number.times(Fraction::whole(scale)).map_or(0, whole);
    let grouped = count(scaled / scale);
    if decimals == 0 {
        return grouped;
    }
    let sign = if scaled < 0 && scaled / scale == 0 {
        "\u{2212}"
    } else {
        ""
    };
    let width = usize::try_from(decimals).unwrap_or(2);
    let rest = (scaled % scale).unsigned_abs();
    format!("{sign}{grouped}.{rest:0width$}")
}

#[cfg(test)]
mod tests {
    use kpi::{fraction::Fraction, goal::Unit};

    use crate::locale::Locale;

    fn of(numerator: i128, denominator: i128) -> Fraction {
        Fraction::new(numerator, denominator).expect("a fraction")
    }

    #[test]
    fn every_unit_has_its_form() {
        let (ja, en) = (Locale::Ja.words(), Locale::En.words());
        let count = Fraction::whole(1_200);
        assert_eq!(ja.quantity(count, Unit::Count, None), "1,200件");
        assert_eq!(en.quantity(count, Unit::Count, None), "1,200");
        assert_eq!(ja.quantity(of(1, 4), Unit::Share, None), "25.0%");
        assert_eq!(ja.quantity(of(62, 238), Unit::Share, None), "26.1%");
        let yen = Fraction::whole(600_000);
        assert_eq!(ja.quantity(yen, Unit::Money, Some("JPY")), "600,000円");
        assert_eq!(en.quantity(yen, Unit::Money, Some("USD")), "USD 6,000.00");
        let hours = Fraction::whole(7_200);
        assert_eq!(en.quantity(hours, Unit::Seconds, None), "2h");
    }

    #[test]
    fn amounts_show_every_digit() {
        let ja = Locale::Ja.words();
        assert_eq!(ja.exact_amount(of(33_601, 2), None), "16,800.5");
        assert_eq!(ja.exact_amount(of(33_601, 2), Some("JPY")), "16,801円");
        assert_eq!(ja.exact_amount(of(-1, 2), Some("USD")), "−0.50ドル");
    }

    #[test]
    fn odds_are_never_a_promise() {
        let en = Locale::En.words();
        assert_eq!(en.chance(0.4818), "48%");
        assert_eq!(en.chance(0.0), "under 1%");
        assert_eq!(en.chance(1.0), "over 99%");
    }
}
