//! `/report post`: a post, made now and owed to the reports' channel.
//!
//! Whoever presses twice gets one post: the key is the kind and the minute.

use report::{args, message::Message};
use store::NewPost;

use crate::{
    asked::Asked,
    goal_set::written,
    office::Office,
    posts::{Composed, Occasion, Order},
    reply::{Error, Reply, UserError},
    report_preview::{composed, kind},
};

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let kind = kind(asked);
    let agreement = office.agreement();
    let channel = agreement
        .timetable
        .channel(kind)
        .ok_or_else(|| UserError::new("error-no-channel"))?;
    let now = office.now();
    let minute = now.to_zoned_datetime(agreement.definition.zone.clone());
    let key = format!("{}-asked-{}", kind.as_str(), minute.strftime("%Y%m%d-%H%M"));
    let order = Order {
        kind,
        period: kind.period_word().resolve(&agreement.definition, now),
        key: &key,
        occasion: Occasion::Asked,
        locale: agreement.locale,
    };
    let Composed {
        message,
        facts,
        edits,
    } = composed(office, &order).await?;
    let post = NewPost {
        key: key.clone(),
        kind: kind.as_str().to_owned(),
        channel,
        due: now,
        period_start: Some(order.period.span.start),
        period_end: Some(order.period.span.end),
        message: serde_json::to_value(&message)?,
        facts,
        late: None,
    };
    let owed = office
        .store()
        .owe_restating(office.workspace(), &post, &edits, now)
        .await;
    written(asked, owed)?;
    office.nudge();
    let told = args![
        post = kind.name().name(asked.locale),
        channel = format!("<#{channel}>")
    ];
    let line = asked.locale.words().say("report-owed", told);
    Ok(Reply::ephemeral(Message::line(line)))
}
