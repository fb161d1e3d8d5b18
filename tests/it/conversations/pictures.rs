//! Pictures of posts: they come with the post, say what it says, and stay behind where they cannot come along.

use funnelbot::stage::{MARKETER, REPORTS, SELLER, Stage};
use kpi::model::Tool;
use sandbox::{
    discord::{On, Permissions, StoredMessage},
    world::World,
};

use crate::harness::{at, end, hours, lead_in, opens, reports, set};

/// A company whose leads come week after week, just before a Monday with a weekly post.
async fn company(tool: Tool) -> Stage {
    let world = World::empty();
    for day in 1..=31 {
        lead_in(&world, "lead", &format!("2026-10-{day:02} 10:00"));
    }
    for day in 1..=8 {
        lead_in(&world, "lead", &format!("2026-11-{day:02} 10:00"));
    }
    let mut options = opens(tool, &world, "2026-11-08 18:00", "");
    options.poll_every = hours(3);
    let mut stage = set(options).await;
    stage.live_until(at("2026-11-09 08:30")).await;
    stage
}

fn weekly(stage: &Stage) -> StoredMessage {
    let posted = reports(stage);
    let of_kind: Vec<&StoredMessage> = posted
        .iter()
        .filter(|said| said.content.contains("週次"))
        .collect();
    assert_eq!(of_kind.len(), 1, "{posted:?}");
    of_kind[0].clone()
}

fn assert_has_picture(said: &StoredMessage, name: &str) {
    let [file] = said.attachments.as_slice() else {
        panic!("one picture, not {}", said.attachments.len())
    };
    assert_eq!(file.name, name);
    assert!(file.bytes.starts_with(b"\x89PNG") && file.bytes.len() < 60 * 1024);
    let alt = file
        .description
        .as_deref()
        .expect("a text for those who do not see it");
    assert!(
        said.content.contains(alt),
        "{alt} is the verdict of {}",
        said.content
    );
    let shown = &said.embeds[0]["image"]["url"];
    assert!(
        shown.as_str().is_some_and(|url| url.ends_with(name)),
        "{shown}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_weekly_post_has_its_picture_and_the_verdict_as_its_text() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let mut stage = company(tool).await;
        stage.live_until(at("2026-11-09 09:00")).await;
        let said = weekly(&stage);
        assert_has_picture(&said, "weekly.png");
        end(stage).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_is_sent_after_a_restart_has_its_picture_too() {
    let mut stage = company(Tool::Hubspot).await;
    stage.discord().faults().fail(On::Sending, 503, 1);
    stage.clock().set(at("2026-11-09 09:00"));
    stage.tick().await;
    assert!(reports(&stage).is_empty(), "the chat was away");
    let mut stage = stage
        .restart(at("2026-11-09 09:05"))
        .await
        .expect("it starts again");
    stage.live_until(at("2026-11-09 12:00")).await;
    assert_has_picture(&weekly(&stage), "weekly.png");
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_without_files_gets_the_post_all_the_same() {
    let mut stage = company(Tool::Hubspot).await;
    let faults = stage.discord().faults();
    faults.deny(REPORTS, Permissions::ATTACH_FILES);
    stage.live_until(at("2026-11-09 10:00")).await;
    let said = weekly(&stage);
    assert!(said.attachments.is_empty());
    assert!(
        said.text().contains("weekly@2026-11-09T09:00"),
        "{}",
        said.text()
    );
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_shows_the_picture_in_the_askers_language() {
    let mut stage = company(Tool::Mautic).await;
    stage.live_until(at("2026-11-09 10:00")).await;
    for (question, name) in [
        ("/report preview kind:weekly", "weekly.png"),
        ("/report preview kind:monthly", "monthly.png"),
    ] {
        let answer = stage.ask(MARKETER, question).await.expect("an answer");
        assert!(answer.ephemeral);
        assert_has_picture(&answer.message.expect("a message"), name);
    }
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_of_the_week_stand_in_its_post_and_flag_its_picture() {
    let mut stage = company(Tool::Hubspot).await;
    for line in [
        "/note add text:@everyone展示会 date:2026-11-05",
        "/note add text:値上げ date:2026-10-07",
    ] {
        stage.ask(MARKETER, line).await.expect("an answer");
    }
    stage.live_until(at("2026-11-09 10:00")).await;
    let said = weekly(&stage);
    let text = said.text();
    assert!(
        text.contains("メモ：11/5 ") && text.contains("展示会"),
        "{text}"
    );
    assert!(!text.contains("値上げ"), "it is about another week: {text}");
    assert!(!text.contains("@everyone"), "{text}");
    let post = stage
        .store()
        .post(store::WorkspaceId::DEFAULT, "weekly@2026-11-09T09:00")
        .await
        .expect("readable")
        .expect("it is kept");
    let flags = post.message["picture"]["chart"]["plot"]["notes"].clone();
    assert_eq!(flags.as_array().map(Vec::len), Some(2), "{flags:#}");
    assert_eq!(
        (&flags[0]["text"], &flags[1]["at"]),
        (&"値上げ".into(), &12.into())
    );
    end(stage).await;
}

/// The picture as somebody can look at it: in `target/tmp/pictures`.
fn keep(said: &StoredMessage, name: &str) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join(name), &said.attachments[0].bytes).expect("a file");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_and_a_goal_are_drawn_in_the_askers_language() {
    let mut stage = company(Tool::Hubspot).await;
    let set = "/goal set kpi:entered-lead target:40 period:2026-11";
    stage.ask(MARKETER, set).await.expect("an answer");
    stage.live_until(at("2026-11-12 18:00")).await;
    for (question, name) in [
        ("/kpi show kpi:entered-lead period:this-week", "trend.png"),
        (
            "/kpi show kpi:cohort-lead-mql period:this-month",
            "trend.png",
        ),
        ("/goal show", "goal.png"),
        ("/report preview kind:weekly", "weekly.png"),
        ("/report preview kind:biweekly", "goal.png"),
    ] {
        for (member, language) in [(SELLER, "ja"), (MARKETER, "en")] {
            let answer = stage.ask(member, question).await.expect("an answer");
            let said = answer.message.expect("a message");
            let words: Vec<&str> = question.split([' ', ':', '/']).collect();
            keep(&said, &format!("{}.{language}.png", words.join("-")));
            assert_eq!(said.attachments[0].name, name, "{question}");
        }
    }
    // What is counted over everybody at an instant is not counted thirteen times.
    let answer = stage.ask(SELLER, "/kpi show kpi:contacts").await;
    let said = answer.expect("an answer").message.expect("a message");
    assert!(said.attachments.is_empty());
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_weekly_picture_has_the_goal_of_each_week() {
    for (goal, kind, first) in [
        ("target:12 period:every-week", "own", 12.0),
        // The week of 10/19 has five of the 21 business days of October.
        ("target:42 period:every-month", "share", 10.0),
    ] {
        let mut stage = company(Tool::Mautic).await;
        let set = format!("/goal set kpi:entered-lead {goal}");
        let told = stage.ask(MARKETER, &set).await.expect("an answer").text();
        assert!(!told.contains('⚠'), "{told}");
        stage.live_until(at("2026-11-09 10:00")).await;
        let post = crate::harness::post(&stage, "weekly@2026-11-09T09:00").await;
        let plot = post.expect("it is kept").message["picture"]["chart"]["plot"].clone();
        assert_eq!(plot["goal"], kind, "{plot:#}");
        let goal = plot["points"][10]["goal"].as_f64().expect("a goal");
        assert!((goal - first).abs() < 0.01, "{goal}: {plot:#}");
        end(stage).await;
    }
}
