//! Messages the bot owes.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::{NewPost, PostState, Setback};

use crate::support::{Home, WS, day};

fn weekly(key: &str, due: Timestamp) -> NewPost {
    NewPost {
        key: key.to_owned(),
        kind: "weekly".to_owned(),
        channel: u64::MAX,
        due,
        period_start: Some(day(1)),
        period_end: Some(day(8)),
        message: json!({"content": "週報 📈"}),
        facts: json!({"mql": 41}),
        late: None,
    }
}

#[tokio::test]
async fn a_message_is_owed_once_and_frozen() {
    let home = Home::new().await;
    assert!(
        home.store
            .owe(WS, &weekly("wk-2026W45", day(9)), day(9))
            .await
            .unwrap()
    );
    let other = NewPost {
        facts: json!({"mql": 43}),
        ..weekly("wk-2026W45", day(9))
    };
    assert!(!home.store.owe(WS, &other, day(9)).await.unwrap());
    let post = home.store.post(WS, "wk-2026W45").await.unwrap().unwrap();
    assert_eq!(
        (post.facts, post.message),
        (json!({"mql": 41}), json!({"content": "週報 📈"}))
    );
    assert_eq!(
        (post.state, post.channel),
        (PostState::Owed, Some(u64::MAX))
    );
    assert_eq!(home.store.post(WS, "wk-2026W46").await.unwrap(), None);
}

#[tokio::test]
async fn only_what_is_due_is_to_be_sent_the_earliest_first() {
    let home = Home::new().await;
    for (key, due) in [("c", day(12)), ("b", day(10)), ("a", day(9))] {
        home.store.owe(WS, &weekly(key, due), day(8)).await.unwrap();
    }
    let owed = home.store.owed(WS, day(10)).await.unwrap();
    assert_eq!(
        owed.iter()
            .map(|post| post.key.as_str())
            .collect::<Vec<_>>(),
        ["a", "b"]
    );
    assert!(
        owed.iter()
            .all(|post| post.nonce.len() <= 25 && post.attempts == 0)
    );
}

#[tokio::test]
async fn a_sent_message_is_never_owed_again() {
    let home = Home::new().await;
    home.store
        .owe(WS, &weekly("a", day(9)), day(9))
        .await
        .unwrap();
    let owed = home.store.owed(WS, day(9)).await.unwrap().remove(0);
    let claim = home.store.claim(owed.id, day(9)).await.unwrap().unwrap();
    assert_eq!((claim.post(), claim.attempt()), (owed.id, 1));
    assert_eq!(
        home.store.owed(WS, day(9)).await.unwrap(),
        [],
        "it is under way"
    );
    assert!(home.store.claim(owed.id, day(9)).await.unwrap().is_none());
    home.store
        .mark_sent(claim, u64::MAX - 1, day(9))
        .await
        .unwrap();
    assert_eq!(home.store.owed(WS, day(30)).await.unwrap(), []);
    assert!(home.store.claim(owed.id, day(9)).await.unwrap().is_none());
    assert!(
        !home
            .store
            .owe(WS, &weekly("a", day(9)), day(10))
            .await
            .unwrap()
    );
    let post = home.store.post(WS, "a").await.unwrap().unwrap();
    assert_eq!(
        (post.state, post.message_id, post.sent_at),
        (PostState::Sent, Some(u64::MAX - 1), Some(day(9)))
    );
}

#[tokio::test]
async fn a_failed_attempt_is_tried_again_later_or_given_up() {
    let home = Home::new().await;
    home.store
        .owe(WS, &weekly("a", day(9)), day(9))
        .await
        .unwrap();
    let id = home.store.owed(WS, day(9)).await.unwrap()[0].id;
    let claim = home.store.claim(id, day(9)).await.unwrap().unwrap();
    let retry_at = day(9) + SignedDuration::from_secs(30);
    home.store
        .mark_failed(
            claim,
            (Setback::Unreachable, "Discord answered 503"),
            Some(retry_at),
            day(9),
        )
        .await
        .unwrap();
    assert_eq!(home.store.owed(WS, day(9)).await.unwrap(), []);
    let again = home.store.owed(WS, retry_at).await.unwrap().remove(0);
    assert_eq!((again.attempts, again.first_attempt_at), (1, Some(day(9))));
    let claim = home.store.claim(id, retry_at).await.unwrap().unwrap();
    assert_eq!(claim.attempt(), 2);
    home.store
        .mark_failed(
            claim,
            (Setback::Refused, "the message is too long"),
            None,
            retry_at,
        )
        .await
        .unwrap();
    assert_eq!(home.store.owed(WS, day(30)).await.unwrap(), []);
    let post = home.store.post(WS, "a").await.unwrap().unwrap();
    assert_eq!((post.state, post.attempts), (PostState::GivenUp, 2));
    assert_eq!(post.reason.as_deref(), Some("the message is too long"));
    assert_eq!(
        home.count("SELECT count(*) FROM post_attempt WHERE outcome IS NOT NULL")
            .await,
        2
    );
}

#[tokio::test]
async fn an_attempt_that_was_cut_off_is_known_after_the_restart() {
    let mut home = Home::new().await;
    home.store
        .owe(WS, &weekly("a", day(9)), day(9))
        .await
        .unwrap();
    let before = home.store.owed(WS, day(9)).await.unwrap().remove(0);
    let claim = home.store.claim(before.id, day(9)).await.unwrap().unwrap();
    home.restart().await;
    drop(claim);
    let after = home.store.owed(WS, day(9)).await.unwrap().remove(0);
    assert_eq!((after.attempts, after.first_attempt_at), (1, Some(day(9))));
    assert_eq!(after.nonce, before.nonce);
    assert_eq!(
        home.store.post(WS, "a").await.unwrap().unwrap().state,
        PostState::Attempted
    );
}

