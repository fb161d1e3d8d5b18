//! `funnelbot verify`: proves that the day sums are what the histories say.

use store::{Store, WorkspaceId};

use super::{Mend, screen::say};
use crate::config::{Settings, team::Team};

pub(super) async fn verify(settings: Settings) -> anyhow::Result<()> {
    let team = Team::read(&settings.team_file)?;
    let store = Store::open_read_only(&settings.database_url).await?;
    store.consult(WorkspaceId::DEFAULT, &team.definition);
    let verified = store.verify(WorkspaceId::DEFAULT).await?;
    say(format_args!(
        "{} leads, {} days counted again",
        verified.leads, verified.days
    ));
    for fault in &verified.faults {
        say(format_args!("{}: {}", fault.date, fault.what));
    }
    if verified.faults.is_empty() {
        say("every day is what the histories say");
        return Ok(());
    }
    Err(Mend(format!(
        "{} days differ. Stop the bot, change any [mapping] in funnelbot.toml and back to have all days counted again, and please report this",
        verified.faults.len()
    ))
    .into())
}
