//! Whether goals are off track: the pace of each goal of a period that is under way.
//!
//! Must not live here: how a goal stands (`kpi::goal`).

use jiff::Timestamp;
use kpi::{
    alert::Turn,
    fraction::Fraction,
    period::{Kind, Period, PeriodWord, local_date},
};
use report::{
    alerts::{Gone, Subject},
    goal::Progress,
    locale::Locale,
};
use store::StandingAlert;

use super::{Reading, reading};
use crate::{
    goal_kpi::counts,
    goal_list::{Held, in_force},
    goal_show::{held_on, progress},
    goal_words::GoalPeriod,
    kpi::find,
    office::{Agreement, Office},
    reply::Error,
};

pub(super) async fn read(
    office: &Office,
    locale: Locale,
    standing: &[&StandingAlert],
) -> Result<Vec<Reading>, Error> {
    let agreement = office.agreement();
    let Some(as_of) = office.as_of().await? else {
        return Ok(Vec::new());
    };
    let today = local_date(as_of, &agreement.definition.zone);
    let mut watched = held_on(office, today).await?;
    let mut readings = Vec::new();
    for alert in standing {
        let is_watched =
            |(held, period): &(Held, Period)| subject(&agreement, held, period) == alert.subject;
        if watched.iter().any(is_watched) {
            continue;
        }
        match ended(office, &agreement, &alert.subject).await? {
            Some(held) => watched.push(held),
            None => readings.push(gone(&agreement, locale, alert)),
        }
    }
    for (held, period) in &watched {
        let counts = counts(office, *period, &[&held.kpi]).await?;
        let progress = progress(office, locale, held, &counts);
        let number = (subject(&agreement, held, period), pace(&progress));
        let told = Subject::Goal(Box::new(progress.clone()));
        let mut reading = reading(&agreement.alerts.limits.goals, standing, number, told);
        let stands = standing
            .iter()
            .any(|alert| alert.subject == reading.subject);
        if !period.is_open(as_of) {
            // The result is what it is.
            reading.turn = if stands { Turn::Over } else { Turn::Nothing };
        }
        readings.push(reading);
    }
    Ok(readings)
}

/// What the alert of a goal is known by: its KPI, kind and period.
fn subject(agreement: &Agreement, held: &Held, period: &Period) -> String {
    let word = period.word(&agreement.definition);
    format!("{} {} {word}", held.kpi.id, period.kind.as_str())
}

/// The goal of an alert whose period is over, where it is still in force.
async fn ended(
    office: &Office,
    agreement: &Agreement,
    subject: &str,
) -> Result<Option<(Held, Period)>, Error> {
    let Some((kpi, period)) = parse(agreement, subject, office.now()) else {
        return Ok(None);
    };
    let mut goals = in_force(office).await?.into_iter();
    let held = goals.find(|held| {
        let is_of = match held.period {
            GoalPeriod::One(own) => own == period,
            GoalPeriod::Every(kind) => kind == period.kind,
        };
        is_of && held.kpi.id == kpi
    });
    Ok(held.map(|held| (held, period)))
}

/// The KPI and the period of an alert.
fn parse<'a>(agreement: &Agreement, subject: &'a str, now: Timestamp) -> Option<(&'a str, Period)> {
    let mut parts = subject.split(' ');
    let (kpi, kind, word) = (parts.next()?, Kind::parse(parts.next()?)?, parts.next()?);
    let definition = &agreement.definition;
    let period = PeriodWord::parse(word).ok()?.resolve(definition, now);
    // A biweek has no word of its own and is kept as its dates.
    let period = match kind {
        Kind::Biweek => Period::containing(kind, period.first, definition),
        _ => period,
    };
    Some((kpi, period))
}

/// The alert of a goal that is none any more.
fn gone(agreement: &Agreement, locale: Locale, alert: &StandingAlert) -> Reading {
    let mut parts = alert.subject.split(' ');
    let kpi = parts.next().unwrap_or_default();
    let name = find(agreement, kpi).map_or_else(
        |_| kpi.to_owned(),
        |kpi| locale.words().kpi_name(kpi, &agreement.definition),
    );
    Reading {
        subject: alert.subject.clone(),
        turn: Turn::Over,
        value: alert.worst,
        worst: alert.worst,
        told: Subject::GoalGone(Gone {
            kpi: name,
            period: parts.nth(1).unwrap_or_default().to_owned(),
        }),
    }
}

/// How far a goal is, as a share of what is due by now; `None` before a fifth of the working time has gone by, in which
/// a day can make any pace, and while leads of a cohort have time to convert.
pub(super) fn pace(progress: &Progress) -> Option<f64> {
    let fifth = Fraction::new(1, 5)?;
    let standing = progress.standing.filter(|_| !progress.maturing)?;
    let share = standing.pace.or(standing.attainment)?;
    (progress.workdays.share() >= fifth).then(|| share.to_f64())
}
