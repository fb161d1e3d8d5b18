//! One KPI split: by channel, segment, campaign, owner or method, and why it moved.
//!
//! Lives here: the lines of the split and its bars. Must not live here: how a change is split (`kpi::split`).

use kpi::{
    by::By,
    catalogue::{
        measured::{Measured, Missing},
        quantity::{Base, Kind, Unit},
    },
    counting::Method,
    definition::Definition,
    input::Input,
    split::{Contribution, Split},
    stage::Rank,
};

use super::{Setting, Shown, Told, rule_lines, told};
use crate::{
    args,
    chart::{self, Amount, ChannelBar, ChannelsPlot, Chart, Plot},
    escape,
    format::numbers::{column, signed, signed_tenths},
    frame::stage_name,
    locale::Locale,
    message::Message,
    picture::Picture,
    plain,
    words::Words,
};

/// The most parts that stand in a message; the rest is one line.
pub const MOST: usize = 10;
/// The longest name of a part.
const NAME: usize = 24;

/// Whose number it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartName {
    /// A channel or an owner: text from outside.
    Named(String),
    /// A method of nurturing.
    Method(Method),
    /// Leads of which the tool names none.
    Unknown,
    /// So many others together.
    Others(usize),
}

/// The number of one part.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Whose.
    pub name: PartName,
    /// Its value in the period.
    pub now: Measured,
    /// Its value in the comparison; `None` where there is none.
    pub previous: Option<Measured>,
}

/// Why the arrivals at a stage changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The stage.
    pub rank: Rank,
    /// Arrivals in the comparison.
    pub before: i64,
    /// Arrivals in the period.
    pub now: i64,
    /// The change, in parts that add up to it.
    pub split: Split,
}

/// A split KPI.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// By what.
    pub by: By,
    /// The parts in the order in which they stand; at most [`MOST`] and the others.
    pub parts: Vec<Part>,
    /// How many more there are that do not stand in it.
    pub left_out: usize,
    /// Why there are no parts; `None` where there are.
    pub missing: Option<Missing>,
    /// Why it moved; `None` where that is not asked or cannot be said.
    pub why: Option<Why>,
}

/// The answer to `/kpi show` with `by`.
pub fn show_by(locale: Locale, setting: &Setting<'_>, shown: &Shown<'_>, parts: &Parts) -> Message {
    let told = told(locale, setting, shown);
    let mut lines = vec![setting.heading(locale).line(None), String::new()];
    lines.extend(told.compared());
    lines.extend(told.marks());
    let mut rules = told.rules();
    if parts.by == By::Channel {
        let keys = setting.tools.iter();
        let keys = keys.filter_map(|tool| Input::Channel.rule(*tool));
        rules.extend(keys.map(|key| told.words.word(key)));
    }
    lines.extend(rule_lines(told.words, &rules));
    lines.push(told.parts_title(parts.by));
    lines.extend(told.part_lines(&parts.parts));
    lines.extend(told.beside_parts(parts));
    if let Some(why) = parts.why.as_ref() {
        lines.extend(explained(told.words, setting.frame.definition, why));
    }
    Message {
        content: told.verdict(),
        body: Some(lines.join("\n")),
        picture: told.bars(parts).map(Box::new),
        ..Message::default()
    }
    .bounded()
}

