//! Pings of deleted leads: nothing of them is sent any more, and nothing of them is kept.

use jiff::SignedDuration;
use kpi::model::Stream;
use serde_json::{Value, json};
use store::{
    ClaimOutcome, NewPing, NewPost, PingId, PingOutcome, PostId, PostRecord, PostState, Setback,
};

use crate::support::{Home, WS, day, lead, merged, removed, told};

fn ping(lead: i64) -> NewPing {
    NewPing {
        lead,
        rule: "score".to_owned(),
        cooldown: SignedDuration::from_hours(24 * 30),
    }
}

fn message(key: String) -> NewPost {
    NewPost {
        key,
        kind: "ping".to_owned(),
        channel: 5,
        due: day(3),
        period_start: None,
        period_end: None,
        message: json!({"content": "Example KK, head of IT"}),
        facts: json!({"company": "Example KK"}),
        late: None,
    }
}

async fn home_with(count: u32) -> (Home, Vec<i64>) {
    let home = Home::new().await;
    let records = (0..count)
        .map(|n| told(lead(&n.to_string(), "lead")))
        .collect();
    home.absorb(Stream::Leads, records, day(2)).await;
    let leads = home.store.candidates(WS, None).await.unwrap().leads;
    (home, leads.iter().map(|lead| lead.lead).collect())
}

/// Opens a ping with a message of its own.
async fn open(home: &Home, lead: i64) -> (PingId, PostId) {
    let one = |id: PingId| message(format!("ping:{id}"));
    let opened = home.store.open_ping(WS, &ping(lead), day(3), one).await;
    let PingOutcome::Opened(id) = opened.unwrap() else {
        panic!("not opened")
    };
    let post = home.store.ping(id).await.unwrap().unwrap().post;
    (id, post.unwrap())
}

async fn send(home: &Home, post: PostId) {
    let claim = home.store.claim(post, day(3)).await.unwrap().unwrap();
    home.store.mark_sent(claim, 77, day(3)).await.unwrap();
}

async fn fail(home: &Home, post: PostId) {
    let claim = home.store.claim(post, day(3)).await.unwrap().unwrap();
    let failed =
        home.store
            .mark_failed(claim, (Setback::Unreachable, "away"), Some(day(3)), day(3));
    failed.await.unwrap();
}

async fn delete(home: &Home, id: &str) {
    home.absorb(Stream::Removals, vec![removed(id, day(4))], day(5))
        .await;
}

async fn post(home: &Home, id: PostId) -> PostRecord {
    home.store.post_of_ping(id).await.unwrap().unwrap()
}

async fn texts_about_it(home: &Home) -> i64 {
    home.count("SELECT count(*) FROM post WHERE message LIKE '%Example%' OR facts LIKE '%Example%'")
        .await
}

#[tokio::test]
async fn a_ping_that_was_not_sent_is_skipped_with_its_lead() {
    let (home, leads) = home_with(1).await;
    let (id, message) = open(&home, leads[0]).await;
    delete(&home, "0").await;
    let skipped = post(&home, message).await;
    assert_eq!(skipped.state, PostState::Skipped);
    assert_eq!(skipped.reason.as_deref(), Some("lead-deleted"));
    assert_eq!(texts_about_it(&home).await, 0);
    assert_eq!(home.store.owed(WS, day(9)).await.unwrap(), []);
    assert_eq!(home.store.owed_edits(WS, day(9)).await.unwrap(), []);
    let pressed = home.store.claim_ping(id, 11, day(6)).await.unwrap();
    assert_eq!(pressed, ClaimOutcome::Gone);
    // Nobody was told, so that it may be pinged once it is back.
    assert_eq!(home.store.pings_sent(WS, day(1), day(9)).await.unwrap(), []);
    home.absorb(Stream::Leads, vec![told(lead("0", "lead"))], day(7))
        .await;
    open(&home, leads[0]).await;
}

