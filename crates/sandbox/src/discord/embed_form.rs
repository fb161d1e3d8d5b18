//! The form of embeds.
//!
//! Lives here: the parts of an embed and how long each may be. Must not live here: the rest of a message.

use serde_json::{Map, Value};

use super::form::{Form, units};

const LINK: &[&str] = &["http", "https"];
const PICTURE: &[&str] = &["http", "https", "attachment"];
/// UTF-16 code units over all embeds of a message.
const TOTAL: usize = 6000;

/// Reads the embeds of a message. Those without anything to show are dropped, as Discord does.
pub(super) fn read_embeds(form: &mut Form, at: &str, value: Option<&Value>) -> Option<Vec<Value>> {
    let list = form.list(at, value, 0..=10)?;
    let mut embeds = Vec::new();
    let mut total = 0;
    for (place, embed) in list.iter().enumerate() {
        let here = format!("{at}.{place}");
        let Some(embed) = form.object(&here, Some(embed)) else {
            continue;
        };
        total += read_embed(form, &here, embed);
        if shows_something(embed) {
            let mut embed = embed.clone();
            embed.insert("type".into(), Value::from("rich"));
            embeds.push(Value::Object(embed));
        }
    }
    if total > TOTAL {
        form.refuse(
            at,
            "MAX_EMBED_SIZE_EXCEEDED",
            "Embed size exceeds maximum size of 6000",
        );
    }
    Some(embeds)
}

fn shows_something(embed: &Map<String, Value>) -> bool {
    let filled = |value: &Value| match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    embed
        .iter()
        .any(|(key, value)| !matches!(key.as_str(), "type" | "color" | "url") && filled(value))
}

/// Reads one embed and tells how much it adds to the total.
fn read_embed(form: &mut Form, at: &str, embed: &Map<String, Value>) -> usize {
    let mut total = 0;
    for (key, most) in [("title", 256), ("description", 4096)] {
        let text = form.text(&format!("{at}.{key}"), embed.get(key), 0..=most);
        total += text.map_or(0, units);
    }
    form.address(&format!("{at}.url"), embed.get("url"), LINK);
    form.whole(&format!("{at}.color"), embed.get("color"), 0..=0xFF_FFFF);
    read_timestamp(form, &format!("{at}.timestamp"), embed.get("timestamp"));
    for key in ["image", "thumbnail"] {
        let here = format!("{at}.{key}");
        if let Some(picture) = form.object(&here, embed.get(key)) {
            let here = format!("{here}.url");
            if picture.get("url").is_none_or(Value::is_null) {
                form.missing(&here);
            }
            form.address(&here, picture.get("url"), PICTURE);
        }
    }
    total += read_signed(
        form,
        &format!("{at}.footer"),
        embed.get("footer"),
        "text",
        2048,
    );
    total += read_signed(
        form,
        &format!("{at}.author"),
        embed.get("author"),
        "name",
        256,
    );
    total + read_fields(form, &format!("{at}.fields"), embed.get("fields"))
}

fn read_timestamp(form: &mut Form, at: &str, value: Option<&Value>) {
    let Some(text) = form.text(at, value, 0..=64) else {
        return;
    };
    if text.parse::<jiff::Timestamp>().is_err() {
        form.refuse(
            at,
            "DATE_TIME_TYPE_PARSE",
            format!("Could not parse {text}. Should be ISO8601."),
        );
    }
}

/// A footer or an author: one text, a link and an icon.
fn read_signed(form: &mut Form, at: &str, value: Option<&Value>, key: &str, most: usize) -> usize {
    let Some(part) = form.object(at, value) else {
        return 0;
    };
    let text = form.required_text(&format!("{at}.{key}"), part.get(key), 0..=most);
    form.address(&format!("{at}.url"), part.get("url"), LINK);
    form.address(&format!("{at}.icon_url"), part.get("icon_url"), PICTURE);
    text.map_or(0, units)
}

fn read_fields(form: &mut Form, at: &str, value: Option<&Value>) -> usize {
    let Some(fields) = form.list(at, value, 0..=25) else {
        return 0;
    };
    let mut total = 0;
    for (place, field) in fields.iter().enumerate() {
        let here = format!("{at}.{place}");
        let Some(field) = form.object(&here, Some(field)) else {
            continue;
        };
        for (key, most) in [("name", 256), ("value", 1024)] {
            let text = form.required_text(&format!("{here}.{key}"), field.get(key), 0..=most);
            total += text.map_or(0, units);
        }
        form.flag(&format!("{here}.inline"), field.get("inline"));
    }
    total
}
