//! Answers about KPIs: one number, a phase, the list, a definition.
//!
//! Lives here: what an answer consists of. Must not live here: how a KPI is measured (`kpi::catalogue`), how its
//! value is written (`kpi/figure`).

mod definition;
mod document;
mod figure;
mod list;
mod parts;
mod trend;

use jiff::Timestamp;
use kpi::{
    catalogue::{
        Better, Finding, Kpi, Phase, Subject,
        measured::{Measured, Missing},
        quantity::{Kind, Unit},
    },
    definition::Definition,
    funnel::{FunnelPeriod, Span},
    model::Tool,
    significance::{Evidence, SMALL_SAMPLE},
    wilson::{Interval, wilson_95},
};

pub use self::{
    definition::{define, define_stage, meaning},
    document::document,
    list::list,
    parts::{MOST as MOST_PARTS, Part, PartName, Parts, Why, show_by},
    trend::{Past, Trend, trend},
};
use crate::{
    args, escape,
    format::numbers::fixed,
    frame::{Frame, Heading, stage_name},
    locale::Locale,
    message::Message,
    words::Words,
};
pub(crate) use parts::explained_shortly;

/// A measured KPI beside its comparison.
#[derive(Debug, Clone)]
pub struct Shown<'a> {
    /// The KPI.
    pub kpi: &'a Kpi,
    /// Its value in the period.
    pub now: Measured,
    /// Its value in the comparison; `None` where there is none.
    pub previous: Option<Measured>,
}

/// What stands around the numbers.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The agreement, the period and what it is compared with.
    pub frame: Frame<'a>,
    /// The period, and whether it is open.
    pub period: FunnelPeriod,
    /// The span really compared.
    pub comparison: Option<Span>,
    /// Nothing at or after this instant counts.
    pub as_of: Timestamp,
    /// The tools that the data comes from.
    pub tools: &'a [Tool],
}

/// One KPI in a language.
pub(crate) struct Told<'a> {
    words: &'static Words,
    shown: &'a Shown<'a>,
    setting: &'a Setting<'a>,
}

/// The answer to `/kpi show`.
pub fn show(locale: Locale, setting: &Setting<'_>, shown: &Shown<'_>) -> Message {
    let told = told(locale, setting, shown);
    let mut lines = vec![setting.heading(locale).line(None), String::new()];
    lines.extend(told.compared());
    lines.extend(told.marks());
    lines.extend(rule_lines(told.words, &told.rules()));
    lines.push(told.words.say(
        "kpi-definition",
        args![why = told.words.kpi_why(shown.kpi, setting.frame.definition)],
    ));
    Message {
        content: told.verdict(),
        body: Some(lines.join("\n")),
        ..Message::default()
    }
    .bounded()
}

/// Why the number is not available, as a sentence; `None` where it is, or where nothing divides.
pub fn reason(locale: Locale, setting: &Setting<'_>, shown: &Shown<'_>) -> Option<String> {
    let told = told(locale, setting, shown);
    shown
        .now
        .missing
        .as_ref()
        .map(|missing| told.reason(missing))
}

/// By which rules the tool's data became the number, as sentences.
pub fn rules(locale: Locale, setting: &Setting<'_>, shown: &Shown<'_>) -> Vec<String> {
    told(locale, setting, shown).rules()
}

/// Why something else about the KPI is not available, as a sentence.
pub fn why_missing(
    locale: Locale,
    setting: &Setting<'_>,
    shown: &Shown<'_>,
    missing: &Missing,
) -> String {
    told(locale, setting, shown).reason(missing)
}