#[tokio::test]
async fn a_ping_that_was_sent_loses_its_text_and_owes_an_edit() {
    let (home, leads) = home_with(1).await;
    let (id, message) = open(&home, leads[0]).await;
    send(&home, message).await;
    home.store.claim_ping(id, 11, day(3)).await.unwrap();
    delete(&home, "0").await;
    let sent = post(&home, message).await;
    assert_eq!((sent.state, sent.message), (PostState::Sent, Value::Null));
    assert_eq!(texts_about_it(&home).await, 0);
    let owed = home.store.owed_edits(WS, day(5)).await.unwrap();
    assert_eq!(owed.len(), 1);
    assert_eq!(owed[0].post.id, message);
    home.store.mark_edited(&owed[0], day(5)).await.unwrap();
    // That it was sent, and claimed, still counts.
    let counted = home.store.pings_sent(WS, day(1), day(9)).await.unwrap();
    assert_eq!((counted.len(), counted[0].claimed_by), (1, Some(11)));
    assert!(counted[0].gone);
    // Told again, nothing changes.
    delete(&home, "0").await;
    assert_eq!(home.store.owed_edits(WS, day(9)).await.unwrap(), []);
}

#[tokio::test]
async fn a_ping_that_may_have_arrived_is_looked_for_and_not_sent_again() {
    let (home, leads) = home_with(2).await;
    let (_, lost) = open(&home, leads[0]).await;
    let (_, arrived) = open(&home, leads[1]).await;
    for message in [lost, arrived] {
        fail(&home, message).await;
    }
    delete(&home, "0").await;
    delete(&home, "1").await;
    assert_eq!(texts_about_it(&home).await, 0);
    let owed = home.store.owed(WS, day(5)).await.unwrap();
    assert_eq!(owed.len(), 2, "their attempts are to be looked for");
    assert!(owed.iter().all(|post| post.message.is_null()));
    let claim = home.store.claim(lost, day(5)).await.unwrap().unwrap();
    home.store.mark_withdrawn(claim).await.unwrap();
    assert_eq!(post(&home, lost).await.state, PostState::Skipped);
    send(&home, arrived).await;
    let edits = home.store.owed_edits(WS, day(5)).await.unwrap();
    assert_eq!(edits.len(), 1);
    assert_eq!(edits[0].post.id, arrived);
    let counted = home.store.pings_sent(WS, day(1), day(9)).await.unwrap();
    assert_eq!(counted.len(), 1, "nobody was told of the other one");
}

#[tokio::test]
async fn a_digest_is_held_until_it_tells_nothing_of_the_one_who_left() {
    let (home, leads) = home_with(2).await;
    let pings = [ping(leads[0]), ping(leads[1])];
    let digest = |_: &[(usize, PingId)]| message("pings-1".to_owned());
    let opened = home.store.open_pings(WS, &pings, day(3), digest).await;
    let ids = opened.unwrap();
    delete(&home, "0").await;
    assert_eq!(home.store.owed(WS, day(5)).await.unwrap(), []);
    let stale = home.store.stale_posts(WS).await.unwrap().remove(0);
    let text = json!({"content": "one of two left"});
    home.store.reword(stale.id, &text, 2).await.unwrap();
    assert_eq!(
        home.store.stale_posts(WS).await.unwrap().len(),
        1,
        "it was worded for others"
    );
    home.store.reword(stale.id, &text, 1).await.unwrap();
    assert_eq!(home.store.stale_posts(WS).await.unwrap(), []);
    assert_eq!(home.store.owed(WS, day(5)).await.unwrap()[0].message, text);
    send(&home, stale.id).await;
    let claims = [ids[0], ids[1]].map(|id| home.store.claim_ping(id, 11, day(6)));
    let [gone, there] = claims;
    assert_eq!(gone.await.unwrap(), ClaimOutcome::Gone);
    assert_eq!(there.await.unwrap(), ClaimOutcome::Won);
    // When the last one leaves, nothing is left to tell.
    delete(&home, "1").await;
    assert_eq!(post(&home, stale.id).await.message, Value::Null);
    assert_eq!(home.store.owed_edits(WS, day(6)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_ping_of_a_merged_lead_leaves_with_who_goes_on_in_its_place() {
    let (home, leads) = home_with(2).await;
    let (id, message) = open(&home, leads[0]).await;
    send(&home, message).await;
    home.absorb(Stream::Removals, vec![merged("0", "1", day(4))], day(4))
        .await;
    assert!(!home.store.ping(id).await.unwrap().unwrap().gone);
    assert_eq!(texts_about_it(&home).await, 1);
    delete(&home, "1").await;
    assert!(home.store.ping(id).await.unwrap().unwrap().gone);
    assert_eq!(texts_about_it(&home).await, 0);
}
