//! What a team agrees on and reviews: `funnelbot.toml`. Every key has a default; the file may be absent.
//!
//! Lives here: the file's shape, and the agreement that comes out of it. Must not live here: what an
//! operator decides (`config.rs`), how a schedule finds its due times (`schedule.rs`).

mod alerts;
mod counting;
mod date;
mod fault;
mod money;
mod own_kpi;
mod place;
mod sense;

use date::FileDate;
pub(crate) use own_kpi::RefusedKpi;
use place::Wrong;

use std::{collections::BTreeMap, sync::Arc};

use funnelbot_commands::{
    alerts::Alerts,
    office::{Agreement, Timetable},
    posts::PostKind,
};
use jiff::{SignedDuration, Timestamp, civil::Weekday, tz::TimeZone};
use kpi::{
    calendar::{Calendar, DayRule},
    catalogue::{Catalogue, Kpi},
    counting::Counting,
    definition::Definition,
    goal::Borders,
    model::Tool,
    stage::{Ladder, LadderFault, Mapping, Place, Stage},
};
use leads::{rule::Rule, rules::Rules};
use report::locale::{LOCALES, Locale};
use serde::Deserialize;

use crate::{
    config::{ConfigFault, Settings, TeamPath},
    schedule::{Schedule, standard_settling},
};

/// The agreement of one workspace.
#[derive(Debug, Clone)]
pub(crate) struct Team {
    /// Whether there is a file; the defaults hold where there is none.
    pub(crate) written: bool,
    /// Language of posts.
    pub(crate) locale: Locale,
    /// Zone, stages, mapping, window.
    pub(crate) definition: Definition,
    /// Business days.
    pub(crate) calendar: Calendar,
    /// From which pace on a goal is on track, at risk, off track.
    pub(crate) borders: Borders,
    /// Where messages go.
    pub(crate) channels: Channels,
    /// When posts are due.
    pub(crate) schedules: Vec<Schedule>,
    /// When a lead is hot; the first match wins.
    pub(crate) rules: Rules,
    /// The most pings of one hour that stand alone; more become one digest.
    pub(crate) pings_at_once: usize,
    /// Roles or people that an owner's name in a rule mentions.
    pub(crate) mentions: BTreeMap<String, MentionTarget>,
    /// What people are told of without asking.
    pub(crate) alerts: Alerts,
    /// KPIs that the team defined itself.
    pub(crate) own_kpis: Vec<Kpi>,
    /// Those of them that cannot be used.
    pub(crate) refused_kpis: Vec<RefusedKpi>,
    /// How old numbers may be before that is said; `None` is two polls.
    pub(crate) freshness: Option<SignedDuration>,
}

/// Where messages go; `None` is `DISCORD_CHANNEL`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Channels {
    /// Weekly, biweekly and monthly posts.
    pub(crate) reports: Option<u64>,
    /// Pings about hot leads.
    pub(crate) sales: Option<u64>,
    /// Alerts; `None` is the channel of posts.
    pub(crate) alerts: Option<u64>,
}

/// Whom an owner's name stands for in the chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MentionTarget {
    /// A role's id.
    Role(u64),
    /// A person's id.
    User(u64),
}

impl Team {
    /// Reads the file; the defaults where there is none and nobody named one.
    ///
    /// # Errors
    /// Names the file, the key, the line and what would be accepted.
    pub(crate) fn read(file: &TeamPath) -> Result<Self, ConfigFault> {
        let at = |why| ConfigFault::File {
            file: file.to_string(),
            why,
        };
        match std::fs::read_to_string(&file.path) {
            Ok(text) => {
                let team = Self::parse(&text).map_err(at)?;
                for refused in &team.refused_kpis {
                    tracing::warn!("{file}: {}", refused.why);
                }
                Ok(team)
            }
            Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => {
                Err(at(fault.to_string()))
            }
            Err(_absent) if file.named => Err(ConfigFault::NoFile {
                file: file.to_string(),
            }),
            Err(_absent) => Ok(Self {
                written: false,
                ..Self::parse("").map_err(at)?
            }),
        }
    }

