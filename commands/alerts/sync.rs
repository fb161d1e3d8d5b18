//! Whether the tool can be read: for how long the stream that has failed the longest has.

use report::{
    alerts::{Failing, Subject},
    posts::Failing as Stream,
};
use store::StandingAlert;

use super::{Reading, reading};
use crate::{office::Office, posts::sources, reply::Error};

pub(super) async fn read(
    office: &Office,
    standing: &[&StandingAlert],
) -> Result<Vec<Reading>, Error> {
    let states = office.store().streams(office.workspace()).await?;
    let mut tools: Vec<_> = states.iter().map(|state| state.tool).collect();
    tools.dedup();
    let failing = sources::failing(&states);
    let since = failing.iter().map(|stream| stream.since).min();
    let hours = since.map_or(0.0, |since| {
        office.now().duration_since(since).as_secs_f64() / 3600.0
    });
    let told = Subject::Sync(Failing {
        tools,
        streams: failing
            .iter()
            .map(|Stream { stream, .. }| *stream)
            .collect(),
        since: since.unwrap_or_else(|| office.now()),
    });
    let threshold = office.agreement().alerts.limits.sync();
    let number = (String::new(), Some(hours));
    Ok(vec![reading(&threshold, standing, number, told)])
}
