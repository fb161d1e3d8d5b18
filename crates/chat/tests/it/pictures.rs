//! Messages with a picture: it goes along, and never stands in the way.

use chat::outlet::Outlet;
use report::{
    chart::{Amount, Chart, GoalKind, Plot, PointState, TrendPlot, TrendPoint, Unit},
    locale::Locale,
    message::Message,
    picture::Picture,
};
use sandbox::discord::{Discord, On, Permissions, StoredMessage};

use crate::harness::{CHANNEL, count, discord, http};

const VERDICT: &str = "MQL <fell> to 58 & 展示会";

fn post() -> Message {
    let point = TrendPoint {
        label: "11/9".to_owned(),
        value: Some(Amount::count(58)),
        state: PointState::Settled,
        goal: None,
    };
    let chart = Chart {
        title: VERDICT.to_owned(),
        under: "2026-W46".to_owned(),
        locale: Locale::Ja,
        plot: Plot::Trend(TrendPlot {
            name: "MQL".to_owned(),
            unit: Unit::Count,
            points: vec![point],
            band: None,
            notes: Vec::new(),
            goal: GoalKind::Own,
        }),
    };
    Message {
        body: Some("numbers".to_owned()),
        footer: Some("… | wk-1".to_owned()),
        picture: Some(Box::new(Picture::new("weekly", chart))),
        ..Message::line("📊")
    }
}

fn only(discord: &Discord) -> StoredMessage {
    let mut messages = discord.messages(CHANNEL);
    assert_eq!(messages.len(), 1);
    messages.remove(0)
}

fn assert_has_picture(message: &StoredMessage) {
    let [file] = message.attachments.as_slice() else {
        panic!("one picture: {:?}", message.attachments.len())
    };
    assert_eq!(file.name, "weekly.png");
    assert_eq!(file.content_type.as_deref(), Some("image/png"));
    assert_eq!(file.description.as_deref(), Some(VERDICT));
    assert!(file.bytes.starts_with(b"\x89PNG"));
    let shown = message.embeds[0]["image"]["url"]
        .as_str()
        .expect("it is in the embed");
    assert!(
        shown.ends_with("weekly.png") && shown.starts_with("https://"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_picture_stands_in_the_embed_with_its_alt_text() {
    let (discord, _clock) = discord().await;
    let outlet = Outlet::new(http(&discord));
    outlet.send(CHANNEL, &post(), "n1").await.expect("sent");
    let again = outlet.send(CHANNEL, &post(), "n1").await.expect("the same");
    let message = only(&discord);
    assert_has_picture(&message);
    assert_eq!(message.nonce.as_deref(), Some("n1"));
    assert_eq!(
        again.message_id, message.id,
        "the nonce holds with a picture too"
    );
}

#[tokio::test]
async fn a_channel_that_takes_no_files_gets_the_post_without_its_picture() {
    let (discord, _clock) = discord().await;
    discord.faults().deny(CHANNEL, Permissions::ATTACH_FILES);
    let outlet = Outlet::new(http(&discord));
    outlet.send(CHANNEL, &post(), "n1").await.expect("sent");
    let message = only(&discord);
    assert!(message.attachments.is_empty());
    assert!(message.text().contains("numbers"));
    assert_eq!(message.embeds[0].get("image"), None);
    assert_eq!(count(&discord, "POST", "/messages"), 2);
}

#[tokio::test]
async fn a_chat_that_is_away_is_not_asked_again_without_the_picture() {
    let (discord, _clock) = discord().await;
    discord.faults().fail(On::Sending, 503, 1);
    let outlet = Outlet::new(http(&discord));
    outlet.send(CHANNEL, &post(), "n1").await.expect_err("away");
    assert_eq!(count(&discord, "POST", "/messages"), 1);
    outlet.send(CHANNEL, &post(), "n1").await.expect("back");
    assert_has_picture(&only(&discord));
}

#[tokio::test]
async fn an_edited_post_keeps_one_picture() {
    let (discord, _clock) = discord().await;
    let outlet = Outlet::new(http(&discord));
    let sent = outlet.send(CHANNEL, &post(), "n1").await.expect("sent");
    let restated = Message {
        content: "restated".to_owned(),
        ..post()
    };
    outlet
        .edit(CHANNEL, sent.message_id, &restated)
        .await
        .expect("edited");
    let message = only(&discord);
    assert_eq!(message.content, "restated");
    assert_has_picture(&message);
}