    /// Reads the text of a file.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let file: TeamFile = toml::from_str(text).map_err(|fault| fault::describe(text, &fault))?;
        file.agreement(text).map_err(|wrong| wrong.told(text))
    }
}

impl Team {
    /// What answers depend on, beside the operator's settings.
    pub(crate) fn agreement(&self, settings: &Settings) -> Agreement {
        Agreement {
            definition: self.definition.clone(),
            catalogue: Catalogue::new(&self.definition.ladder, self.own_kpis.clone()),
            refused_kpis: self
                .refused_kpis
                .iter()
                .map(|refused| (refused.id.clone(), refused.why.clone()))
                .collect(),
            calendar: self.calendar.clone(),
            borders: self.borders,
            alerts: self.alerts(settings),
            locale: self.locale,
            poll_every: settings.poll_every,
            freshness: self.freshness.unwrap_or(settings.poll_every * 2),
            rules: self.rules.clone(),
            timetable: Arc::new(TeamTimetable {
                definition: self.definition.clone(),
                calendar: self.calendar.clone(),
                schedules: self.schedules.clone(),
                channel: self.channels.reports.or(settings.discord.channel),
            }),
        }
    }
}

impl Team {
    /// What is told of, where a stream may fail for two polls at least: one that comes late is no news.
    fn alerts(&self, settings: &Settings) -> Alerts {
        let two_polls = settings.poll_every.saturating_mul(2);
        let mut alerts = self.alerts.clone();
        alerts.limits.sync_after = alerts.limits.sync_after.max(two_polls);
        alerts
    }
}

/// When posts are due and where they go, for the answers that tell it.
#[derive(Debug)]
struct TeamTimetable {
    definition: Definition,
    calendar: Calendar,
    schedules: Vec<Schedule>,
    channel: Option<u64>,
}

impl Timetable for TeamTimetable {
    fn upcoming(&self, now: Timestamp) -> Vec<(PostKind, Timestamp)> {
        let next = |schedule: &Schedule| {
            let due = schedule.next_after(now, &self.definition, &self.calendar)?;
            Some((schedule.kind, due.at))
        };
        let mut upcoming: Vec<_> = self.schedules.iter().filter_map(next).collect();
        upcoming.sort_by_key(|(_, at)| *at);
        upcoming
    }

    fn channel(&self, kind: PostKind) -> Option<u64> {
        let own = self.schedules.iter().find(|schedule| schedule.kind == kind);
        own.and_then(|schedule| schedule.channel).or(self.channel)
    }