/// The answer to `/kpi email`, `/kpi roi` and their like: the KPIs of a part of the catalogue, a line each.
pub fn group(locale: Locale, title: &str, setting: &Setting<'_>, shown: &[Shown<'_>]) -> Message {
    let words = locale.words();
    let heading = setting.heading(locale);
    let title = words.say(
        "kpi-group-title",
        args![phase = title, period = heading.period()],
    );
    let mut lines = vec![heading.line(None)];
    if setting.comparison.is_some() {
        let before = heading.before();
        lines.push(words.say("kpi-group-note", args![before = before]));
    }
    lines.push(String::new());
    let told: Vec<Told<'_>> = shown
        .iter()
        .map(|shown| told(locale, setting, shown))
        .collect();
    lines.extend(told.iter().filter_map(Told::line));
    lines.extend(unavailable(words, setting.frame.definition, &told));
    lines.extend(unavailable_before(words, &heading.before(), &told));
    let mut rules: Vec<String> = Vec::new();
    for rule in told.iter().flat_map(Told::rules) {
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    lines.extend(rule_lines(words, &rules));
    Message {
        content: title,
        body: Some(lines.join("\n")),
        ..Message::default()
    }
    .bounded()
}

fn told<'a>(locale: Locale, setting: &'a Setting<'a>, shown: &'a Shown<'a>) -> Told<'a> {
    Told {
        words: locale.words(),
        shown,
        setting,
    }
}

/// Rules, a line each.
fn rule_lines(words: &Words, rules: &[String]) -> Vec<String> {
    let line = |rule: &String| words.say("kpi-rule", args![rule = rule.as_str()]);
    rules.iter().map(line).collect()
}

/// What is not available, each reason once with the KPIs that lack for it.
fn unavailable(words: &Words, definition: &Definition, told: &[Told<'_>]) -> Vec<String> {
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    for told in told {
        let Some(missing) = &told.shown.now.missing else {
            continue;
        };
        // Twelve methods that nobody set up lack for one table.
        let reason = match missing {
            Missing::NotConfigured(key) if key.starts_with("methods.") => {
                told.reason(&Missing::NotConfigured("methods"))
            }
            missing => told.reason(missing),
        };
        let name = words.kpi_name(told.shown.kpi, definition);
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) => names.push(name),
            None => reasons.push((reason, vec![name])),
        }
    }
    let comma = words.word("comma");
    reasons
        .into_iter()
        .map(|(reason, names)| {
            words.say(
                "kpi-line-missing",
                args![name = names.join(&comma), reason = reason],
            )
        })
        .collect()
}

/// Why some numbers of the comparison are "—", each reason once.
fn unavailable_before(words: &Words, before: &str, told: &[Told<'_>]) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for reason in told.iter().filter_map(Told::why_not_before) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    if reasons.is_empty() {
        return Vec::new();
    }
    let reasons = reasons.join(&words.word("comma"));
    vec![words.say(
        "kpi-group-before-missing",
        args![before = before, reasons = reasons],
    )]
}

impl<'a> Setting<'a> {
    /// What may be said of a change from the comparison to the period; `None` where nothing may.
    pub fn evidence(&self, now: &Measured, before: &Measured) -> Option<Evidence> {
        let exposures = self.heading(Locale::En).exposures()?;
        now.evidence(before, &exposures)
    }

    fn heading(&self, locale: Locale) -> Heading<'a> {
        Heading {
            words: locale.words(),
            frame: self.frame,
            period: self.period,
            comparison: self.comparison,
            as_of: self.as_of,
        }
    }
}

