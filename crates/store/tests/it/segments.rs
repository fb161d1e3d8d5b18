//! Segments and their members, as each full scan sees them.

use kpi::model::{Membership, Record, Segment, Stream};

use crate::support::{Home, day, lead, merged, told};

fn segment() -> Record {
    Record::Segment(Segment {
        id: "s".into(),
        name: "News".to_owned(),
        active: true,
    })
}

fn member(lead: &str, scan: u8) -> Record {
    Record::Membership(Membership {
        segment: "s".into(),
        lead: lead.into(),
        since: Some(day(1)),
        scan: day(scan),
    })
}

fn listed(scan: u8) -> Record {
    Record::MembershipsListed { scan: day(scan) }
}

const IN: &str = "SELECT count(*) FROM segment_member WHERE left_at IS NULL";

#[tokio::test]
async fn who_is_seen_no_more_has_left_and_may_come_back() {
    let home = Home::new().await;
    let all = vec![segment(), member("1", 2), member("2", 2), listed(2)];
    let first = home.absorb(Stream::Segments, all.clone(), day(2)).await;
    assert_eq!(
        (first.changed, home.count(IN).await),
        (5, 2),
        "two leads are heard of for the first time"
    );
    let again = home.absorb(Stream::Segments, all, day(2)).await;
    assert_eq!(again.changed, 0);
    // A scan that broke off concludes nothing.
    home.absorb(Stream::Segments, vec![member("1", 3)], day(3))
        .await;
    assert_eq!(home.count(IN).await, 2);
    home.absorb(Stream::Segments, vec![member("1", 4), listed(4)], day(4))
        .await;
    assert_eq!(home.count(IN).await, 1);
    home.absorb(
        Stream::Segments,
        vec![member("1", 5), member("2", 5), listed(5)],
        day(5),
    )
    .await;
    assert_eq!(home.count(IN).await, 2);
}

#[tokio::test]
async fn after_a_merge_the_survivor_is_in_each_segment_once() {
    let home = Home::new().await;
    let both = vec![told(lead("1", "lead")), told(lead("2", "lead"))];
    home.absorb(Stream::Leads, both, day(1)).await;
    let all = vec![segment(), member("1", 2), member("2", 2), listed(2)];
    home.absorb(Stream::Segments, all, day(2)).await;
    home.absorb(Stream::Removals, vec![merged("1", "2", day(3))], day(3))
        .await;
    let rest = "SELECT count(*) FROM segment_member WHERE lead = 2";
    assert_eq!((home.count(rest).await, home.count(IN).await), (1, 1));
}
