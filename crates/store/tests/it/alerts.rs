//! Alerts: each run is told once when it begins and once when it is over, whatever happens in between.

use jiff::Timestamp;
use serde_json::{Value, json};
use store::{AlertId, NewAlert, NewPost};

use crate::support::{Home, WS, day};

fn unsubscribes(value: f64) -> NewAlert {
    NewAlert {
        watch: "unsubscribes".to_owned(),
        subject: String::new(),
        value,
    }
}

fn post(key: String, due: Timestamp) -> NewPost {
    NewPost {
        key,
        kind: "alert".to_owned(),
        channel: 7,
        due,
        period_start: None,
        period_end: None,
        message: json!({"content": "🔔"}),
        facts: Value::Null,
        late: None,
    }
}

async fn raise(home: &Home, alert: &NewAlert, at: Timestamp) -> Option<AlertId> {
    let message = |id: AlertId| post(format!("alert-{id}"), at);
    home.store
        .raise_alert(WS, alert, at, message)
        .await
        .unwrap()
}

async fn end(home: &Home, alert: AlertId, at: Timestamp) -> bool {
    let post = post(format!("alert-{alert}-over"), at);
    home.store.end_alert(WS, alert, at, &post).await.unwrap()
}

async fn told(home: &Home) -> Vec<String> {
    let posts = home.store.posts(WS, "alert", 9).await.unwrap();
    posts.into_iter().rev().map(|post| post.key).collect()
}

#[tokio::test]
async fn an_alert_that_stands_is_not_raised_again() {
    let mut home = Home::new().await;
    let first = raise(&home, &unsubscribes(0.012), day(9)).await.unwrap();
    assert_eq!(raise(&home, &unsubscribes(0.014), day(10)).await, None);
    home.store.worsen_alert(first, 0.014).await.unwrap();
    home.restart().await;
    let standing = home.store.standing_alerts(WS).await.unwrap();
    assert_eq!(standing.len(), 1);
    assert_eq!((standing[0].id, standing[0].raised_at), (first, day(9)));
    assert!((standing[0].worst - 0.014).abs() < 1e-12);
    assert_eq!(told(&home).await, ["alert-1"]);
}

#[tokio::test]
async fn an_end_is_told_once_and_a_new_run_has_a_key_of_its_own() {
    let home = Home::new().await;
    let first = raise(&home, &unsubscribes(0.012), day(9)).await.unwrap();
    assert!(end(&home, first, day(11)).await);
    assert!(!end(&home, first, day(12)).await);
    home.store.worsen_alert(first, 0.9).await.unwrap();
    assert_eq!(home.store.standing_alerts(WS).await.unwrap(), []);
    assert!(raise(&home, &unsubscribes(0.011), day(13)).await.is_some());
    assert_eq!(told(&home).await, ["alert-1", "alert-1-over", "alert-2"]);
}

#[tokio::test]
async fn each_goal_has_an_alert_of_its_own() {
    let home = Home::new().await;
    for subject in ["entered-sql month 2026-11", "entered-mql month 2026-11"] {
        let goal = NewAlert {
            watch: "goals".to_owned(),
            subject: subject.to_owned(),
            value: 0.6,
        };
        assert!(raise(&home, &goal, day(9)).await.is_some(), "{subject}");
    }
    assert_eq!(home.store.standing_alerts(WS).await.unwrap().len(), 2);
}
