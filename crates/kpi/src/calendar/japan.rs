//! Japan's public holidays by the law's rules (国民の祝日に関する法律), for the years 2000 to 2099.
//!
//! Lives here: the rules and their changes. The days of the equinoxes are announced a year ahead; here
//! they come from the usual formula for 1980 to 2099. A future change of the law is a new line here.

use std::ops::RangeInclusive;

use jiff::civil::{Date, Weekday};

/// Years whose rules are known.
const YEARS: RangeInclusive<i16> = 2000..=2099;

/// From when to when something holds; the last year of the rules stands for "and on".
type Years = RangeInclusive<i16>;

const fn years(first: i16, last: i16) -> Years {
    first..=last
}

const FROM_2000: i16 = 2000;
const ON: i16 = 2099;

/// Month and day.
const FIXED: [(i8, i8, Years); 15] = [
    (1, 1, years(FROM_2000, ON)),     // 元日
    (2, 11, years(FROM_2000, ON)),    // 建国記念の日
    (2, 23, years(2020, ON)),         // 天皇誕生日
    (4, 29, years(FROM_2000, ON)),    // みどりの日, 昭和の日 from 2007
    (5, 3, years(FROM_2000, ON)),     // 憲法記念日
    (5, 4, years(2007, ON)),          // みどりの日
    (5, 5, years(FROM_2000, ON)),     // こどもの日
    (7, 20, years(FROM_2000, 2002)),  // 海の日
    (8, 11, years(2016, 2019)),       // 山の日
    (8, 11, years(2022, ON)),         // 山の日
    (9, 15, years(FROM_2000, 2002)),  // 敬老の日
    (11, 3, years(FROM_2000, ON)),    // 文化の日
    (11, 23, years(FROM_2000, ON)),   // 勤労感謝の日
    (12, 23, years(FROM_2000, 2018)), // 天皇誕生日
    (5, 1, years(2019, 2019)),        // 即位の日
];

/// Month and which Monday of it.
const MONDAYS: [(i8, i8, Years); 6] = [
    (1, 2, years(FROM_2000, ON)),    // 成人の日
    (7, 3, years(2003, 2019)),       // 海の日
    (7, 3, years(2022, ON)),         // 海の日
    (9, 3, years(2003, ON)),         // 敬老の日
    (10, 2, years(FROM_2000, 2019)), // 体育の日
    (10, 2, years(2022, ON)),        // スポーツの日
];

/// Days of one year only: the enthronement and the Olympic Games.
const ONCE: [(i16, i8, i8); 7] = [
    (2019, 10, 22), // 即位礼正殿の儀
    (2020, 7, 23),  // 海の日
    (2020, 7, 24),  // スポーツの日
    (2020, 8, 10),  // 山の日
    (2021, 7, 22),  // 海の日
    (2021, 7, 23),  // スポーツの日
    (2021, 8, 8),   // 山の日
];

/// Whether `date` is a public holiday (国民の祝日, 振替休日 or 国民の休日); never before 2000 or after
/// 2099.
pub fn is_holiday(date: Date) -> bool {
    YEARS.contains(&date.year())
        && (is_national(date) || is_substitute(date) || is_between_two(date))
}

/// 国民の祝日: the days that the law names.
fn is_national(date: Date) -> bool {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let fixed = FIXED
        .iter()
        .any(|(of_month, on, years)| (month, day) == (*of_month, *on) && years.contains(&year));
    let is_monday = date.weekday() == Weekday::Monday;
    let monday = MONDAYS.iter().any(|(of_month, nth, years)| {
        is_monday && month == *of_month && (day - 1) / 7 + 1 == *nth && years.contains(&year)
    });
    fixed || monday || ONCE.contains(&(year, month, day)) || is_equinox(year, month, day)
}

/// 春分の日 and 秋分の日, by the mean drift of the equinoxes since 1980 in millionths of a day.
fn is_equinox(year: i16, month: i8, day: i8) -> bool {
    let base = match month {
        3 => 20_843_100,
        9 => 23_248_800,
        _ => return false,
    };
    let since_1980 = i32::from(year) - 1980;
    i32::from(day) == (base + 242_194 * since_1980) / 1_000_000 - since_1980 / 4
}

/// 振替休日: a holiday on a Sunday is made good on the next day that is none; until 2006 that could only
/// be the Monday.
fn is_substitute(date: Date) -> bool {
    if is_national(date) {
        return false;
    }
    let mut before = date.yesterday().ok();
    while let Some(day) = before.filter(|day| is_national(*day)) {
        if day.weekday() == Weekday::Sunday {
            return date.year() >= 2007 || date.weekday() == Weekday::Monday;
        }
        before = day.yesterday().ok();
    }
    false
}

/// 国民の休日: a day between two holidays; until 2006 not where it is a Sunday.
fn is_between_two(date: Date) -> bool {
    let national = |day: Result<Date, jiff::Error>| day.is_ok_and(is_national);
    !is_national(date)
        && national(date.yesterday())
        && national(date.tomorrow())
        && (date.year() >= 2007 || date.weekday() != Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn holidays(year: i16) -> String {
        date(year, 1, 1)
            .series(jiff::Span::new().days(1))
            .take_while(|day| day.year() == year)
            .filter(|day| is_holiday(*day))
            .map(|day| format!("{}/{}", day.month(), day.day()))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn the_years_2019_to_2027_are_as_the_cabinet_office_lists_them() {
        for (year, listed) in [
            (
                2019,
                "1/1 1/14 2/11 3/21 4/29 4/30 5/1 5/2 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 10/22 11/3 11/4 11/23",
            ),
            (
                2020,
                "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 11/23",
            ),
            (
                2021,
                "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 11/23",
            ),
            (
                2022,
                "1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23",
            ),
            (
                2023,
                "1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23",
            ),
            (
                2024,
                "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 11/4 11/23",
            ),
            (
                2025,
                "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24",
            ),
            (
                2026,
                "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23",
            ),
            (
                2027,
                "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23",
            ),
        ] {
            assert_eq!(holidays(year), listed, "{year}");
        }
    }

    #[test]
    fn earlier_years_follow_the_law_of_their_time() {
        assert_eq!(
            holidays(2000),
            "1/1 1/10 2/11 3/20 4/29 5/3 5/4 5/5 7/20 9/15 9/23 10/9 11/3 11/23 12/23"
        );
        assert_eq!(
            holidays(2003),
            "1/1 1/13 2/11 3/21 4/29 5/3 5/5 7/21 9/15 9/23 10/13 11/3 11/23 11/24 12/23"
        );
        assert_eq!(
            holidays(2009),
            "1/1 1/12 2/11 3/20 4/29 5/3 5/4 5/5 5/6 7/20 9/21 9/22 9/23 10/12 11/3 11/23 12/23"
        );
    }

    #[test]
    fn the_rules_end_with_their_years() {
        assert!(!is_holiday(date(1999, 1, 1)));
        assert!(!is_holiday(date(2100, 1, 1)));
        assert!(is_holiday(date(2099, 11, 23)));
        assert!(!is_holiday(Date::MIN) && !is_holiday(Date::MAX));
    }
}
