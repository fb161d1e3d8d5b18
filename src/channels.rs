//! The chat's channels before anything is sent: which are needed, and whether the bot may post there.
//!
//! Lives here: what `funnelbot check` shows and `funnelbot run` insists on. Must not live here: what Discord answers
//! (`chat::permissions`), sending.

use chat::{
    gateway::{self, GatewayFault},
    http::DiscordHttp,
    permissions::{self, Finding},
};
use report::{Words, args, locale::Locale};

use crate::{
    cli::Mend,
    config::{Settings, team::Team},
};

/// Every channel that a message of the bot can go to, each once.
pub(crate) fn used(settings: &Settings, team: &Team) -> Vec<u64> {
    let default = settings.discord.channel;
    let reports = team.schedules.iter().map(|schedule| {
        let own = schedule.channel.or(team.channels.reports);
        own.or(default)
    });
    let alerts = (!team.alerts.watches.is_empty())
        .then(|| team.channels.alerts.or(team.channels.reports).or(default));
    let others = [sales(settings, team), alerts.flatten()];
    let mut channels: Vec<u64> = reports.chain(others).flatten().collect();
    channels.sort_unstable();
    channels.dedup();
    channels
}

/// Locale keys of sentences that say which message has no channel to go to.
pub(crate) fn missing(settings: &Settings, team: &Team) -> Vec<&'static str> {
    let reports = team.channels.reports.or(settings.discord.channel);
    let no_reports = reports.is_none()
        && team
            .schedules
            .iter()
            .any(|schedule| schedule.channel.is_none());
    let no_sales = team.rules.iter().next().is_some() && sales(settings, team).is_none();
    let reports = no_reports.then_some("check-no-reports-channel");
    let sales = no_sales.then_some("check-no-sales-channel");
    reports.into_iter().chain(sales).collect()
}

fn sales(settings: &Settings, team: &Team) -> Option<u64> {
    team.channels.sales.or(settings.discord.channel)
}

/// What is to be mended in a channel; `None` where posts can go there.
pub(crate) fn complaint(words: &Words, channel: u64, finding: &Finding) -> Option<String> {
    let key = finding.key()?;
    let channel = channel.to_string();
    let Finding::Lacking(rights) = finding else {
        return Some(words.say(key, args![channel = channel]));
    };
    let rights: Vec<String> = rights.iter().map(|right| words.word(right.key())).collect();
    let rights = rights.join(&words.word("comma"));
    Some(words.say(key, args![channel = channel, rights = rights]))
}

/// Insists that the bot can start and that every message has a channel where it may stand. A Discord that is away
/// proves nothing: it is asked again when it is back.
///
/// # Errors
/// What has to be mended: the token, the server, the invitation, a channel or the rights in it.
pub(crate) async fn insist(
    http: &DiscordHttp,
    settings: &Settings,
    team: &Team,
) -> anyhow::Result<()> {
    let words = Locale::En.words();
    if let Some(key) = missing(settings, team).first() {
        return Err(Mend(words.word(key)).into());
    }
    let found = async {
        gateway::rehearse(http).await?;
        let mut complaints = Vec::new();
        for channel in used(settings, team) {
            let finding = permissions::check(http, channel).await?;
            complaints.extend(complaint(words, channel, &finding));
        }
        Ok::<_, GatewayFault>(complaints)
    };
    match found.await {
        Ok(complaints) if complaints.is_empty() => Ok(()),
        Ok(complaints) => Err(Mend(complaints.join("\n")).into()),
        Err(fault @ GatewayFault::Denied { .. }) => Err(fault.into()),
        Err(fault) => {
            tracing::warn!("{fault}; the channels could not be looked at");
            Ok(())
        }
    }
}
