//! Dates, instants, spans and durations.
//!
//! Lives here: how a time is written in a language. Instants inside a sentence that every reader should
//! see in local time are written for the chat (`chat_time`). Must not live here: how periods are cut.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kpi::{funnel::Span, period::day_start};

use crate::{args, words::Words};

/// How the chat shows an instant in the reader's own zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatTime {
    /// `9:41`.
    Time,
    /// `2026/11/16`.
    Date,
    /// `2026/11/16 9:41`.
    DateTime,
    /// `3 hours ago`.
    Relative,
}

impl ChatTime {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Time, "t"),
        (Self::Date, "d"),
        (Self::DateTime, "f"),
        (Self::Relative, "R"),
    ];

    fn letter(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(style, _)| *style == self)
            .map_or("f", |(_, letter)| letter)
    }

    /// The style of that letter.
    pub(crate) fn of_letter(letter: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == letter)
            .map(|(style, _)| *style)
    }
}

/// An instant for the chat, which shows it in each reader's own zone and language.
pub fn chat_time(at: Timestamp, style: ChatTime) -> String {
    format!("<t:{}:{}>", at.as_second(), style.letter())
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Words {
    /// A duration in seconds, in its two largest units: `3日4時間`, `2h 10m`, `14 min`; from ten days on
    /// in whole days.
    pub fn duration(&self, seconds: f64) -> String {
        #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
        let seconds = seconds.max(0.0).round() as i64;
        if seconds > 0 && seconds < MINUTE {
            return self.word("under-a-minute");
        }
        let minutes = rounded(seconds, MINUTE);
        if minutes < HOUR {
            return self.say("minutes", args![minutes = minutes / MINUTE]);
        }
        if minutes < DAY {
            return self.two_units(
                minutes / HOUR,
                minutes % HOUR / MINUTE,
                "hours",
                "hours-minutes",
            );
        }
        let hours = rounded(seconds, HOUR);
        if hours < 10 * DAY {
            return self.two_units(hours / DAY, hours % DAY / HOUR, "days", "days-hours");
        }
        self.say("days", args![major = rounded(seconds, DAY) / DAY])
    }

    /// A duration in business time, whose days have fewer hours: never in days. `14分`, `26時間`.
    pub fn business_duration(&self, seconds: f64) -> String {
        #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
        let minutes = rounded(seconds.max(0.0).round() as i64, MINUTE);
        if minutes < DAY {
            return self.duration(seconds);
        }
        self.say("hours", args![major = rounded(minutes, HOUR) / HOUR])
    }

    fn two_units(&self, major: i64, minor: i64, one: &str, two: &str) -> String {
        if minor == 0 {
            self.say(one, args![major = major])
        } else {
            self.say(two, args![major = major, minor = minor])
        }
    }

    /// A duration that may be missing; `—` then.
    pub fn duration_or_none(&self, seconds: Option<f64>) -> String {
        seconds.map_or_else(|| self.word("none"), |seconds| self.duration(seconds))
    }

    /// A date without its year: `11/9`, `9 Nov`.
    pub fn date(&self, date: Date) -> String {
        self.say(
            "date",
            args![month = self.month(date), day = i64::from(date.day())],
        )
    }

    fn date_with_year(&self, date: Date) -> String {
        self.say(
            "date-year",
            args![
                year = date.year().to_string(),
                month = self.month(date),
                day = i64::from(date.day())
            ],
        )
    }

    fn month(&self, date: Date) -> String {
        self.say("month-short", args![month = i64::from(date.month())])
    }

    /// The local date of an instant.
    pub fn day(&self, at: Timestamp, zone: &TimeZone) -> String {
        self.date(zone.to_datetime(at).date())
    }

    /// The local dates of a span, both ends included: `11/9–11/15`, `9–15 Nov`. A span that ends inside
    /// a day says the time; an empty one is `—`.
    pub fn span(&self, span: Span, zone: &TimeZone) -> String {
        self.span_of(span, zone, |first, last| self.dates(first, last))
    }

    /// The local dates of a span with their year: `2026/10/5–10/18`, `5–18 Oct 2026`.
    pub fn span_with_year(&self, span: Span, zone: &TimeZone) -> String {
        self.span_of(span, zone, |first, last| self.dates_with_year(first, last))
    }

    /// The local dates of a span; the year is named where it is not the one of `near`.
    pub fn span_near(&self, span: Span, zone: &TimeZone, near: Timestamp) -> String {
        if zone.to_datetime(span.start).year() == zone.to_datetime(near).year() {
            self.span(span, zone)
        } else {
            self.span_with_year(span, zone)
        }
    }

    fn span_of(&self, span: Span, zone: &TimeZone, dates: impl Fn(Date, Date) -> String) -> String {
        if span.end <= span.start {
            return self.word("none");
        }
        let first = zone.to_datetime(span.start).date();
        let end = zone.to_datetime(span.end);
        // Where the clock jumps over midnight, a date begins later.
        if span.end == day_start(end.date(), zone) {
            let last = end.date().yesterday().unwrap_or(end.date()).max(first);
            return dates(first, last);
        }
        let time = end.time().strftime("%H:%M").to_string();
        let dates = dates(first, end.date());
        self.say("span-until", args![span = dates, time = time])
    }

    fn dates_with_year(&self, first: Date, last: Date) -> String {
        let dates = self.dates(first, last);
        if first.year() != last.year() {
            // Both years stand there already.
            return dates;
        }
        let year = first.year().to_string();
        self.say("span-year", args![year = year, span = dates])
    }

    fn dates(&self, first: Date, last: Date) -> String {
        if first == last {
            return self.date(first);
        }
        if first.year() != last.year() {
            let (from, to) = (self.date_with_year(first), self.date_with_year(last));
            return self.say("span-dates", args![from = from, to = to]);
        }
        if first.month() == last.month() {
            return self.say(
                "span-month",
                args![
                    month = self.month(first),
                    first = i64::from(first.day()),
                    last = i64::from(last.day())
                ],
            );
        }
        self.say(
            "span-dates",
            args![from = self.date(first), to = self.date(last)],
        )
    }

    /// The local date of an instant; the year is named where it is not the one of `near`.
    pub fn day_near(&self, at: Timestamp, zone: &TimeZone, near: Timestamp) -> String {
        let date = zone.to_datetime(at).date();
        if date.year() == zone.to_datetime(near).year() {
            self.date(date)
        } else {
            self.date_with_year(date)
        }
    }

    /// An instant in `zone`: `11/16 06:02`. The year is named where it is not the one of `near`.
    pub fn instant(&self, at: Timestamp, zone: &TimeZone, near: Timestamp) -> String {
        let time = zone.to_datetime(at).strftime("%H:%M").to_string();
        self.say(
            "instant",
            args![date = self.day_near(at, zone, near), time = time],
        )
    }

    /// The zone's own short name at an instant, such as `JST`.
    pub fn zone(&self, zone: &TimeZone, at: Timestamp) -> String {
        zone.to_offset_info(at).abbreviation().to_owned()
    }
}

/// `seconds` to the nearest multiple of `unit`.
fn rounded(seconds: i64, unit: i64) -> i64 {
    seconds.saturating_add(unit / 2) / unit * unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    fn at(text: &str) -> Timestamp {
        text.parse::<jiff::ZonedDateTime>()
            .expect("a zoned instant")
            .timestamp()
    }

    fn tokyo() -> TimeZone {
        TimeZone::get("Asia/Tokyo").expect("the zone database is bundled")
    }

    fn span(from: &str, to: &str) -> Span {
        Span {
            start: at(&format!("{from}[Asia/Tokyo]")),
            end: at(&format!("{to}[Asia/Tokyo]")),
        }
    }

    #[test]
    fn durations_show_their_two_largest_units() {
        let (ja, en) = (Locale::Ja.words(), Locale::En.words());
        assert_eq!(ja.duration(0.0), "0分");
        assert_eq!(ja.duration(20.0), "1分未満");
        assert_eq!(en.duration(840.0), "14 min");
        assert_eq!(en.duration(59.6 * 60.0), "1h");
        assert_eq!(en.duration(7_800.0), "2h 10m");
        assert_eq!(ja.duration(76.0 * 3600.0), "3日4時間");
        assert_eq!(en.duration(76.0 * 3600.0), "3d 4h");
        assert_eq!(en.duration(86_399.0), "1d");
        assert_eq!(en.duration(40.4 * 86_400.0), "40d");
        assert_eq!(en.duration(f64::NAN), "0 min");
        assert_eq!(ja.duration_or_none(None), "—");
        assert_eq!(ja.business_duration(840.0), "14分");
        assert_eq!(ja.business_duration(26.4 * 3600.0), "26時間");
        assert_eq!(en.business_duration(7_800.0), "2h 10m");
    }

    #[test]
    fn spans_are_dates_with_both_ends() {
        let (ja, en) = (Locale::Ja.words(), Locale::En.words());
        let week = span("2026-11-09T00:00", "2026-11-16T00:00");
        assert_eq!(ja.span(week, &tokyo()), "11/9–11/15");
        assert_eq!(en.span(week, &tokyo()), "9–15 Nov");
        let turn = span("2026-10-26T00:00", "2026-11-02T00:00");
        assert_eq!(en.span(turn, &tokyo()), "26 Oct–1 Nov");
        let year = span("2025-12-29T00:00", "2026-01-05T00:00");
        assert_eq!(ja.span(year, &tokyo()), "2025/12/29–2026/1/4");
        assert_eq!(en.span(year, &tokyo()), "29 Dec 2025–4 Jan 2026");
        let day = span("2026-11-09T00:00", "2026-11-10T00:00");
        assert_eq!(en.span(day, &tokyo()), "9 Nov");
        let part = span("2026-11-01T00:00", "2026-11-12T06:02");
        assert_eq!(ja.span(part, &tokyo()), "11/1–11/12 06:02まで");
        assert_eq!(en.span(part, &tokyo()), "1–12 Nov to 06:02");
        let none = span("2026-11-01T00:00", "2026-11-01T00:00");
        assert_eq!(en.span(none, &tokyo()), "—");
    }

    #[test]
    fn spans_that_name_a_period_say_their_year_once() {
        let (ja, en) = (Locale::Ja.words(), Locale::En.words());
        let two_weeks = span("2026-10-05T00:00", "2026-10-19T00:00");
        assert_eq!(ja.span_with_year(two_weeks, &tokyo()), "2026/10/5–10/18");
        assert_eq!(en.span_with_year(two_weeks, &tokyo()), "5–18 Oct 2026");
        let to_the_end = span("2026-12-21T00:00", "2027-01-01T00:00");
        assert_eq!(en.span_with_year(to_the_end, &tokyo()), "21–31 Dec 2026");
        let over_the_end = span("2026-12-28T00:00", "2027-01-11T00:00");
        assert_eq!(
            ja.span_with_year(over_the_end, &tokyo()),
            "2026/12/28–2027/1/10"
        );
        let part = span("2025-11-01T00:00", "2025-11-12T06:02");
        assert_eq!(
            ja.span_with_year(part, &tokyo()),
            "2025/11/1–11/12 06:02まで"
        );
        assert_eq!(
            en.span_near(part, &tokyo(), at("2026-11-12T06:02[Asia/Tokyo]")),
            "1–12 Nov 2025 to 06:02"
        );
        assert_eq!(en.span_near(part, &tokyo(), part.end), "1–12 Nov to 06:02");
    }

    #[test]
    fn a_day_that_begins_at_one_is_whole() {
        // In Cairo the clock jumps from midnight to one on 24 April 2026.
        let cairo = TimeZone::get("Africa/Cairo").expect("the zone database is bundled");
        let en = Locale::En.words();
        let week = |first: Date, next: Date| Span {
            start: day_start(first, &cairo),
            end: day_start(next, &cairo),
        };
        let date = |month, day| jiff::civil::date(2026, month, day);
        let spring = week(date(4, 17), date(4, 24));
        assert_eq!(en.span(spring, &cairo), "17–23 Apr");
        let next = week(date(4, 24), date(4, 25));
        assert_eq!(en.span(next, &cairo), "24 Apr");
        let autumn = week(date(10, 23), date(10, 30));
        assert_eq!(en.span(autumn, &cairo), "23–29 Oct");
    }

    #[test]
    fn instants_name_the_year_only_where_it_differs() {
        let (ja, en) = (Locale::Ja.words(), Locale::En.words());
        let as_of = at("2026-11-16T06:02[Asia/Tokyo]");
        assert_eq!(ja.instant(as_of, &tokyo(), as_of), "11/16 06:02");
        assert_eq!(en.instant(as_of, &tokyo(), as_of), "16 Nov 06:02");
        let old = at("2024-11-16T06:02[Asia/Tokyo]");
        assert_eq!(en.instant(as_of, &tokyo(), old), "16 Nov 2026 06:02");
        assert_eq!(ja.zone(&tokyo(), as_of), "JST");
    }
}
