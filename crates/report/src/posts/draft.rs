//! A post in the making: what the first line, the last lines and the footer of every post are made of.

use super::{
    Cause, Edition, Mark, Pings, ROOM, VERDICT, lacking,
    part::{Part, fit},
    stream_name,
};
use jiff::SignedDuration;

use crate::{
    args,
    cut::{KEY_MARK, shorten},
    escape,
    frame::Sheet,
    locale::Locale,
    message::{Message, Tone},
    notes,
    words::Words,
};

/// A post in the making: the edition and its language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft<'a> {
    pub(super) sheet: Sheet<'a>,
    pub(super) edition: Edition<'a>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(locale: Locale, edition: Edition<'a>) -> Self {
        let sheet = Sheet {
            words: locale.words(),
            frame: edition.frame,
            funnel: edition.funnel,
        };
        Self { sheet, edition }
    }

    pub(super) fn words(&self) -> &'static Words {
        self.sheet.words
    }

    /// The post: the notices and the title in the first line, then the parts, then the data line and the key.
    pub(super) fn message(&self, title: &str, parts: &[Part]) -> Message {
        Message {
            content: self.first_line(title),
            body: Some(fit(parts, ROOM)),
            footer: Some(self.footer()),
            tone: self.tone(),
            ..Message::default()
        }
        .bounded()
    }

    fn first_line(&self, title: &str) -> String {
        let mut parts: Vec<String> = self
            .edition
            .marks
            .iter()
            .map(|mark| self.mark(mark))
            .collect();
        parts.push(title.to_owned());
        shorten(&parts.join(&self.words().word("sep")), VERDICT)
    }

    fn mark(&self, mark: &Mark) -> String {
        let words = self.words();
        let zone = self.sheet.zone();
        match mark {
            Mark::Stale { as_of } => {
                let at = words.instant(*as_of, zone, self.edition.funnel.period.start);
                words.say("mark-stale", args![at = at])
            }
            Mark::Preliminary { settles } => {
                let date = words.day_near(*settles, zone, self.edition.funnel.period.start);
                words.say("mark-preliminary", args![date = date])
            }
            Mark::Preview => words.word("mark-preview"),
            Mark::Test => words.word("mark-test"),
        }
    }

    /// Incomplete posts are marked by colour too, never by colour alone.
    fn tone(&self) -> Tone {
        let is_doubtful = |mark: &Mark| matches!(mark, Mark::Stale { .. });
        if self.edition.marks.iter().any(is_doubtful) || !self.edition.sources.failing.is_empty() {
            Tone::Warning
        } else {
            Tone::Neutral
        }
    }

    /// Where the goals stand.
    pub(super) fn goals(&self) -> Part {
        let all = self.edition.goals;
        let at_most = |most: usize| {
            let mut lines: Vec<String> = all.iter().take(most).cloned().collect();
            let more = all.len().saturating_sub(most);
            if more > 0 {
                lines.push(self.words().say("goal-more", args![count = more]));
            }
            lines
        };
        Part::from(at_most(4)).or(at_most(2)).or(at_most(1))
    }

    /// What the team noted about the period.
    pub(super) fn notes(&self) -> Part {
        let (frame, near) = (self.edition.frame, self.edition.funnel.as_of);
        let at_most = |most| {
            let (words, notes) = (self.words(), self.edition.notes);
            let line = notes::line(words, frame.definition, notes, near, most);
            line.into_iter().collect()
        };
        Part::from(at_most(3)).or(at_most(1))
    }

    /// What ends every post: notes, restated numbers, a changed agreement, the next post.
    pub(super) fn ending(&self) -> [Part; 4] {
        let redefined = self.edition.redefined.map(str::to_owned);
        [
            self.notes(),
            self.restated(),
            redefined.into(),
            self.next().into(),
        ]
    }

    fn next(&self) -> Option<String> {
        let (at, near) = (self.edition.next?, self.edition.funnel.as_of);
        let at = self.words().instant(at, self.sheet.zone(), near);
        Some(self.words().say("next-post", args![at = at]))
    }

    /// The data line: as-of, what is unmapped, unreadable, not available or failing; the key at the end.
    fn footer(&self) -> String {
        let words = self.words();
        let sources = self.edition.sources;
        let zone = words.zone(self.sheet.zone(), self.edition.funnel.as_of);
        let mut parts =
            vec![words.say("footer-as-of", args![at = self.sheet.as_of(), zone = zone])];
        if !sources.unmapped.is_empty() {
            let leads: u64 = sources.unmapped.iter().map(|unmapped| unmapped.leads).sum();
            let counts = args![kinds = sources.unmapped.len(), leads = leads];
            parts.push(words.say("footer-unmapped", counts));
        }
        if sources.broken > 0 {
            parts.push(words.say("footer-broken", args![count = sources.broken]));
        }
        if !sources.unavailable.is_empty() {
            let streams: Vec<String> = sources
                .unavailable
                .iter()
                .map(|unavailable| lacking(words, unavailable, escape::plain))
                .collect();
            let streams = streams.join(&words.word("comma"));
            parts.push(words.say("footer-unavailable", args![streams = streams]));
        }
        if !sources.failing.is_empty() {
            let streams: Vec<String> = sources
                .failing
                .iter()
                .map(|failing| stream_name(words, failing.stream))
                .collect();
            let streams = streams.join(&words.word("comma"));
            parts.push(words.say("footer-failing", args![streams = streams]));
        }
        format!(
            "{}{KEY_MARK}{}",
            parts.join(&words.word("sep")),
            self.edition.key
        )
    }

    /// A post about a period in which nothing moved: what was checked, and whom else somebody waits for.
    pub(super) fn quiet(&self, title: &str, pings: Option<&Pings>) -> Message {
        let stages: Vec<String> = self
            .edition
            .funnel
            .stages
            .iter()
            .map(|row| {
                let of = args![stage = self.sheet.stage(&row.id), count = row.now.stock_end];
                self.words().say("moved-of", of)
            })
            .collect();
        let stages = stages.join(&self.words().word("comma"));
        let checked = self.words().say("quiet-line", args![stages = stages]);
        let pinged = pings.filter(|pings| pings.now.sent > 0);
        let parts = [
            vec![self.sheet.line(None), checked].into(),
            self.goals(),
            pinged.map(|pings| self.response_line(pings)).into(),
            self.decisions("decide-title", pings).into(),
        ];
        self.message(title, &with(parts, self.ending()))
    }

    /// A post about a period that no data reaches: it has no number, not even zero.
    pub(super) fn without_data(&self, title: &str) -> Message {
        let missing = self.words().word("no-data-line");
        let parts = [
            Part::from(vec![self.sheet.line(None), missing]),
            self.decisions("decide-title", None).into(),
        ];
        self.message(title, &with(parts, self.ending()))
    }
}