/// Why a count moved: the three parts of the change, and the three largest contributors with their counts.
fn explained(words: &Words, definition: &Definition, why: &Why) -> Vec<String> {
    let stage = |rank: Rank| {
        let id = definition.ladder.stage(rank).map_or("", |stage| &stage.id);
        stage_name(words, definition, id)
    };
    let titled = args![
        stage = stage(why.rank),
        before = why.before,
        now = why.now,
        change = signed(why.split.change)
    ];
    let mut lines = vec![words.say("why-title", titled)];
    if why.split.change == 0 && why.split.largest().next().is_none() {
        lines.push(words.word("why-still"));
        return lines;
    }
    let [volume, rate, mix] = why.split.tenths().map(signed_tenths);
    lines.push(match why.rank.checked_sub(1) {
        Some(from) => words.say(
            "why-parts",
            args![
                from = stage(from),
                to = stage(why.rank),
                volume = volume,
                rate = rate,
                mix = mix
            ],
        ),
        // Nobody comes to the first stage from another: there is no rate.
        None => words.say("why-parts-first", args![volume = volume, mix = mix]),
    });
    let largest: Vec<String> = why
        .split
        .largest()
        .map(|one| contributor(words, one, why.rank.checked_sub(1).map(stage).as_deref()))
        .collect();
    if !largest.is_empty() {
        let largest = largest.join(&words.word("comma"));
        lines.push(words.say("why-largest", args![largest = largest]));
    }
    lines
}

/// The same in one line, without the counts of the stage before.
pub(crate) fn explained_shortly(words: &Words, definition: &Definition, why: &Why) -> String {
    let id = definition
        .ladder
        .stage(why.rank)
        .map_or("", |stage| &stage.id);
    let [volume, rate, mix] = why.split.tenths().map(signed_tenths);
    let named = |one: &Contribution| {
        let counts = args![
            name = channel_name(words, &one.channel.channel),
            before = one.channel.before.converted,
            now = one.channel.now.converted
        ];
        words.say("why-one-short", counts)
    };
    let mut largest: Vec<String> = why.split.largest().map(named).collect();
    if largest.is_empty() {
        largest.push(words.word("why-still"));
    }
    let parts = args![
        stage = stage_name(words, definition, id),
        before = why.before,
        now = why.now,
        volume = volume,
        rate = rate,
        mix = mix,
        largest = largest.join(&words.word("comma"))
    ];
    words.say("why-line", parts)
}

fn channel_name(words: &Words, name: &str) -> String {
    match name {
        "" => words.word("by-unknown"),
        name => escape::inline(name, NAME),
    }
}

fn contributor(words: &Words, one: &Contribution, from: Option<&str>) -> String {
    let name = channel_name(words, &one.channel.channel);
    let (before, now) = (one.channel.before, one.channel.now);
    let change = signed(one.change);
    match from {
        Some(from) => words.say(
            "why-one",
            args![
                name = name,
                change = change,
                before = before.converted,
                now = now.converted,
                from = from,
                entered_before = before.entered,
                entered_now = now.entered
            ],
        ),
        None => words.say(
            "why-one-first",
            args![
                name = name,
                change = change,
                before = before.converted,
                now = now.converted
            ],
        ),
    }
}

