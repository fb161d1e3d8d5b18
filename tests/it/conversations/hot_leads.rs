//! Hot leads: the baseline, one ping each, the Claim button, and names that want to do harm.

use funnelbot::stage::{MARKETER, RIVAL, SELLER, Stage};
use jiff::SignedDuration;
use kpi::model::Tool;
use sandbox::{
    discord::{StoredMessage, Way},
    world::{Company, LeadKey, NewLead, World},
};

use crate::harness::{at, end, hours, keeps_quiet, opens, pings, set};

fn scored(world: &World, company: &str, score: i32, wall: &str) -> LeadKey {
    let new = NewLead {
        company: Some(Company {
            name: company.to_owned(),
            ..Company::default()
        }),
        score: Some(score),
        stage: Some("lead".to_owned()),
        family: Some("山田".to_owned()),
        given: Some("太郎".to_owned()),
        ..NewLead::default()
    };
    world.add_lead(new, at(wall))
}

/// Seven leads are hot already when the bot first looks.
async fn company(tool: Tool) -> (Stage, World) {
    let world = World::empty();
    for number in 0..7 {
        let name = format!("株式会社既存{number}");
        scored(&world, &name, 90, "2026-10-01 10:00");
    }
    let mut stage = set(opens(tool, &world, "2026-10-13 18:00", "")).await;
    stage.tick().await;
    (stage, world)
}

