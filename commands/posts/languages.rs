//! A post in the languages that it does not stand in, for those who read another one.
//!
//! Made with the post, from the same numbers at the same instant, and frozen beside them: what a reader gets weeks
//! later is what stands in the channel. Must not live here: any sentence.

use report::{
    locale::{LOCALES, Locale},
    message::Message,
    posts::amended,
    question::{language_for, read_post_button},
};
use serde_json::json;
use store::{PostRecord, StoreError};

use super::{ComposeFault, Composed, Occasion, Order, compose_in, late};
use crate::office::Office;

/// Where the post's own language and its other languages stand among its facts.
const WRITTEN: &str = "locale";
const OTHERS: &str = "languages";

/// Freezes the other languages beside the numbers, and gives the post its button. A preview is seen by one person,
/// in that person's language.
pub(super) async fn freeze(
    office: &Office,
    order: &Order<'_>,
    composed: &mut Composed,
) -> Result<(), ComposeFault> {
    if order.occasion == Occasion::Preview {
        return Ok(());
    }
    let mut others = json!({});
    for locale in LOCALES.iter().copied().filter(|one| *one != order.locale) {
        let other = Order {
            locale,
            ..order.clone()
        };
        let message = compose_in(office, &other).await?.message;
        others[locale.code()] = serde_json::to_value(message)?;
    }
    composed.facts[WRITTEN] = json!(order.locale.code());
    composed.facts[OTHERS] = others;
    let button = read_post_button(order.locale, order.key);
    composed.message.buttons.push(button);
    Ok(())
}

/// A post in the language for somebody who reads `reader`, with the lines that were added to it since; `None` where
/// it was not frozen in that language.
pub(crate) async fn read(
    office: &Office,
    post: PostRecord,
    reader: Locale,
) -> Result<Option<Message>, StoreError> {
    let written = post.facts[WRITTEN].as_str().and_then(Locale::parse);
    let Some(written) = written else {
        return Ok(None);
    };
    let language = language_for(reader, written);
    let frozen = post.facts[OTHERS][language.code()].clone();
    let Ok(message) = serde_json::from_value::<Message>(frozen) else {
        return Ok(None);
    };
    let message = late::standing(language, &post, message);
    let added = office.store().edits_of(post.id).await?;
    Ok(Some(if added.is_empty() {
        message
    } else {
        amended(message, &added)
    }))
}
