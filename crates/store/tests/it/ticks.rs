//! Whatever was absorbed in whatever order, counts from the sums of ticks are those of a walk over all rows, before and
//! after settling, and the sums can be proven.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kpi::{
    catalogue::quantity::Quantity,
    definition::Definition,
    funnel::Span,
    model::{
        Automation, Engagement, EngagementKind, LeadRecord, Membership, Record, ScenarioRun,
        ScoreHistory, Segment, Step as AutomationStep, StepEnd, StepOutcome, StepRun, Stream, Tool,
    },
};
use proptest::prelude::*;
use store::{Tally, TallyQuestion};

use crate::support::{Home, WS, merged, removed, told};

const LEADS: usize = 6;
const MAILS: usize = 5;

#[derive(Debug, Clone)]
enum Step {
    /// A record of a lead: created when, and whether it wants no mail.
    Lead(usize, i64, bool),
    Remove(usize, i64),
    Restore(usize, i64),
    Merge(usize, usize),
    /// A mail to a lead, or something that happened to it; perhaps nobody says to whom it went, or when.
    Mail(usize, EngagementKind, i64, bool, bool),
    /// An act of a lead's own, with or without what it was about.
    Act(usize, EngagementKind, i64, bool),
    Score(usize, i64, i64),
    Scores(usize, Vec<(i64, i64)>),
    /// A scan of a segment finds these leads.
    Scan(usize, u8, i64, bool),
    /// An automation with a last step or without.
    Automation(bool),
    Enter(usize, i64, i64),
    Run(usize, i64, i64, bool),
    Settle,
    Adopt(usize),
    Ask(Ask),
}

#[derive(Debug, Clone)]
struct Ask {
    start: i64,
    length: i64,
    to_days: bool,
    as_of: i64,
}

/// Hours of two years.
const HOURS: i64 = 2 * 365 * 24;

fn hour() -> impl Strategy<Value = i64> {
    // Some meet.
    prop_oneof![0..HOURS, (0..HOURS / 500).prop_map(|some| some * 500)]
}

fn step() -> impl Strategy<Value = Step> {
    let lead = 0..LEADS;
    let of_mail = prop::sample::select(vec![
        EngagementKind::EmailSent,
        EngagementKind::EmailSent,
        EngagementKind::EmailOpened,
        EngagementKind::EmailClicked,
        EngagementKind::EmailBounced,
        EngagementKind::EmailReplied,
        EngagementKind::Unsubscribed,
    ]);
    let own = prop::sample::select(vec![
        EngagementKind::FormSubmitted,
        EngagementKind::Downloaded,
        EngagementKind::PageViewed,
    ]);
    let scores = prop::collection::vec((hour(), -3..9_i64), 1..4);
    let rotation = 1..3_i64;
    prop_oneof![
        6 => (lead.clone(), hour(), prop::bool::weighted(0.2))
            .prop_map(|(lead, created, out)| Step::Lead(lead, created, out)),
        1 => (lead.clone(), hour()).prop_map(|(lead, at)| Step::Remove(lead, at)),
        1 => (lead.clone(), hour()).prop_map(|(lead, at)| Step::Restore(lead, at)),
        1 => (lead.clone(), lead.clone()).prop_map(|(a, b)| Step::Merge(a, b)),
        8 => (0..MAILS, of_mail, 0..3000_i64, prop::bool::weighted(0.2), prop::bool::weighted(0.2))
            .prop_map(|(mail, kind, later, nobody, dateless)| Step::Mail(mail, kind, later, nobody, dateless)),
        6 => (lead.clone(), own, hour(), any::<bool>())
            .prop_map(|(lead, kind, at, asset)| Step::Act(lead, kind, at, asset)),
        2 => (lead.clone(), hour(), -3..9_i64).prop_map(|(lead, at, score)| Step::Score(lead, at, score)),
        1 => (lead.clone(), scores).prop_map(|(lead, scores)| Step::Scores(lead, scores)),
        2 => (0..2_usize, any::<u8>(), hour(), prop::bool::weighted(0.8))
            .prop_map(|(segment, members, at, active)| Step::Scan(segment, members, at, active)),
        1 => any::<bool>().prop_map(Step::Automation),
        2 => (lead.clone(), rotation.clone(), hour()).prop_map(|(lead, rotation, at)| Step::Enter(lead, rotation, at)),
        2 => (lead, rotation, hour(), prop::bool::weighted(0.2))
            .prop_map(|(lead, rotation, at, failed)| Step::Run(lead, rotation, at, failed)),
        3 => Just(Step::Settle),
        1 => (0..3_usize).prop_map(Step::Adopt),
        6 => (hour(), 0..6000_i64, any::<bool>(), prop::option::weighted(0.4, hour())).prop_map(
            |(start, length, to_days, as_of)| Step::Ask(Ask {
                start,
                length,
                to_days,
                as_of: as_of.unwrap_or(2 * HOURS),
            })
        ),
    ]
}

