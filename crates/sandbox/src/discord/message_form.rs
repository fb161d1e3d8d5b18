//! The form of a message, as it is sent, edited or answered.
//!
//! Lives here: reading the body into a draft. Must not live here: storing it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::call::Upload;
use super::component_form::read_components;
use super::embed_form::read_embeds;
use super::form::Form;
use super::mention::Allowed;
use super::refusal::Refusal;

/// Flag of a message that only one person sees.
pub(super) const EPHEMERAL: u64 = 1 << 6;
/// Flag of an answer that is still being worked on.
pub(super) const LOADING: u64 = 1 << 7;
const COMPONENTS_V2: u64 = 1 << 15;
/// The most that one file may have, in bytes.
const MOST_BYTES: usize = 10 * 1024 * 1024;

/// A message as somebody wants it. What is None was not sent.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) content: Option<String>,
    pub(super) embeds: Option<Vec<Value>>,
    pub(super) components: Option<Vec<Value>>,
    pub(super) allowed: Allowed,
    pub(super) nonce: Option<String>,
    pub(super) once: Once,
    pub(super) flags: u64,
    pub(super) files: Files,
}

/// Whether a nonce is only carried along or makes the message unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Once {
    Carried,
    Enforced,
}

/// The files of a draft: new ones, and which old ones stay (None: all).
#[derive(Debug, Clone, Default)]
pub(super) struct Files {
    pub(super) new: Vec<Upload>,
    pub(super) kept: Option<Vec<u64>>,
}

/// Reads a message form whose fields stand under `at` ("" or "data").
pub(super) fn read_draft(body: &Value, at: &str, uploads: &[Upload]) -> Result<Draft, Refusal> {
    let place = |key: &str| {
        if at.is_empty() {
            key.to_owned()
        } else {
            format!("{at}.{key}")
        }
    };
    let mut form = Form::default();
    let null = Value::Null;
    let get = |key: &str| body.get(key);
    if !body.is_object() {
        form.object(at, Some(body).filter(|body| **body != null));
    }
    let content = get("content").map(|value| {
        let text = form.text(&place("content"), Some(value), 0..=2000);
        text.unwrap_or_default().trim().to_owned()
    });
    let embeds = get("embeds")
        .map(|value| read_embeds(&mut form, &place("embeds"), Some(value)).unwrap_or_default());
    let components = get("components").map(|value| {
        read_components(&mut form, &place("components"), Some(value)).unwrap_or_default()
    });
    let allowed = Allowed::read(
        &mut form,
        &place("allowed_mentions"),
        get("allowed_mentions"),
    );
    let nonce = read_nonce(&mut form, &place("nonce"), get("nonce"));
    let enforced = form.flag(&place("enforce_nonce"), get("enforce_nonce"));
    form.flag(&place("tts"), get("tts"));
    let flags = form.whole(&place("flags"), get("flags"), 0..=i64::from(u32::MAX));
    let flags = flags.unwrap_or_default().unsigned_abs();
    if flags & COMPONENTS_V2 != 0 {
        form.refuse(
            &place("flags"),
            "BASE_TYPE_CHOICES",
            "Components V2 are not part of this sandbox.",
        );
    }
    let files = read_files(
        &mut form,
        &place("attachments"),
        get("attachments"),
        uploads,
    );
    form.finish()?;
    if files.new.iter().any(|file| file.bytes.len() > MOST_BYTES) {
        return Err(Refusal::TOO_LARGE);
    }
    Ok(Draft {
        content,
        embeds,
        components,
        allowed,
        nonce,
        once: if enforced == Some(true) {
            Once::Enforced
        } else {
            Once::Carried
        },
        flags,
        files,
    })
}

fn read_nonce(form: &mut Form, at: &str, value: Option<&Value>) -> Option<String> {
    match value {
        Some(Value::Number(number)) if number.is_i64() || number.is_u64() => {
            Some(number.to_string())
        }
        other => form.text(at, other, 0..=25).map(str::to_owned),
    }
}

/// Files come as parts of the request; `attachments` gives them names and descriptions, or keeps old ones.
fn read_files(form: &mut Form, at: &str, value: Option<&Value>, uploads: &[Upload]) -> Files {
    let mut new = uploads.to_vec();
    let Some(list) = form.list(at, value, 0..=10) else {
        return Files { new, kept: None };
    };
    let mut kept = Vec::new();
    let mut named = BTreeSet::new();
    for (place, entry) in list.iter().enumerate() {
        let here = format!("{at}.{place}");
        let Some(id) = entry.get("id").and_then(slot_of) else {
            form.missing(&format!("{here}.id"));
            continue;
        };
        if !named.insert(id) {
            form.refuse(
                &format!("{here}.id"),
                "ATTACHMENT_ID_NOT_UNIQUE",
                format!("Attachment id {id} is named twice."),
            );
        }
        let about = form.text(
            &format!("{here}.description"),
            entry.get("description"),
            0..=1024,
        );
        match new.iter_mut().find(|file| file.slot == id) {
            Some(file) => {
                file.description = about.map(str::to_owned);
                if let Some(name) = entry.get("filename").and_then(Value::as_str) {
                    file.name = name.to_owned();
                }
            }
            None => kept.push(id),
        }
    }
    if new.len() > 10 {
        form.refuse(at, "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.");
    }
    Files {
        new,
        kept: Some(kept),
    }
}

/// The number of a file of this request, or the id of one that is already there.
pub(super) fn slot_of(value: &Value) -> Option<u64> {
    value
        .as_u64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}
