//! A lead's industry: the codes of the tools' lists in the reader's words, what people wrote as it is.

use std::borrow::Cow;

use crate::{escape, words::Words};

/// The industry as it stands in a message.
pub(super) fn told(words: &Words, industry: &str) -> String {
    let key = format!("industry-{}", code(industry));
    if words.has(&key) {
        words.word(&key)
    } else {
        escape::inline(&spelled(industry), 32)
    }
}

/// `FOOD_PRODUCTION` and `Food & Beverage` as they stand in the locales' keys.
fn code(industry: &str) -> String {
    let lower = industry.to_ascii_lowercase();
    let parts = lower.split(|c: char| !c.is_alphanumeric());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

/// A code in capitals as words: `COMPUTER_SOFTWARE` → `computer software`. What is short without an
/// underscore, such as `IT`, is how people write it, and stays.
fn spelled(industry: &str) -> Cow<'_, str> {
    const LONGEST_ABBREVIATION: usize = 4;
    let is_code = industry.contains('_') || industry.len() > LONGEST_ABBREVIATION;
    let is_capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if is_code && industry.chars().all(is_capital) {
        Cow::Owned(industry.to_ascii_lowercase().replace('_', " "))
    } else {
        Cow::Borrowed(industry)
    }
}

#[cfg(test)]
mod tests {
    use super::{code, spelled, told};
    use crate::LOCALES;

    #[test]
    fn a_code_in_capitals_is_told_in_words() {
        assert_eq!(
            spelled("LOGISTICS_AND_SUPPLY_CHAIN"),
            "logistics and supply chain"
        );
        assert_eq!(spelled("MACHINERY"), "machinery");
    }

    #[test]
    fn a_code_of_the_tools_lists_has_words_in_every_language() {
        assert_eq!(code("Food & Beverage"), code("FOOD_BEVERAGE"));
        for locale in LOCALES {
            for known in [
                "COMPUTER_SOFTWARE",
                "MACHINERY",
                "E_LEARNING",
                "Not for Profit",
            ] {
                let told = told(locale.words(), known);
                assert!(!told.is_empty() && told != known, "{told}");
            }
            assert_eq!(told(locale.words(), "SaaS"), "SaaS");
            assert_eq!(told(locale.words(), "NEW_INDUSTRY"), "new industry");
        }
        assert_eq!(
            told(crate::Locale::Ja.words(), "LOGISTICS_AND_SUPPLY_CHAIN"),
            "物流"
        );
    }

    #[test]
    fn what_people_wrote_stays() {
        for industry in ["IT", "SaaS", "製造業", "Food & Beverage", "IT・通信", ""] {
            assert_eq!(spelled(industry), industry);
        }
    }
}
