//! `funnelbot ask`: the same answer as in the chat, in the terminal.

use funnelbot_commands::{
    asked::{Asked, Caller, Origin},
    parse::parse,
    reply::{Reply, UserError},
};
use jiff::tz::TimeZone;
use report::locale::Locale;

use super::{AskArguments, Format, Mend, View, screen::say};
use crate::{
    cli::report::open_office,
    config::{Settings, team::Team},
};

pub(super) async fn ask(settings: Settings, arguments: AskArguments) -> anyhow::Result<()> {
    let team = Team::read(&settings.team_file)?;
    let locale = arguments.view.locale.map_or(team.locale, Into::into);
    let office = open_office(settings, team, &arguments.view).await?;
    let zone = office.agreement().definition.zone.clone();
    let answered = match asked(&arguments.question, locale) {
        Ok(asked) => office.try_answer(&asked).await,
        Err(error) => Err(error.into()),
    };
    let reply = answered.map_err(|error| {
        Mend(report::plain::text(
            &office.say(&error, locale),
            locale,
            &zone,
        ))
    })?;
    print(&reply, &arguments.view, locale, &zone)
}

fn asked(question: &str, locale: Locale) -> Result<Asked, UserError> {
    let typed = parse(question)?;
    Asked::new(
        typed.spec,
        &typed.given,
        Caller::operator(),
        locale,
        Origin::Terminal,
    )
}

pub(super) fn print(
    reply: &Reply,
    view: &View,
    locale: Locale,
    zone: &TimeZone,
) -> anyhow::Result<()> {
    match (view.format, &reply.json) {
        (Format::Text, _) => say(report::plain::text(&reply.message, locale, zone)),
        (Format::Html, _) => say(report::html::page(&reply.message, locale, zone)),
        (Format::Json, Some(json)) => say(json),
        (Format::Json, None) => say(serde_json::to_string(&reply.message)?),
    }
    Ok(())
}
