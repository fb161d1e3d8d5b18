//! What the generated leads did over their two years, as a tool tells it that tells each act: mails and what became of
//! them, pages, forms and files, segments, a scenario: about 20 acts a lead. And the deals that some of them became.
//!
//! Must not live here: who the leads are (`generator`), where it is put (`databases`).

use jiff::Timestamp;
use kpi::model::{
    Automation, Batch, Deal, Engagement, EngagementKind, ExtId, Membership, Money, Record,
    ScenarioRun, Segment, Step, StepEnd, StepOutcome, StepRun, Stream,
};

use crate::generator::{Life, Luck, TWO_YEARS, lives, now};

const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;
/// Records a batch.
const BATCH: usize = 2_000;
/// Three newsletters a week, each to a tenth of the leads.
const MAILINGS: usize = 300;
/// The stage of customers, in `generator::STAGES`.
const CUSTOMER: usize = 4;

/// Calls back with each batch, oldest first within a stream.
pub(crate) fn batches(leads: usize, give: &mut dyn FnMut(Stream, Batch)) {
    let lives: Vec<Life> = lives(0..leads).collect();
    let mut out = Out::new(Stream::Engagements, give);
    mails(&lives, &mut out);
    visits(&lives, &mut out);
    out.turn_to(Stream::Segments);
    segments(&lives, &mut out);
    out.turn_to(Stream::Automations);
    scenario(&lives, &mut out);
    out.flush();
}

/// Calls back with each batch of the deals: one of every customer, of which one in twenty recurs.
pub(crate) fn deals(leads: usize, give: &mut dyn FnMut(Stream, Batch)) {
    let lives: Vec<Life> = lives(0..leads).collect();
    let mut out = Out::new(Stream::Deals, give);
    for life in &lives {
        out.deal(life);
    }
    out.flush();
}

struct Out<'a> {
    give: &'a mut dyn FnMut(Stream, Batch),
    records: Vec<Record>,
    stream: Stream,
    next: u64,
}

impl<'a> Out<'a> {
    fn new(stream: Stream, give: &'a mut dyn FnMut(Stream, Batch)) -> Self {
        Self {
            give,
            records: Vec::with_capacity(BATCH),
            stream,
            next: 0,
        }
    }

    fn put(&mut self, record: Record) {
        self.records.push(record);
        if self.records.len() == BATCH {
            self.flush();
        }
    }

    fn turn_to(&mut self, stream: Stream) {
        self.flush();
        self.stream = stream;
    }

    fn flush(&mut self) {
        let batch = Batch {
            records: std::mem::take(&mut self.records),
            complete_to: Some(now()),
            ..Batch::default()
        };
        (self.give)(self.stream, batch);
    }

    fn id(&mut self) -> ExtId {
        self.next += 1;
        ExtId(self.next.to_string())
    }

    fn act(
        &mut self,
        kind: EngagementKind,
        at: i64,
        lead: usize,
        asset: &str,
        mail: Option<&Mail>,
    ) {
        if at >= now().as_millisecond() {
            return;
        }
        let id = self.id();
        self.put(Record::Engagement(Engagement {
            id,
            kind,
            at: instant(at),
            lead: Some(name(lead)),
            asset: Some(asset.into()),
            url: None,
            send: mail.map(|mail| mail.id.as_str().into()),
            sent_at: mail.map(|mail| instant(mail.sent_at)),
        }));
    }
}

impl Out<'_> {
    fn deal(&mut self, life: &Life) {
        let won = life.changes.iter().find(|(_, stage)| *stage == CUSTOMER);
        let Some((at, _)) = won else { return };
        let mut luck = Luck::of(life.number, 0xdea1);
        let yen = |minor: u64| Money {
            minor: minor as i64,
            currency: "JPY".to_owned(),
        };
        let recurs = luck.below(20) == 0;
        let ends = luck.below(10) < 3;
        self.put(Record::Deal(Deal {
            id: name(life.number),
            name: None,
            amount: Some(yen(luck.below(90) * 10_000 + 100_000)),
            monthly: recurs.then(|| yen(luck.below(90) * 1_000 + 10_000)),
            starts_at: Some(instant(*at)),
            ends_at: ends.then(|| instant(at + 200 * DAY)),
            stage_raw: None,
            won: Some(true),
            created_at: Some(instant(born(life))),
            closed_at: Some(instant(*at)),
            modified_at: Some(instant(*at)),
            owner: None,
            leads: vec![name(life.number)],
        }));
    }
}

struct Mail {
    id: String,
    sent_at: i64,
}

