//! `funnelbot check`: is everything there that the bot needs, and how to mend what is not.
//!
//! Lives here: what is looked at. Must not live here: anything that changes the outside world or the database.

mod told;

use std::path::Path;

use chat::{
    gateway::{self, GatewayFault},
    http::{DiscordHttp, DiscordSettings},
    permissions,
};
use kpi::{
    clock::Clock,
    model::{Capability, Stream},
    nearest::nearest,
    stage::Ladder,
};
use ma::{Connector, PullError};
use report::{args, locale::Locale};
use store::{Store, StoreError, UnmappedStage, WorkspaceId};

use self::told::Told;
use super::{CheckArguments, faults};
use crate::{
    account,
    app::{connect, required},
    channels,
    clock::SystemClock,
    config::{Settings, team::Team},
};

pub(super) async fn check(settings: Settings, arguments: CheckArguments) -> anyhow::Result<()> {
    let team = Team::read(&settings.team_file);
    let written = team.as_ref().map_or(Locale::En, |team| team.locale);
    let mut told = Told::new(arguments.locale.map_or(written, Into::into));
    let team = told.unless_wrong("team", team.map_err(Into::into));
    if let Some(team) = &team {
        tell_team(&told, &settings, team);
        for refused in &team.refused_kpis {
            told.wrong("team", &refused.why);
        }
    }
    let store = database(&settings, &mut told).await;
    tool(&settings, store.as_ref(), &mut told).await;
    if let (Some(store), Some(team)) = (&store, &team) {
        stages(store, team, &mut told).await;
    }
    if let Some(team) = &team {
        discord(&settings, team, &mut told).await;
    }
    told.finish()
}

fn tell_team(told: &Told, settings: &Settings, team: &Team) {
    let file = settings.team_file.to_string();
    let key = if team.written {
        "check-team-read"
    } else {
        "check-team-none"
    };
    let schedules = team.schedules.len();
    let rules = team.rules.iter().count();
    told.well(
        "team",
        key,
        args![file = file, schedules = schedules, rules = rules],
    );
}

/// A missing database comes with the first poll, and an older one is brought up to date by it: neither is wrong, and
/// neither is done here.
async fn database(settings: &Settings, told: &mut Told) -> Option<Store> {
    const WHAT: &str = "database";
    let url = &settings.database_url;
    match Store::open_read_only(url).await {
        Ok(store) => {
            told.well(WHAT, "check-database-there", args![url = url]);
            Some(store)
        }
        Err(StoreError::Absent { path }) if has_folder(&path) => {
            told.well(WHAT, "check-database-none", args![url = url]);
            None
        }
        Err(StoreError::Older { .. }) => {
            told.well(WHAT, "check-database-older", args![url = url]);
            None
        }
        Err(StoreError::Absent { path }) => {
            let told_in = told.words();
            told.wrong(
                WHAT,
                &told_in.say("check-database-no-folder", args![file = path]),
            );
            None
        }
        Err(fault) => told.unless_wrong(WHAT, Err(fault.into())),
    }
}

fn has_folder(path: &str) -> bool {
    let folder = Path::new(path).parent();
    folder.is_none_or(|folder| folder.as_os_str().is_empty() || folder.is_dir())
}

async fn tool(settings: &Settings, store: Option<&Store>, told: &mut Told) {
    let Some((tool, address, connector)) = told.unless_wrong("tool", connect(settings)) else {
        return;
    };
    let name = told.words().word(&format!("tool-{}", tool.as_str()));
    told.well(
        "tool",
        "check-tool-at",
        args![tool = name, address = &address],
    );
    let account = connector.probe().await.map_err(Into::into);
    let Some(account) = told.unless_wrong("account", account) else {
        return;
    };
    match &account.name {
        Some(name) => told.well("account", "check-account-named", args![name = name]),
        None => told.well("account", "check-answers", &[]),
    }
    if let Some(store) = store {
        let workspace = WorkspaceId::DEFAULT;
        let compared = account::compare(store, workspace, tool, &address, &account).await;
        if told.unless_wrong("leads", compared).is_some() {
            told.well("leads", "check-leads-same", &[]);
        }
    }
    streams(connector.as_ref(), told).await;
}

