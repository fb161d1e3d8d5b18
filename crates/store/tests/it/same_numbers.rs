//! Whatever was absorbed in whatever pieces, the funnel is the one that a plain sum over all timelines
//! gives, before and after settling, and the day tables can be proven.

use std::{collections::BTreeMap, ops::Range};

use jiff::{Timestamp, tz::TimeZone};
use kpi::{
    by::By,
    definition::Definition,
    funnel::{Basis, Funnel, FunnelQuestion, Span, SpanFacts, measure},
    model::{ExtId, LeadRecord, Record, StageEntry, StageHistory, Stream, Tool},
    rollup::Facts,
    stage::{Mapping, Place},
    timeline::{Presence, Timeline},
};
use proptest::prelude::*;
use store::Reach;

use crate::support::{Home, WS, merged, removed};

const RAWS: [Option<&str>; 9] = [
    Some("lead"),
    Some("marketingqualifiedlead"),
    Some("salesqualifiedlead"),
    Some("opportunity"),
    Some("customer"),
    Some("evangelist"),
    Some("other"),
    Some("unheard of"),
    None,
];

const START: i64 = 1_772_000_000_000; // 2026-02-25, so that clocks change on the way.
const HOUR: i64 = 3_600_000;

#[derive(Debug, Clone)]
enum Step {
    /// Time passes, in hours.
    Wait(i64),
    /// A lead gets a value.
    Set(usize, usize),
    /// A lead gets several values in one instant.
    Hop(usize, usize, usize),
    Remove(usize),
    Restore(usize),
    Merge(usize, usize),
    /// A poll tells of these leads, twice if the bot was killed in between.
    Pull(u16, bool),
    Settle,
    Adopt(usize),
    Ask(Ask),
}

#[derive(Debug, Clone)]
struct Ask {
    start: i64,
    length: i64,
    before: i64,
    grid: Grid,
    cohort: Option<u32>,
    as_of: i64,
}

/// Where the ends of a span fall.
#[derive(Debug, Clone, Copy)]
enum Grid {
    Anywhere,
    Days,
    Months,
}

const LEADS: usize = 8;

fn step() -> impl Strategy<Value = Step> {
    let lead = 0..LEADS;
    prop_oneof![
        4 => (0..200_i64).prop_map(Step::Wait),
        8 => (lead.clone(), 0..RAWS.len()).prop_map(|(lead, raw)| Step::Set(lead, raw)),
        2 => (lead.clone(), 0..RAWS.len(), 0..RAWS.len()).prop_map(|(lead, a, b)| Step::Hop(lead, a, b)),
        1 => lead.clone().prop_map(Step::Remove),
        1 => lead.clone().prop_map(Step::Restore),
        1 => (lead.clone(), lead).prop_map(|(a, b)| Step::Merge(a, b)),
        6 => (any::<u16>(), any::<bool>()).prop_map(|(mask, twice)| Step::Pull(mask, twice)),
        1 => Just(Step::Settle),
        1 => (0..4_usize).prop_map(Step::Adopt),
        3 => ask().prop_map(Step::Ask),
    ]
}

fn ask() -> impl Strategy<Value = Ask> {
    let cohort = prop::option::of(prop::sample::select(vec![0, 3, 90]));
    let grid = prop::sample::select(vec![Grid::Anywhere, Grid::Days, Grid::Months]);
    (
        -100..2000_i64,
        0..900_i64,
        0..900_i64,
        grid,
        cohort,
        0..2500_i64,
    )
        .prop_map(|(start, length, before, grid, cohort, as_of)| Ask {
            start,
            length,
            before,
            grid,
            cohort,
            as_of,
        })
}

/// Four agreements: other zones, another mapping, test contacts.
fn definition(which: usize) -> Definition {
    let mut definition = Definition::default();
    match which {
        1 => definition.zone = TimeZone::get("America/Havana").unwrap(),
        2 => {
            let mut mapping = Mapping::defaults(Tool::Hubspot, &definition.ladder);
            mapping.insert("unheard of", Place::Ranked(2));
            mapping.insert("evangelist", Place::Churned);
            definition.mappings.insert(Tool::Hubspot, mapping);
        }
        3 => {
            definition.excluded_domains = vec!["odd.test".to_owned()];
            definition.zone = TimeZone::get("Europe/Berlin").unwrap();
        }
        _ => {}
    }
    definition
}