impl Told<'_> {
    fn name(&self) -> String {
        self.words
            .kpi_name(self.shown.kpi, self.setting.frame.definition)
    }

    fn verdict(&self) -> String {
        let now = &self.shown.now;
        let heading = self.setting.heading(self.words.locale());
        let (name, period) = (self.name(), heading.period());
        if let Some(missing) = &now.missing {
            let reason = self.reason(missing);
            return self.words.say(
                "kpi-verdict-missing",
                args![name = name, period = period, reason = reason],
            );
        }
        match (self.value(now), self.shown.kpi.shape.kind) {
            (Some(value), _) => self.words.say(
                "kpi-verdict",
                args![name = name, period = period, value = value],
            ),
            (None, _) => self.words.say(
                "kpi-verdict-missing",
                args![name = name, period = period, reason = self.undefined()],
            ),
        }
    }

    /// The comparison, and what may be said of the change.
    fn compared(&self) -> Option<String> {
        let previous = self.shown.previous.as_ref()?;
        let before = self.setting.heading(self.words.locale()).before();
        if let Some(missing) = &previous.missing {
            let reason = self.reason(missing);
            return Some(self.words.say(
                "kpi-previous-missing",
                args![before = before, reason = reason],
            ));
        }
        let Some(value) = self.value(previous) else {
            let why = args![before = before, reason = self.undefined()];
            return Some(self.words.say("kpi-previous-missing", why));
        };
        let told = self
            .words
            .say("kpi-previous", args![before = before, value = value]);
        let mut parts = vec![told];
        parts.extend(self.change(previous));
        parts.extend(self.evidence(previous));
        Some(parts.join(&self.words.word("sep")))
    }

    /// Up, down, better, worse: only where the evidence allows the word.
    fn evidence(&self, previous: &Measured) -> Option<String> {
        let evidence = self.setting.evidence(&self.shown.now, previous)?;
        let word = match evidence {
            Evidence::Unclear => return Some(self.words.word("kpi-change-unclear")),
            Evidence::Up => self.words.word("kpi-change-up"),
            Evidence::Down => self.words.word("kpi-change-down"),
        };
        let is_good = match (self.shown.kpi.better, evidence) {
            (Better::Neither, _) => return Some(word),
            (Better::Higher, Evidence::Up) | (Better::Lower, Evidence::Down) => true,
            _ => false,
        };
        let key = if is_good {
            "kpi-change-good"
        } else {
            "kpi-change-bad"
        };
        Some(self.words.say(key, args![change = word]))
    }

    /// Marks that keep a number from being taken for more than it is.
    fn marks(&self) -> Vec<String> {
        let now = &self.shown.now;
        let mut marks = Vec::new();
        marks.extend(self.finding());
        marks.extend(self.interval());
        if now.maturing {
            marks.push(match now.ripe_at {
                Some(at) => {
                    let zone = &self.setting.frame.definition.zone;
                    let at = self.words.day_near(at, zone, self.setting.as_of);
                    self.words.say("kpi-maturing", args![at = at])
                }
                None => self.words.word("kpi-maturing-open"),
            });
        }
        if let (Kind::Median, Some(n), Some(_)) =
            (self.shown.kpi.shape.kind, now.denominator, now.value)
        {
            #[expect(clippy::cast_possible_truncation, reason = "a count of values")]
            let n = n as i64;
            marks.push(self.words.say("kpi-basis-count", args![n = n]));
            if n < SMALL_SAMPLE {
                marks.push(self.words.word("kpi-small-sample"));
            }
        }
        if marks.is_empty() {
            return marks;
        }
        vec![marks.join(&self.words.word("sep"))]
    }

    /// By which rules the tool's data became the number; none where there is no number.
    fn rules(&self) -> Vec<String> {
        if self.shown.now.missing.is_some() {
            return Vec::new();
        }
        let keys = self
            .setting
            .tools
            .iter()
            .flat_map(|tool| self.shown.kpi.rules(*tool));
        keys.map(|key| self.words.word(key)).collect()
    }

    /// Where a share of a whole lies with 95%; of two counts of which neither is a part of the other there is none.
    fn interval(&self) -> Option<String> {
        let (above, below) = self.shown.now.share()?;
        let Interval { low, high } = wilson_95(above, below)?;
        let percent = |share: f64| Some(format!("{}%", fixed(share * 100.0)?));
        let ends = args![low = percent(low)?, high = percent(high)?];
        Some(self.words.say("kpi-interval", ends))
    }

    /// What is a finding by itself.
    fn finding(&self) -> Option<String> {
        let key = match self.shown.kpi.finding(&self.shown.now)? {
            Finding::ManyUnsubscribe => "kpi-finding-unsubscribes",
            Finding::NotUsed => "kpi-finding-not-used",
        };
        Some(self.words.word(key))
    }

    /// One line of a list; `None` where the number is not available, which is said once for all.
    fn line(&self) -> Option<String> {
        let now = &self.shown.now;
        if now.missing.is_some() {
            return None;
        }
        let name = self.name();
        let Some(figure) = self.figure(now) else {
            let reason = self.undefined();
            return Some(
                self.words
                    .say("kpi-line-missing", args![name = name, reason = reason]),
            );
        };
        let mut line = format!("`{figure}` {name}");
        if let Some((above, below)) = now.counts().filter(|_| self.is_share()) {
            line.push_str(&self.words.base(above, below));
        }
        if let Some(previous) = &self.shown.previous {
            let before = self
                .figure(previous)
                .unwrap_or_else(|| self.words.word("none"));
            line.push_str(&self.words.say("kpi-line-before", args![value = before]));
            line.extend(
                self.evidence(previous)
                    .map(|word| self.words.say("kpi-line-evidence", args![word = word])),
            );
        }
        line.extend(
            self.finding()
                .map(|word| self.words.say("kpi-line-evidence", args![word = word])),
        );
        if now.maturing {
            line.push_str(&self.words.say(
                "kpi-line-evidence",
                args![word = self.words.word("kpi-maturing-open")],
            ));
        }
        Some(line)
    }

    /// Why there is no value although everything was counted.
    fn undefined(&self) -> String {
        self.words.word(match self.shown.kpi.shape.kind {
            Kind::Ratio => "kpi-undefined",
            Kind::Flow | Kind::Stock | Kind::Median => "kpi-no-values",
        })
    }

    /// Why there is no value in the comparison; `None` where there is one, or none is compared.
    fn why_not_before(&self) -> Option<String> {
        let previous = self.shown.previous.as_ref()?;
        // Without a value now there is no line on which the comparison would stand.
        if self.shown.now.missing.is_some() || self.figure(&self.shown.now).is_none() {
            return None;
        }
        match &previous.missing {
            Some(missing) => Some(self.reason(missing)),
            None if self.figure(previous).is_none() => Some(self.undefined()),
            None => None,
        }
    }

    fn is_share(&self) -> bool {
        self.shown.kpi.shape.unit == Unit::Rate
    }
}

