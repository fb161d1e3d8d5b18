//! `/status`, `/help`, errors.

use kpi::{
    definition::Definition,
    model::{ExtId, Stream, Tool},
    period::ACCEPTED,
};
use report::{
    LOCALES,
    cut::units,
    errors, help,
    posts::{Lack, Unmapped},
    status::{
        self, Broken, Differing, Failure, Fate, Health, Missed, PostName, Status, StreamStatus,
    },
};

use crate::sample::{at, shown};

fn stream(stream: Stream, health: Health) -> StreamStatus {
    StreamStatus {
        stream,
        health,
        failure: None,
    }
}

fn missed(post: PostName, fate: Fate, setback: &'static str) -> Missed {
    Missed {
        post: Some(post),
        channel: Some(5),
        due: at("2026-11-16T06:00"),
        fate,
        setback,
        why: "Discord answered 400: Invalid Form Body @everyone".to_owned(),
    }
}

fn status(definition: &Definition) -> Status<'_> {
    let fresh = Health::Fresh(at("2026-11-16T06:02"));
    Status {
        definition,
        as_of: Some(at("2026-11-16T06:02")),
        streams: vec![
            stream(Stream::Stages, fresh.clone()),
            stream(Stream::Leads, fresh.clone()),
            stream(Stream::StageHistory, fresh),
            StreamStatus {
                failure: Some(Failure {
                    at: at("2026-11-16T05:50"),
                    why: "HUBSPOT_URL: the tool answered 502 five times".to_owned(),
                }),
                ..stream(Stream::Engagements, Health::Behind(at("2026-11-15T22:00")))
            },
            stream(Stream::Emails, Health::Never),
            stream(
                Stream::Deals,
                Health::Unavailable(Lack::Scope("crm.objects.deals.read".to_owned())),
            ),
        ],
        missed: vec![
            missed(PostName::Weekly, Fate::GivenUp, "refused"),
            missed(PostName::Monthly, Fate::Skipped, "too-late"),
            Missed {
                post: None,
                ..missed(
                    PostName::Weekly,
                    Fate::Retried(at("2026-11-16T06:15")),
                    "denied",
                )
            },
        ],
        missed_total: 9,
        unmapped: vec![Unmapped {
            tool: Tool::Hubspot,
            raw: "1188275".to_owned(),
            label: Some("営業中".to_owned()),
            leads: 12,
        }],
        differing: vec![Differing {
            lead: ExtId::from("51"),
            now: Some("salesqualifiedlead".to_owned()),
            history: None,
        }],
        broken: (1..=6)
            .map(|id| Broken {
                stream: Stream::Leads,
                id: format!("90{id}"),
                why: "createdate is not a time".to_owned(),
            })
            .collect(),
        broken_total: 14,
        refused_kpis: vec![
            "line 81: kpi.odd.formula: \"entred:mql\" is no quantity; did you mean \"entered:mql\"?".to_owned(),
        ],
        next: vec![
            (PostName::Weekly, at("2026-11-23T09:00")),
            (PostName::Biweekly, at("2026-11-27T09:00")),
            (PostName::Monthly, at("2026-12-01T09:00")),
        ],
    }
}

#[test]
fn the_status_names_what_needs_mending() {
    let definition = Definition::default();
    let status = status(&definition);
    insta::assert_snapshot!(shown(|locale| status::answer(locale, &status)));
}

#[test]
fn a_healthy_status_is_short() {
    let definition = Definition::default();
    let full = status(&definition);
    let healthy = Status {
        streams: full.streams[..3].to_vec(),
        missed: Vec::new(),
        missed_total: 0,
        unmapped: Vec::new(),
        differing: Vec::new(),
        broken: Vec::new(),
        broken_total: 0,
        refused_kpis: Vec::new(),
        ..full
    };
    insta::assert_snapshot!(shown(|locale| status::answer(locale, &healthy)));
}

#[test]
fn before_the_first_sync_there_is_no_as_of() {
    let definition = Definition::default();
    let full = status(&definition);
    let empty = Status {
        as_of: None,
        streams: vec![stream(Stream::Leads, Health::Never)],
        missed: Vec::new(),
        missed_total: 0,
        unmapped: Vec::new(),
        differing: Vec::new(),
        broken: Vec::new(),
        broken_total: 0,
        refused_kpis: Vec::new(),
        next: Vec::new(),
        ..full
    };
    insta::assert_snapshot!(shown(|locale| status::answer(locale, &empty)));
}

#[test]
fn help_lists_commands_and_period_words() {
    let paths = [
        "kpi funnel",
        "leads hot",
        "report preview",
        "report post",
        "status",
        "help",
    ];
    insta::assert_snapshot!(shown(|locale| help::answer(locale, &paths, &ACCEPTED)));
    for locale in LOCALES {
        let message = help::answer(*locale, &paths, &ACCEPTED);
        assert!(units(&message.body.unwrap_or_default()) <= 1_200);
    }
}

#[test]
fn a_mistyped_period_gets_the_nearest_and_the_accepted_forms() {
    let typed = [("typed", "last-wek `@everyone`".to_owned())];
    let accepted: Vec<String> = ACCEPTED.iter().map(|form| (*form).to_owned()).collect();
    insta::assert_snapshot!(shown(|locale| errors::user(
        locale,
        "error-unknown-period",
        &typed,
        Some("last-week"),
        &accepted
    )));
}

#[test]
fn a_missing_option_shows_how_the_command_is_typed() {
    let option = [("option", "kind".to_owned())];
    let usage = ["/report post kind:weekly|biweekly|monthly".to_owned()];
    insta::assert_snapshot!(shown(|locale| errors::user(
        locale,
        "error-option-missing",
        &option,
        None,
        &usage
    )));
}

#[test]
fn a_failure_of_ours_shows_a_reference_alone() {
    insta::assert_snapshot!(shown(|locale| errors::internal(locale, "1a2b3c4d")));
}