/// A lead as it is in the tool.
#[derive(Debug, Clone, Default)]
struct Truth {
    entries: Vec<StageEntry>,
    turns: Vec<Presence>,
    merged_into: Option<usize>,
    version: i64,
}

impl Truth {
    fn is_removed(&self) -> bool {
        matches!(self.turns.last(), Some(Presence::Removed(_)))
    }
}

/// A lead as far as it was told.
#[derive(Debug, Clone, Default)]
struct Told {
    known: bool,
    excluded: bool,
    /// Nobody tells where a lead came from that was only ever seen in the bin.
    channel: Option<&'static str>,
    entries: Vec<StageEntry>,
    turns: Vec<Presence>,
}

struct World {
    home: Home,
    now: i64,
    leads: Vec<Truth>,
    told: BTreeMap<usize, Told>,
    losers: BTreeMap<usize, usize>,
    next_row: u64,
}

fn instant(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap()
}

fn id(lead: usize) -> String {
    format!("{}", 100 + lead)
}

fn email(lead: usize) -> String {
    let domain = if lead.is_multiple_of(2) {
        "even.test"
    } else {
        "odd.test"
    };
    format!("{lead}@{domain}")
}

/// Half of the leads have a history that is told as a whole, half a log that is told in pieces.
fn has_log(lead: usize) -> bool {
    lead % 4 > 1
}

impl World {
    async fn new() -> Self {
        Self {
            home: Home::under(definition(0)).await,
            now: START,
            leads: vec![Truth::default(); LEADS],
            told: BTreeMap::new(),
            losers: BTreeMap::new(),
            next_row: 1,
        }
    }

    async fn go(&mut self, step: &Step) {
        match step {
            Step::Wait(hours) => self.now += hours * HOUR + 1,
            Step::Set(lead, raw) => self.set(*lead, *raw),
            Step::Hop(lead, a, b) => {
                self.set(*lead, *a);
                self.set(*lead, *b);
            }
            Step::Remove(lead) => self.turn(*lead, Presence::Removed(instant(self.now))),
            Step::Restore(lead) => self.turn(*lead, Presence::Restored(instant(self.now))),
            Step::Merge(loser, survivor) => self.merge(*loser, *survivor),
            Step::Pull(mask, twice) => self.pull(*mask, *twice).await,
            Step::Settle => {
                self.home.store.settle(WS).await.unwrap();
            }
            Step::Adopt(which) => self.adopt(*which).await,
            Step::Ask(ask) => self.ask(ask).await,
        }
    }

    fn set(&mut self, lead: usize, raw: usize) {
        let row = self.next_row;
        self.next_row += 1;
        let truth = &mut self.leads[lead];
        if truth.merged_into.is_some() || truth.is_removed() {
            return;
        }
        truth.version += 1;
        truth.entries.push(StageEntry {
            at: instant(self.now),
            raw: RAWS[raw].map(str::to_owned),
            entry_id: has_log(lead).then(|| ExtId(row.to_string())),
        });
    }

    fn turn(&mut self, lead: usize, turn: Presence) {
        let truth = &mut self.leads[lead];
        let removes = matches!(turn, Presence::Removed(_));
        // Two turns of a lead in one instant cannot be told apart.
        let is_new = truth.turns.last().is_none_or(|last| {
            let (Presence::Removed(at) | Presence::Restored(at)) = *last;
            at < instant(self.now)
        });
        if truth.merged_into.is_none() && truth.is_removed() != removes && is_new {
            truth.version += 1;
            truth.turns.push(turn);
        }
    }

    fn merge(&mut self, loser: usize, survivor: usize) {
        let alive = |truth: &Truth| truth.merged_into.is_none() && !truth.is_removed();
        if loser != survivor && alive(&self.leads[loser]) && alive(&self.leads[survivor]) {
            self.leads[loser].merged_into = Some(survivor);
        }
    }

    async fn pull(&mut self, mask: u16, twice: bool) {
        let mut records = Vec::new();
        for lead in (0..LEADS).filter(|lead| mask & (1 << lead) != 0) {
            self.tell(lead, mask, &mut records);
        }
        if mask & 0x100 != 0 {
            records.reverse();
        }
        let now = instant(self.now);
        self.home.absorb(Stream::Leads, records.clone(), now).await;
        if twice {
            let again = self.home.absorb(Stream::Leads, records, now).await;
            assert_eq!(
                again.changed + again.moved + again.merged,
                0,
                "absorbed again: {again:?}"
            );
        }
    }

