//! What is out of the ordinary: a period's number against matched earlier periods.
//!
//! Lives here: the robust z-score, its floors, and episodes. Must not live here: which periods are matched (`matched`),
//! what is normal (`normal`), words, who is told.
//!
//! A period is compared with earlier complete ones of its kind by the modified z-score of Iglewicz & Hoaglin (1993),
//! the distance from their median in robust standard deviations, which are never less than chance alone makes. A
//! holiday makes a week smaller, not odd: see [`Watch::judge`].

mod matched;

use crate::{accrual::Accrual, calendar::Calendar, normal, normal::Normal, period::Period};
use matched::Series;

/// When a number is out of the ordinary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Watch {
    /// A z-score of this size or beyond raises a flag.
    pub limit: f64,
    /// Within this z-score a number is normal: the band of a chart, and where an episode ends.
    pub normal: f64,
    /// The most earlier periods that are looked at, the newest ones.
    pub memory: usize,
    /// With fewer matched periods nothing is judged.
    pub min_periods: usize,
    /// Where both the number and the median are under this, nothing is judged; of a rate the counts above its line.
    pub min_count: f64,
    /// A smaller difference from the median is never flagged; of a rate in counts above its line.
    pub min_change: f64,
}

impl Default for Watch {
    /// The limit of Iglewicz & Hoaglin; about 95 % of ordinary periods in the band; half a year of weeks.
    fn default() -> Self {
        Self {
            limit: 3.5,
            normal: normal::REACH,
            memory: 26,
            min_periods: normal::ENOUGH,
            min_count: 10.0,
            min_change: 5.0,
        }
    }
}

/// One period of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The period.
    pub period: Period,
    /// Its number; `None` where it is not available.
    pub value: Option<f64>,
    /// How many a rate stands on. A rate on a small sample is neither judged nor compared with.
    pub base: Option<i64>,
    /// Whether the period has ended and nothing in it still matures.
    pub complete: bool,
}

/// Where ordinary numbers of a period lie.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Band {
    /// Lower end; never below zero where no number was.
    pub low: f64,
    /// The median.
    pub middle: f64,
    /// Upper end.
    pub high: f64,
}

/// Which way a number is out of the ordinary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Above.
    High,
    /// Below.
    Low,
}

/// What is found of one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Where ordinary numbers lie; `None` where too few periods match. Also for a period that is not complete.
    pub band: Option<Band>,
    /// The robust z-score; `None` where nothing is judged.
    pub z: Option<f64>,
    /// The side where it is beyond the limit and no floor holds it back.
    pub flag: Option<Side>,
    /// Whether it is inside the band.
    pub normal: bool,
}

impl Reading {
    const NOTHING: Self = Self {
        band: None,
        z: None,
        flag: None,
        normal: false,
    };
}

/// A run of flagged periods: told once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Episode {
    /// Index of the period that raised the flag.
    pub first: usize,
    /// Index of the last period that belongs to it.
    pub last: usize,
    /// Which way.
    pub side: Side,
    /// Whether it has not ended by the last period.
    pub open: bool,
}

impl Watch {
    /// Reads a series of periods of one kind, oldest first.
    ///
    /// What a period is matched with: days with the same weekday of the same nature (worked or not); longer
    /// periods with those that have as many business days. Where fewer than `min_periods` of these are known, it is
    /// matched with all that have any, their events or amounts scaled once to as many business days and once to as
    /// many days: some happen only when people work, others on any day, and a flag needs both. A level is never
    /// scaled.
    pub fn judge(&self, points: &[Point], accrual: Accrual, calendar: &Calendar) -> Vec<Reading> {
        let series = Series::new(points, accrual, calendar);
        (0..points.len())
            .map(|index| self.reading(&series, index))
            .collect()
    }

