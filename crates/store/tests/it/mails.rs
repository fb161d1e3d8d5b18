//! Acts in a mail belong to the mail: to the cohort of the day it went out.

use jiff::Timestamp;
use kpi::model::{Engagement, EngagementKind, Record, Stream};

use crate::support::{Home, day, lead, merged, removed, told};

fn act(id: &str, kind: EngagementKind, at: Timestamp, lead: Option<&str>) -> Engagement {
    Engagement {
        id: id.into(),
        kind,
        at,
        lead: lead.map(Into::into),
        asset: Some("5".into()),
        url: None,
        send: None,
        sent_at: None,
    }
}

fn sent(id: &str, at: Timestamp, lead: &str) -> Record {
    Record::Engagement(Engagement {
        send: Some(id.into()),
        sent_at: Some(at),
        ..act(id, EngagementKind::EmailSent, at, Some(lead))
    })
}

fn clicked(id: &str, at: Timestamp, lead: &str) -> Record {
    Record::Engagement(act(id, EngagementKind::EmailClicked, at, Some(lead)))
}

#[tokio::test]
async fn a_click_belongs_to_the_latest_mail_of_its_email_before_it() {
    let home = Home::new().await;
    let records = vec![
        sent("s1", day(2), "1"),
        sent("s2", day(10), "1"),
        sent("other", day(11), "2"),
        clicked("c1", day(5), "1"),
        clicked("c2", day(12), "1"),
        clicked("early", day(1), "1"),
        Record::Engagement(Engagement {
            asset: Some("6".into()),
            ..act("c3", EngagementKind::EmailClicked, day(12), Some("1"))
        }),
    ];
    home.absorb(Stream::Engagements, records.clone(), day(20))
        .await;
    let rows: Vec<(String, Option<String>, Option<i64>)> = sqlx::query_as(
        "SELECT ext_id, send, sent_at FROM engagement WHERE kind = 'email_clicked' ORDER BY ext_id",
    )
    .fetch_all(&mut home.connection().await)
    .await
    .unwrap();
    let row = |id: &str, send: Option<&str>, at: Option<Timestamp>| {
        (
            id.to_owned(),
            send.map(str::to_owned),
            at.map(Timestamp::as_millisecond),
        )
    };
    assert_eq!(
        rows,
        [
            row("c1", Some("s1"), Some(day(2))),
            row("c2", Some("s2"), Some(day(10))),
            row("c3", None, None),
            row("early", None, None),
        ]
    );
    let again = home.absorb(Stream::Engagements, records, day(21)).await;
    assert_eq!((again.added, again.changed), (0, 0));
}

#[tokio::test]
async fn a_click_told_before_its_mail_finds_it_when_it_is_told_again() {
    let home = Home::new().await;
    home.absorb(Stream::Engagements, vec![clicked("c", day(5), "1")], day(6))
        .await;
    let both = vec![clicked("c", day(5), "1"), sent("s", day(4), "1")];
    home.absorb(Stream::Engagements, both, day(7)).await;
    let cohort = "SELECT count(*) FROM engagement WHERE ext_id = 'c' AND send = 's'";
    assert_eq!(home.count(cohort).await, 1);
}

#[tokio::test]
async fn a_reply_knows_only_its_mail() {
    let home = Home::new().await;
    home.absorb(Stream::Leads, vec![told(lead("1", "lead"))], day(2))
        .await;
    let reply = Record::Engagement(Engagement {
        asset: None,
        send: Some("s".into()),
        ..act("r", EngagementKind::EmailReplied, day(4), None)
    });
    let records = vec![sent("s", day(3), "1"), reply];
    home.absorb(Stream::Engagements, records.clone(), day(5))
        .await;
    let known = "SELECT count(*) FROM engagement
        WHERE ext_id = 'r' AND lead = 1 AND asset = '5' AND sent_at = 1793707200000 AND send = 's'";
    assert_eq!(day(3).as_millisecond(), 1_793_707_200_000);
    assert_eq!(home.count(known).await, 1);
    let again = home.absorb(Stream::Engagements, records, day(6)).await;
    assert_eq!((again.changed, home.count(known).await), (0, 1));
}

#[tokio::test]
async fn what_the_tool_forgot_of_a_deleted_lead_still_counts() {
    let home = Home::new().await;
    home.absorb(Stream::Leads, vec![told(lead("1", "lead"))], day(2))
        .await;
    home.absorb(Stream::Engagements, vec![sent("s", day(3), "1")], day(4))
        .await;
    home.absorb(Stream::Removals, vec![removed("1", day(5))], day(5))
        .await;
    let forgotten = Record::Engagement(Engagement {
        lead: None,
        asset: None,
        send: Some("s".into()),
        sent_at: Some(day(3)),
        ..act("s", EngagementKind::EmailSent, day(3), None)
    });
    let absorbed = home
        .absorb(Stream::Engagements, vec![forgotten], day(6))
        .await;
    assert_eq!(absorbed.changed, 0);
    let kept = "SELECT count(*) FROM engagement WHERE lead = 1 AND asset = '5'";
    assert_eq!(home.count(kept).await, 1);
}

#[tokio::test]
async fn after_a_merge_the_mails_of_both_are_the_survivors() {
    let home = Home::new().await;
    let both = vec![told(lead("1", "lead")), told(lead("2", "lead"))];
    home.absorb(Stream::Leads, both, day(2)).await;
    let acts = vec![sent("s1", day(3), "1"), sent("s2", day(3), "2")];
    home.absorb(Stream::Engagements, acts, day(4)).await;
    home.absorb(Stream::Removals, vec![merged("1", "2", day(5))], day(5))
        .await;
    // The loser's link is followed after the merge.
    home.absorb(Stream::Engagements, vec![clicked("c", day(6), "1")], day(6))
        .await;
    let theirs = "SELECT count(*) FROM engagement WHERE lead = 2 AND sent_at IS NOT NULL";
    assert_eq!(home.count(theirs).await, 3);
}
