//! Faults on order: the next requests go wrong in a chosen way.
//!
//! Lives here: what can go wrong on the wire and inside an answer. Must not live here: what a tool says
//! by its own rules (limits, scopes, passwords).

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::Response,
};
use futures_util::{Stream, StreamExt, stream};
use serde_json::Value;

use super::{Answer, Tool};

/// A quota that was used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quota {
    /// The rolling one of ten seconds (HubSpot), of the hour (Mautic).
    Rolling,
    /// The one of a second, for searches.
    Secondly,
    /// The day's.
    Daily,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 500, in the tool's own words.
    ServerError,
    /// 503 with a page for people.
    Maintenance,
    /// 200 with a page for people, as a login wall answers.
    LoginPage,
    /// 401, in the tool's own words.
    Denied,
    /// 403, in the tool's own words: the permission that the path needs is missing.
    Forbidden,
    /// 404, in the tool's own words: there is no such record.
    NotFound,
    /// 429, in the tool's own words.
    Throttled {
        /// Which quota it names.
        quota: Quota,
        /// Seconds in `Retry-After`, where that header is sent.
        retry_after: Option<u32>,
    },
    /// The right answer, cut in the middle; the connection breaks.
    Truncated,
    /// Half of the right answer with the length of the half, as a proxy cuts it.
    CutShort,
    /// No answer, ever.
    Hang,
    /// The connection breaks before an answer, after the request was served.
    Dropped,
    /// 200 with bytes that are no JSON.
    Garbage,
    /// 200 with JSON of quite another shape.
    WrongShape,
    /// The first answer again and again, with the same place to go on at.
    SameAnswer,
    /// The right page, with its first record broken.
    Record(Broken),
}

/// How a record is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Its dates say `not a date`.
    BadDate,
    /// Its dates say the first day of the year 1.
    YearOne,
    /// Its id is null.
    NullId,
    /// A text in it is no UTF-8.
    InvalidUtf8,
    /// A text in it is ten megabytes long.
    HugeField,
    /// It is a number instead of an object.
    NotAnObject,
}

/// The faults ordered from one server. Copies are the same list.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<Vec<Order>>>);

#[derive(Debug)]
struct Order {
    prefix: String,
    fault: Fault,
    left: Option<u32>,
    first: Arc<Mutex<Option<Answer>>>,
}

/// A fault that a request has drawn.
#[derive(Debug)]
pub(crate) struct Armed {
    fault: Fault,
    path: String,
    first: Arc<Mutex<Option<Answer>>>,
}

impl Faults {
    fn lock(&self) -> MutexGuard<'_, Vec<Order>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn order(&self, prefix: &str, left: Option<u32>, fault: Fault) {
        self.lock().push(Order {
            prefix: prefix.to_owned(),
            fault,
            left,
            first: Arc::default(),
        });
    }

    /// The next `times` requests, whatever they ask for.
    pub fn next(&self, times: u32, fault: Fault) {
        self.order("", Some(times), fault);
    }

    /// The next `times` requests to paths that begin so.
    pub fn next_on(&self, path_prefix: &str, times: u32, fault: Fault) {
        self.order(path_prefix, Some(times), fault);
    }

    /// All requests to paths that begin so, until `clear`.
    pub fn always_on(&self, path_prefix: &str, fault: Fault) {
        self.order(path_prefix, None, fault);
    }

    /// Ends all faults.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// How many ordered faults have not come yet; those without an end do not count.
    pub fn left(&self) -> u32 {
        self.lock().iter().filter_map(|order| order.left).sum()
    }

    pub(super) fn take(&self, path: &str) -> Option<Armed> {
        let mut orders = self.lock();
        let index = orders
            .iter()
            .position(|order| path.starts_with(&order.prefix))?;
        let order = &mut orders[index];
        let armed = Armed {
            fault: order.fault,
            path: path.to_owned(),
            first: order.first.clone(),
        };
        if let Some(left) = &mut order.left {
            *left = left.saturating_sub(1);
            if *left == 0 {
                orders.remove(index);
            }
        }
        Some(armed)
    }
}

/// What the asker gets instead of the right answer.
pub(super) async fn spoil<T: Tool>(
    tool: &T,
    armed: Armed,
    right: impl Fn() -> Answer,
    note: impl Fn(&Answer),
) -> Response {
    let answer = match armed.fault {
        Fault::ServerError => tool.broke(),
        Fault::Maintenance => Answer::html(
            503,
            "<html><body><h1>503 Service Unavailable</h1></body></html>",
        ),
        Fault::LoginPage => Answer::html(
            200,
            "<!DOCTYPE html><html><body><form>Login</form></body></html>",
        ),
        Fault::Denied => tool.deny(),
        Fault::Forbidden => tool.forbid(&armed.path),
        Fault::NotFound => tool.miss(),
        Fault::Throttled { quota, retry_after } => tool.throttle(quota, retry_after),
        Fault::Garbage => Answer::json(200, *b"{\"results\": [{\"id\": <<<\x00\x01"),
        Fault::WrongShape => Answer::json(200, "\"all is well\""),
        Fault::SameAnswer => {
            let mut first = armed.first.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert_with(&right).clone()
        }
        Fault::Record(broken) => break_first(right(), broken),
        Fault::CutShort => {
            let mut answer = right();
            answer.body.truncate(answer.body.len() / 2);
            answer
        }
        Fault::Hang => return std::future::pending().await,
        Fault::Truncated | Fault::Dropped => {
            let answer = right();
            note(&answer);
            return if armed.fault == Fault::Truncated {
                half(answer)
            } else {
                nothing(answer)
            };
        }
    };
    note(&answer);
    answer.response()
}

