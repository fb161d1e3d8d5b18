//! What is owed, through the store: one message a row, whatever is lost on the way.

use std::time::Duration;

use chat::{
    deliver::{Delivered, Outcome, deliver},
    outlet::{Outlet, SendFault},
};
use jiff::{SignedDuration, Timestamp};
use report::message::Message;
use sandbox::{
    clock::SandboxClock,
    discord::{Discord, On, Permissions},
};
use serde_json::{Value, json};
use store::{NewPost, PostState, Store, WorkspaceId};
use tempfile::TempDir;

use crate::harness::{CHANNEL, count, discord, http, monday};

/// A Discord, a store and the outlet between them.
struct Delivery {
    discord: Discord,
    clock: SandboxClock,
    outlet: Outlet,
    store: Store,
    _folder: TempDir,
}

impl Delivery {
    async fn start() -> Self {
        let (discord, clock) = discord().await;
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("bot.db").display());
        Self {
            outlet: Outlet::new(http(&discord)),
            store: Store::open(&url).await.expect("a new database"),
            discord,
            clock,
            _folder: folder,
        }
    }

    async fn owe(&self, key: &str, channel: u64, message: Value, due: Timestamp) {
        let post = NewPost {
            key: key.to_owned(),
            kind: "weekly".to_owned(),
            channel,
            due,
            period_start: None,
            period_end: None,
            message,
            facts: Value::Null,
            late: None,
        };
        let owed = self.store.owe(WorkspaceId::DEFAULT, &post, monday()).await;
        assert!(owed.expect("stored"), "a new key");
    }

    /// Owes a post to the channel, due now.
    async fn owe_post(&self, key: &str) {
        self.owe(key, CHANNEL, post(key), monday()).await;
    }

    async fn deliver(&self) -> Vec<Delivered> {
        let now = self.clock.now();
        let delivered = deliver(
            &self.store,
            WorkspaceId::DEFAULT,
            &self.outlet,
            now,
            |_, message| message,
        )
        .await;
        delivered.expect("the store works")
    }

    /// Delivers for two days, every fifteen minutes.
    async fn deliver_patiently(&self) {
        for _ in 0..2 * 24 * 4 {
            self.deliver().await;
            self.clock.advance(SignedDuration::from_mins(15));
        }
    }

    async fn state(&self, key: &str) -> PostState {
        let post = self
            .store
            .post(WorkspaceId::DEFAULT, key)
            .await
            .expect("the store works");
        post.expect("it was owed").state
    }

    /// A claim that nobody lives to conclude: the attempt is written, then the bot is killed.
    async fn claim_and_die(&self, key: &str) {
        let owed = self
            .store
            .owed(WorkspaceId::DEFAULT, self.clock.now())
            .await
            .expect("the store works");
        let post = owed
            .into_iter()
            .find(|post| post.key == key)
            .expect("it is owed");
        drop(
            self.store
                .claim(post.id, self.clock.now())
                .await
                .expect("claimed"),
        );
    }

    fn standing(&self) -> usize {
        self.discord.messages(CHANNEL).len()
    }
}

fn post(key: &str) -> Value {
    let message = Message {
        body: Some("numbers".to_owned()),
        footer: Some(format!("definition v7 | {key}")),
        ..Message::line("📊")
    };
    serde_json::to_value(message).expect("a message is JSON")
}

#[tokio::test]
async fn what_is_owed_is_sent_once_in_the_order_it_was_due() {
    let here = Delivery::start().await;
    let later = monday() - SignedDuration::from_hours(1);
    here.owe_post("wk-2").await;
    here.owe("wk-1", CHANNEL, post("wk-1"), later).await;
    let sent: Vec<String> = here
        .deliver()
        .await
        .into_iter()
        .map(|each| each.key)
        .collect();
    assert_eq!(sent, ["wk-1", "wk-2"]);
    assert_eq!(here.deliver().await, []);
    assert_eq!(here.standing(), 2);
    assert_eq!(here.state("wk-1").await, PostState::Sent);
    assert_eq!(
        count(&here.discord, "GET", "/messages"),
        0,
        "a first attempt looks for nothing"
    );
}

#[tokio::test]
async fn a_post_whose_answer_was_lost_is_found_and_not_doubled() {
    let here = Delivery::start().await;
    here.owe_post("wk-1").await;
    here.discord.faults().lose_answer(On::Sending, 1);
    let lost = here.deliver().await;
    assert!(
        matches!(
            lost[0].outcome,
            Outcome::Later {
                why: SendFault::Unreachable { .. },
                ..
            }
        ),
        "{lost:?}"
    );
    assert_eq!(here.deliver().await, [], "it waits its time");
    here.clock.advance(SignedDuration::from_hours(3));
    let message_id = here.discord.messages(CHANNEL)[0].id;
    assert_eq!(
        here.deliver().await[0].outcome,
        Outcome::AlreadyThere { message_id }
    );
    assert_eq!(here.standing(), 1);
}

