//! Companies that became active or went quiet, and who left the mailing list.

use jiff::{SignedDuration, Timestamp};
use kpi::{
    catalogue::measured::Missing,
    funnel::Span,
    model::{Engagement, EngagementKind, LeadRecord, Record, Stream, Tool},
};
use store::{CompaniesMoved, TallyQuestion};

use crate::support::{Home, WS, told};

const QUIET_DAYS: i64 = 30;

/// Days before Monday, 16 November.
fn ago(days: i64) -> Timestamp {
    let monday: Timestamp = "2026-11-15T15:00:00Z".parse().unwrap();
    monday - SignedDuration::from_hours(24 * days)
}

fn person(id: &str, company: &str, target: bool) -> Record {
    told(LeadRecord {
        id: id.into(),
        created_at: Some(ago(300)),
        company: Some(company.to_owned()),
        target_list: Some(target),
        ..LeadRecord::default()
    })
}

fn act(lead: &str, kind: EngagementKind, days: i64) -> Record {
    Record::Engagement(Engagement {
        id: format!("{lead}-{days}-{}", kind.as_str()).as_str().into(),
        kind,
        at: ago(days) + SignedDuration::from_hours(1),
        lead: Some(lead.into()),
        asset: Some("1".into()),
        url: None,
        send: None,
        sent_at: None,
    })
}

async fn moved(home: &Home) -> Result<CompaniesMoved, Missing> {
    let question = TallyQuestion {
        span: week(),
        as_of: ago(0),
        definition: &home.definition,
        needed: &[],
    };
    let moved = home.store.companies_moved(WS, &question, QUIET_DAYS).await;
    moved.unwrap()
}

fn week() -> Span {
    Span {
        start: ago(7),
        end: ago(0),
    }
}

async fn company(tool: Tool, target: &[&str]) -> Home {
    let home = Home::of(tool).await;
    let people = ["back", "busy", "gone", "long gone", "mailed", "two"];
    let records = people.map(|name| person(name, &format!("{name} KK"), target.contains(&name)));
    home.absorb(Stream::Leads, records.into(), ago(0)).await;
    // A colleague of the one who is busy all the time.
    let colleague = person("colleague", " busy KK ", target.contains(&"busy"));
    home.absorb(Stream::Leads, vec![colleague], ago(0)).await;
    let acts = vec![
        act("back", EngagementKind::PageViewed, 60),
        act("back", EngagementKind::FormSubmitted, 3),
        act("busy", EngagementKind::PageViewed, 20),
        act("colleague", EngagementKind::PageViewed, 2),
        act("gone", EngagementKind::PageViewed, 33),
        act("long gone", EngagementKind::PageViewed, 40),
        // A mail is nothing that they did themselves.
        act("mailed", EngagementKind::EmailSent, 2),
        act("two", EngagementKind::EmailClicked, 6),
        act("two", EngagementKind::Unsubscribed, 5),
    ];
    home.absorb(Stream::Engagements, acts, ago(0)).await;
    home
}

#[tokio::test]
async fn companies_become_active_and_go_quiet() {
    let home = company(Tool::Mautic, &[]).await;
    let found = moved(&home).await.unwrap();
    assert_eq!(found.active, ["back KK", "two KK"]);
    assert_eq!(found.quiet, ["gone KK"]);
    assert_eq!(found.targeted, 0);
}

#[tokio::test]
async fn where_there_is_a_target_list_only_its_companies_are_told() {
    let home = company(Tool::Mautic, &["two", "busy"]).await;
    let found = moved(&home).await.unwrap();
    assert_eq!(
        (found.active, found.quiet),
        (vec!["two KK".to_owned()], vec![])
    );
    assert_eq!(found.targeted, 2);
}

#[tokio::test]
async fn last_acts_alone_tell_nothing_of_the_time_before_the_first_poll() {
    let home = company(Tool::Hubspot, &[]).await;
    let known = ago(0) + SignedDuration::from_hours(24 * QUIET_DAYS);
    assert_eq!(
        moved(&home).await,
        Err(Missing::OnlySince(known.as_millisecond()))
    );
}

#[tokio::test]
async fn who_left_the_mailing_list_is_counted_where_each_act_is_told() {
    let home = company(Tool::Mautic, &[]).await;
    let left = async |days| {
        let question = TallyQuestion {
            span: Span {
                start: ago(days),
                end: ago(days - 7),
            },
            as_of: ago(0),
            definition: &home.definition,
            needed: &[],
        };
        home.store.opted_out(WS, &question).await.unwrap()
    };
    assert_eq!((left(7).await, left(14).await), (Some(1), Some(0)));
}
