//! Leads that are deleted in the tool after they became hot: sales hears nothing of them any more.

use funnelbot::stage::{SELLER, Stage};
use kpi::model::Tool;
use sandbox::{
    discord::{On, StoredMessage, Way},
    world::{Company, LeadKey, NewLead, World},
};
use store::{PostState, WorkspaceId};

use crate::harness::{at, end, opens, pings, posts, set};

fn hot(world: &World, company: &str) -> LeadKey {
    let new = NewLead {
        company: Some(Company {
            name: company.to_owned(),
            ..Company::default()
        }),
        score: Some(90),
        stage: Some("lead".to_owned()),
        ..NewLead::default()
    };
    world.add_lead(new, at("2026-10-14 10:00"))
}

/// A bot that has taken its baseline of an empty tool.
async fn opened(tool: Tool) -> (Stage, World) {
    let world = World::empty();
    let mut stage = set(opens(tool, &world, "2026-10-13 18:00", "")).await;
    stage.tick().await;
    (stage, world)
}

fn claim_key(ping: &StoredMessage) -> String {
    let keys = ping
        .buttons()
        .into_iter()
        .filter(|button| button.enabled)
        .find_map(|button| button.custom_id);
    keys.expect("a button that can be pressed")
}

/// What is stored of pings, as text.
async fn stored(stage: &Stage) -> String {
    let posts = posts(stage, "ping").await;
    format!(
        "{:?}",
        posts.iter().map(|post| &post.message).collect::<Vec<_>>()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_owed_while_the_chat_was_away_is_not_sent_about_a_deleted_lead() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let (mut stage, world) = opened(tool).await;
        stage.discord().faults().fail(On::Sending, 503, 10_000);
        let lead = hot(&world, "株式会社削除");
        hot(&world, "株式会社継続");
        stage.live_until(at("2026-10-14 14:00")).await;
        world.delete(lead, at("2026-10-14 15:00"));
        stage.live_until(at("2026-10-14 21:00")).await;
        assert!(!stored(&stage).await.contains("削除"));
        stage.discord().faults().clear();
        stage.live_until(at("2026-10-15 06:00")).await;
        let said = pings(&stage);
        assert_eq!(said.len(), 2, "the baseline and one ping: {said:?}");
        assert!(
            said[1].text().contains("株式会社継続"),
            "{}",
            said[1].text()
        );
        let skipped = posts(&stage, "ping").await;
        let skipped: Vec<_> = skipped
            .iter()
            .filter(|post| post.state == PostState::Skipped)
            .collect();
        assert_eq!(skipped.len(), 1, "{skipped:?}");
        assert_eq!(skipped[0].reason.as_deref(), Some("lead-deleted"));
        end(stage).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_in_the_channel_tells_nothing_more_of_a_deleted_lead() {
    let (mut stage, world) = opened(Tool::Hubspot).await;
    let lead = hot(&world, "株式会社消去");
    stage.live_until(at("2026-10-14 14:00")).await;
    let ping = pings(&stage).pop().expect("a ping");
    assert!(ping.text().contains("株式会社消去"));
    world.delete(lead, at("2026-10-14 15:00"));
    // The edit cannot be made at once: the button still stands there, and tells what happened.
    stage.discord().faults().fail(On::Editing, 503, 10_000);
    stage.live_until(at("2026-10-14 19:00")).await;
    assert!(!stored(&stage).await.contains("消去"));
    let pressed = stage.press(SELLER, ping.id, &claim_key(&ping)).await;
    let pressed = pressed.expect("an answer");
    assert!(pressed.ephemeral, "{:?}", pressed.way);
    assert!(pressed.text().contains("削除"), "{}", pressed.text());
    stage.discord().faults().clear();
    stage.live_until(at("2026-10-14 21:00")).await;
    let said = stage.discord().message(ping.id).expect("it stands there");
    assert_eq!(said.text().trim(), "⚪ このリードはツールで削除されました");
    assert_eq!(said.buttons().len(), 0);
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_goes_on_for_those_who_are_left() {
    let (mut stage, world) = opened(Tool::Mautic).await;
    let leads: Vec<LeadKey> = (0..9)
        .map(|number| hot(&world, &format!("株式会社一斉{number}")))
        .collect();
    stage.live_until(at("2026-10-14 14:00")).await;
    let digest = pings(&stage).pop().expect("a digest");
    let line = |text: &str| {
        text.lines()
            .find(|line| line.contains("一斉0"))
            .map(str::to_owned)
    };
    let row = line(&digest.text()).expect("the lead stands in it");
    let number = row.split('.').next().expect("a number").to_owned();
    world.delete(leads[0], at("2026-10-14 15:00"));
    stage.live_until(at("2026-10-14 21:00")).await;
    let said = stage.discord().message(digest.id).expect("it stands there");
    assert_eq!(line(&said.text()), None, "{}", said.text());
    assert!(
        said.text().contains(&format!("{number}. ツールで削除済み")),
        "{}",
        said.text()
    );
    assert!(said.text().contains("一斉1"), "{}", said.text());
    assert!(!stored(&stage).await.contains("一斉0"));
    // A claim of another one keeps it so.
    let pressed = stage.press(SELLER, digest.id, &claim_key(&said)).await;
    let pressed = pressed.expect("an answer");
    assert!(matches!(pressed.way, Way::Update | Way::DeferredUpdate));
    let said = stage.discord().message(digest.id).expect("it stands there");
    assert!(
        said.text().contains('✅') && line(&said.text()).is_none(),
        "{}",
        said.text()
    );
    let edits = stage
        .store()
        .owed_edits(WorkspaceId::DEFAULT, stage.clock().now());
    assert_eq!(
        edits.await.expect("readable").len(),
        1,
        "the claim's own edit"
    );
    end(stage).await;
}