/// The parts of a post with its ending.
pub(super) fn with(parts: impl Into<Vec<Part>>, ending: [Part; 4]) -> Vec<Part> {
    let mut all: Vec<Part> = parts.into();
    all.extend(ending);
    all
}

/// A post that is in the channel, with lines added to it.
pub fn amended(post: Message, lines: &[String]) -> Message {
    let body = post.body.unwrap_or_default();
    Message {
        body: Some(
            format!("{body}\n\n{}", lines.join("\n"))
                .trim_start()
                .to_owned(),
        ),
        ..post
    }
    .bounded()
}

/// A finished post that is sent later than it was due: the same, with the delay and its cause said first.
pub fn delayed(locale: Locale, post: Message, by: SignedDuration, cause: Cause) -> Message {
    let words = locale.words();
    let cause = words.word(match cause {
        Cause::WaitedForData => "cause-sync",
        Cause::BotWasDown => "cause-down",
        Cause::DeliveryRetried => "cause-delivery",
    });
    let by = words.duration(by.as_secs_f64());
    let late = words.say("mark-late", args![by = by, cause = cause]);
    Message {
        content: shorten(
            &[late, post.content.clone()].join(&words.word("sep")),
            VERDICT,
        ),
        tone: Tone::Warning,
        ..post
    }
    .bounded()
}