/// Other zones, and test contacts.
fn definition(which: usize) -> Definition {
    let mut definition = Definition::default();
    match which {
        1 => definition.zone = TimeZone::get("America/Havana").unwrap(),
        2 => definition.excluded_domains = vec!["odd.test".to_owned()],
        _ => {}
    }
    definition
}

fn on(hour: i64) -> Timestamp {
    let start: Timestamp = "2025-01-01T00:30:00Z".parse().unwrap();
    start + SignedDuration::from_hours(hour)
}

fn id(lead: usize) -> String {
    format!("lead{lead}")
}

struct World {
    home: Home,
    next: usize,
}

impl World {
    async fn absorb(&mut self, stream: Stream, records: Vec<Record>) {
        // No two polls at once.
        self.next += 1;
        let now = on(2 * HOURS) + SignedDuration::from_secs(self.next as i64);
        self.home.absorb(stream, records, now).await;
    }

    async fn act(
        &mut self,
        lead: Option<usize>,
        kind: EngagementKind,
        at: Timestamp,
        asset: Option<&str>,
        mail: Option<(usize, Option<Timestamp>)>,
    ) {
        let act = Engagement {
            id: format!("act{}", self.next).as_str().into(),
            kind,
            at,
            lead: lead.map(|lead| id(lead).as_str().into()),
            asset: asset.map(Into::into),
            url: None,
            send: mail.map(|(mail, _)| format!("mail{mail}").as_str().into()),
            sent_at: mail.and_then(|(_, sent_at)| sent_at),
        };
        self.absorb(Stream::Engagements, vec![Record::Engagement(act)])
            .await;
    }

    async fn go(&mut self, step: &Step) {
        match step {
            Step::Lead(lead, created, out) => {
                let domain = if lead % 2 == 0 { "even" } else { "odd" };
                let record = told(LeadRecord {
                    opted_out: Some(*out),
                    email: Some(format!("{lead}@{domain}.test")),
                    ..self.bare(*lead, *created)
                });
                self.absorb(Stream::Leads, vec![record]).await;
            }
            Step::Remove(lead, at) => {
                let record = removed(&id(*lead), on(*at));
                self.absorb(Stream::Removals, vec![record]).await;
            }
            Step::Restore(lead, at) => {
                let record = Record::Restored {
                    lead: id(*lead).as_str().into(),
                    at: on(*at),
                };
                self.absorb(Stream::Removals, vec![record]).await;
            }
            Step::Merge(loser, survivor) => {
                let record = merged(&id(*loser), &id(*survivor), on(0));
                self.absorb(Stream::Removals, vec![record]).await;
            }
            Step::Mail(mail, kind, later, nobody, dateless) => {
                let sent = on(*mail as i64 * 2_345);
                let at = match kind {
                    EngagementKind::EmailSent => sent,
                    _ => sent + SignedDuration::from_hours(*later),
                };
                let lead = (!nobody).then_some(mail % LEADS);
                let mail = (*mail, (!dateless).then_some(sent));
                self.act(lead, *kind, at, Some("news"), Some(mail)).await;
            }
            Step::Act(lead, kind, at, asset) => {
                let asset = asset.then_some("form");
                self.act(Some(*lead), *kind, on(*at), asset, None).await;
            }
            Step::Score(lead, at, score) => {
                let record = told(LeadRecord {
                    modified_at: Some(on(*at)),
                    score: Some(*score as f64 / 4.0),
                    ..self.bare(*lead, 0)
                });
                self.absorb(Stream::Leads, vec![record]).await;
            }
            Step::Scores(lead, scores) => {
                let mut scores = scores.clone();
                scores.sort_unstable();
                let entries = scores.iter().map(|(at, score)| (on(*at), *score as f64));
                let record = Record::ScoreHistory(ScoreHistory {
                    lead: id(*lead).as_str().into(),
                    entries: entries.collect(),
                });
                self.absorb(Stream::Leads, vec![record]).await;
            }
            Step::Scan(segment, members, at, active) => {
                self.scan(*segment, *members, *at, *active).await;
            }
            Step::Automation(is_last) => {
                let end = match is_last {
                    true => StepEnd::Last,
                    false => StepEnd::GoesOn,
                };
                let record = Record::Automation(Automation {
                    id: "a".into(),
                    name: "Follow-up".to_owned(),
                    active: true,
                    created_at: None,
                    steps: vec![AutomationStep {
                        id: "s".into(),
                        name: "Send".to_owned(),
                        position: 1,
                        end,
                    }],
                });
                self.absorb(Stream::Automations, vec![record]).await;
            }
            Step::Enter(lead, rotation, at) => {
                let record = Record::ScenarioRun(ScenarioRun {
                    automation: "a".into(),
                    lead: id(*lead).as_str().into(),
                    rotation: *rotation,
                    entered_at: on(*at),
                    left_at: None,
                });
                self.absorb(Stream::Automations, vec![record]).await;
            }
            Step::Run(lead, rotation, at, failed) => {
                let record = Record::StepRun(StepRun {
                    id: format!("run{}", self.next).as_str().into(),
                    automation: "a".into(),
                    step: "s".into(),
                    lead: id(*lead).as_str().into(),
                    rotation: *rotation,
                    at: on(*at),
                    outcome: match failed {
                        true => StepOutcome::Failed,
                        false => StepOutcome::Done,
                    },
                });
                self.absorb(Stream::Automations, vec![record]).await;
            }
            Step::Settle => {
                self.home.store.settle(WS).await.unwrap();
            }
            Step::Adopt(which) => {
                self.home.definition = definition(*which);
                let adopted = self.home.store.adopt(WS, &self.home.definition).await;
                adopted.unwrap();
            }
            Step::Ask(ask) => self.ask(ask).await,
        }
    }

