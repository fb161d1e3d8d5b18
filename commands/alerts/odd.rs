//! Whether the arrivals of the newest whole week are out of the ordinary, stage by stage.
//!
//! Must not live here: what is out of the ordinary (`kpi::anomaly`).

use kpi::{
    alert::Turn,
    anomaly::{Reading as Judged, Side, Watch},
    catalogue::Kpi,
};
use report::alerts::{Odd, Subject};
use store::StandingAlert;

use super::{
    Reading,
    history::{Look, complete_weeks, points},
};
use crate::{goal_kpi::accrual, office::Office, reply::Error};

pub(super) async fn read(
    office: &Office,
    standing: &[&StandingAlert],
) -> Result<Vec<Reading>, Error> {
    let agreement = office.agreement();
    let Some(as_of) = office.as_of().await? else {
        return Ok(Vec::new());
    };
    let watch = Watch::default();
    let weeks = complete_weeks(&agreement, as_of, watch.memory + 1);
    let look = Look {
        weeks: &weeks,
        from: 0,
        as_of,
    };
    let mut readings = Vec::new();
    for kpi in agreement
        .catalogue
        .iter()
        .filter(|kpi| kpi.family == "entered")
    {
        let points = points(office, kpi, look).await?;
        let judged = watch.judge(&points, accrual(kpi), &agreement.calendar);
        let newest = points.last().zip(judged.last());
        let Some((point, judged)) = newest else {
            continue;
        };
        let Some((value, band)) = point.value.zip(judged.band) else {
            continue;
        };
        let stands = standing.iter().find(|alert| alert.subject == kpi.id);
        let z = judged.z.unwrap_or_default();
        let worst = stands.map(|alert| alert.worst);
        readings.push(Reading {
            subject: kpi.id.clone(),
            turn: turn(worst, judged),
            value: z,
            worst: worst.filter(|worst| worst.abs() > z.abs()).unwrap_or(z),
            told: Subject::Odd(Odd {
                kpi: Kpi::clone(kpi),
                week: point.period,
                value,
                low: band.low,
                high: band.high,
                is_high: z > 0.0,
            }),
        });
    }
    Ok(readings)
}

/// As episodes begin and end: with a flag, and with a week that is normal again or odd on the other side.
fn turn(worst: Option<f64>, judged: &Judged) -> Turn {
    match (worst, judged.flag) {
        (None, Some(_)) => Turn::Raised,
        (Some(worst), Some(side)) if (side == Side::High) != (worst > 0.0) => Turn::Over,
        (Some(_), None) if judged.normal => Turn::Over,
        (Some(_), _) => Turn::GoesOn,
        (None, None) => Turn::Nothing,
    }
}
