//! From serenity's events to our questions.
//!
//! Lives here: what is read out of an interaction, and the one place that knows serenity's `Context`.
//! Must not live here: how a question is answered.

use std::sync::Arc;

use funnelbot_commands::{
    asked::{Caller, Origin},
    table::Permission,
};
use report::locale::Locale;
use serenity::{
    async_trait,
    client::{Context, EventHandler},
    model::{
        Permissions,
        application::{CommandData, CommandDataOption, CommandDataOptionValue, Interaction},
        gateway::Ready,
        guild::Member,
        id::{ChannelId, GuildId},
        user::User,
    },
};
use tokio::sync::{RwLock, watch};

use crate::counter::Counter;

/// Passes on what the gateway brings.
pub(crate) struct Adapter {
    /// Who answers.
    pub(crate) counter: Counter,
    /// The application's id, once the gateway has named it.
    pub(crate) application: watch::Sender<Option<u64>>,
    /// Held for reading by every interaction under way.
    pub(crate) under_way: Arc<RwLock<()>>,
}

#[async_trait]
impl EventHandler for Adapter {
    /// Fires again after every new session; who waits for the first is told once.
    async fn ready(&self, _: Context, ready: Ready) {
        tracing::info!(servers = ready.guilds.len(), "connected to Discord");
        self.application
            .send_replace(Some(ready.application.id.get()));
    }

    async fn interaction_create(&self, _: Context, interaction: Interaction) {
        let _under_way = self.under_way.read().await;
        match interaction {
            Interaction::Command(command) => self.counter.command(&command).await,
            Interaction::Component(component) => self.counter.component(&component).await,
            Interaction::Autocomplete(command) => self.counter.autocomplete(&command).await,
            _ => {}
        }
    }
}

/// The path of a command and the words given for its options.
pub(crate) fn words(command: &CommandData) -> (String, Vec<(String, String)>) {
    let mut path = command.name.clone();
    let mut options: &[CommandDataOption] = &command.options;
    while let [only] = options {
        let (CommandDataOptionValue::SubCommand(inner)
        | CommandDataOptionValue::SubCommandGroup(inner)) = &only.value
        else {
            break;
        };
        path.push(' ');
        path.push_str(&only.name);
        options = inner;
    }
    let given = options
        .iter()
        .filter_map(|option| Some((option.name.clone(), text(&option.value)?)));
    (path, given.collect())
}

fn text(value: &CommandDataOptionValue) -> Option<String> {
    match value {
        CommandDataOptionValue::String(text)
        | CommandDataOptionValue::Autocomplete { value: text, .. } => Some(text.clone()),
        CommandDataOptionValue::Integer(number) => Some(number.to_string()),
        CommandDataOptionValue::Number(number) => Some(number.to_string()),
        CommandDataOptionValue::Boolean(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// Who asks. In a direct message nobody may more than everyone.
pub(crate) fn caller(member: Option<&Member>, user: &User) -> Caller {
    let Some(member) = member else {
        return Caller {
            id: user.id.get(),
            name: user.display_name().to_owned(),
            ..Caller::default()
        };
    };
    let managing = Permissions::ADMINISTRATOR | Permissions::MANAGE_GUILD;
    Caller {
        id: member.user.id.get(),
        name: member.display_name().to_owned(),
        roles: member.roles.iter().map(|role| role.get()).collect(),
        may: match member.permissions {
            Some(granted) if granted.intersects(managing) => Permission::Manage,
            _ => Permission::Everyone,
        },
    }
}

/// The asker's language; English where it is none of ours.
pub(crate) fn locale(tag: &str) -> Locale {
    Locale::from_discord(tag).unwrap_or(Locale::En)
}

/// Where it was asked.
pub(crate) fn origin(guild: Option<GuildId>, channel: ChannelId) -> Origin {
    Origin::Channel {
        guild: guild.map(|guild| guild.get()),
        channel: channel.get(),
    }
}

#[cfg(test)]
mod tests {
    use funnelbot_commands::{
        asked::{Caller, Origin},
        table::Permission,
    };
    use report::locale::Locale;
    use serde_json::{Value, json};
    use serenity::model::application::CommandInteraction;

    use super::{caller, locale, origin, words};

    fn interaction(options: &Value, permissions: &str) -> CommandInteraction {
        let interaction = json!({
            "id": "1", "application_id": "2", "type": 2, "token": "t", "version": 1,
            "guild_id": "3", "channel_id": "4", "locale": "ja", "entitlements": [],
            "attachment_size_limit": 1,
            "member": {
                "user": { "id": "5", "username": "sato", "discriminator": "0", "avatar": null },
                "nick": "佐藤", "roles": ["6"], "joined_at": null, "deaf": false, "mute": false,
                "flags": 0, "permissions": permissions,
            },
            "data": { "id": "7", "name": "kpi", "type": 1, "options": options },
        });
        serde_json::from_value(interaction).expect("as Discord sends it")
    }

    #[test]
    fn a_subcommand_becomes_a_path_and_its_options() {
        let options = json!([{ "name": "funnel", "type": 1, "options": [
            { "name": "period", "type": 3, "value": "last-week" },
            { "name": "limit", "type": 4, "value": 5 },
        ] }]);
        let (path, given) = words(&interaction(&options, "0").data);
        assert_eq!(path, "kpi funnel");
        let expected = [("period", "last-week"), ("limit", "5")];
        assert_eq!(
            given,
            expected.map(|(name, text)| (name.to_owned(), text.to_owned()))
        );
    }

    #[test]
    fn one_option_alone_is_no_subcommand() {
        let options = json!([{ "name": "period", "type": 3, "value": "today" }]);
        let (path, given) = words(&interaction(&options, "0").data);
        assert_eq!((path.as_str(), given.len()), ("kpi", 1));
    }

    #[test]
    fn a_caller_has_the_name_roles_and_rights_of_the_server() {
        let from = |permissions| {
            let interaction = interaction(&json!([]), permissions);
            caller(interaction.member.as_deref(), &interaction.user)
        };
        let expected = Caller {
            id: 5,
            name: "佐藤".to_owned(),
            roles: vec![6],
            may: Permission::Everyone,
        };
        assert_eq!(from("2048"), expected);
        assert_eq!(from("32").may, Permission::Manage);
        assert_eq!(from("8").may, Permission::Manage);
        assert_eq!(
            caller(None, &interaction(&json!([]), "8").user).may,
            Permission::Everyone
        );
    }

    #[test]
    fn language_and_place_are_those_of_the_asker() {
        assert_eq!(locale("ja"), Locale::Ja);
        assert_eq!(locale("de"), Locale::En);
        let asked = interaction(&json!([]), "0");
        let expected = Origin::Channel {
            guild: Some(3),
            channel: 4,
        };
        assert_eq!(origin(asked.guild_id, asked.channel_id), expected);
    }
}
