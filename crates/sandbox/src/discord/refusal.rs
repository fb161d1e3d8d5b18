//! What Discord says when it refuses, with its own codes.
//!
//! Lives here: the refusals and the tree of form errors. Must not live here: when they are given.

use serde_json::{Map, Value, json};

/// A refusal: HTTP status, Discord's code, its sentence, and the places of form errors.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: u64,
    pub(super) message: &'static str,
    pub(super) errors: Option<Value>,
}

const fn refusal(status: u16, code: u64, message: &'static str) -> Refusal {
    Refusal {
        status,
        code,
        message,
        errors: None,
    }
}

impl Refusal {
    pub(super) const UNAUTHORIZED: Refusal = refusal(401, 0, "401: Unauthorized");
    pub(super) const NOT_FOUND: Refusal = refusal(404, 0, "404: Not Found");
    pub(super) const UNKNOWN_CHANNEL: Refusal = refusal(404, 10003, "Unknown Channel");
    pub(super) const UNKNOWN_GUILD: Refusal = refusal(404, 10004, "Unknown Guild");
    pub(super) const UNKNOWN_MEMBER: Refusal = refusal(404, 10007, "Unknown Member");
    pub(super) const UNKNOWN_MESSAGE: Refusal = refusal(404, 10008, "Unknown Message");
    pub(super) const UNKNOWN_USER: Refusal = refusal(404, 10013, "Unknown User");
    pub(super) const UNKNOWN_WEBHOOK: Refusal = refusal(404, 10015, "Unknown Webhook");
    pub(super) const UNKNOWN_INTERACTION: Refusal = refusal(404, 10062, "Unknown interaction");
    pub(super) const UNKNOWN_COMMAND: Refusal = refusal(404, 10063, "Unknown application command");
    pub(super) const NOT_YOUR_APPLICATION: Refusal = refusal(
        403,
        20012,
        "You are not authorized to perform this action on this application",
    );
    pub(super) const TOO_LARGE: Refusal = refusal(413, 40005, "Request entity too large");
    pub(super) const ALREADY_ACKNOWLEDGED: Refusal =
        refusal(400, 40060, "Interaction has already been acknowledged.");
    pub(super) const MISSING_ACCESS: Refusal = refusal(403, 50001, "Missing Access");
    pub(super) const OTHERS_MESSAGE: Refusal =
        refusal(403, 50005, "Cannot edit a message authored by another user");
    pub(super) const EMPTY_MESSAGE: Refusal = refusal(400, 50006, "Cannot send an empty message");
    pub(super) const MISSING_PERMISSIONS: Refusal = refusal(403, 50013, "Missing Permissions");
    pub(super) const EXPIRED_TOKEN: Refusal = refusal(401, 50027, "Invalid Webhook Token");
    pub(super) const INVALID_JSON: Refusal =
        refusal(400, 50109, "The request body contains invalid JSON.");

    /// The body of the answer.
    pub(super) fn body(&self) -> Value {
        let mut body = json!({ "message": self.message, "code": self.code });
        if let Some(errors) = &self.errors {
            body["errors"] = errors.clone();
        }
        body
    }
}

/// One fault in a form: where (`embeds.0.title`), Discord's word for it, and its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FormError {
    pub(super) at: String,
    pub(super) code: &'static str,
    pub(super) message: String,
}

/// "Invalid Form Body" with all its errors as the tree that Discord answers.
pub(super) fn invalid_form(errors: &[FormError]) -> Refusal {
    let mut tree = Map::new();
    for error in errors {
        plant(&mut tree, error);
    }
    Refusal {
        errors: Some(Value::Object(tree)),
        ..refusal(400, 50035, "Invalid Form Body")
    }
}

fn plant(tree: &mut Map<String, Value>, error: &FormError) {
    let mut branch = tree;
    for step in error.at.split('.').filter(|step| !step.is_empty()) {
        let next = branch
            .entry(step)
            .or_insert_with(|| Value::Object(Map::new()));
        match next {
            Value::Object(map) => branch = map,
            _ => return,
        }
    }
    let leaves = branch
        .entry("_errors")
        .or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(leaves) = leaves {
        leaves.push(json!({ "code": error.code, "message": error.message }));
    }
}

#[cfg(test)]
mod tests {
    use super::{FormError, invalid_form};
    use serde_json::json;

    #[test]
    fn form_errors_stand_at_their_place_in_the_tree() {
        let refusal = invalid_form(&[FormError {
            at: "embeds.0.title".into(),
            code: "BASE_TYPE_MAX_LENGTH",
            message: "Must be 256 or fewer in length.".into(),
        }]);
        assert_eq!(
            refusal.body()["errors"]["embeds"]["0"]["title"]["_errors"][0],
            json!({"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 256 or fewer in length."})
        );
        assert_eq!(refusal.code, 50035);
    }
}