/// The key of the button that can be pressed.
fn claim_key(ping: &StoredMessage) -> String {
    let buttons = ping.buttons();
    let claim = buttons.iter().find(|button| button.custom_id.is_some());
    claim
        .and_then(|button| button.custom_id.clone())
        .unwrap_or_else(|| panic!("no button in {buttons:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_sync_is_told_in_one_message() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let (mut stage, _world) = company(tool).await;
        stage.live_until(at("2026-10-14 18:00")).await;
        let said = pings(&stage);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].text().contains('7'), "{}", said[0].text());
        assert!(said[0].buttons().is_empty());
        let hot = stage
            .ask(SELLER, "/leads hot")
            .await
            .expect("an answer")
            .text();
        assert!(hot.contains("株式会社既存0"), "{hot}");
        assert!(hot.contains('7'), "{hot}");
        end(stage).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_that_becomes_hot_is_pinged_once_whatever_restarts() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let (mut stage, world) = company(tool).await;
        let lead = scored(&world, "株式会社新規", 20, "2026-10-14 10:00");
        stage.live_until(at("2026-10-14 18:00")).await;
        assert_eq!(pings(&stage).len(), 1, "it is not hot yet");
        world.set_score(lead, 85, at("2026-10-14 19:00"));
        stage.live_until(at("2026-10-15 06:00")).await;
        assert_eq!(pings(&stage).len(), 2);
        let ping = pings(&stage)[1].text();
        assert!(
            ping.contains("株式会社新規") && ping.contains("85"),
            "{ping}"
        );
        assert!(!ping.contains("山田") && !ping.contains("太郎"), "{ping}");
        let opens = pings(&stage)[1].buttons();
        assert!(
            opens.iter().any(|button| button.url.is_some()),
            "no link in {opens:?}"
        );

        // It cools down and becomes hot again within the cooldown, over a restart.
        world.set_score(lead, 30, at("2026-10-16 10:00"));
        stage.live_until(at("2026-10-16 18:00")).await;
        let mut stage = stage
            .restart(at("2026-10-16 19:00"))
            .await
            .expect("it starts again");
        world.set_score(lead, 95, at("2026-10-16 20:00"));
        stage.live_until(at("2026-10-17 19:00")).await;
        assert_eq!(pings(&stage).len(), 2, "the cooldown holds");
        end(stage).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_press_together_one_wins_and_the_other_is_told() {
    let (mut stage, world) = company(Tool::Hubspot).await;
    scored(&world, "株式会社新規", 88, "2026-10-14 10:00");
    stage.live_until(at("2026-10-14 12:00")).await;
    let ping = pings(&stage).pop().expect("a ping");
    let key = claim_key(&ping);
    stage.clock().advance(SignedDuration::from_mins(12));
    let presses = [
        (SELLER, ping.id, key.as_str()),
        (RIVAL, ping.id, key.as_str()),
    ];
    let pressed = stage
        .discord()
        .press_together(&presses)
        .expect("both may press");
    let mut won = 0;
    for press in &pressed {
        let answer = press.answer().await.expect("an answer");
        match answer.way {
            Way::Update | Way::DeferredUpdate => won += 1,
            _ => {
                assert!(answer.ephemeral);
                assert!(
                    answer.text().contains("課"),
                    "names the winner: {}",
                    answer.text()
                );
            }
        }
    }
    assert_eq!(won, 1);
    let said = stage
        .discord()
        .message(ping.id)
        .expect("it still stands there");
    assert!(said.text().contains('✅'), "{}", said.text());
    assert!(
        said.buttons()
            .iter()
            .all(|button| button.custom_id.is_none() || !button.enabled)
    );
    assert!(said.notified.is_empty());
    let hot = stage
        .ask(MARKETER, "/leads hot")
        .await
        .expect("an answer")
        .text();
    assert!(hot.contains('✅'), "{hot}");
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_that_become_hot_together_are_one_message() {
    let (mut stage, world) = company(Tool::Mautic).await;
    for number in 0..9 {
        let name = format!("株式会社一斉{number}");
        scored(&world, &name, 90 + number, "2026-10-14 10:00");
    }
    stage.live_until(at("2026-10-14 18:00")).await;
    let said = pings(&stage);
    assert_eq!(said.len(), 2, "the baseline and one digest: {said:?}");
    assert!(said[1].text().contains('9'), "{}", said[1].text());
    let key = claim_key(&said[1]);
    let answer = stage
        .press(SELLER, said[1].id, &key)
        .await
        .expect("an answer");
    assert!(answer.text().contains('✅'), "{}", answer.text());
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_wants_to_do_harm_is_only_text() {
    let long = "長".repeat(3000);
    let names = [
        "@everyone @here <@&1100000000000000099> <@1100000000000000011>",
        "](http://x) [安い](https://evil.example/)",
        &long,
        "\u{202e}gnp.exe شركة 👩‍👩‍👧‍👦 `**||~~",
        "担当 taro.yamada@example.jp 03-1234-5678",
    ];
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let (mut stage, world) = company(tool).await;
        for (hour, name) in names.iter().enumerate() {
            scored(
                &world,
                name,
                90,
                &format!("2026-10-14 {:02}:30", 9 + 3 * hour / 2),
            );
        }
        stage.live_until(at("2026-10-15 06:00")).await;
        let said = pings(&stage);
        assert_eq!(said.len(), 1 + names.len(), "{said:?}");
        for ping in &said {
            keeps_quiet(ping);
            let text = ping.text();
            assert!(!text.contains("](http"), "{text}");
            assert!(!text.contains('\u{202e}'), "{text}");
            assert!(text.chars().count() < 1500, "{text}");
        }
        let hot = stage.ask(SELLER, "/leads hot").await.expect("an answer");
        keeps_quiet(&hot.message.clone().expect("a message"));
        assert!(!hot.text().contains("](http://x"), "{}", hot.text());
        // A press keeps it dead text.
        let ping = &said[1];
        let pressed = stage
            .press(SELLER, ping.id, &claim_key(ping))
            .await
            .expect("an answer");
        assert!(pressed.message.expect("the ping").mentions.is_empty());
        end(stage).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_cooldown_it_may_be_pinged_again() {
    let (mut stage, world) = company(Tool::Hubspot).await;
    let lead = scored(&world, "株式会社新規", 85, "2026-10-14 10:00");
    stage.live_until(at("2026-10-14 18:00")).await;
    assert_eq!(pings(&stage).len(), 2);
    world.set_score(lead, 30, at("2026-10-15 10:00"));
    stage.live_until(at("2026-10-15 18:00")).await;
    let day = hours(24);
    let mut stage = stage
        .restart(at("2026-10-14 12:00") + day * 31)
        .await
        .expect("again");
    stage.tick().await;
    let now = stage.clock().now();
    world.set_score(lead, 99, now + hours(1));
    stage.live_until(now + hours(6)).await;
    assert_eq!(pings(&stage).len(), 3);
    end(stage).await;
}
