//! What Discord's answers mean.
//!
//! Lives here: from status and body to a value or a fault. Must not live here: sending, waiting.

use std::time::Duration;

use serde_json::Value;

/// Discord's code for an interaction that was answered too late; it says nothing of the bot's token.
const EXPIRED: u64 = 50_027;

/// Why Discord did not do what was asked, sorted by remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The token is wrong or was reset.
    #[error(
        "Discord refused the bot's token: copy the present one from the Developer Portal into DISCORD_TOKEN"
    )]
    Unauthorised,
    /// The bot may not do this here.
    #[error("Discord forbids this to the bot ({code} {message})")]
    Forbidden {
        /// Discord's own code.
        code: u64,
        /// Discord's own words.
        message: String,
    },
    /// What was named does not exist, or no longer.
    #[error("Discord does not know this ({code} {message})")]
    Missing {
        /// Discord's own code.
        code: u64,
        /// Discord's own words.
        message: String,
    },
    /// The request itself is wrong: the same again would be refused again.
    #[error("Discord refused the request ({status}, {code} {message})")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Discord's own code.
        code: u64,
        /// Discord's own words, with the first offending fields.
        message: String,
    },
    /// A rate limit longer than is waited out on the spot. Nothing was done.
    #[error("Discord asks to wait {} s", wait.as_secs())]
    Throttled {
        /// From now on.
        wait: Duration,
    },
    /// No usable answer. Whether anything was done is unknown.
    #[error("Discord could not be reached: {what}")]
    Unreachable {
        /// What happened.
        what: String,
    },
}

impl Fault {
    pub(super) fn unreachable(what: impl Into<String>) -> Self {
        Self::Unreachable { what: what.into() }
    }
}

/// An answer of whatever status.
pub(super) struct Answer {
    pub(super) status: u16,
    /// Seconds, from the header.
    pub(super) retry_after: Option<f64>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The body of a success, or why it is none.
    pub(super) fn understood(self) -> Result<Value, Fault> {
        if self.body.is_empty() && self.is_success() {
            return Ok(Value::Null);
        }
        match (self.is_success(), serde_json::from_slice(&self.body)) {
            (true, Ok(body)) => Ok(body),
            (true, Err(_not_json)) => Err(Fault::unreachable("an answer that is no JSON")),
            (false, body) => Err(self.fault(&body.unwrap_or(Value::Null))),
        }
    }

    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    fn fault(&self, body: &Value) -> Fault {
        let code = body["code"].as_u64().unwrap_or_default();
        let message = words(body);
        match self.status {
            401 if code == EXPIRED => Fault::Missing { code, message },
            401 => Fault::Unauthorised,
            403 => Fault::Forbidden { code, message },
            404 => Fault::Missing { code, message },
            429 => Fault::Throttled {
                wait: self.wait(body),
            },
            400..500 => Fault::Refused {
                status: self.status,
                code,
                message,
            },
            status => Fault::unreachable(format!("status {status}")),
        }
    }

    fn wait(&self, body: &Value) -> Duration {
        let seconds = body["retry_after"]
            .as_f64()
            .or(self.retry_after)
            .unwrap_or(1.0);
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
    }
}

/// Discord's message and the beginning of its list of wrong fields.
fn words(body: &Value) -> String {
    const LONGEST: usize = 300;
    let mut words = body["message"].as_str().unwrap_or_default().to_owned();
    if !body["errors"].is_null() {
        words.push(' ');
        words.extend(body["errors"].to_string().chars().take(LONGEST));
    }
    words
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Answer, Fault};

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            retry_after: Some(7.0),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn refusals_are_sorted_by_remedy() {
        let fault = |status, body| answer(status, body).understood().expect_err("a refusal");
        assert_eq!(fault(401, "{}"), Fault::Unauthorised);
        let expired = r#"{"code":50027,"message":"Invalid Webhook Token"}"#;
        assert!(matches!(
            fault(401, expired),
            Fault::Missing { code: 50027, .. }
        ));
        let body = r#"{"code":50013,"message":"Missing Permissions"}"#;
        assert!(matches!(
            fault(403, body),
            Fault::Forbidden { code: 50013, .. }
        ));
        assert!(matches!(
            fault(404, "<html>"),
            Fault::Missing { code: 0, .. }
        ));
        assert!(matches!(fault(502, "<html>"), Fault::Unreachable { .. }));
        let body = r#"{"code":50035,"message":"Invalid Form Body","errors":{"content":{}}}"#;
        let refused = fault(400, body).to_string();
        assert!(
            refused.contains("50035") && refused.contains("content"),
            "{refused}"
        );
        let seconds = |body| match fault(429, body) {
            Fault::Throttled { wait } => wait,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            seconds(r#"{"retry_after":0.5}"#),
            Duration::from_millis(500)
        );
        assert_eq!(seconds("no JSON"), Duration::from_secs(7));
    }

    #[test]
    fn a_broken_success_is_not_taken_for_one() {
        assert!(matches!(
            answer(200, "<html>").understood(),
            Err(Fault::Unreachable { .. })
        ));
        assert_eq!(answer(204, "").understood(), Ok(serde_json::Value::Null));
    }
}