/// Sends half of the answer under a head that promises all of it; then the connection breaks.
fn half(answer: Answer) -> Response {
    let whole = answer.body.len().max(1);
    let half = Bytes::copy_from_slice(&answer.body[..answer.body.len() / 2]);
    let breaks = stream::once(async {
        // Gives way once, so that the half is on the wire before the break.
        tokio::task::yield_now().await;
        Err(reset())
    });
    broken_off(
        answer,
        whole,
        stream::once(async { Ok(half) }).chain(breaks),
    )
}

/// The connection breaks before a byte of the answer is sent.
fn nothing(answer: Answer) -> Response {
    let whole = answer.body.len().max(1);
    broken_off(answer, whole, stream::once(async { Err(reset()) }))
}

fn reset() -> io::Error {
    io::Error::from(io::ErrorKind::ConnectionReset)
}

fn broken_off(
    answer: Answer,
    promised: usize,
    body: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
) -> Response {
    let mut response = answer.response();
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(promised));
    *response.body_mut() = Body::from_stream(body);
    response
}

/// Stands where bytes go that JSON text cannot hold.
const MARK: &str = "\u{e000}broken\u{e000}";

fn break_first(mut answer: Answer, broken: Broken) -> Answer {
    let Ok(mut page) = serde_json::from_slice::<Value>(&answer.body) else {
        return answer;
    };
    if let Some(record) = first_record(&mut page) {
        break_record(record, broken);
    }
    let text = page.to_string();
    answer.body = match text.split_once(MARK) {
        Some((before, after)) => [before.as_bytes(), b"\xff\xfe\xc3", after.as_bytes()].concat(),
        None => text.into_bytes(),
    };
    answer
}

fn first_record(page: &mut Value) -> Option<&mut Value> {
    page.as_object_mut()?
        .values_mut()
        .find_map(|list| match list {
            Value::Array(records) => records.first_mut(),
            Value::Object(records) => records.values_mut().find(|record| record.is_object()),
            _ => None,
        })
}

fn break_record(record: &mut Value, broken: Broken) {
    match broken {
        Broken::BadDate => each_date(record, "not a date"),
        Broken::YearOne => each_date(record, "0001-01-01T00:00:00Z"),
        Broken::NullId => null_ids(record),
        Broken::InvalidUtf8 => spoil_record(record, MARK),
        Broken::HugeField => spoil_record(record, &"巨".repeat((10 << 20) / 3)),
        Broken::NotAnObject => *record = Value::from(42),
    }
}

fn each_date(value: &mut Value, instead: &str) {
    match value {
        Value::String(text) if looks_like_a_date(text) => *text = instead.to_owned(),
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| each_date(value, instead)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|value| each_date(value, instead)),
        _ => {}
    }
}

fn looks_like_a_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 19
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4] == b'-'
        && matches!(bytes[10], b'T' | b' ')
}

fn null_ids(record: &mut Value) {
    let Some(fields) = record.as_object_mut() else {
        return;
    };
    for (name, value) in fields {
        match name.as_str() {
            "id" | "hs_object_id" => *value = Value::Null,
            "properties" | "fields" | "all" => null_ids(value),
            _ => {}
        }
    }
}

/// Replaces a text that is read by whoever reads such a record: a person's address, or else the first one.
fn spoil_record(record: &mut Value, instead: &str) {
    if !spoil_address(record, instead) {
        spoil_text(record, instead);
    }
}

fn spoil_address(value: &mut Value, instead: &str) -> bool {
    let Value::Object(fields) = value else {
        return false;
    };
    if let Some(Value::String(address)) = fields.get_mut("email") {
        *address = instead.to_owned();
        return true;
    }
    fields
        .values_mut()
        .any(|value| spoil_address(value, instead))
}

/// Replaces the first text that is neither an id nor a date.
fn spoil_text(value: &mut Value, instead: &str) -> bool {
    match value {
        Value::String(text) => {
            let plain = !looks_like_a_date(text) && text.parse::<f64>().is_err() && text.len() > 1;
            if plain {
                *text = instead.to_owned();
            }
            plain
        }
        Value::Array(values) => values.iter_mut().any(|value| spoil_text(value, instead)),
        Value::Object(fields) => fields.values_mut().any(|value| spoil_text(value, instead)),
        _ => false,
    }
}