    fn settling(&self, kind: PostKind) -> SignedDuration {
        let own = self.schedules.iter().find(|schedule| schedule.kind == kind);
        own.map_or_else(|| standard_settling(kind), |schedule| schedule.settling)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TeamFile {
    workspace: WorkspaceTable,
    channels: ChannelsTable,
    stages: Vec<StageTable>,
    mapping: BTreeMap<Tool, BTreeMap<String, String>>,
    schedules: SchedulesTable,
    calendar: CalendarTable,
    goals: GoalsTable,
    money: money::MoneyTable,
    rules: Option<Vec<Rule>>,
    pings: PingsTable,
    alerts: alerts::AlertsTable,
    kpi: own_kpi::Tables,
    surveys: BTreeMap<String, String>,
    conversions: Option<counting::ConversionsTable>,
    methods: BTreeMap<String, counting::ActsTable>,
}

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WorkspaceTable {
    zone: String,
    locale: String,
    week_start: Weekday7,
    biweek_anchor: FileDate,
    fiscal_start: i8,
    conversion_window_days: Option<u32>,
    exclude_domains: Vec<String>,
    freshness: Option<SignedDuration>,
}

impl Default for WorkspaceTable {
    fn default() -> Self {
        let definition = Definition::default();
        Self {
            zone: "Asia/Tokyo".to_owned(),
            locale: "ja".to_owned(),
            week_start: Weekday7::Monday,
            biweek_anchor: FileDate(definition.biweek_anchor),
            fiscal_start: definition.fiscal_start,
            conversion_window_days: definition.window_days,
            exclude_domains: Vec::new(),
            freshness: None,
        }
    }
}

impl WorkspaceTable {
    fn freshness(&self) -> Result<Option<SignedDuration>, String> {
        match self.freshness {
            Some(freshness) if !freshness.is_positive() => Err(format!(
                "workspace.freshness: {freshness:#} makes every number old; leave it out for two polls, or say \"1h\""
            )),
            freshness => Ok(freshness),
        }
    }
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Weekday7 {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<Weekday7> for Weekday {
    fn from(day: Weekday7) -> Self {
        match day {
            Weekday7::Monday => Self::Monday,
            Weekday7::Tuesday => Self::Tuesday,
            Weekday7::Wednesday => Self::Wednesday,
            Weekday7::Thursday => Self::Thursday,
            Weekday7::Friday => Self::Friday,
            Weekday7::Saturday => Self::Saturday,
            Weekday7::Sunday => Self::Sunday,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ChannelsTable {
    reports: Option<u64>,
    sales: Option<u64>,
    alerts: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StageTable {
    id: String,
    #[serde(default)]
    names: BTreeMap<String, String>,
    team: Option<String>,
    definition: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SchedulesTable {
    weekly: ScheduleTable,
    biweekly: ScheduleTable,
    monthly: ScheduleTable,
}

/// The rarest rhythm in weeks.
const MOST_WEEKS: u32 = 53;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ScheduleTable {
    cron: Option<String>,
    every: Option<u32>,
    on_holiday: Option<HolidayWord>,
    grace: Option<SignedDuration>,
    max_lateness: Option<SignedDuration>,
    settling: Option<SignedDuration>,
    channel: Option<u64>,
    enabled: Option<bool>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum HolidayWord {
    Post,
    Skip,
    Next,
    Previous,
}

impl HolidayWord {
    fn rule(self) -> Option<DayRule> {
        match self {
            Self::Post => None,
            Self::Skip => Some(DayRule::Skip),
            Self::Next => Some(DayRule::Next),
            Self::Previous => Some(DayRule::Previous),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct CalendarTable {
    holidays: HolidaySet,
    days_off: Vec<FileDate>,
    working_days: Vec<FileDate>,
}

impl Default for CalendarTable {
    fn default() -> Self {
        Self {
            holidays: HolidaySet::Japan,
            days_off: Vec::new(),
            working_days: Vec::new(),
        }
    }
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum HolidaySet {
    Japan,
    None,
}

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct GoalsTable {
    on_track: u32,
    at_risk: u32,
}

impl Default for GoalsTable {
    fn default() -> Self {
        Self {
            on_track: 100,
            at_risk: 80,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PingsTable {
    at_once: usize,
    mention: BTreeMap<String, MentionTarget>,
}

impl Default for PingsTable {
    fn default() -> Self {
        Self {
            at_once: 5,
            mention: BTreeMap::new(),
        }
    }
}

impl TeamFile {
    fn agreement(self, text: &str) -> Result<Team, Wrong> {
        let mut definition = self.definition()?;
        let schedules = self.schedules.agreement(&definition)?;
        let locale = Locale::parse(&self.workspace.locale).ok_or_else(|| {
            let word = &self.workspace.locale;
            let codes = LOCALES.iter().map(|locale| locale.code());
            let accepted = fault::accepted(word, codes);
            Wrong::at(
                "workspace.locale",
                format!("\"{word}\" is no language that funnelbot speaks; {accepted}"),
            )
        })?;
        let rules = match self.rules {
            Some(rules) => Rules::new(rules, &definition.ladder)
                .map_err(|fault| fault::rule(&fault, &definition.ladder))?,
            None => Rules::default(),
        };
        let (own_kpis, refused_kpis) = own_kpi::read(text, self.kpi, &definition.ladder);
        sense::mentions(&self.pings.mention, &rules)?;
        sense::calendar(&self.calendar)?;
        definition.counting = counting::read(self.surveys, self.conversions, self.methods)?;
        Ok(Team {
            written: true,
            locale,
            calendar: self.calendar.agreement(),
            borders: self.goals.agreement()?,
            channels: Channels {
                reports: sense::id("channels.reports", self.channels.reports)?,
                sales: sense::id("channels.sales", self.channels.sales)?,
                alerts: sense::id("channels.alerts", self.channels.alerts)?,
            },
            schedules,
            rules,
            pings_at_once: self.pings.at_once,
            mentions: self.pings.mention,
            alerts: self.alerts.agreement()?,
            own_kpis,
            refused_kpis,
            freshness: self.workspace.freshness()?,
            definition,
        })
    }

    fn definition(&self) -> Result<Definition, Wrong> {
        let workspace = &self.workspace;
        let zone = TimeZone::get(&workspace.zone).map_err(|_unknown| {
            let zone = &workspace.zone;
            let why = format!("\"{zone}\" is no time zone; a valid one is \"Asia/Tokyo\"");
            Wrong::at("workspace.zone", why)
        })?;
        sense::workspace(workspace)?;
        let ladder = self.ladder()?;
        Ok(Definition {
            zone,
            week_start: workspace.week_start.into(),
            biweek_anchor: workspace.biweek_anchor.0,
            fiscal_start: workspace.fiscal_start,
            mappings: self.mappings(&ladder)?,
            ladder,
            // 0 is written for "no window": TOML has no null.
            window_days: workspace.conversion_window_days.filter(|days| *days > 0),
            excluded_domains: workspace.exclude_domains.clone(),
            counting: Counting::default(),
            rates: self.money.rates()?,
        })
    }

    fn ladder(&self) -> Result<Ladder, Wrong> {
        if self.stages.is_empty() {
            return Ok(Ladder::default());
        }
        sense::stages(&self.stages)?;
        let stages = self.stages.iter().map(|stage| Stage {
            id: stage.id.clone(),
            names: stage.names.clone(),
            team: stage.team.clone(),
            definition: stage.definition.clone(),
        });
        let of = |id: &str| {
            let last = self.stages.iter().rposition(|stage| stage.id == id);
            format!("stages#{}.id", last.map_or(1, |index| index + 1))
        };
        Ladder::new(stages.collect()).map_err(|fault| match fault {
            LadderFault::TooShort => Wrong::at("stages#1", "a funnel has at least two stages"),
            LadderFault::TooLong => Wrong::at("stages#33", "a funnel has at most 32 stages"),
            LadderFault::Twice(id) => Wrong::at(of(&id), format!("\"{id}\" stands there twice")),
            LadderFault::Reserved(id) => Wrong::at(
                of(&id),
                format!("\"{id}\" names an exit and cannot be a stage"),
            ),
        })
    }

    /// The tool's own values by default, then those that are called like a stage that the team added, then what the
    /// team wrote itself.
    fn mappings(&self, ladder: &Ladder) -> Result<BTreeMap<Tool, Mapping>, Wrong> {
        let usual = Ladder::default();
        let added: Vec<(Place, &Stage)> = ladder
            .ranks()
            .zip(ladder.stages())
            .filter(|(_, stage)| usual.rank_of(&stage.id).is_none())
            .map(|(rank, stage)| (Place::Ranked(rank), stage))
            .collect();
        let mut mappings = BTreeMap::new();
        for tool in Tool::ALL {
            let words = self.mapping.get(&tool);
            if words.is_none() && added.is_empty() {
                continue;
            }
            let mut mapping = Mapping::defaults(tool, ladder);
            for (place, stage) in &added {
                for word in stage.names.values().chain([&stage.id]) {
                    if mapping.find(word, None).is_none() {
                        mapping.insert(word, *place);
                    }
                }
            }
            let written = BTreeMap::default();
            let words = words.unwrap_or(&written);
            sense::mapping(tool, words, ladder)?;
            for (raw, word) in words {
                let place = ladder
                    .place(word)
                    .ok_or_else(|| fault::unknown_place(tool, raw, word, ladder))?;
                mapping.insert(raw, place);
            }
            mappings.insert(tool, mapping);
        }
        Ok(mappings)
    }
}

impl GoalsTable {
    fn agreement(&self) -> Result<Borders, Wrong> {
        Borders::new(self.on_track, self.at_risk).ok_or_else(|| {
            let why = format!(
                "{} must be above 0 and not above on_track ({}), such as 80 and 100",
                self.at_risk, self.on_track
            );
            Wrong::at("goals.at_risk", why)
        })
    }
}

impl CalendarTable {
    fn agreement(&self) -> Calendar {
        let calendar = match self.holidays {
            HolidaySet::Japan => Calendar::japan(),
            HolidaySet::None => Calendar::weekends_only(),
        };
        calendar
            .with_days_off(self.days_off.iter().map(|date| date.0))
            .with_working_days(self.working_days.iter().map(|date| date.0))
    }
}

impl SchedulesTable {
    fn agreement(&self, definition: &Definition) -> Result<Vec<Schedule>, Wrong> {
        let tables = [
            (PostKind::Weekly, &self.weekly),
            (PostKind::Biweekly, &self.biweekly),
            (PostKind::Monthly, &self.monthly),
        ];
        let mut schedules = Vec::new();
        for (kind, table) in tables {
            if table.enabled.unwrap_or(true) {
                schedules.push(table.schedule(kind, definition)?);
            }
        }
        Ok(schedules)
    }
}

impl ScheduleTable {
    fn schedule(&self, kind: PostKind, definition: &Definition) -> Result<Schedule, Wrong> {
        let mut schedule = Schedule::standard(kind, definition);
        let key = kind.as_str();
        let at = |name: &str| format!("schedules.{key}.{name}");
        if let Some(cron) = &self.cron {
            schedule = schedule
                .with_cron(cron)
                .map_err(|why| Wrong::at(at("cron"), why))?;
        }
        if let Some(every) = self.every {
            if !(1..=MOST_WEEKS).contains(&every) {
                let why = format!("from 1 to {MOST_WEEKS}; 2 is every second week");
                return Err(Wrong::at(at("every"), why));
            }
            if every > 1 && kind == PostKind::Monthly {
                let why = "weeks are counted, and a month is no number of weeks; write the months into cron, such as \"0 9 1 */2 *\"";
                return Err(Wrong::at(at("every"), why));
            }
            schedule.every = every;
        }
        if let Some(word) = self.on_holiday {
            schedule.day_rule = word.rule();
        }
        schedule.grace = self.grace.unwrap_or(schedule.grace);
        schedule.max_lateness = self.max_lateness.unwrap_or(schedule.max_lateness);
        schedule.settling = self.settling.unwrap_or(schedule.settling);
        schedule.channel = sense::id(&at("channel"), self.channel)?;
        sense::schedule(key, &schedule)?;
        Ok(schedule)
    }
}

#[cfg(test)]
mod tests {
    use kpi::{model::Tool, stage::Place};

    use super::Team;

    #[test]
    fn the_example_file_loads_and_says_the_defaults() {
        let example = Team::parse(include_str!("../../funnelbot.example.toml")).expect("loads");
        let nothing = Team::parse("").expect("loads");
        assert_eq!(
            example.definition.fingerprint(),
            nothing.definition.fingerprint()
        );
        assert_eq!(example.schedules, nothing.schedules);
        assert_eq!(example.rules, nothing.rules);
        assert_eq!(example.alerts, nothing.alerts);
    }

    #[test]
    fn a_mistyped_key_is_named_with_line_and_nearest_match() {
        let why = Team::parse("[workspace]\nzone = \"Asia/Tokyo\"\nlocal = \"ja\"\n")
            .expect_err("local is no key");
        assert!(why.contains("line 3"), "{why}");
        assert!(why.contains("did you mean `locale`"), "{why}");
    }

    #[test]
    fn a_mistyped_stage_names_the_nearest() {
        let why = Team::parse("[mapping.hubspot]\n\"123\" = \"mqll\"\n").expect_err("no stage");
        assert!(why.contains("did you mean \"mql\""), "{why}");
    }

    #[test]
    fn how_old_numbers_may_be_can_be_said() {
        let freshness = |text: &str| Team::parse(&format!("[workspace]\nfreshness = \"{text}\"\n"));
        let hour = jiff::SignedDuration::from_hours(1);
        assert_eq!(freshness("1h").expect("loads").freshness, Some(hour));
        let why = freshness("0s").expect_err("never fresh");
        assert!(why.starts_with("line 2: workspace.freshness"), "{why}");
    }

    #[test]
    fn a_wrong_cron_names_its_schedule() {
        let why = Team::parse("[schedules.weekly]\ncron = \"9 o'clock\"\n").expect_err("no cron");
        assert!(why.starts_with("line 2: schedules.weekly.cron"), "{why}");
    }

    #[test]
    fn a_team_defines_a_kpi_and_a_wrong_one_stops_no_other() {
        let text = r#"
[kpi.deals-a-lead]
formula = "deals-won / entered:lead"
[kpi.odd]
names = { en = "Odd" }
formula = "stock:mql / sent"
[kpi.typo]
formula = "entred:mql / entered:lead"
[kpi.word]
formula = "sent / sent"
better = "hihger"
[kpi.key]
formula = "sent / sent"
explanatoin = { en = "why" }
[kpi.number]
formula = 5
[kpi.empty]
[kpi.open-rate]
formula = "opened / sent"
[kpi."Not An Id"]
formula = "opened / sent"
[kpi.flat.deep]
formula = "opened / sent"
[workspace]
locale = "en"
"#;
        let team = Team::parse(text).expect("the others go on");
        let ids: Vec<&str> = team.own_kpis.iter().map(|kpi| kpi.id.as_str()).collect();
        assert_eq!(ids, ["deals-a-lead"]);
        let told = |id: &str| {
            let mut refused = team.refused_kpis.iter();
            let refused = refused.find(|refused| refused.id == id);
            refused.unwrap_or_else(|| panic!("{id}")).why.as_str()
        };
        assert!(told("odd").starts_with("line 6: kpi.odd.formula: "));
        assert!(told("typo").starts_with("line 8: kpi.typo.formula: "));
        assert!(told("typo").contains("did you mean \"entered:mql\"?"));
        assert!(told("word").starts_with("line 11: kpi.word.better: "));
        assert!(told("word").contains("did you mean `higher`?"));
        assert!(told("key").starts_with("line 14: kpi.key.explanatoin: "));
        assert!(told("key").contains("did you mean `explanation`?"));
        assert!(told("number").starts_with("line 16: kpi.number.formula: "));
        assert!(told("empty").starts_with("line 17: kpi.empty: has no formula"));
        assert!(told("open-rate").starts_with("line 18: kpi.open-rate: "));
        assert!(told("open-rate").contains("taken"));
        assert!(told("Not An Id").contains("is no id"));
        assert!(told("flat").contains("has no formula"));
        assert_eq!(team.refused_kpis.len(), 9);
    }

    #[test]
    fn rates_are_read_as_people_write_them_and_a_wrong_one_names_its_key() {
        let text = "[money]\ncurrency = \"JPY\"\n[money.rates]\nUSD = 150\nEUR = 160.5\nGBP = \"190.25\"\n";
        let rates = Team::parse(text).expect("three rates").definition.rates;
        let exchanged = |currency: &str| {
            let money = kpi::model::Money {
                minor: 400,
                currency: currency.to_owned(),
            };
            rates.exchanged(&money).minor
        };
        assert_eq!(["USD", "EUR", "GBP"].map(exchanged), [600, 642, 761]);
        for (text, key) in [
            (
                "[money.rates]\nUSB = 150\n",
                "money.rates.USB: \"USB\" is no currency of ISO 4217; did you mean \"USD\"?",
            ),
            (
                "[money.rates]\nUSD = 0\n",
                "money.rates.USD: \"0\" is no rate",
            ),
            ("[money.rates]\nUSD = \"150円\"\n", "money.rates.USD: "),
            (
                "[money.rates]\nJPY = 1\n",
                "money.rates.JPY: it is the currency",
            ),
            ("[money]\ncurrency = \"JPN\"\n", "money.currency: "),
        ] {
            let why = Team::parse(text).expect_err(key);
            let (line, rest) = why.split_once(": ").expect("a line");
            assert!(line.starts_with("line ") && rest.starts_with(key), "{why}");
        }
    }

    #[test]
    fn a_kpi_that_is_no_table_stops_no_other() {
        let team = Team::parse("[kpi]\nflat = \"sent / sent\"\nlist = [1]\n").expect("goes on");
        let told: Vec<&str> = team
            .refused_kpis
            .iter()
            .map(|one| one.why.as_str())
            .collect();
        assert!(
            told[0].starts_with("line 2: kpi.flat: is no table"),
            "{told:?}"
        );
        assert!(
            told[1].starts_with("line 3: kpi.list: is no table"),
            "{told:?}"
        );
    }

    #[test]
    fn a_value_called_like_an_added_stage_is_in_it() {
        let team = Team::parse(
            "[[stages]]\nid = \"lead\"\n[[stages]]\nid = \"evaluation\"\nnames = { ja = \"評価中\" }\n[[stages]]\nid = \"customer\"\n",
        );
        let definition = team.expect("a ladder").definition;
        for tool in Tool::ALL {
            let mapping = definition.mapping(tool);
            for word in ["Evaluation", "評価中"] {
                assert_eq!(mapping.find("77", Some(word)), Some(Place::Ranked(1)));
            }
            assert_eq!(mapping.find("customer", None), Some(Place::Ranked(2)));
        }
    }

    #[track_caller]
    fn refused(text: &str, parts: &[&str]) {
        let why = Team::parse(text).expect_err("it makes no sense");
        for part in parts {
            assert!(why.contains(part), "no {part:?} in: {why}");
        }
    }

    #[test]
    fn what_would_go_unnoticed_is_refused_with_its_line() {
        let stages = |second: &str| format!("[[stages]]\nid = \"lead\"\n[[stages]]\n{second}\n");
        refused(
            "\n[channels]\nsales = 0\n",
            &["line 3: channels.sales", "no id"],
        );
        refused("[schedules.weekly]\nchannel = 0\n", &["line 2", "no id"]);
        refused(
            "[schedules.weekly]\nevery = 0\n",
            &["line 2", "every second week"],
        );
        refused("[schedules.monthly]\nevery = 2\n", &["line 2", "*/2"]);
        refused(
            "[schedules.weekly]\ngrace = \"-1h\"\n",
            &["line 2", "grace"],
        );
        refused(
            "[schedules.weekly]\nmax_lateness = \"1h\"\n",
            &["line 2", "grace"],
        );
        refused(
            "[schedules.monthly]\ncron = \"0 9 31 2 *\"\n",
            &["line 2", "no such day"],
        );
        refused(
            "[workspace]\nexclude_domains = [\"test@example.jp\"]\n",
            &["line 2", "is no domain", "example.jp"],
        );
        refused(
            "[workspace]\nfiscal_start = 13\n",
            &["line 2", "April is 4"],
        );
        refused(
            "[workspace]\nlocale = \"jp\"\n",
            &["line 2", "did you mean \"ja\""],
        );
        refused(&stages("id = \"MQL\""), &["line 4", "lower-case"]);
        refused(&stages("id = \"lost\""), &["line 4", "names an exit"]);
        refused(&stages("id = \"lead\""), &["line 4", "twice"]);
        refused(
            &stages("id = \"mql\"\nnames = { jp = \"MQL\" }"),
            &["line 5", "no language", "did you mean \"ja\""],
        );
        refused(
            "[mapping.hubspot]\n\"New\" = \"lead\"\n\"new \" = \"mql\"\n",
            &["line 3", "another place"],
        );
        refused(
            "[pings]\nmention.inside-sale = { role = 7 }\n",
            &["line 2", "did you mean \"inside-sales\""],
        );
        refused(
            "[calendar]\ndays_off = [2026-12-29]\nworking_days = [2026-12-29]\n",
            &["line 3", "2026-12-29"],
        );
        refused(
            "[conversions]\nattribution_days = 0\n",
            &["line 2", "7 is usual"],
        );
        refused("[goals]\nat_risk = 120\n", &["line 2", "80 and 100"]);
        refused(
            "[methods.whitepaper]\n",
            &["line 1", "did you mean \"white-paper\""],
        );
        refused(
            "[[rules]]\nname = \"a\"\nrank = \"hot\"\naction = \"call\"\nwhen = [{ stage_is = [\"mqll\"] }]\n",
            &["line 5", "did you mean \"mql\""],
        );
    }
}