fn mails(lives: &[Life], out: &mut Out<'_>) {
    let begin = now().as_millisecond() - TWO_YEARS;
    for mailing in 0..MAILINGS {
        let at = begin + TWO_YEARS / MAILINGS as i64 * mailing as i64 + 2 * HOUR;
        let asset = format!("newsletter{mailing}");
        for life in lives.iter().skip(mailing % 10).step_by(10) {
            if born(life) >= at {
                continue;
            }
            let mut luck = Luck::of(life.number, 0x0a11 + mailing as u64);
            let sent_at = at + life.number as i64 % 10_000 * 100;
            let id = format!("{mailing}-{}", life.number);
            let mail = Mail { id, sent_at };
            out.act(
                EngagementKind::EmailSent,
                sent_at,
                life.number,
                &asset,
                Some(&mail),
            );
            let later = |luck: &mut Luck| sent_at + luck.below(2 * DAY as u64) as i64;
            match luck.below(100) {
                0 => out.act(
                    EngagementKind::EmailBounced,
                    sent_at,
                    life.number,
                    &asset,
                    Some(&mail),
                ),
                1..40 => {
                    let at = later(&mut luck);
                    out.act(
                        EngagementKind::EmailOpened,
                        at,
                        life.number,
                        &asset,
                        Some(&mail),
                    );
                    if luck.below(100) < 12 {
                        let at = at + HOUR / 20;
                        out.act(
                            EngagementKind::EmailClicked,
                            at,
                            life.number,
                            &asset,
                            Some(&mail),
                        );
                    }
                }
                40 => {
                    let at = later(&mut luck);
                    out.act(
                        EngagementKind::Unsubscribed,
                        at,
                        life.number,
                        &asset,
                        Some(&mail),
                    );
                }
                _ => {}
            }
        }
    }
}

fn visits(lives: &[Life], out: &mut Out<'_>) {
    let begin = now().as_millisecond() - TWO_YEARS;
    let days = TWO_YEARS / DAY;
    let a_day = 20 * lives.len() / days as usize + 1;
    let mut luck = Luck::of(lives.len(), 0x7151);
    for day in 0..days {
        for _ in 0..a_day {
            let lead = luck.below(lives.len() as u64) as usize;
            let at = begin + day * DAY + luck.below(DAY as u64) as i64;
            let (kind, asset) = match luck.below(10) {
                0 => (
                    EngagementKind::FormSubmitted,
                    format!("form{}", luck.below(9)),
                ),
                1 => (
                    EngagementKind::Downloaded,
                    format!("file{}", luck.below(30)),
                ),
                _ => (
                    EngagementKind::PageViewed,
                    format!("page{}", luck.below(200)),
                ),
            };
            if born(&lives[lead]) < at {
                out.act(kind, at, lead, &asset, None);
            }
        }
    }
}

fn segments(lives: &[Life], out: &mut Out<'_>) {
    for segment in 0..4_usize {
        out.put(Record::Segment(Segment {
            id: segment.to_string().as_str().into(),
            name: format!("Segment {segment}"),
            active: segment > 0,
        }));
        for life in lives.iter().skip(segment).step_by(8) {
            out.put(Record::Membership(Membership {
                segment: segment.to_string().as_str().into(),
                lead: name(life.number),
                since: Some(instant(born(life) + DAY)),
                scan: now(),
            }));
        }
    }
    out.put(Record::MembershipsListed { scan: now() });
}

fn scenario(lives: &[Life], out: &mut Out<'_>) {
    let step = |id: &str, end| Step {
        id: id.into(),
        name: id.to_owned(),
        position: 1,
        end,
    };
    out.put(Record::Automation(Automation {
        id: "follow-up".into(),
        name: "Follow-up".to_owned(),
        active: true,
        created_at: None,
        steps: vec![step("mail", StepEnd::GoesOn), step("done", StepEnd::Last)],
    }));
    for life in lives.iter().step_by(4) {
        let entered = born(life) + HOUR;
        out.put(Record::ScenarioRun(ScenarioRun {
            automation: "follow-up".into(),
            lead: name(life.number),
            rotation: 1,
            entered_at: instant(entered),
            left_at: None,
        }));
        let steps = if life.number % 8 == 0 { 2 } else { 1 };
        for (step, days) in ["mail", "done"].into_iter().zip(0..).take(steps) {
            let at = entered + 7 * days * DAY;
            if at >= now().as_millisecond() {
                continue;
            }
            let id = out.id();
            out.put(Record::StepRun(StepRun {
                id,
                automation: "follow-up".into(),
                step: step.into(),
                lead: name(life.number),
                rotation: 1,
                at: instant(at),
                outcome: StepOutcome::Done,
            }));
        }
    }
}

fn born(life: &Life) -> i64 {
    life.changes.first().map_or(0, |(at, _)| *at)
}

/// The id that `generator` gives the lead.
fn name(lead: usize) -> ExtId {
    ExtId((lead + 1).to_string())
}

fn instant(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).expect("within two years")
}