/// One batch of each stream, which is kept nowhere. Without leads there is nothing to count; any other stream may be
/// missing, and its numbers say so.
async fn streams(connector: &dyn Connector, told: &mut Told) {
    const WHAT: &str = "streams";
    let words = told.words();
    let now = SystemClock.now();
    let capabilities = connector.capabilities();
    let mut readable = 0_usize;
    for stream in Stream::ALL {
        // Counting all ids asks for what the leads' permission gives, page after page.
        if capabilities.of(stream) == Capability::None || stream == Stream::Census {
            continue;
        }
        let fault = match connector.pull(stream, None, now).await {
            Ok(_batch) => {
                readable += 1;
                continue;
            }
            Err(fault) => fault,
        };
        let name = words.word(&format!("stream-{}", stream.as_str()));
        let why = faults::of_tool(&fault, words);
        let line = words.say("check-stream-fault", args![stream = name, why = why]);
        if matches!(fault, PullError::Unavailable { .. }) && stream != Stream::Leads {
            told.remark(WHAT, &line);
        } else {
            told.wrong(WHAT, &line);
        }
    }
    if readable > 0 {
        told.well(WHAT, "check-streams-readable", args![count = readable]);
    }
}

async fn stages(store: &Store, team: &Team, told: &mut Told) {
    const WHAT: &str = "stages";
    let unmapped = store
        .unmapped_under(WorkspaceId::DEFAULT, &team.definition)
        .await;
    let Some(unmapped) = told.unless_wrong(WHAT, unmapped.map_err(Into::into)) else {
        return;
    };
    if unmapped.is_empty() {
        told.well(WHAT, "check-stages-mapped", &[]);
    }
    for stage in unmapped {
        let sentence = told.words().say(
            "check-stage-unmapped",
            args![
                tool = told.words().word(&format!("tool-{}", stage.tool.as_str())),
                table = stage.tool.as_str(),
                leads = stage.leads,
                raw = &stage.raw,
                label = stage.label.as_deref().unwrap_or(&stage.raw),
                place = likely_place(&stage, &team.definition.ladder)
            ],
        );
        told.wrong(WHAT, &sentence);
    }
}

/// The place whose word or name is nearest to what people see of the value.
fn likely_place(stage: &UnmappedStage, ladder: &Ladder) -> String {
    let seen = stage.label.as_deref().unwrap_or(&stage.raw);
    let names = ladder
        .stages()
        .iter()
        .flat_map(|stage| stage.names.values().map(|name| (name.as_str(), &*stage.id)));
    let words: Vec<(&str, &str)> = ladder
        .words()
        .map(|word| (word, word))
        .chain(names)
        .collect();
    let near = nearest(seen, words.iter().map(|(word, _)| *word));
    let place = near.and_then(|near| words.iter().find(|(word, _)| *word == near));
    place.map_or("outside", |(_, place)| place).to_owned()
}

async fn discord(settings: &Settings, team: &Team, told: &mut Told) {
    let words = told.words();
    for key in channels::missing(settings, team) {
        told.wrong("channel", &words.word(key));
    }
    let token = required(settings.discord.token.clone(), "DISCORD_TOKEN");
    let Some(token) = told.unless_wrong("discord", token.map_err(Into::into)) else {
        return;
    };
    let http = DiscordHttp::new(DiscordSettings {
        token,
        api_url: settings.discord.api_url.clone(),
        guild: settings.discord.guild,
    });
    let able = gateway::rehearse(&http).await.map_err(Into::into);
    if told.unless_wrong("discord", able).is_none() {
        return;
    }
    match settings.discord.guild {
        Some(guild) => told.well(
            "discord",
            "check-discord-server",
            args![guild = guild.to_string()],
        ),
        None => told.well("discord", "check-discord-everywhere", &[]),
    }
    for channel in channels::used(settings, team) {
        let finding = permissions::check(&http, channel).await;
        let finding = finding.map_err(|fault| GatewayFault::from(fault).into());
        let Some(finding) = told.unless_wrong("channel", finding) else {
            continue;
        };
        match channels::complaint(words, channel, &finding) {
            Some(complaint) => told.wrong("channel", &complaint),
            None => told.well(
                "channel",
                "check-channel-ready",
                args![channel = channel.to_string()],
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use kpi::{model::Tool, stage::Ladder};
    use store::UnmappedStage;

    use super::likely_place;

    #[test]
    fn a_place_is_proposed_by_what_people_see() {
        let propose = |label: &str| {
            let stage = UnmappedStage {
                tool: Tool::Hubspot,
                raw: "148392012".to_owned(),
                label: Some(label.to_owned()),
                leads: 1,
            };
            likely_place(&stage, &Ladder::default())
        };
        assert_eq!(propose("Lost"), "lost");
        assert_eq!(propose("商談"), "opportunity");
        assert_eq!(propose("Customers"), "customer");
        assert_eq!(propose("パートナー企業"), "outside");
    }
}
