//! What the demo shows: every message as it stands in the channel.
//!
//! Lives here: printing. Must not live here: how a message reads (`report::plain`).

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use ::report::{
    Words, args,
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
    /// How each message stood when it was shown last.
    seen: BTreeMap<u64, String>,
    claimable: Vec<Claimable>,
    claims: usize,
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
            seen: BTreeMap::new(),
            claimable: Vec::new(),
            claims: 0,
        }
    }

    fn words(&self) -> &'static Words {
        self.locale.words()
    }

    pub(super) fn title(&self, arguments: &DemoArguments) {
        let told = args![
            weeks = u32::from(arguments.weeks),
            tool = arguments.tool.name()
        ];
        say(self.words().say("demo-title", told));
    }

    /// Prints what was posted or edited since the last look.
    ///
    /// # Errors
    /// A picture cannot be written.
    pub(super) fn news(&mut self, stage: &Stage) -> anyhow::Result<()> {
        let channels = &stage.discord().options().channels;
        let mut standing: Vec<(&str, StoredMessage)> = channels
            .iter()
            .flat_map(|channel| {
                let messages = stage.discord().messages(channel.id);
                messages
                    .into_iter()
                    .map(|message| (channel.name.as_str(), message))
            })
            .collect();
        standing.sort_by_key(|(_, message)| message.edited_at.unwrap_or(message.created_at));
        for (channel, message) in standing {
            let text = self.text(stage, &message);
            let earlier = self.seen.insert(message.id, text.clone());
            let at = message.edited_at.unwrap_or(message.created_at);
            match earlier {
                None => {
                    rule(stage, &format!("#{channel}"), message.created_at);
                    say(text);
                    self.show_pictures(stage, &message)?;
                    self.note_claimable(&message);
                }
                Some(earlier) if earlier != text => {
                    let day = local_day(stage, message.created_at);
                    let place = args![channel = format!("#{channel}"), day = day];
                    rule(stage, &self.words().say("demo-edited", place), at);
                    say(text);
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// A terminal shows a picture by its name and what stands for it.
    fn show_pictures(&self, stage: &Stage, message: &StoredMessage) -> anyhow::Result<()> {
        for file in &message.attachments {
            let alt = file.description.as_deref().unwrap_or_default();
            say(format_args!("🖼 {} (alt: {alt})", file.name));
            if let Some(folder) = &self.pictures {
                let day = local_day(stage, message.created_at);
                let path = folder.join(format!("{day}-{}", file.name));
                std::fs::create_dir_all(folder)
                    .and_then(|()| std::fs::write(&path, &file.bytes))
                    .with_context(|| format!("--pictures {}", path.display()))?;
            }
        }
        Ok(())
    }

    fn note_claimable(&mut self, message: &StoredMessage) {
        let keys = message.buttons().into_iter();
        let claims = keys
            .filter_map(|button| button.custom_id)
            .filter(|key| key.ends_with(":claim"));
        self.claimable.extend(claims.map(|key| Claimable {
            message: message.id,
            key,
        }));
    }

    /// The pings that can be claimed and were not asked for before.
    pub(super) fn claimable(&mut self) -> Vec<Claimable> {
        std::mem::take(&mut self.claimable)
    }

    /// Prints what somebody's claim has made of a ping: the first time the whole message, later the line about it.
    pub(super) fn claimed(&mut self, stage: &Stage, ping: &Claimable) {
        let Some(message) = stage.discord().message(ping.message) else {
            return;
        };
        let (text, now) = (self.text(stage, &message), stage.clock().now());
        self.claims += 1;
        if self.claims == 1 {
            rule(stage, &self.words().word("demo-pressed"), now);
            say(&text);
        } else if let Some(line) = text.lines().rfind(|line| line.contains('✅')) {
            say(format_args!("\n{}  {line}", local(stage, now)));
        }
        self.seen.insert(message.id, text);
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

    /// What can be done with what stays; `kept` is the database and the team's file.
    pub(super) fn farewell(&self, stage: &Stage, kept: Option<(&Path, &Path)>) {
        let now = stage.clock().now();
        let at = local(stage, now);
        let farewell = match kept {
            None => self.words().say("demo-farewell", args![at = at]),
            Some((database, team)) => {
                let ask = format!(
                    "DATABASE_URL=sqlite://{} FUNNELBOT_CONFIG={} funnelbot ask \"/kpi funnel period:last-month\" --at {now}",
                    database.display(),
                    team.display(),
                );
                self.words()
                    .say("demo-farewell-kept", args![at = at, ask = ask])
            }
        };
        say(format_args!("\n{farewell}"));
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

fn local_day(stage: &Stage, at: Timestamp) -> String {
    at.to_zoned_datetime(stage.zone())
        .strftime("%Y-%m-%d")
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
