//! What the demo shows: every message as it stands in the channel.
//!
//! Lives here: printing. Must not live here: how a message reads (`report::plain`).

use std::{collections::BTreeSet, path::PathBuf};

use ::report::{
    locale::Locale,
    message::{Action, Button, Message},
    plain,
};
use anyhow::Context;
use jiff::Timestamp;
use sandbox::discord::{Answer, StoredMessage};

use crate::{
    cli::{
        DemoArguments,
        screen::{print, say},
    },
    stage::Stage,
};

/// The reader's screen.
#[derive(Debug)]
pub(super) struct Show {
    locale: Locale,
    pictures: Option<PathBuf>,
    seen: BTreeSet<u64>,
    claimable: Option<Claimable>,
}

/// A ping that can be claimed: its message and its button.
#[derive(Debug, Clone)]
pub(super) struct Claimable {
    pub(super) message: u64,
    pub(super) key: String,
}

impl Show {
    /// A screen in that language; pictures go into that folder.
    pub(super) fn new(locale: Locale, pictures: Option<PathBuf>) -> Self {
        Self {
            locale,
            pictures,
            seen: BTreeSet::new(),
            claimable: None,
        }
    }

    pub(super) fn title(&self, arguments: &DemoArguments) {
        say(format_args!(
            "funnelbot demo: {} weeks with a {}-shaped tool, a chat and 5,000 leads, all on this machine. No token, nothing leaves it.",
            arguments.weeks,
            arguments.tool.name(),
        ));
    }

    /// Prints what was posted since the last look.
    ///
    /// # Errors
    /// A picture cannot be written.
    pub(super) fn news(&mut self, stage: &Stage) -> anyhow::Result<()> {
        let channels = &stage.discord().options().channels;
        let mut fresh: Vec<(&str, StoredMessage)> = channels
            .iter()
            .flat_map(|channel| {
                let messages = stage.discord().messages(channel.id);
                messages
                    .into_iter()
                    .map(|message| (channel.name.as_str(), message))
            })
            .filter(|(_, message)| self.seen.insert(message.id))
            .collect();
        fresh.sort_by_key(|(_, message)| message.id);
        for (channel, message) in fresh {
            rule(stage, &format!("#{channel}"), message.created_at);
            say(self.text(stage, &message));
            self.show_pictures(stage, &message)?;
            self.note_claimable(&message);
        }
        Ok(())
    }

    /// A terminal shows a picture by its name and what stands for it.
    fn show_pictures(&self, stage: &Stage, message: &StoredMessage) -> anyhow::Result<()> {
        for file in &message.attachments {
            let alt = file.description.as_deref().unwrap_or_default();
            say(format_args!("🖼 {} (alt: {alt})", file.name));
            if let Some(folder) = &self.pictures {
                let day = message
                    .created_at
                    .to_zoned_datetime(stage.zone())
                    .strftime("%Y-%m-%d");
                let path = folder.join(format!("{day}-{}", file.name));
                std::fs::create_dir_all(folder)
                    .and_then(|()| std::fs::write(&path, &file.bytes))
                    .with_context(|| format!("--pictures {}", path.display()))?;
            }
        }
        Ok(())
    }

    fn note_claimable(&mut self, message: &StoredMessage) {
        let mut claims = message
            .buttons()
            .into_iter()
            .filter_map(|button| button.custom_id)
            .filter(|key| key.ends_with(":claim"));
        // A digest has several; the demo shows the life of a single ping.
        if let (Some(key), None) = (claims.next(), claims.next()) {
            self.claimable.get_or_insert(Claimable {
                message: message.id,
                key,
            });
        }
    }

    /// The first ping that can be claimed.
    pub(super) fn claimable(&self) -> Option<Claimable> {
        self.claimable.clone()
    }

    /// Prints a message that has changed.
    pub(super) fn edited(&self, stage: &Stage, ping: &Claimable) {
        if let Some(message) = stage.discord().message(ping.message) {
            rule(
                stage,
                "the same message, after somebody pressed its button",
                stage.clock().now(),
            );
            say(self.text(stage, &message));
        }
    }

    pub(super) fn question(&self, question: &str) {
        say(format_args!("\n> {question}"));
    }

    pub(super) fn answer(&self, stage: &Stage, answer: anyhow::Result<Answer>) {
        match answer {
            Ok(answer) => match &answer.message {
                Some(message) => say(self.text(stage, message)),
                None => say(answer.text()),
            },
            Err(fault) => say(format_args!("{fault:#}")),
        }
    }

    fn text(&self, stage: &Stage, stored: &StoredMessage) -> String {
        plain::text(&message_of(stored), self.locale, &stage.zone())
    }

    pub(super) fn prompt(&self) {
        print("\n> ");
    }

    pub(super) fn farewell(&self, stage: &Stage) {
        let now = stage.clock().now();
        say(format_args!(
            "\nThe demo ends at {}. With --keep FILE its database stays, for: DATABASE_URL=sqlite://FILE funnelbot ask \"/kpi funnel period:last-month\" --at {now}",
            local(stage, now),
        ));
    }
}

fn rule(stage: &Stage, place: &str, at: Timestamp) {
    say(format_args!("\n──── {place} · {} ────", local(stage, at)));
}

fn local(stage: &Stage, at: Timestamp) -> String {
    at.to_zoned_datetime(stage.zone())
        .strftime("%Y-%m-%d %H:%M %Z")
        .to_string()
}

/// A message of the chat, as the bot would have made it.
fn message_of(stored: &StoredMessage) -> Message {
    let embed = stored.embeds.first();
    let part = |pointer: &str| {
        embed
            .and_then(|embed| embed.pointer(pointer))
            .and_then(|text| text.as_str())
            .map(str::to_owned)
    };
    Message {
        content: stored.content.clone(),
        body: part("/description"),
        footer: part("/footer/text"),
        buttons: stored.buttons().into_iter().map(button_of).collect(),
        ..Message::default()
    }
}

fn button_of(stored: sandbox::discord::StoredButton) -> Button {
    let action = match (stored.url, stored.custom_id) {
        (Some(url), _) => Action::Open { url },
        (None, key) => Action::Press {
            key: key.unwrap_or_default(),
            primary: false,
            enabled: stored.enabled,
        },
    };
    Button {
        label: stored.label,
        action,
    }
}
