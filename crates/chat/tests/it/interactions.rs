//! Commands, buttons and offers.

use std::{sync::atomic::Ordering, time::Duration};

use chat::outlet::Outlet;
use sandbox::discord::{On, Way};

use crate::harness::{ALEX, CHANNEL, Counting, SATO, discord, http, ping, start};

#[tokio::test]
async fn a_command_is_acknowledged_then_answered_to_the_asker_alone() {
    let (discord, _) = discord().await;
    let bot = start(&discord, &Counting::new()).await.expect("a start");
    let asked = discord
        .slash(SATO, "/kpi funnel period:last-week compare:none")
        .expect("registered");
    let answer = asked.answer().await.expect("an answer");
    assert_eq!(
        answer.content,
        "kpi funnel ja 佐藤 period=last-week compare=none"
    );
    assert_eq!(answer.way, Way::DeferredReply);
    assert!(answer.ephemeral);
    assert!(discord.messages(CHANNEL).is_empty(), "nobody else sees it");
    let message = answer.message.expect("a message");
    assert!(message.mentions.is_empty() && message.notified.is_empty());
    bot.stop().await;
    assert_eq!(discord.unknown_routes(), Vec::<String>::new());
}

#[tokio::test]
async fn the_answer_follows_the_askers_language() {
    let (discord, _) = discord().await;
    let bot = start(&discord, &Counting::new()).await.expect("a start");
    let answer = discord
        .slash(ALEX, "/help")
        .expect("registered")
        .answer()
        .await
        .expect("an answer");
    assert_eq!(answer.content, "help en Alex");
    bot.stop().await;
}

#[tokio::test]
async fn a_command_for_managers_is_refused_to_others() {
    let (discord, _) = discord().await;
    let desk = Counting::new();
    let bot = start(&discord, &desk).await.expect("a start");
    let line = "/report post kind:weekly";
    let refused = discord
        .slash(ALEX, line)
        .expect("registered")
        .answer()
        .await
        .expect("an answer");
    assert!(refused.ephemeral);
    assert_eq!(desk.answered.load(Ordering::SeqCst), 0);
    let answer = discord
        .slash(SATO, line)
        .expect("registered")
        .answer()
        .await
        .expect("an answer");
    assert_eq!(answer.content, "report post ja 佐藤 kind=weekly");
    bot.stop().await;
}

#[tokio::test]
async fn a_defect_of_ours_is_answered_with_a_reference() {
    let (discord, _) = discord().await;
    let bot = start(&discord, &Counting::new()).await.expect("a start");
    let answer = discord
        .slash(ALEX, "/leads hot")
        .expect("registered")
        .answer()
        .await
        .expect("an answer");
    let has_reference = |text: &str| {
        text.split(|c: char| !c.is_ascii_hexdigit())
            .any(|word| word.len() == 8)
    };
    assert!(has_reference(&answer.text()), "{}", answer.text());
    bot.stop().await;
}

#[tokio::test]
async fn values_are_offered_while_somebody_types() {
    let (discord, _) = discord().await;
    let bot = start(&discord, &Counting::new()).await.expect("a start");
    let typing = discord
        .autocomplete(SATO, "/kpi funnel period:last")
        .expect("registered");
    let answer = typing.answer().await.expect("offers");
    let names: Vec<&str> = answer
        .choices
        .iter()
        .map(|choice| choice.name.as_str())
        .collect();
    assert_eq!(names, ["last-week", "last-month"]);
    bot.stop().await;
}

#[tokio::test]
async fn of_two_presses_in_the_same_instant_one_wins_and_the_other_is_told() {
    let (discord, _) = discord().await;
    let bot = start(&discord, &Counting::new()).await.expect("a start");
    let sent = Outlet::new(http(&discord))
        .send(CHANNEL, &ping(), "n1")
        .await
        .expect("sent");
    let presses = [SATO, ALEX].map(|member| (member, sent.message_id, "ping:17:claim"));
    let pressed = discord.press_together(&presses).expect("a button");
    let mut answers = Vec::new();
    for press in pressed {
        answers.push(press.answer().await.expect("an answer"));
    }
    answers.sort_by_key(|answer| answer.ephemeral);
    let [won, told] = &answers[..] else {
        panic!("two presses, two answers")
    };
    assert_eq!((won.way, told.way), (Way::DeferredUpdate, Way::FollowUp));
    assert!(told.ephemeral);
    let message = discord.message(sent.message_id).expect("it stands there");
    assert_eq!(message.content, won.content);
    assert!(
        message.buttons().is_empty(),
        "the edit replaced the buttons"
    );
    assert_eq!(discord.messages(CHANNEL).len(), 1);
    bot.stop().await;
    assert_eq!(discord.unknown_routes(), Vec::<String>::new());
}

#[tokio::test]
async fn a_rate_limit_on_the_way_of_an_answer_is_waited_out() {
    let (discord, _) = discord().await;
    let bot = start(&discord, &Counting::new()).await.expect("a start");
    discord
        .faults()
        .throttle(On::Callback, Duration::from_millis(20), 1);
    discord
        .faults()
        .throttle(On::Webhook, Duration::from_millis(20), 2);
    let answer = discord
        .slash(ALEX, "/help")
        .expect("registered")
        .answer()
        .await
        .expect("an answer");
    assert_eq!(answer.content, "help en Alex");
    bot.stop().await;
}

#[tokio::test]
async fn a_lost_acknowledgement_does_not_cost_the_answer() {
    let (discord, _) = discord().await;
    let bot = start(&discord, &Counting::new()).await.expect("a start");
    discord.faults().lose_answer(On::Callback, 1);
    let answer = discord
        .slash(ALEX, "/help")
        .expect("registered")
        .answer()
        .await
        .expect("an answer");
    assert_eq!(answer.content, "help en Alex");
    bot.stop().await;
}
