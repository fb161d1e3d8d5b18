//! Hot leads: the baseline, one ping each, the Claim button, and names that want to do harm.

use funnelbot::stage::{MARKETER, RIVAL, SELLER, Stage};
use jiff::SignedDuration;
use kpi::model::Tool;
use sandbox::{
    discord::{On, StoredMessage, Way},
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

/// The keys of the buttons that can be pressed, in their order.
fn keys(message: &StoredMessage) -> Vec<String> {
    let buttons = message.buttons().into_iter();
    buttons
        .filter(|button| button.enabled)
        .filter_map(|button| button.custom_id)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_stands_in_the_message_although_the_first_edit_was_lost() {
    let (mut stage, world) = company(Tool::Hubspot).await;
    scored(&world, "株式会社新規", 88, "2026-10-14 10:00");
    stage.live_until(at("2026-10-14 12:00")).await;
    let ping = pings(&stage).pop().expect("a ping");
    let key = claim_key(&ping);
    // As if the bot were killed between the claim and its answer.
    stage.discord().faults().fail(On::Webhook, 503, 50);
    let pressed = stage.discord().press(SELLER, ping.id, &key);
    let _lost = pressed.expect("it may be pressed").answer().await;
    let standing = |stage: &Stage| stage.discord().message(ping.id).expect("it stands there");
    assert!(!standing(&stage).text().contains('✅'));
    stage.discord().faults().clear();
    let mut stage = stage
        .restart(at("2026-10-14 12:10"))
        .await
        .expect("it starts again");
    stage.tick().await;
    let said = standing(&stage);
    assert!(said.text().contains("✅ 営業1課"), "{}", said.text());
    assert!(
        said.buttons()
            .iter()
            .all(|button| !button.enabled || button.custom_id.is_none())
    );
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
    let text = said[1].text();
    assert!(text.contains('9'), "{text}");
    let rows: Vec<&str> = text.lines().filter(|line| line.contains("一斉")).collect();
    assert_eq!(rows.len(), 9, "{text}");
    for (row, number) in rows.iter().zip((0..9).rev()) {
        assert!(
            row.contains(&format!("株式会社一斉{number}")),
            "the hottest first: {text}"
        );
        assert!(row.contains("担当者：") && row.contains("](http"), "{row}");
    }
    let claims = keys(&said[1]);
    assert_eq!(claims.len(), 9, "each can be claimed");
    for key in [&claims[0], &claims[8]] {
        let answer = stage
            .press(SELLER, said[1].id, key)
            .await
            .expect("an answer");
        assert!(answer.text().contains('✅'), "{}", answer.text());
    }
    let now = stage.discord().message(said[1].id).expect("it is there");
    assert_eq!(keys(&now).len(), 7);
    assert_eq!(now.text().matches('✅').count(), 2, "{}", now.text());
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_the_budget_of_an_hour_become_a_digest_whatever_restarts() {
    let world = World::empty();
    let mut options = opens(Tool::Hubspot, &world, "2026-10-13 18:00", "");
    options.poll_every = SignedDuration::from_mins(20);
    let mut stage = set(options).await;
    stage.tick().await;
    let several = |from: usize, to: usize, wall: &str| {
        for number in from..to {
            scored(&world, &format!("株式会社続々{number}"), 90, wall);
        }
    };
    several(0, 4, "2026-10-14 10:05");
    stage.live_until(at("2026-10-14 10:30")).await;
    let before = pings(&stage).len();
    let mut stage = stage
        .restart(at("2026-10-14 10:35"))
        .await
        .expect("it starts again");
    several(4, 7, "2026-10-14 10:36");
    stage.live_until(at("2026-10-14 11:10")).await;
    let said = pings(&stage);
    assert_eq!(said.len(), before + 1, "one digest: {said:?}");
    assert!(said[before].text().contains("3件をまとめて"), "{said:?}");
    several(7, 9, "2026-10-14 12:05");
    stage.live_until(at("2026-10-14 12:30")).await;
    assert_eq!(pings(&stage).len(), before + 3, "the hour is over");
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_is_claimed_in_the_list_and_everybody_sees_it() {
    let (mut stage, world) = company(Tool::Hubspot).await;
    scored(&world, "株式会社新規", 88, "2026-10-14 10:00");
    stage.live_until(at("2026-10-14 12:00")).await;
    let ping = pings(&stage).pop().expect("a ping");
    let answer = stage.ask(SELLER, "/leads hot").await.expect("an answer");
    let list = answer.message.clone().expect("the list");
    let claims = keys(&list);
    assert_eq!(claims.len(), 1, "those of the baseline have no ping");
    assert!(answer.text().contains("](http"), "{}", answer.text());
    let pressed = stage
        .press(SELLER, list.id, &claims[0])
        .await
        .expect("an answer");
    assert!(pressed.text().contains("✅ 営業1課"), "{}", pressed.text());
    let shown = stage
        .discord()
        .until("the claim in the channel", |discord| {
            let shown = discord.message(ping.id)?;
            shown.text().contains('✅').then_some(shown)
        })
        .await
        .expect("the ping's own message tells it");
    assert!(keys(&shown).is_empty());
    let late = stage.press(RIVAL, ping.id, &claim_key(&ping)).await;
    assert!(late.is_err(), "there is no such button any more");
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_rules_list_other_leads_and_ping_nobody() {
    let (mut stage, world) = company(Tool::Mautic).await;
    scored(&world, "株式会社中位", 60, "2026-10-14 10:00");
    stage.live_until(at("2026-10-14 18:00")).await;
    let lowered = "[[rules]]\nname = \"score\"\nrank = \"hot\"\naction = \"propose-meeting\"\ncooldown_days = 30\n\
                   when = [{ score_at_least = 50 }]\n";
    let mut stage = stage
        .restart_under(at("2026-10-14 19:00"), lowered)
        .await
        .expect("it starts again");
    stage.tick().await;
    let hot = async |stage: &Stage| {
        let answer = stage.ask(SELLER, "/leads hot").await.expect("an answer");
        answer.text()
    };
    let list = hot(&stage).await;
    assert!(
        list.contains("株式会社中位") && list.contains('8'),
        "{list}"
    );
    assert_eq!(pings(&stage).len(), 1, "nothing happened but the rules");
    let raised = lowered.replace("50", "95");
    let mut stage = stage
        .restart_under(at("2026-10-14 20:00"), &raised)
        .await
        .expect("it starts again");
    // Also before the next poll no lead stands there that no rule names.
    let list = hot(&stage).await;
    assert!(!list.contains("株式会社"), "{list}");
    // What happens afterwards is news.
    let lead = scored(&world, "株式会社上位", 96, "2026-10-14 20:30");
    stage.live_until(at("2026-10-15 02:00")).await;
    assert_eq!(pings(&stage).len(), 2, "{lead:?}");
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

#[tokio::test(flavor = "multi_thread")]
async fn the_time_to_claim_is_business_time_and_what_comes_later_is_not_known() {
    let (mut stage, world) = company(Tool::Hubspot).await;
    scored(&world, "株式会社新規", 88, "2026-10-16 16:30");
    // Pinged on Friday at 18:00, claimed on Monday at 9:20.
    stage.live_until(at("2026-10-19 09:10")).await;
    let ping = pings(&stage).pop().expect("a ping");
    stage.clock().set(at("2026-10-19 09:20"));
    stage
        .press(SELLER, ping.id, &claim_key(&ping))
        .await
        .expect("an answer");
    let ask = "/report preview kind:weekly";
    let told = stage.ask(SELLER, ask).await.expect("an answer").text();
    assert!(told.contains("担当まで 20分（営業時間の中央値）"), "{told}");
    stage.clock().set(at("2026-10-19 09:15"));
    let told = stage.ask(SELLER, ask).await.expect("an answer").text();
    assert!(told.contains("担当率 0.0%（0/1"), "{told}");
    assert!(told.contains("未対応のホットリードが1件"), "{told}");
    stage.clock().set(at("2026-10-19 09:20"));
    end(stage).await;
}
