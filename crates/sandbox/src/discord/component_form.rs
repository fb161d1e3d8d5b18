//! The form of buttons and menus, and of the inputs of a modal.
//!
//! Lives here: rows, what may stand in them, unique keys. Must not live here: what a press does.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::form::Form;

const LINK: &[&str] = &["http", "https", "discord"];

/// Reads the rows of a message.
pub(super) fn read_components(
    form: &mut Form,
    at: &str,
    value: Option<&Value>,
) -> Option<Vec<Value>> {
    let rows = form.list(at, value, 0..=5)?;
    let mut keys = HashSet::new();
    for (place, row) in rows.iter().enumerate() {
        let here = format!("{at}.{place}");
        if let Some(parts) = read_row(form, &here, row) {
            read_parts(form, &format!("{here}.components"), parts, &mut keys);
        }
    }
    Some(rows.clone())
}

fn read_row<'v>(form: &mut Form, at: &str, row: &'v Value) -> Option<&'v Vec<Value>> {
    let row = form.object(at, Some(row))?;
    if kind(row) != Some(1) {
        form.refuse(
            &format!("{at}.type"),
            "UNION_TYPE_CHOICES",
            "Value of field \"type\" must be one of (1,).",
        );
        return None;
    }
    form.list(&format!("{at}.components"), row.get("components"), 1..=5)
}

fn kind(part: &Map<String, Value>) -> Option<u64> {
    part.get("type").and_then(Value::as_u64)
}

fn read_parts(form: &mut Form, at: &str, parts: &[Value], keys: &mut HashSet<String>) {
    for (place, part) in parts.iter().enumerate() {
        let here = format!("{at}.{place}");
        let Some(part) = form.object(&here, Some(part)) else {
            continue;
        };
        match kind(part) {
            Some(2) => read_button(form, &here, part, keys),
            Some(3 | 5..=8) => {
                if parts.len() > 1 {
                    form.refuse(
                        &here,
                        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                        "The specified component exceeds the maximum width",
                    );
                }
                read_menu(form, &here, part, keys);
            }
            _ => form.refuse(
                &format!("{here}.type"),
                "UNION_TYPE_CHOICES",
                "Value of field \"type\" must be one of (2, 3, 5, 6, 7, 8).",
            ),
        }
    }
}

/// Reads the key of a component: present, short enough, and nowhere else in the message.
fn read_key(form: &mut Form, at: &str, part: &Map<String, Value>, keys: &mut HashSet<String>) {
    let here = format!("{at}.custom_id");
    let key = form.required_text(&here, part.get("custom_id"), 1..=100);
    if let Some(key) = key
        && !keys.insert(key.to_owned())
    {
        form.refuse(
            &here,
            "COMPONENT_CUSTOM_ID_DUPLICATED",
            "Component custom id cannot be duplicated",
        );
    }
}

fn read_button(form: &mut Form, at: &str, button: &Map<String, Value>, keys: &mut HashSet<String>) {
    let label = form.text(&format!("{at}.label"), button.get("label"), 0..=80);
    form.flag(&format!("{at}.disabled"), button.get("disabled"));
    let has = |key: &str| button.get(key).is_some_and(|value| !value.is_null());
    let style = button.get("style").and_then(Value::as_u64);
    if style != Some(6) && !has("emoji") && label.is_none_or(|label| label.trim().is_empty()) {
        form.missing(&format!("{at}.label"));
    }
    match style {
        Some(1..=4) => {
            read_key(form, at, button, keys);
            if has("url") {
                form.refuse(
                    &format!("{at}.url"),
                    "BUTTON_COMPONENT_INVALID_URL",
                    "A custom id and url cannot both be specified",
                );
            }
        }
        Some(5) => read_link(form, at, button),
        Some(6) => {
            if form
                .id(&format!("{at}.sku_id"), button.get("sku_id"))
                .is_none()
            {
                form.missing(&format!("{at}.sku_id"));
            }
        }
        _ => form.not_a_choice(&format!("{at}.style"), "1, 2, 3, 4, 5, 6"),
    }
}

