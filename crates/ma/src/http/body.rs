//! Bodies and headers: how much is read, and whether it looks whole.
//!
//! Lives here: bounded reading, the shape of a body, waits that headers ask for. Must not live here:
//! when to try again.

use std::time::Duration;

use reqwest::{
    Response,
    header::{DATE, HeaderMap, RETRY_AFTER},
};
use serde_json::Value;

/// The most that is read of an answer that is no success.
const ERROR_BODY: usize = 64 * 1024;

/// A body, as far as it was read.
pub(super) enum Body {
    /// All of it.
    Whole(Vec<u8>),
    /// The beginning of one that is longer than allowed.
    Cut(Vec<u8>),
}

/// Reads up to `max` bytes.
pub(super) async fn read_body(response: &mut Response, max: usize) -> Result<Body, reqwest::Error> {
    let expected = response
        .content_length()
        .and_then(|length| usize::try_from(length).ok())
        .unwrap_or(0);
    if expected > max {
        return Ok(Body::Cut(Vec::new()));
    }
    let mut body = Vec::with_capacity(expected);
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > max {
            return Ok(Body::Cut(body));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Body::Whole(body))
}

/// The body of an answer that is no success, where it is JSON; what cannot be read is null.
pub(super) async fn error_body(response: &mut Response) -> Value {
    match read_body(response, ERROR_BODY).await {
        Ok(Body::Whole(body) | Body::Cut(body)) => {
            serde_json::from_slice(&body).unwrap_or(Value::Null)
        }
        Err(_) => Value::Null,
    }
}

/// What a body looks like.
pub(super) enum Shape {
    /// Whole JSON.
    Json,
    /// JSON without its end, or nothing.
    CutOff,
    /// Something else, such as HTML.
    Other,
}

/// Judged by the two ends alone: the reader finds the rest.
pub(super) fn shape(text: &str) -> Shape {
    let text = text.trim_ascii();
    let ends = (text.as_bytes().first(), text.as_bytes().last());
    match ends {
        (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')) if text.len() > 1 => Shape::Json,
        (Some(b'{' | b'['), _) | (None, _) => Shape::CutOff,
        _ => Shape::Other,
    }
}

/// How long the server asks to wait: in seconds, as HubSpot and most write it, or until the second that
/// Mautic names, by the server's own clock.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    number(headers, RETRY_AFTER.as_str())
        .or_else(|| number(headers, "x-ratelimit-reset")?.checked_sub(server_time(headers)?))
        .map(Duration::from_secs)
}

/// The server's clock when it answered, in seconds since the epoch.
fn server_time(headers: &HeaderMap) -> Option<u64> {
    let date = jiff::fmt::rfc2822::parse(headers.get(DATE)?.to_str().ok()?).ok()?;
    u64::try_from(date.timestamp().as_second()).ok()
}

/// A header that is a whole number.
pub(super) fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}
