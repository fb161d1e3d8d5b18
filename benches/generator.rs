//! Leads of a company over two years: the same ones at every run, as many as are wanted.
//!
//! Lives here: who they are and how they move through the stages, 5.3 stage changes a lead on average. Must
//! not live here: where they are put (`databases`), how they are counted (`naive`).

use std::ops::Range;

use jiff::Timestamp;
use kpi::{
    model::{Batch, Cursor, ExtId, LeadRecord, Record, StageEntry, StageHistory},
    stage::Place,
};

/// The present of every bench: a Friday in the middle of a month, of a week and of a day.
pub(crate) const NOW: &str = "2026-11-20T12:34:56+09:00";

const DAY: i64 = 86_400_000;
/// How long the company has been at it, in ms.
pub(crate) const TWO_YEARS: i64 = 730 * DAY;

/// Leads a batch: ten pages of a hundred.
const BATCH: usize = 1_000;

/// HubSpot's own values, and where the default mapping places them.
pub(crate) const STAGES: [(&str, Place); 6] = [
    ("lead", Place::Ranked(0)),
    ("marketingqualifiedlead", Place::Ranked(1)),
    ("salesqualifiedlead", Place::Ranked(2)),
    ("opportunity", Place::Ranked(3)),
    ("customer", Place::Ranked(4)),
    ("other", Place::Recycled),
];

/// From each stage: where to, in how many of a hundred cases.
const WAYS: [&[(usize, u64)]; 6] = [
    &[(1, 80), (5, 20)],
    &[(2, 60), (5, 35), (3, 5)],
    &[(3, 55), (5, 35), (1, 10)],
    &[(4, 40), (5, 50), (2, 10)],
    &[(5, 100)],
    &[(1, 70), (0, 30)],
];

/// Of a hundred leads in a stage, how many move on some day.
const MOVES_ON: u64 = 88;

/// Days in a stage, on average.
const STAY: f64 = 26.0;

/// The present of every bench.
pub(crate) fn now() -> Timestamp {
    NOW.parse().expect("a valid instant")
}

/// One lead's way: when it got into which of `STAGES`, oldest first.
#[derive(Debug)]
pub(crate) struct Life {
    pub(crate) number: usize,
    pub(crate) changes: Vec<(i64, usize)>,
}

/// The lives of these numbers.
pub(crate) fn lives(numbers: Range<usize>) -> impl Iterator<Item = Life> {
    let end = now().as_millisecond();
    numbers.map(move |number| life(number, end))
}

fn life(number: usize, end: i64) -> Life {
    let mut luck = Luck(number as u64 ^ 0x5eed);
    // More leads come in the second year than in the first.
    let mut at = end - TWO_YEARS + (luck.unit().sqrt() * TWO_YEARS as f64) as i64;
    let mut stage = 0;
    let mut changes = vec![(at, stage)];
    while luck.below(100) < MOVES_ON {
        at += 60_000 + (-luck.unit().max(1e-9).ln() * STAY * DAY as f64) as i64;
        if at >= end {
            break;
        }
        stage = luck.next_stage(stage);
        changes.push((at, stage));
    }
    Life { number, changes }
}

/// What a connector would hand over for these leads: whole records with their stage history.
pub(crate) fn batches(numbers: Range<usize>) -> impl Iterator<Item = Batch> {
    let mut lives = lives(numbers).peekable();
    let mut number = 0;
    std::iter::from_fn(move || {
        lives.peek()?;
        let mut records = Vec::with_capacity(2 * BATCH);
        for life in lives.by_ref().take(BATCH) {
            let [lead, history] = records_of(&life);
            records.extend([lead, history]);
        }
        number += 1;
        let more = lives.peek().is_some();
        Some(Batch {
            records,
            cursor: Some(Cursor(format!("batch {number}"))),
            complete_to: (!more).then(now),
            more,
            ..Batch::default()
        })
    })
}

fn records_of(life: &Life) -> [Record; 2] {
    let number = life.number;
    let mut luck = Luck(number as u64 ^ 0xface);
    let id = ExtId((number + 1).to_string());
    let (first, last) = (life.changes.first(), life.changes.last());
    let instant = |change: Option<&(i64, usize)>| {
        change.and_then(|(at, _)| Timestamp::from_millisecond(*at).ok())
    };
    let lead = LeadRecord {
        id: id.clone(),
        created_at: instant(first),
        modified_at: instant(last),
        stage_raw: last.map(|(_, stage)| STAGES[*stage].0.to_owned()),
        score: Some(luck.below(100) as f64),
        email: Some(format!("person{number}@company{}.example", number / 3)),
        name: Some(format!("山田 {number}")),
        company: Some(format!("株式会社{}", number / 3)),
        job_title: Some(["部長", "課長", "担当", "Engineer"][luck.below(4) as usize].to_owned()),
        industry: Some("製造".to_owned()),
        employees: Some(luck.below(3_000) as i64 + 10),
        annual_revenue: Some(luck.below(900) as f64 * 1e7),
        owner: Some(ExtId((luck.below(12) + 1).to_string())),
        channel: Some(["ORGANIC_SEARCH", "PAID_SEARCH", "OFFLINE"][luck.below(3) as usize].into()),
        channel_detail: Some(format!("campaign {}", luck.below(40))),
        first_contact_at: instant(first),
        last_activity_at: instant(last),
        opted_out: Some(luck.below(100) < 4),
        target_list: None,
        link: Some(format!(
            "https://app.hubspot.com/contacts/1/record/0-1/{number}"
        )),
    };
    let entries = life.changes.iter().map(|(at, stage)| StageEntry {
        at: Timestamp::from_millisecond(*at).expect("within two years"),
        raw: Some(STAGES[*stage].0.to_owned()),
        entry_id: None,
    });
    let history = StageHistory {
        lead: id,
        whole: true,
        entries: entries.collect(),
    };
    [Record::Lead(Box::new(lead)), Record::StageHistory(history)]
}

/// SplitMix64.
pub(crate) struct Luck(u64);

impl Luck {
    /// The same for the same lead and the same matter.
    pub(crate) fn of(number: usize, matter: u64) -> Self {
        Self((number as u64).wrapping_mul(0x9e37_79b9) ^ matter)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn next_stage(&mut self, stage: usize) -> usize {
        let mut drawn = self.below(100);
        for (next, share) in WAYS[stage] {
            if drawn < *share {
                return *next;
            }
            drawn -= share;
        }
        unreachable!("the shares of a stage add up to a hundred")
    }
}