#[tokio::test]
async fn a_claim_dropped_without_a_mark_frees_the_message() {
    let home = Home::new().await;
    home.store
        .owe(WS, &weekly("a", day(9)), day(9))
        .await
        .unwrap();
    let id = home.store.owed(WS, day(9)).await.unwrap()[0].id;
    drop(home.store.claim(id, day(9)).await.unwrap());
    let again = home.store.claim(id, day(9)).await.unwrap().unwrap();
    assert_eq!(again.attempt(), 2);
}

#[tokio::test]
async fn of_two_that_claim_at_once_one_gets_the_message() {
    let home = Home::new().await;
    home.store
        .owe(WS, &weekly("a", day(9)), day(9))
        .await
        .unwrap();
    let id = home.store.owed(WS, day(9)).await.unwrap()[0].id;
    let (a, b) = tokio::join!(home.store.claim(id, day(9)), home.store.claim(id, day(9)));
    let got = [a.unwrap().is_some(), b.unwrap().is_some()];
    assert_eq!(got.iter().filter(|got| **got).count(), 1);
}

#[tokio::test]
async fn a_skipped_message_keeps_its_key_and_its_reason() {
    let home = Home::new().await;
    assert!(
        home.store
            .skip(WS, "a", "weekly", day(9), Setback::TooLate, day(12))
            .await
            .unwrap()
    );
    assert!(
        !home
            .store
            .skip(WS, "a", "weekly", day(9), Setback::Superseded, day(12))
            .await
            .unwrap()
    );
    assert!(
        !home
            .store
            .owe(WS, &weekly("a", day(9)), day(12))
            .await
            .unwrap()
    );
    assert_eq!(home.store.owed(WS, day(30)).await.unwrap(), []);
    let post = home.store.post(WS, "a").await.unwrap().unwrap();
    assert_eq!(
        (post.state, post.reason.as_deref()),
        (PostState::Skipped, Some("too-late"))
    );
    assert_eq!((post.channel, post.facts), (None, json!(null)));
}

#[tokio::test]
async fn messages_that_did_not_arrive_are_listed_with_what_stood_in_their_way() {
    let home = Home::new().await;
    let keys = ["denied", "refused", "away", "waits"];
    for (key, due) in keys.iter().zip(2_u8..) {
        let post = weekly(key, day(due));
        home.store.owe(WS, &post, day(9)).await.unwrap();
    }
    let retry_at = Some(day(10));
    let failures = [
        (Setback::Denied, "may not", retry_at),
        (Setback::Refused, "too long", None),
        (Setback::Unreachable, "503", retry_at),
    ];
    let owed = home.store.owed(WS, day(9)).await.unwrap();
    for (post, (setback, why, retry_at)) in owed.iter().zip(failures) {
        let claim = home.store.claim(post.id, day(9)).await.unwrap().unwrap();
        let failed = home
            .store
            .mark_failed(claim, (setback, why), retry_at, day(9));
        failed.await.unwrap();
    }
    let skip = |key, due| {
        home.store
            .skip(WS, key, "weekly", due, Setback::TooLate, day(9))
    };
    skip("skipped", day(6)).await.unwrap();
    skip("skipped long ago", day(1)).await.unwrap();
    let missed = async |limit| home.store.missed_posts(WS, day(2), limit).await.unwrap();
    let (all, total) = missed(9).await;
    let told: Vec<_> = all
        .iter()
        .map(|post| (post.key.as_str(), post.state, post.setback))
        .collect();
    assert_eq!(
        told,
        [
            ("skipped", PostState::Skipped, Setback::TooLate),
            ("away", PostState::Failed, Setback::Unreachable),
            ("refused", PostState::GivenUp, Setback::Refused),
            ("denied", PostState::Failed, Setback::Denied),
        ]
    );
    assert_eq!(total, 4);
    assert_eq!(
        (all[3].reason.as_str(), all[3].retry_at),
        ("may not", retry_at)
    );
    let (first, total) = missed(1).await;
    assert_eq!((first.len(), total), (1, 4), "the others are counted");
    // What still fails is told however old it is; what arrives is not.
    let (later, _) = home.store.missed_posts(WS, day(9), 9).await.unwrap();
    assert_eq!(later.len(), 2);
    let again = home.store.owed(WS, day(10)).await.unwrap().remove(0);
    assert_eq!(again.setback, Some(Setback::Denied));
    let claim = home.store.claim(again.id, day(10)).await.unwrap().unwrap();
    home.store.mark_sent(claim, 77, day(10)).await.unwrap();
    let (later, _) = home.store.missed_posts(WS, day(9), 9).await.unwrap();
    assert_eq!(later.len(), 1);
}

#[tokio::test]
async fn earlier_posts_of_a_kind_can_be_read_for_restating() {
    let home = Home::new().await;
    for (key, due) in [("a", day(2)), ("b", day(9)), ("c", day(16))] {
        home.store.owe(WS, &weekly(key, due), due).await.unwrap();
    }
    let ping = NewPost {
        kind: "ping".to_owned(),
        ..weekly("ping:1", day(17))
    };
    home.store.owe(WS, &ping, day(17)).await.unwrap();
    let posts = home.store.posts(WS, "weekly", 2).await.unwrap();
    assert_eq!(
        posts
            .iter()
            .map(|post| post.key.as_str())
            .collect::<Vec<_>>(),
        ["c", "b"]
    );
}