    fn reading(&self, series: &Series<'_>, index: usize) -> Reading {
        let yardsticks = series.yardsticks(index, self);
        let chance = |middle| series.chance(index, middle);
        let normals: Vec<Normal> = yardsticks
            .iter()
            .filter_map(|earlier| Normal::of(earlier, self.min_periods, chance))
            .collect();
        let lowest = yardsticks.iter().flatten().copied().fold(0.0, f64::min);
        let Some(band) = self.band(&normals, lowest) else {
            return Reading::NOTHING;
        };
        let Some(value) = series.judged(index) else {
            return Reading {
                band: Some(band),
                ..Reading::NOTHING
            };
        };
        let z = least(normals.iter().map(|normal| {
            let difference = value - normal.middle;
            // Infinite where every earlier number was the same; the floors decide then.
            if difference == 0.0 {
                0.0
            } else {
                difference / normal.deviation
            }
        }));
        let is_small = self.is_small(value, &normals, series.weight(index));
        let side = if z > 0.0 { Side::High } else { Side::Low };
        Reading {
            band: Some(band),
            z: Some(z),
            flag: (!is_small && z.abs() >= self.limit).then_some(side),
            normal: z.abs() <= self.normal || is_small,
        }
    }

    /// What is normal by any of the yardsticks; the middle is that of the first.
    fn band(&self, normals: &[Normal], lowest: f64) -> Option<Band> {
        let ends = || normals.iter().map(|normal| normal.within(self.normal));
        Some(Band {
            low: ends()
                .map(|(low, _)| low)
                .fold(f64::MAX, f64::min)
                .max(lowest),
            middle: normals.first()?.middle,
            high: ends().map(|(_, high)| high).fold(f64::MIN, f64::max),
        })
    }

    /// Whether the floors hold a flag back.
    fn is_small(&self, value: f64, normals: &[Normal], weight: f64) -> bool {
        let middles = || normals.iter().map(|normal| normal.middle);
        let largest = middles().fold(value, f64::max) * weight;
        let change = least(middles().map(|middle| value - middle)).abs() * weight;
        largest < self.min_count || change < self.min_change
    }
}

/// The one nearest to zero; zero where they point to both sides.
fn least(values: impl Iterator<Item = f64>) -> f64 {
    let nearer = |one: f64, other: f64| match one {
        _ if (one > 0.0) != (other > 0.0) => 0.0,
        _ if other.abs() < one.abs() => other,
        _ => one,
    };
    values.reduce(nearer).unwrap_or(0.0)
}