    fn bare(&self, lead: usize, created: i64) -> LeadRecord {
        LeadRecord {
            id: id(lead).as_str().into(),
            created_at: Some(on(created)),
            ..LeadRecord::default()
        }
    }

    async fn scan(&mut self, segment: usize, members: u8, at: i64, active: bool) {
        let name = format!("segment{segment}");
        let scan = on(2 * HOURS) + SignedDuration::from_secs(self.next as i64);
        let mut records = vec![Record::Segment(Segment {
            id: name.as_str().into(),
            name: name.clone(),
            active,
        })];
        for lead in (0..LEADS).filter(|lead| members & (1 << lead) != 0) {
            records.push(Record::Membership(Membership {
                segment: name.as_str().into(),
                lead: id(lead).as_str().into(),
                since: (lead != 0).then(|| on(at)),
                scan,
            }));
        }
        records.push(Record::MembershipsListed { scan });
        self.absorb(Stream::Segments, records).await;
    }

    async fn ask(&self, ask: &Ask) {
        let zone = &self.home.definition.zone;
        let end = |hour: i64| match ask.to_days {
            true => {
                let date = on(hour).to_zoned_datetime(zone.clone()).date();
                date.to_zoned_datetime(zone.clone()).unwrap().timestamp()
            }
            false => on(hour),
        };
        let span = Span {
            start: end(ask.start),
            end: end(ask.start + ask.length),
        };
        // The sums do not hold under another agreement, so that all rows are walked over.
        let mut other = self.home.definition.clone();
        other.excluded_domains.push("nobody.invalid".to_owned());
        let summed = self.tally(&self.home.definition, span, on(ask.as_of)).await;
        let walked = self.tally(&other, span, on(ask.as_of)).await;
        assert_eq!(summed, walked);
    }

    async fn tally(&self, definition: &Definition, span: Span, as_of: Timestamp) -> Tally {
        let needed = Quantity::all(&definition.ladder);
        let question = TallyQuestion {
            span,
            as_of,
            definition,
            needed: &needed,
        };
        self.home.store.tally(WS, &question).await.unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn sums_of_ticks_count_like_a_walk_over_all_rows(
        steps in prop::collection::vec(step(), 1..60), asks in prop::collection::vec(step(), 0..12)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World { home: Home::of(Tool::Mautic).await, next: 0 };
            // So that something was read of every kind.
            for stream in [Stream::Leads, Stream::Engagements, Stream::Segments, Stream::Automations] {
                world.absorb(stream, Vec::new()).await;
            }
            for step in &steps {
                world.go(step).await;
            }
            world.home.assert_proven().await;
            world.go(&Step::Settle).await;
            world.home.assert_proven().await;
            assert_eq!(world.home.count("SELECT count(*) FROM lead_unsettled").await, 0);
            for step in asks.iter().filter(|step| matches!(step, Step::Ask(_))) {
                world.go(step).await;
            }
        });
    }
}
