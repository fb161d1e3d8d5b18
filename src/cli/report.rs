//! `funnelbot report`: the post that would be sent, without sending it.

use std::sync::Arc;

use ::report::locale::Locale;
use funnelbot_commands::{
    office::Office,
    posts::{ComposeFault, Occasion, Order, PostKind, compose},
    reply::Reply,
};
use kpi::clock::Clock;
use store::{Store, WorkspaceId};

use super::{Mend, ReportArguments, ReportWord, View, ask::print};
use crate::{
    clock::{StoppedClock, SystemClock},
    config::{Settings, team::Team},
};

impl From<ReportWord> for PostKind {
    fn from(word: ReportWord) -> Self {
        match word {
            ReportWord::Weekly => Self::Weekly,
            ReportWord::Biweekly => Self::Biweekly,
            ReportWord::Monthly => Self::Monthly,
        }
    }
}

pub(super) async fn report(settings: Settings, arguments: ReportArguments) -> anyhow::Result<()> {
    let team = Team::read(&settings.team_file)?;
    let locale: Locale = arguments.view.locale.map_or(team.locale, Into::into);
    let kind = PostKind::from(arguments.kind);
    let definition = team.definition.clone();
    let office = open_office(settings, team, &arguments.view).await?;
    let order = Order {
        kind,
        period: kind.period_word().resolve(&definition, office.now()),
        key: &format!("preview-{}", kind.as_str()),
        occasion: Occasion::Preview,
        locale,
    };
    let composed = match compose(&office, &order).await {
        Err(ComposeFault::NothingYet) => {
            return Err(Mend(locale.words().word("report-nothing-yet")).into());
        }
        composed => composed?,
    };
    let reply = Reply {
        json: Some(composed.facts),
        ..Reply::ephemeral(composed.message)
    };
    print(&reply, &arguments.view, locale, &definition.zone)
}

/// The office of a command in the terminal: no chat, no tool, time stands still.
pub(super) async fn open_office(
    settings: Settings,
    team: Team,
    view: &View,
) -> anyhow::Result<Office> {
    // A running bot holds the database for writing; questions only read.
    let store = Store::open_read_only(&settings.database_url).await?;
    let workspace = WorkspaceId::DEFAULT;
    store.consult(workspace, &team.definition);
    let clock: Arc<dyn Clock> = match view.at {
        Some(instant) => Arc::new(StoppedClock(instant)),
        None => Arc::new(SystemClock),
    };
    Ok(Office::new(
        store,
        workspace,
        clock,
        team.agreement(&settings),
    ))
}
