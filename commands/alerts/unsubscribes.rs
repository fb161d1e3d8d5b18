//! How many unsubscribe: the rate of the newest whole week, by the mails that went out in it (`kpi.md` §4).

use kpi::{
    catalogue::{Kpi, measured::Measured},
    period::Compare,
    significance::SMALL_SAMPLE,
};
use report::alerts::{Subject, Week};
use store::StandingAlert;

use super::{Reading, history::complete_weeks, reading};
use crate::{kpi::Counts, office::Office, reply::Error};

/// The KPI that is watched.
pub(crate) const KPI: &str = "unsubscribe-rate";

pub(super) async fn read(
    office: &Office,
    standing: &[&StandingAlert],
) -> Result<Vec<Reading>, Error> {
    let agreement = office.agreement();
    let kpi: Option<&Kpi> = agreement.catalogue.find(KPI);
    let Some((kpi, as_of)) = kpi.zip(office.as_of().await?) else {
        return Ok(Vec::new());
    };
    let Some(week) = complete_weeks(&agreement, as_of, 1).pop() else {
        return Ok(Vec::new());
    };
    let measured = Counts::of(office, week, Compare::None, &[kpi])
        .await?
        .measured(kpi);
    let Some(counts) = measured.counts() else {
        return Ok(Vec::new());
    };
    let threshold = agreement.alerts.limits.unsubscribes;
    let told = Subject::Unsubscribes(Week {
        week,
        counts,
        raise: threshold.raise(),
        clear: threshold.clear(),
    });
    let number = (String::new(), founded(&measured));
    Ok(vec![reading(&threshold, standing, number, told)])
}

/// The rate where it stands on enough mails to say anything.
pub(crate) fn founded(measured: &Measured) -> Option<f64> {
    let (_, delivered) = measured.counts()?;
    measured.value.filter(|_| delivered >= SMALL_SAMPLE)
}