impl Words {
    /// The name of a KPI.
    pub fn kpi_name(&self, kpi: &Kpi, definition: &Definition) -> String {
        match &kpi.own {
            Some(own) => {
                let code = self.locale().code();
                let name = own.names.get(code).or_else(|| own.names.get("en"));
                escape::inline(name.unwrap_or(&kpi.id), 60)
            }
            None => self.about(&format!("kpi-name-{}", kpi.family), kpi.subject, definition),
        }
    }

    /// One sentence of what a KPI means.
    pub fn kpi_why(&self, kpi: &Kpi, definition: &Definition) -> String {
        match &kpi.own {
            Some(own) => {
                let code = self.locale().code();
                let why = own.why.get(code).or_else(|| own.why.get("en"));
                match why {
                    Some(why) => escape::inline(why, 300),
                    None => escape::inline(&kpi.formula.text(&definition.ladder), 300),
                }
            }
            None => self.about(&format!("kpi-why-{}", kpi.family), kpi.subject, definition),
        }
    }

    fn about(&self, key: &str, subject: Subject, definition: &Definition) -> String {
        let stage = |rank| {
            let id = definition.ladder.stage(rank).map_or("", |stage| &stage.id);
            stage_name(self, definition, id)
        };
        match subject {
            Subject::Whole => self.word(key),
            Subject::Stage(rank) => self.say(key, args![stage = stage(rank)]),
            Subject::Pair(from, to) => self.say(key, args![from = stage(from), to = stage(to)]),
            Subject::Method(method) => {
                let method = self.word(&format!("method-{}", method.as_str()));
                self.say(key, args![method = method])
            }
        }
    }

    /// The name of a phase.
    pub fn phase(&self, phase: Phase) -> String {
        self.word(&format!("phase-{}", phase.as_str()))
    }
}