    fn tell(&mut self, lead: usize, mask: u16, records: &mut Vec<Record>) {
        let truth = self.leads[lead].clone();
        if let Some(survivor) = truth.merged_into {
            records.push(merged(&id(lead), &id(survivor), instant(self.now)));
            self.losers.insert(lead, survivor);
            return;
        }
        let told = self.told.entry(lead).or_default();
        for turn in &truth.turns {
            records.push(match turn {
                Presence::Removed(at) => removed(&id(lead), *at),
                Presence::Restored(at) => Record::Restored {
                    lead: id(lead).into(),
                    at: *at,
                },
            });
        }
        told.turns.clone_from(&truth.turns);
        told.known = true;
        if !truth.is_removed() {
            records.push(record(lead, &truth));
            told.excluded = self.home.definition.excludes(Some(&email(lead)));
            told.channel = channel_of(lead);
        }
        let mut entries = truth.entries.clone();
        if has_log(lead) {
            // A piece of the log: from its start, from its end, or every other row.
            entries = match mask >> 9 & 3 {
                0 => entries.into_iter().step_by(2).collect(),
                1 => entries.into_iter().rev().take(2).rev().collect(),
                _ => entries,
            };
            told.entries.retain(|known| !entries.contains(known));
            told.entries.extend(entries.clone());
            told.entries.sort_by_key(|entry| {
                entry
                    .entry_id
                    .as_ref()
                    .map(|id| id.as_str().parse::<u64>().unwrap())
            });
        } else {
            told.entries.clone_from(&entries);
        }
        records.push(Record::StageHistory(StageHistory {
            lead: id(lead).into(),
            whole: !has_log(lead),
            entries,
        }));
    }

    async fn adopt(&mut self, which: usize) {
        self.home.definition = definition(which);
        self.home
            .store
            .adopt(WS, &self.home.definition)
            .await
            .unwrap();
        for (lead, told) in &mut self.told {
            let removed = matches!(told.turns.last(), Some(Presence::Removed(_)));
            if !removed && !self.losers.contains_key(lead) {
                told.excluded = self.home.definition.excludes(Some(&email(*lead)));
            }
        }
    }

    async fn ask(&self, ask: &Ask) {
        let zone = &self.home.definition.zone;
        let place = |hours: i64| {
            let instant = instant(START + hours * HOUR);
            let date = instant.to_zoned_datetime(zone.clone()).date();
            let date = match ask.grid {
                Grid::Anywhere => return instant,
                Grid::Days => date,
                Grid::Months => date.first_of_month(),
            };
            date.to_zoned_datetime(zone.clone()).unwrap().timestamp()
        };
        let span = |start: i64, length: i64| Span {
            start: place(start),
            end: place(start + length),
        };
        let question = FunnelQuestion {
            period: span(ask.start, ask.length),
            comparison: (ask.before > 0).then(|| span(ask.start - ask.before, ask.before)),
            as_of: instant(START + ask.as_of * HOUR),
            basis: if ask.cohort.is_some() {
                Basis::Cohort
            } else {
                Basis::Period
            },
            window_days: ask.cohort.filter(|days| *days > 0),
        };
        let expected = self.naive(&self.home.definition, &question);
        let found = self
            .home
            .store
            .funnel(WS, &self.home.definition, &question)
            .await
            .unwrap();
        assert_eq!(found, expected);
        self.home.assert_proven().await;
        // Under an agreement that is not adopted: from the histories.
        let mut other = self.home.definition.clone();
        other.mappings.insert(Tool::Hubspot, {
            let mut mapping = other.mapping(Tool::Hubspot);
            mapping.insert("customer", Place::Lost);
            mapping
        });
        let found = self.home.store.funnel(WS, &other, &question).await.unwrap();
        assert_eq!(found, self.naive(&other, &question));
        for definition in [&self.home.definition, &other] {
            self.ask_by_channel(definition, &question).await;
        }
    }