/// The episodes of a series: one begins with a flag, and ends with the first period that is normal again or
/// flagged on the other side. Periods in which nothing is judged neither begin nor end one.
pub fn episodes(readings: &[Reading]) -> Vec<Episode> {
    let mut episodes: Vec<Episode> = Vec::new();
    for (index, reading) in readings.iter().enumerate() {
        let under_way = episodes.last_mut().filter(|episode| episode.open);
        match (under_way, reading.flag) {
            (Some(episode), Some(side)) if episode.side == side => episode.last = index,
            (under_way, Some(side)) => {
                if let Some(episode) = under_way {
                    episode.open = false;
                }
                episodes.push(Episode {
                    first: index,
                    last: index,
                    side,
                    open: true,
                });
            }
            (Some(episode), None) if reading.normal => episode.open = false,
            (Some(episode), None) if reading.z.is_some() => episode.last = index,
            (_, None) => {}
        }
    }
    episodes
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use proptest::prelude::*;

    use super::{Accrual, Episode, Point, Reading, Side, Watch, episodes};
    use crate::{
        calendar::Calendar,
        definition::Definition,
        period::{Kind, Period},
    };

    fn series(kind: Kind, first: Date, values: &[f64]) -> Vec<Point> {
        let definition = Definition::default();
        let mut period = Period::containing(kind, first, &definition);
        let mut points = Vec::new();
        for value in values {
            points.push(Point {
                period,
                value: Some(*value),
                base: None,
                complete: true,
            });
            let next = period.last.tomorrow().unwrap();
            period = Period::containing(kind, next, &definition);
        }
        points
    }

    fn judged(points: &[Point]) -> Vec<Reading> {
        Watch::default().judge(points, Accrual::Events, &Calendar::japan())
    }

    fn flags(readings: &[Reading]) -> Vec<usize> {
        let flagged = readings.iter().enumerate();
        flagged
            .filter_map(|(index, reading)| reading.flag.map(|_| index))
            .collect()
    }

    const CALM: [f64; 12] = [
        60.0, 64.0, 58.0, 61.0, 66.0, 59.0, 63.0, 57.0, 62.0, 60.0, 65.0, 61.0,
    ];

    #[test]
    fn the_score_is_that_of_the_formula() {
        let mut values: Vec<f64> = (1..=9).map(|step| 50.0 + f64::from(step)).collect();
        values.push(75.0);
        let points = series(Kind::Week, date(2026, 6, 8), &values);
        let judged =
            |accrual| Watch::default().judge(&points, accrual, &Calendar::weekends_only())[9];
        // Median 55, MAD 2: 0.6745 · 20 / 2.
        let reading = judged(Accrual::Amount);
        let z = reading.z.unwrap();
        assert!((z - 6.745).abs() < 1e-9, "{z}");
        assert_eq!(reading.flag, Some(Side::High));
        let band = reading.band.unwrap();
        assert!((band.middle - 55.0).abs() < 1e-9);
        assert!((band.high - (55.0 + 1.96 * 2.0 / 0.6745)).abs() < 1e-9);
        // Independent happenings scatter by √55 at least: no flag.
        let reading = judged(Accrual::Events);
        assert!((reading.z.unwrap() - 20.0 / 55.0_f64.sqrt()).abs() < 1e-9);
        assert_eq!(reading.flag, None);
    }

    #[test]
    fn with_few_periods_nothing_is_judged() {
        let readings = judged(&series(Kind::Week, date(2026, 6, 8), &CALM[..8]));
        assert!(readings.iter().all(|reading| *reading == Reading::NOTHING));
    }

    #[test]
    fn a_week_with_holidays_is_compared_with_its_like() {
        let mut values = CALM.to_vec();
        // Twelve weeks from 9 February; the thirteenth is Golden Week with two business days.
        values.push(24.0);
        let points = series(Kind::Week, date(2026, 2, 9), &values);
        let readings = judged(&points);
        assert_eq!(points[12].period.first, date(2026, 5, 4));
        let band = readings[12].band.unwrap();
        assert!(band.middle < 30.0, "{band:?}");
        assert_eq!(readings[12].flag, None);
        let without = Watch::default().judge(&points, Accrual::Events, &Calendar::weekends_only());
        assert_eq!(without[12].flag, Some(Side::Low));
    }

    #[test]
    fn what_happens_on_any_day_is_not_odd_in_a_week_with_holidays() {
        let golden_week = |leads: f64| {
            let mut values = CALM.to_vec();
            values.push(leads);
            judged(&series(Kind::Week, date(2026, 2, 9), &values))[12].flag
        };
        // As many as in any week, and as many as its two business days would bring.
        assert_eq!(golden_week(61.0), None);
        assert_eq!(golden_week(24.0), None);
        assert_eq!(golden_week(110.0), Some(Side::High));
        assert_eq!(golden_week(2.0), Some(Side::Low));
    }

    /// Weeks of a rate: counts above and below its line.
    fn rates(counts: &[(i32, i64)]) -> Vec<Reading> {
        let shares = counts
            .iter()
            .map(|(above, below)| f64::from(*above) / *below as f64);
        let mut points = series(Kind::Week, date(2026, 6, 8), &shares.collect::<Vec<f64>>());
        for (point, (_, below)) in points.iter_mut().zip(counts) {
            point.base = Some(*below);
        }
        Watch::default().judge(&points, Accrual::Level, &Calendar::japan())
    }

    #[test]
    fn a_rate_is_judged_by_the_counts_it_stands_on() {
        let mut weeks = [(10, 1_000), (9, 980), (11, 1_020), (10, 990)].repeat(3);
        weeks.push((40, 1_000));
        assert_eq!(rates(&weeks)[12].flag, Some(Side::High));
        // The same rate of a few mails, and one that chance makes.
        weeks[12] = (2, 50);
        assert_eq!(rates(&weeks)[12].flag, None);
        weeks[12] = (17, 1_000);
        assert_eq!(rates(&weeks)[12].flag, None);
        // On a small sample it is not even judged.
        weeks[12] = (20, 29);
        assert_eq!(rates(&weeks)[12].z, None);
        assert!(rates(&weeks)[12].band.is_some());
    }

    #[test]
    fn mondays_are_compared_with_mondays() {
        let values: Vec<f64> = (0..70)
            .map(|day| match day % 7 {
                5 | 6 => 1.0,
                0 => 40.0 + f64::from(day / 7 % 3),
                _ => 20.0 + f64::from(day / 7 % 3),
            })
            .collect();
        let points = series(Kind::Day, date(2026, 6, 8), &values);
        let readings = Watch::default().judge(&points, Accrual::Events, &Calendar::weekends_only());
        assert!(flags(&readings).is_empty());
        let last_monday = readings[63].band.unwrap();
        assert!((40.0..=42.0).contains(&last_monday.middle));
    }

    #[test]
    fn small_numbers_and_small_changes_are_never_flagged() {
        let mut few = [2.0; 12].to_vec();
        few.push(9.0);
        let points = series(Kind::Month, date(2025, 1, 1), &few);
        assert!(flags(&judged(&points)).is_empty());
        let mut steady = [500.0; 12].to_vec();
        steady.push(504.0);
        let points = series(Kind::Week, date(2026, 6, 8), &steady);
        let watched = |watch: Watch| watch.judge(&points, Accrual::Level, &Calendar::japan());
        assert!(flags(&watched(Watch::default())).is_empty());
        let keen = Watch {
            min_change: 0.0,
            ..Watch::default()
        };
        assert_eq!(flags(&watched(keen)), [12]);
    }

    #[test]
    fn an_open_period_has_a_band_and_no_verdict() {
        let mut points = series(Kind::Week, date(2026, 6, 8), &CALM);
        points[11].complete = false;
        points[11].value = Some(1.0);
        let reading = judged(&points)[11];
        assert!(reading.band.is_some() && reading.z.is_none() && reading.flag.is_none());
    }

    fn read(z: Option<f64>, flag: Option<Side>) -> Reading {
        Reading {
            z,
            flag,
            normal: z.is_some_and(|z| z.abs() <= 2.0),
            ..Reading::NOTHING
        }
    }

    #[test]
    fn a_run_of_flagged_periods_is_told_once() {
        let (high, low) = (Some(Side::High), Some(Side::Low));
        let readings = [
            read(Some(0.3), None),
            read(Some(4.0), high),
            read(None, None),
            read(Some(3.0), None), // no flag, yet not normal: it goes on
            read(Some(5.0), high),
            read(Some(1.0), None),
            read(Some(3.0), None), // outside the band alone begins nothing
            read(Some(-9.0), low),
            read(Some(8.0), high),
        ];
        let episode = |first, last, side, open| Episode {
            first,
            last,
            side,
            open,
        };
        assert_eq!(
            episodes(&readings),
            [
                episode(1, 4, Side::High, false),
                episode(7, 7, Side::Low, false),
                episode(8, 8, Side::High, true),
            ]
        );
    }

    proptest! {
        #[test]
        fn a_number_inside_the_band_is_never_flagged(values in prop::collection::vec(0.0_f64..200.0, 9..60)) {
            let readings = judged(&series(Kind::Week, date(2024, 1, 1), &values));
            for (value, reading) in values.iter().zip(&readings) {
                if let Some(band) = reading.band {
                    prop_assert!(0.0 <= band.low && band.low <= band.middle && band.middle <= band.high);
                    if (band.low..=band.high).contains(value) {
                        prop_assert_eq!(reading.flag, None);
                    }
                }
            }
            let flagged = flags(&readings);
            for pair in episodes(&readings).windows(2) {
                prop_assert!(pair[0].last < pair[1].first && !pair[0].open);
                prop_assert!(flagged.contains(&pair[1].first));
            }
        }
    }
}
