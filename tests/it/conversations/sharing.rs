//! The buttons under answers and posts: an answer is shared once, and anything is read in another language, also after
//! a restart, also by somebody who came later, never by somebody who may not ask.

use funnelbot::stage::{MARKETER, REPORTS, SALES, SELLER, Stage};
use jiff::SignedDuration;
use kpi::model::Tool;
use sandbox::{
    discord::{Answer, StoredMessage, Way},
    world::World,
};

use crate::harness::{at, end, keeps_quiet, lead_in, opens, reports, set};

/// A company with leads of two weeks.
async fn company(tool: Tool) -> (Stage, World) {
    let world = World::empty();
    for day in 2..=13 {
        lead_in(&world, "lead", &format!("2026-11-{day:02} 10:00"));
    }
    lead_in(&world, "mql", "2026-11-10 10:00");
    let mut stage = set(opens(tool, &world, "2026-11-18 09:00", "")).await;
    stage.tick().await;
    (stage, world)
}

/// The key of the button whose key ends like this.
fn key(said: &StoredMessage, ending: &str) -> String {
    let buttons = said.buttons();
    let mut keys = buttons.iter().filter_map(|button| button.custom_id.clone());
    keys.find(|key| key.ends_with(ending))
        .unwrap_or_else(|| panic!("no button {ending} in {buttons:?}"))
}

fn labels(said: &StoredMessage) -> Vec<String> {
    let buttons = said.buttons();
    buttons.iter().map(|button| button.label.clone()).collect()
}

async fn ask(stage: &Stage, member: u64, line: &str) -> StoredMessage {
    let answer = stage.ask(member, line).await.expect("an answer");
    assert!(answer.ephemeral, "{}", answer.text());
    answer.message.expect("a message")
}

async fn press(stage: &Stage, member: u64, said: &StoredMessage, ending: &str) -> Answer {
    let key = key(said, ending);
    stage.press(member, said.id, &key).await.expect("an answer")
}

