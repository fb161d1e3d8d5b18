//! Ticks and their sums in few bytes. Must not live here: tables.

use std::collections::BTreeMap;

use kpi::{
    model::EngagementKind,
    ticks::{Comeback, Count, Tick, Ticks},
};

use crate::varint::{put, put_bytes, put_signed, take, take_bytes, take_signed};

/// By how much each count changed.
pub(super) type Sums = BTreeMap<Count, i64>;

const SCORED: u64 = 3;
/// Those of mails follow, in the order of their kinds.
const MAILS: u64 = 12;
const PLAIN: [(u64, Count); 11] = [
    (0, Count::Contacts),
    (1, Count::Active),
    (2, Count::Dormant),
    (4, Count::SegmentMembers),
    (5, Count::SegmentActive),
    (6, Count::Forms),
    (7, Count::Downloads),
    (8, Count::PageViews),
    (9, Count::Fired),
    (10, Count::ScenarioEntered),
    (11, Count::ScenarioCompleted),
];

fn put_count(out: &mut Vec<u8>, count: Count) {
    match count {
        Count::Scored(hundredths) => {
            put(out, SCORED);
            put_signed(out, hundredths);
        }
        Count::Mails { source, kind } => {
            let place = EngagementKind::ALL.iter().position(|known| *known == kind);
            put(out, MAILS + place.unwrap_or_default() as u64);
            put_signed(out, source);
        }
        plain => {
            let code = PLAIN.iter().find(|(_, count)| *count == plain);
            put(out, code.map_or(0, |(code, _)| *code));
        }
    }
}

fn take_count(input: &mut &[u8]) -> Option<Count> {
    let code = take(input)?;
    if code == SCORED {
        return Some(Count::Scored(take_signed(input)?));
    }
    if let Some(place) = code.checked_sub(MAILS) {
        let kind = *EngagementKind::ALL.get(usize::try_from(place).ok()?)?;
        let source = take_signed(input)?;
        return Some(Count::Mails { source, kind });
    }
    let plain = PLAIN.iter().find(|(known, _)| *known == code)?;
    Some(plain.1)
}

/// Packs ticks that are in order.
pub(super) fn pack_ticks(ticks: &[Tick]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(ticks.len() * 6);
    let mut last = 0;
    for tick in ticks {
        put_signed(&mut bytes, tick.at.wrapping_sub(last));
        put_count(&mut bytes, tick.count);
        put_signed(&mut bytes, tick.by);
        last = tick.at;
    }
    bytes
}

/// Calls back for each tick; `None` for bytes that were never packed here.
pub(super) fn each_tick(mut bytes: &[u8], mut act: impl FnMut(Tick)) -> Option<()> {
    let mut last = 0_i64;
    while !bytes.is_empty() {
        last = last.wrapping_add(take_signed(&mut bytes)?);
        act(Tick {
            at: last,
            count: take_count(&mut bytes)?,
            by: take_signed(&mut bytes)?,
        });
    }
    Some(())
}

/// The ticks packed; `None` for bytes that were never packed here.
pub(super) fn unpack_ticks(bytes: &[u8]) -> Option<Vec<Tick>> {
    let mut ticks = Vec::new();
    each_tick(bytes, |tick| ticks.push(tick))?;
    Some(ticks)
}

pub(super) fn pack_comebacks(comebacks: &[Comeback]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(comebacks.len() * 10);
    let mut last = 0;
    for comeback in comebacks {
        put_signed(&mut bytes, comeback.at.wrapping_sub(last));
        put_signed(&mut bytes, comeback.at.wrapping_sub(comeback.since));
        put_signed(&mut bytes, comeback.at.wrapping_sub(comeback.until));
        last = comeback.at;
    }
    bytes
}

/// The comebacks packed; `None` for bytes that were never packed here.
pub(super) fn unpack_comebacks(mut bytes: &[u8]) -> Option<Vec<Comeback>> {
    let mut comebacks = Vec::new();
    let mut last = 0_i64;
    while !bytes.is_empty() {
        last = last.wrapping_add(take_signed(&mut bytes)?);
        comebacks.push(Comeback {
            at: last,
            since: last.wrapping_sub(take_signed(&mut bytes)?),
            until: last.wrapping_sub(take_signed(&mut bytes)?),
        });
    }
    Some(comebacks)
}

/// What a lead adds to the counts.
pub(super) fn pack_lead(ticks: &Ticks) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_bytes(&mut bytes, &pack_comebacks(&ticks.comebacks));
    bytes.extend(pack_ticks(&ticks.ticks));
    bytes
}

/// What a lead adds to the counts; `None` for bytes that were never packed here.
pub(super) fn unpack_lead(mut bytes: &[u8]) -> Option<Ticks> {
    Some(Ticks {
        comebacks: unpack_comebacks(take_bytes(&mut bytes)?)?,
        ticks: unpack_ticks(bytes)?,
    })
}

pub(super) fn pack_sums(sums: &Sums) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(sums.len() * 4);
    for (count, by) in sums {
        put_count(&mut bytes, *count);
        put_signed(&mut bytes, *by);
    }
    bytes
}

/// Adds packed sums; `None` for bytes that were never packed here.
pub(super) fn add_sums(sums: &mut Sums, mut bytes: &[u8]) -> Option<()> {
    while !bytes.is_empty() {
        let count = take_count(&mut bytes)?;
        *sums.entry(count).or_default() += take_signed(&mut bytes)?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use kpi::{
        model::EngagementKind,
        ticks::{Comeback, Count, Tick, Ticks},
    };

    use super::{PLAIN, Sums, add_sums, pack_lead, pack_sums, unpack_lead};

    fn counts() -> Vec<Count> {
        let plain = PLAIN.into_iter().map(|(_, count)| count);
        let mails = EngagementKind::ALL.map(|kind| Count::Mails { source: 3, kind });
        plain
            .chain(mails)
            .chain([-250, 0, 12_345].map(Count::Scored))
            .collect()
    }

    #[test]
    fn ticks_come_back_as_they_went_in() {
        let ticks = counts().into_iter().zip([0, -5, 3, i64::MAX, i64::MIN, 9]);
        let ticks = Ticks {
            ticks: ticks
                .map(|(count, at)| Tick { at, count, by: -1 })
                .collect(),
            comebacks: vec![
                Comeback {
                    at: 500,
                    since: i64::MIN,
                    until: 400,
                },
                Comeback {
                    at: 600,
                    since: 550,
                    until: 600,
                },
            ],
        };
        assert_eq!(unpack_lead(&pack_lead(&ticks)), Some(ticks));
    }

    #[test]
    fn sums_add_up() {
        let once: Sums = counts().into_iter().zip(1..).collect();
        let mut sums = Sums::new();
        for _ in 0..2 {
            add_sums(&mut sums, &pack_sums(&once)).expect("they were packed here");
        }
        assert_eq!(
            sums.len(),
            counts().len(),
            "each count has a code of its own"
        );
        assert!(sums.iter().all(|(count, by)| *by == 2 * once[count]));
    }
}
