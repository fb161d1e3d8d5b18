//! `funnelbot check`: is everything there that the bot needs, and how to mend what is not.
//!
//! Lives here: one line a thing checked. Must not live here: anything that changes the outside world.

use chat::{
    http::{DiscordHttp, DiscordSettings},
    permissions::{self, Finding},
};
use report::{args, locale::Locale};
use store::{Store, StoreError, WorkspaceId};

use super::{Mend, screen::say};
use crate::{
    account,
    app::{connect, required},
    config::{Settings, team::Team},
};

pub(super) async fn check(settings: Settings) -> anyhow::Result<()> {
    let mut checked = Checked::default();
    let team = checked.take(
        "team file",
        Team::read(&settings.team_file).map_err(Into::into),
        |team| {
            format!(
                "{} ({} schedules, {} rules)",
                settings.team_file.display(),
                team.schedules.len(),
                team.rules.iter().count()
            )
        },
    );
    for refused in team.iter().flat_map(|team| &team.refused_kpis) {
        checked.wrong("team's own KPI", &refused.why);
    }
    let store = database(&settings, &mut checked).await;
    tool(&settings, store.as_ref(), &mut checked).await;
    if let (Some(store), Some(team)) = (&store, &team) {
        stages(store, team, &mut checked).await;
    }
    if let Some(team) = &team {
        chat_permissions(&settings, team, &mut checked).await;
    }
    checked.finish()
}

/// A running bot holds the database for writing, and a missing one comes with the first poll: neither is wrong.
async fn database(settings: &Settings, checked: &mut Checked) -> Option<Store> {
    let url = &settings.database_url;
    let opened = match Store::open_read_only(url).await {
        Err(StoreError::Unusable { .. } | StoreError::Older { .. }) => Store::open(url).await,
        opened => opened,
    };
    checked.take("database", opened.map_err(Into::into), |_store| url.clone())
}

async fn tool(settings: &Settings, store: Option<&Store>, checked: &mut Checked) {
    let connected = checked.take("tool settings", connect(settings), |(tool, account, _)| {
        format!("{} at {account}", tool.as_str())
    });
    let Some((tool, address, connector)) = connected else {
        return;
    };
    let account = checked.take(
        "tool account",
        connector.probe().await.map_err(Into::into),
        |account| account.name.clone().unwrap_or_else(|| "answers".to_owned()),
    );
    if let (Some(store), Some(account)) = (store, account) {
        let workspace = WorkspaceId::DEFAULT;
        let compared = account::compare(store, workspace, tool, &address, &account).await;
        checked.take("whose leads", compared, |()| "of this account".to_owned());
    }
}

async fn stages(store: &Store, team: &Team, checked: &mut Checked) {
    let unmapped = store
        .unmapped_under(WorkspaceId::DEFAULT, &team.definition)
        .await;
    let told = |unmapped: &Vec<_>| format!("{} values without a place", unmapped.len());
    let Some(unmapped) = checked.take("stages", unmapped.map_err(Into::into), told) else {
        return;
    };
    for stage in unmapped {
        let label = stage.label.unwrap_or_default();
        checked.wrong(
            "stage mapping",
            &format!(
                "{} has {} leads in \"{}\" {label}, which is mapped to nothing. Add to funnelbot.toml: [mapping.{}] \"{}\" = \"lead\" (or another stage, or \"outside\")",
                stage.tool.as_str(), stage.leads, stage.raw, stage.tool.as_str(), stage.raw,
            ),
        );
    }
}

async fn chat_permissions(settings: &Settings, team: &Team, checked: &mut Checked) {
    let Some(token) = checked.take(
        "Discord token",
        required(settings.discord.token.clone(), "DISCORD_TOKEN").map_err(Into::into),
        |_token| "is set".to_owned(),
    ) else {
        return;
    };
    let channels = channels(settings, team);
    if channels.is_empty() {
        checked.wrong("channels", NO_CHANNEL);
    }
    let http = DiscordHttp::new(DiscordSettings {
        token,
        api_url: settings.discord.api_url.clone(),
        guild: settings.discord.guild,
    });
    let me = http.me().await.map_err(Into::into);
    if checked
        .take("Discord account", me, |_| "answers".to_owned())
        .is_none()
    {
        return;
    }
    for channel in channels {
        match permissions::check(&http, channel).await {
            Ok(finding) => checked.channel(channel, &finding, team.locale),
            Err(fault) => checked.wrong("channel", &format!("{channel}: {fault}")),
        }
    }
}

const NO_CHANNEL: &str = "no channel is set. Set DISCORD_CHANNEL in .env, or [channels] reports and sales in funnelbot.toml";

fn channels(settings: &Settings, team: &Team) -> Vec<u64> {
    let named = [
        team.channels.reports,
        team.channels.sales,
        settings.discord.channel,
    ];
    let mut channels: Vec<u64> = named
        .into_iter()
        .chain(team.schedules.iter().map(|schedule| schedule.channel))
        .flatten()
        .collect();
    channels.sort_unstable();
    channels.dedup();
    channels
}

/// What was found, and how often it was wrong.
#[derive(Debug, Default)]
struct Checked {
    wrong: usize,
}

impl Checked {
    fn take<T>(
        &mut self,
        what: &str,
        result: anyhow::Result<T>,
        seen: impl FnOnce(&T) -> String,
    ) -> Option<T> {
        match result {
            Ok(value) => {
                Self::say('✓', what, &seen(&value));
                Some(value)
            }
            Err(fault) => {
                self.wrong(what, &format!("{fault:#}"));
                None
            }
        }
    }

    fn channel(&mut self, channel: u64, finding: &Finding, locale: Locale) {
        let Some(key) = finding.key() else {
            return Self::say('✓', "channel", &format!("{channel} is ready"));
        };
        let words = locale.words();
        let rights: Vec<String> = match finding {
            Finding::Lacking(rights) => {
                rights.iter().map(|right| words.word(right.key())).collect()
            }
            _ => Vec::new(),
        };
        let rights = rights.join(&words.word("comma"));
        let channel = channel.to_string();
        let told = match finding {
            Finding::Lacking(_) => words.say(key, args![channel = channel, rights = rights]),
            _ => words.say(key, args![channel = channel]),
        };
        self.wrong("channel", &told);
    }

    fn wrong(&mut self, what: &str, sentence: &str) {
        self.wrong += 1;
        Self::say('✗', what, sentence);
    }

    fn say(sign: char, what: &str, sentence: &str) {
        say(format_args!("{sign} {what}: {sentence}"));
    }

    fn finish(self) -> anyhow::Result<()> {
        if self.wrong == 0 {
            return Ok(());
        }
        Err(Mend(format!("{} to mend, see above", self.wrong)).into())
    }
}