const QUESTION: &str = "/kpi show kpi:entered-lead period:last-week";

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_shared_with_the_channel_once() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let (stage, _world) = company(tool).await;
        let asked = ask(&stage, SELLER, QUESTION).await;
        assert_eq!(labels(&asked), ["チャンネルに共有", "🌐 English"]);
        let before = stage.discord().messages(SALES).len();
        let shared = press(&stage, SELLER, &asked, ":share").await;
        assert_eq!((shared.way, shared.ephemeral), (Way::FollowUp, false));
        let said = stage.discord().messages(SALES);
        assert_eq!(said.len(), before + 1, "{said:?}");
        let shared = shared.message.expect("a message");
        assert_eq!(shared.text(), asked.text());
        assert_eq!(labels(&shared), ["🌐 English"]);
        keeps_quiet(&shared);
        let again = press(&stage, SELLER, &asked, ":share").await;
        assert!(again.ephemeral);
        assert!(again.text().contains("すでに共有"), "{}", again.text());
        assert_eq!(stage.discord().messages(SALES).len(), before + 1);
        end(stage).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_presses_together_one_shares() {
    let (stage, _world) = company(Tool::Hubspot).await;
    let asked = ask(&stage, SELLER, QUESTION).await;
    let key = key(&asked, ":share");
    let before = stage.discord().messages(SALES).len();
    let presses = [(SELLER, asked.id, key.as_str()); 2];
    let pressed = stage.discord().press_together(&presses).expect("pressed");
    let mut answers = Vec::new();
    for press in &pressed {
        let answer = press.answer().await.expect("an answer");
        answers.push((answer.ephemeral, answer.text()));
    }
    let public = answers.iter().filter(|(ephemeral, _)| !ephemeral);
    assert_eq!(public.count(), 1, "{answers:#?}");
    assert_eq!(stage.discord().messages(SALES).len(), before + 1);
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_shared_as_it_was_after_a_restart_and_newer_data() {
    let (stage, world) = company(Tool::Hubspot).await;
    let asked = ask(&stage, SELLER, "/kpi show kpi:stock-lead period:this-week").await;
    let mut stage = stage
        .restart(at("2026-11-26 09:00"))
        .await
        .expect("it starts");
    for _ in 0..5 {
        lead_in(&world, "lead", "2026-11-25 10:00");
    }
    stage.tick().await;
    let shared = press(&stage, SELLER, &asked, ":share").await;
    let shared = shared.message.expect("a message");
    assert_eq!(shared.text(), asked.text(), "the same week, as of then");
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_answer_is_read_in_the_readers_language() {
    let (stage, _world) = company(Tool::Mautic).await;
    let asked = ask(&stage, SELLER, QUESTION).await;
    let shared = press(&stage, SELLER, &asked, ":share").await;
    let shared = shared.message.expect("a message");
    let read = press(&stage, MARKETER, &shared, ":read").await;
    assert!(read.ephemeral);
    let english = ask(&stage, MARKETER, QUESTION).await;
    let read = read.message.expect("a message");
    assert_eq!(read.text(), english.text());
    assert_eq!(labels(&read), ["Share to channel", "🌐 日本語"]);
    // Who can read it already is shown the language that the button names.
    let other = press(&stage, SELLER, &shared, ":read").await;
    assert_eq!(other.text(), english.text());
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_goes_with_what_is_shared_and_read() {
    let (mut stage, _world) = company(Tool::Hubspot).await;
    stage.clock().advance(SignedDuration::from_hours(1));
    stage.tick().await;
    let shown = ask(&stage, SELLER, "/report preview kind:weekly").await;
    assert_eq!(shown.attachments.len(), 1);
    for ending in [":share", ":read"] {
        let answer = press(&stage, SELLER, &shown, ending).await;
        let message = answer.message.expect("a message");
        assert_eq!(message.attachments.len(), 1, "{ending}");
    }
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_shows_people_or_changes_things_cannot_be_shared() {
    let (stage, _world) = company(Tool::Hubspot).await;
    for line in [
        "/kpi records kpi:entered-lead period:last-week",
        "/leads hot",
        "/status",
        "/note add text:展示会",
        "/kpi show kpi:no-such-kpi",
    ] {
        let said = ask(&stage, MARKETER, line).await;
        let keys: Vec<_> = said
            .buttons()
            .iter()
            .filter_map(|one| one.custom_id.clone())
            .collect();
        assert!(
            keys.iter().all(|key| !key.ends_with(":share")),
            "{line}: {keys:?}"
        );
    }
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_of_an_old_answer_says_politely_that_it_is_too_old() {
    let (mut stage, _world) = company(Tool::Hubspot).await;
    let asked = ask(&stage, SELLER, QUESTION).await;
    let mut stage = {
        stage.tick().await;
        stage
            .restart(at("2027-01-14 09:00"))
            .await
            .expect("it starts")
    };
    for ending in [":share", ":read"] {
        let told = press(&stage, SELLER, &asked, ending).await;
        assert!(told.ephemeral);
        assert!(told.text().contains("期限"), "{}", told.text());
    }
    stage.tick().await;
    // A later question is never given the key of an earlier one.
    let later = ask(&stage, SELLER, QUESTION).await;
    assert_ne!(key(&later, ":share"), key(&asked, ":share"));
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_read_in_the_readers_language_as_it_was_posted() {
    let (stage, world) = company(Tool::Hubspot).await;
    let mut stage = stage;
    stage.live_until(at("2026-11-24 09:00")).await;
    let post = reports(&stage).into_iter().next().expect("a weekly post");
    assert_eq!(labels(&post), ["🌐 English"]);
    let first = press(&stage, MARKETER, &post, ":read").await;
    assert!(first.ephemeral);
    let first = first.message.expect("a message");
    assert!(first.content.contains("Weekly"), "{}", first.text());
    assert_eq!(first.attachments.len(), post.attachments.len());
    // What changes later changes nothing of what was said, also after a restart.
    for _ in 0..4 {
        lead_in(&world, "lead", "2026-11-20 10:00");
    }
    let mut stage = stage
        .restart(at("2026-11-25 09:00"))
        .await
        .expect("it starts");
    stage.tick().await;
    let later = press(&stage, MARKETER, &post, ":read").await;
    assert_eq!(later.text(), first.text());
    assert_eq!(stage.discord().messages(REPORTS).len(), 1);
    end(stage).await;
}