    /// The groups are those of a plain sum over the timelines of each channel, and leave nobody out.
    async fn ask_by_channel(&self, definition: &Definition, question: &FunnelQuestion) {
        for reach in [Reach::Stock, Reach::Moves] {
            let groups = self
                .home
                .store
                .funnel_by(WS, definition, question, By::Channel, reach)
                .await
                .unwrap();
            for channel in CHANNELS {
                let value = channel.map(str::to_owned);
                let mut expected =
                    self.naive_of(definition, question, |told| told.channel == channel);
                let group = groups.iter().find(|group| group.value == value);
                let mut found = match group {
                    Some(group) => {
                        let (now, previous) = (group.now.clone(), group.previous.clone());
                        measure(&definition.ladder, question, now, previous)
                    }
                    None => self.naive_of(definition, question, |_| false),
                };
                if reach == Reach::Moves {
                    without_stock(&mut expected);
                    without_stock(&mut found);
                }
                assert_eq!(found, expected, "{channel:?}");
            }
            assert!(groups.iter().all(|group| {
                let value = group.value.as_deref();
                CHANNELS.contains(&value)
            }));
        }
    }

    fn naive(&self, definition: &Definition, question: &FunnelQuestion) -> Funnel {
        self.naive_of(definition, question, |_| true)
    }

    fn naive_of(
        &self,
        definition: &Definition,
        question: &FunnelQuestion,
        chosen: impl Fn(&Told) -> bool,
    ) -> Funnel {
        let mapping = definition.mapping(Tool::Hubspot);
        let place = |raw: Option<&str>| {
            raw.and_then(|raw| mapping.find(raw, None))
                .unwrap_or(Place::Outside)
        };
        let counted = self.told.iter().filter(|(lead, told)| {
            told.known && !told.excluded && !self.losers.contains_key(*lead) && chosen(told)
        });
        let timelines: Vec<Timeline> = counted
            .map(|(_, told)| Timeline::new(&told.entries, &told.turns, place))
            .collect();
        let sum = |span: Span| {
            let span = question.counted(span);
            let span = span.start.as_millisecond()..span.end.as_millisecond();
            sum(definition, &timelines, &span)
        };
        measure(
            &definition.ladder,
            question,
            sum(question.period),
            question.comparison.map(sum),
        )
    }
}

/// Where the leads come from; the tool does not say it of all.
const CHANNELS: [Option<&str>; 3] = [Some("search"), None, Some("fair")];

fn channel_of(lead: usize) -> Option<&'static str> {
    CHANNELS[lead % CHANNELS.len()]
}

/// What of a funnel the leads that moved tell.
fn without_stock(funnel: &mut Funnel) {
    for row in &mut funnel.stages {
        for numbers in [Some(&mut row.now), row.previous.as_mut()]
            .into_iter()
            .flatten()
        {
            numbers.stock_start = 0;
            numbers.stock_end = numbers.delta;
        }
    }
}

fn record(lead: usize, truth: &Truth) -> Record {
    Record::Lead(Box::new(LeadRecord {
        id: id(lead).into(),
        created_at: Some(instant(START - 5)),
        modified_at: Some(instant(START + truth.version)),
        stage_raw: truth.entries.last().and_then(|entry| entry.raw.clone()),
        email: Some(email(lead)),
        channel: channel_of(lead).map(str::to_owned),
        ..LeadRecord::default()
    }))
}

fn sum(definition: &Definition, timelines: &[Timeline], span: &Range<i64>) -> SpanFacts {
    let mut facts = Facts::new(&definition.ladder);
    let mut stock_start = vec![0; definition.ladder.len()];
    for timeline in timelines {
        facts.add(timeline, span);
        let last = timeline
            .moves
            .iter()
            .rev()
            .find(|change| change.at < span.start);
        if let Some(rank) = last.and_then(|change| change.to.rank()) {
            stock_start[usize::from(rank)] += 1;
        }
    }
    SpanFacts { stock_start, facts }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_funnel_is_the_sum_over_all_timelines(steps in prop::collection::vec(step(), 1..60), last in ask()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new().await;
            for step in &steps {
                world.go(step).await;
            }
            world.go(&Step::Pull(0xff, true)).await;
            world.ask(&last).await;
            world.home.store.settle(WS).await.unwrap();
            world.ask(&last).await;
            world.home.restart().await;
            world.ask(&last).await;
        });
    }
}