#[tokio::test]
async fn a_bot_killed_before_it_sent_sends_after_its_restart() {
    let here = Delivery::start().await;
    here.owe_post("wk-1").await;
    here.claim_and_die("wk-1").await;
    here.clock.advance(SignedDuration::from_mins(10));
    assert!(matches!(
        here.deliver().await[0].outcome,
        Outcome::Sent { .. }
    ));
    assert_eq!(
        count(&here.discord, "GET", "/messages"),
        1,
        "it looked first"
    );
    assert_eq!(here.standing(), 1);
}

#[tokio::test]
async fn a_bot_killed_after_it_sent_finds_its_post_after_its_restart() {
    let here = Delivery::start().await;
    here.owe_post("wk-1").await;
    here.claim_and_die("wk-1").await;
    let message: Message = serde_json::from_value(post("wk-1")).expect("a message");
    let sent = here
        .outlet
        .send(CHANNEL, &message, "before the kill")
        .await
        .expect("sent");
    here.clock.advance(SignedDuration::from_hours(10));
    let expected = Outcome::AlreadyThere {
        message_id: sent.message_id,
    };
    assert_eq!(here.deliver().await[0].outcome, expected);
    assert_eq!(here.standing(), 1);
}

#[tokio::test]
async fn whatever_is_lost_in_whatever_order_one_message_stands_there() {
    let losses: [&[fn(&Discord)]; 6] = [
        &[lose_answer, lose_answer, lose_answer],
        &[lose_request, lose_answer, lose_history],
        &[lose_answer, lose_history, lose_history],
        &[fail, lose_request, fail, lose_answer],
        &[throttle, lose_answer, throttle],
        &[lose_history, fail, lose_answer],
    ];
    for faults in losses {
        let here = Delivery::start().await;
        for fault in faults {
            fault(&here.discord);
        }
        here.owe_post("wk-1").await;
        here.deliver_patiently().await;
        assert_eq!(here.standing(), 1);
        assert_eq!(here.state("wk-1").await, PostState::Sent);
    }
}

fn lose_answer(discord: &Discord) {
    discord.faults().lose_answer(On::Sending, 1);
}

fn lose_request(discord: &Discord) {
    discord.faults().lose_request(On::Sending, 1);
}

fn lose_history(discord: &Discord) {
    discord.faults().lose_answer(On::History, 1);
}

fn fail(discord: &Discord) {
    discord.faults().fail(On::Sending, 503, 1);
}

fn throttle(discord: &Discord) {
    discord
        .faults()
        .throttle(On::Sending, Duration::from_secs(40), 1);
}

#[tokio::test]
async fn a_long_rate_limit_ends_the_round_and_is_honoured() {
    let here = Delivery::start().await;
    here.owe_post("wk-1").await;
    here.owe_post("wk-2").await;
    here.discord
        .faults()
        .throttle(On::Sending, Duration::from_secs(90), 1);
    assert_eq!(here.deliver().await.len(), 1, "the second was not tried");
    here.clock.advance(SignedDuration::from_secs(89));
    assert_eq!(
        here.deliver().await.len(),
        1,
        "the second, whose turn it is"
    );
    here.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(here.deliver().await.len(), 1, "the first, in its time");
    assert_eq!(here.standing(), 2);
}

#[tokio::test]
async fn a_message_that_discord_refuses_is_given_up_and_the_rest_goes_on() {
    let here = Delivery::start().await;
    let empty = serde_json::to_value(Message::default()).expect("JSON");
    here.owe("empty", CHANNEL, empty, monday()).await;
    here.owe("garbled", CHANNEL, json!({ "content": 1 }), monday())
        .await;
    here.owe_post("wk-1").await;
    let outcomes: Vec<Outcome> = here
        .deliver()
        .await
        .into_iter()
        .map(|each| each.outcome)
        .collect();
    let [
        Outcome::GivenUp { .. },
        Outcome::GivenUp { .. },
        Outcome::Sent { .. },
    ] = &outcomes[..]
    else {
        panic!("{outcomes:?}")
    };
    assert_eq!(here.state("empty").await, PostState::GivenUp);
}

#[tokio::test]
async fn a_channel_without_rights_waits_for_people_and_the_rest_goes_on() {
    let here = Delivery::start().await;
    here.owe("lost", 1, post("lost"), monday()).await;
    here.owe_post("wk-1").await;
    let outcomes: Vec<Outcome> = here
        .deliver()
        .await
        .into_iter()
        .map(|each| each.outcome)
        .collect();
    let [
        Outcome::Later {
            why: SendFault::Denied { .. },
            ..
        },
        Outcome::Sent { .. },
    ] = &outcomes[..]
    else {
        panic!("{outcomes:?}")
    };
}

#[tokio::test]
async fn nothing_is_sent_again_while_the_history_cannot_be_read() {
    let here = Delivery::start().await;
    here.owe_post("wk-1").await;
    here.discord.faults().lose_answer(On::Sending, 1);
    here.deliver().await;
    here.discord
        .faults()
        .deny(CHANNEL, Permissions::READ_MESSAGE_HISTORY);
    here.deliver_patiently().await;
    assert_eq!(here.standing(), 1);
    here.discord.faults().deny(CHANNEL, Permissions::NONE);
    here.deliver_patiently().await;
    assert_eq!(here.standing(), 1);
    assert_eq!(here.state("wk-1").await, PostState::Sent);
}