fn read_link(form: &mut Form, at: &str, button: &Map<String, Value>) {
    let here = format!("{at}.url");
    if button.get("url").is_none_or(Value::is_null) {
        form.missing(&here);
    }
    form.text(&here, button.get("url"), 0..=512);
    form.address(&here, button.get("url"), LINK);
    if button.get("custom_id").is_some_and(|key| !key.is_null()) {
        form.refuse(
            &format!("{at}.custom_id"),
            "BUTTON_COMPONENT_CUSTOM_ID_AND_URL",
            "A custom id and url cannot both be specified",
        );
    }
}

fn read_menu(form: &mut Form, at: &str, menu: &Map<String, Value>, keys: &mut HashSet<String>) {
    read_key(form, at, menu, keys);
    form.text(
        &format!("{at}.placeholder"),
        menu.get("placeholder"),
        0..=150,
    );
    form.whole(&format!("{at}.min_values"), menu.get("min_values"), 0..=25);
    form.whole(&format!("{at}.max_values"), menu.get("max_values"), 1..=25);
    if kind(menu) != Some(3) {
        return;
    }
    let here = format!("{at}.options");
    if menu.get("options").is_none_or(Value::is_null) {
        form.missing(&here);
    }
    let options = form.list(&here, menu.get("options"), 1..=25);
    let mut values = HashSet::new();
    for (place, option) in options.into_iter().flatten().enumerate() {
        let here = format!("{here}.{place}");
        let Some(option) = form.object(&here, Some(option)) else {
            continue;
        };
        form.required_text(&format!("{here}.label"), option.get("label"), 1..=100);
        form.text(
            &format!("{here}.description"),
            option.get("description"),
            0..=100,
        );
        let value = form.required_text(&format!("{here}.value"), option.get("value"), 1..=100);
        if value.is_some_and(|value| !values.insert(value)) {
            form.refuse(
                &format!("{here}.value"),
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                "The specified option value is already used",
            );
        }
    }
}

/// Reads a modal: its key, its title, one text input in each of up to five rows.
pub(super) fn read_modal(form: &mut Form, at: &str, modal: &Map<String, Value>) {
    form.required_text(&format!("{at}.custom_id"), modal.get("custom_id"), 1..=100);
    form.required_text(&format!("{at}.title"), modal.get("title"), 1..=45);
    let here = format!("{at}.components");
    if modal.get("components").is_none_or(Value::is_null) {
        form.missing(&here);
    }
    let mut keys = HashSet::new();
    let rows = form.list(&here, modal.get("components"), 1..=5);
    for (place, row) in rows.into_iter().flatten().enumerate() {
        let here = format!("{here}.{place}");
        let Some(inputs) = read_row(form, &here, row) else {
            continue;
        };
        form.list(&format!("{here}.components"), row.get("components"), 1..=1);
        for (place, input) in inputs.iter().enumerate() {
            read_input(
                form,
                &format!("{here}.components.{place}"),
                input,
                &mut keys,
            );
        }
    }
}

fn read_input(form: &mut Form, at: &str, input: &Value, keys: &mut HashSet<String>) {
    let Some(input) = form.object(at, Some(input)) else {
        return;
    };
    if kind(input) != Some(4) {
        form.refuse(
            &format!("{at}.type"),
            "UNION_TYPE_CHOICES",
            "Value of field \"type\" must be one of (4,).",
        );
    }
    read_key(form, at, input, keys);
    form.required_text(&format!("{at}.label"), input.get("label"), 1..=45);
    form.text(
        &format!("{at}.placeholder"),
        input.get("placeholder"),
        0..=100,
    );
    form.text(&format!("{at}.value"), input.get("value"), 0..=4000);
    form.whole(
        &format!("{at}.min_length"),
        input.get("min_length"),
        0..=4000,
    );
    form.whole(
        &format!("{at}.max_length"),
        input.get("max_length"),
        1..=4000,
    );
    if !matches!(input.get("style").and_then(Value::as_u64), Some(1 | 2)) {
        form.not_a_choice(&format!("{at}.style"), "1, 2");
    }
}