impl Told<'_> {
    fn parts_title(&self, by: By) -> String {
        let words = self.words;
        let by = words.word(&format!("by-{}", by.as_str()));
        if self.setting.comparison.is_none() {
            return words.say("by-title-alone", args![by = by]);
        }
        let label = self.setting.heading(words.locale()).before();
        words.say("by-title", args![by = by, label = label])
    }

    /// What has to be known of the parts, or why there are none.
    fn beside_parts(&self, parts: &Parts) -> Vec<String> {
        let words = self.words;
        if let Some(missing) = &parts.missing {
            let reason = self.reason(missing);
            return vec![words.say("by-missing", args![reason = reason])];
        }
        if parts.parts.is_empty() {
            return vec![words.word("by-none")];
        }
        let more =
            (parts.left_out > 0).then(|| words.say("by-more", args![count = parts.left_out]));
        let is_of_mails = self.shown.kpi.shape.base == Base::Send;
        let note = match parts.by {
            By::Channel | By::Owner => None,
            By::Campaign | By::Method if is_of_mails => None,
            By::Segment => Some("by-note-segment"),
            By::Campaign => Some("by-note-campaign"),
            By::Method => Some("by-note-method"),
        };
        more.into_iter()
            .chain(note.map(|key| words.word(key)))
            .collect()
    }

    fn part_lines(&self, parts: &[Part]) -> Vec<String> {
        let none = || self.words.word("none");
        let figures: Vec<String> = parts
            .iter()
            .map(|part| self.figure(&part.now).unwrap_or_else(none))
            .collect();
        parts
            .iter()
            .zip(column(&figures))
            .map(|(part, figure)| {
                let mut line = format!("{figure} {}", self.part_name(&part.name));
                if let Some(previous) = &part.previous {
                    let before = self.figure(previous).unwrap_or_else(none);
                    let before = args![value = before];
                    line.push_str(&self.words.say("kpi-line-before", before));
                }
                line.extend(self.part_base(&part.now));
                line
            })
            .collect()
    }

    /// What stands under the number of a part: of a count the whole, of a share its counts, of a cost what was
    /// bought, of a median how many values.
    fn part_base(&self, now: &Measured) -> Option<String> {
        let words = self.words;
        let shape = self.shown.kpi.shape;
        if let Some(missing) = &now.missing {
            return Some(words.say("by-base", args![base = self.reason(missing)]));
        }
        let base = match (shape.kind, shape.unit) {
            (Kind::Flow | Kind::Stock, Unit::Leads) => {
                let (part, whole) = (count(now.value)?, count(self.shown.now.value)?);
                if whole <= 0 || part < 0 || part > whole {
                    return None;
                }
                words.rate(part, whole)
            }
            (Kind::Ratio, Unit::Rate) => {
                let (above, below) = now.counts()?;
                words.base(above, below).trim().to_owned()
            }
            (Kind::Ratio, Unit::Money) => {
                let spent = words.minor(now.numerator?, now.currency.as_deref()?);
                let count = count(now.denominator)?;
                words.say("by-cost", args![spent = spent, count = count])
            }
            (Kind::Median, _) => words.say("kpi-basis-count", args![n = count(now.denominator)?]),
            _ => return None,
        };
        Some(words.say("by-base", args![base = base]))
    }

    fn part_name(&self, name: &PartName) -> String {
        match name {
            PartName::Named(name) => escape::inline(name, NAME),
            PartName::Method(method) => self.method(*method),
            PartName::Unknown => self.words.word("by-unknown"),
            PartName::Others(count) => self.words.say("by-others", args![count = *count]),
        }
    }

    fn method(&self, method: Method) -> String {
        self.words.word(&format!("method-{}", method.as_str()))
    }

    /// The bars of a count or a share; the others together are no bar.
    fn bars(&self, parts: &Parts) -> Option<Picture> {
        let unit = match self.shown.kpi.shape.unit {
            Unit::Leads => chart::Unit::Count,
            Unit::Rate => chart::Unit::Share,
            _ => return None,
        };
        if parts.by == By::Owner || parts.parts.is_empty() {
            return None;
        }
        let amount = |measured: &Measured| measured.value.and_then(Amount::new);
        let bars = parts.parts.iter().filter_map(|part| {
            let name = match &part.name {
                PartName::Named(name) => escape::plain(name, NAME),
                PartName::Method(method) => self.method(*method),
                PartName::Unknown => self.words.word("by-unknown"),
                PartName::Others(_) => return None,
            };
            Some(ChannelBar {
                name,
                now: amount(&part.now),
                before: part.previous.as_ref().and_then(amount),
            })
        });
        let heading = self.setting.heading(self.words.locale());
        let plot = ChannelsPlot {
            unit,
            now: heading.period(),
            before: self.setting.comparison.map(|_| heading.before()),
            channels: bars.collect(),
        };
        let zone = heading.zone();
        let read = |text: &str| plain::line(text, self.words, zone);
        let chart = Chart {
            title: read(&self.verdict()),
            under: read(&heading.line(None)),
            locale: self.words.locale(),
            plot: Plot::Channels(plot),
        };
        Some(Picture::new("channels", chart))
    }
}

fn count(value: Option<f64>) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "it came from a count")]
    value
        .filter(|value| value.is_finite())
        .map(|value| value.round() as i64)
}
