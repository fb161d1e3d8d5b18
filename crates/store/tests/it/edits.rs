//! Edits that the bot owes to messages it has sent.

use jiff::Timestamp;
use serde_json::json;
use store::{NewEdit, NewPost, PostId};

use crate::support::{Home, WS, day};

fn weekly(key: &str, due: Timestamp) -> NewPost {
    NewPost {
        key: key.to_owned(),
        kind: "weekly".to_owned(),
        channel: 5,
        due,
        period_start: None,
        period_end: None,
        message: json!({"content": key}),
        facts: json!({}),
        late: None,
    }
}

async fn owe(home: &Home, key: &str, on: u8) -> PostId {
    let owed = home.store.owe(WS, &weekly(key, day(on)), day(on)).await;
    assert!(owed.unwrap());
    home.store.post(WS, key).await.unwrap().unwrap().id
}

async fn send(home: &Home, post: PostId, on: u8) {
    let claim = home.store.claim(post, day(on)).await.unwrap().unwrap();
    home.store.mark_sent(claim, 77, day(on)).await.unwrap();
}

async fn restate(home: &Home, key: &str, post: PostId, line: &str, on: u8) -> bool {
    let edit = NewEdit {
        post,
        lines: vec![line.to_owned()],
    };
    home.store
        .owe_restating(WS, &weekly(key, day(on)), &[edit], day(on))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_post_is_edited_once_for_each_restatement_and_only_when_it_is_sent() {
    let home = Home::new().await;
    let first = owe(&home, "a", 2).await;
    assert!(restate(&home, "b", first, "41 → 43", 9).await);
    assert!(
        !restate(&home, "b", first, "41 → 99", 9).await,
        "it is owed already"
    );
    assert_eq!(home.store.owed_edits(WS, day(9)).await.unwrap(), []);
    send(&home, first, 9).await;
    let owed = home.store.owed_edits(WS, day(9)).await.unwrap();
    assert_eq!(owed.len(), 1);
    assert_eq!(
        (owed[0].post.id, &owed[0].lines[..]),
        (first, &["41 → 43".to_owned()][..])
    );
    home.store.mark_edited(&owed[0], day(9)).await.unwrap();
    assert_eq!(home.store.owed_edits(WS, day(9)).await.unwrap(), []);
    // A later one keeps what the earlier one said.
    assert!(restate(&home, "c", first, "43 → 44", 16).await);
    let owed = home.store.owed_edits(WS, day(16)).await.unwrap();
    assert_eq!(owed[0].lines, ["41 → 43", "43 → 44"]);
}

#[tokio::test]
async fn a_failed_edit_is_made_later_or_given_up() {
    let mut home = Home::new().await;
    let first = owe(&home, "a", 2).await;
    send(&home, first, 2).await;
    restate(&home, "b", first, "41 → 43", 9).await;
    let owed = home.store.owed_edits(WS, day(9)).await.unwrap().remove(0);
    let failed = home.store.mark_unedited(&owed, "away", Some(day(10))).await;
    failed.unwrap();
    home.restart().await;
    assert_eq!(home.store.owed_edits(WS, day(9)).await.unwrap(), []);
    let owed = home.store.owed_edits(WS, day(10)).await.unwrap().remove(0);
    assert_eq!(owed.attempts, 1);
    let given_up = home.store.mark_unedited(&owed, "gone", None).await;
    given_up.unwrap();
    assert_eq!(home.store.owed_edits(WS, day(20)).await.unwrap(), []);
}
