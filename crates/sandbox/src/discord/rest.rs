//! The REST server: reading requests, recording them, trouble on demand, answering.
//!
//! Lives here: the way of every request. Must not live here: what each route does.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Response, StatusCode, header};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::call::Call;
use super::fault::Trouble;
use super::real;
use super::refusal::Refusal;
use super::routes::{Reply, answer};
use super::state::{Asked, Shared};
use super::wire::{CuttableListener, Wire};

/// The most that a request may have in all, in bytes: ten files and their form.
const MOST_BYTES: usize = 110 * 1024 * 1024;

/// Answers requests until `stop` changes or its sender is gone.
pub(super) async fn serve(
    shared: Arc<Shared>,
    listener: CuttableListener,
    mut stop: watch::Receiver<()>,
) {
    let app = Router::new().fallback(meet).with_state(shared);
    let service = app.into_make_service_with_connect_info::<Wire>();
    let stopped = async move {
        // Both outcomes mean the same: it is over.
        let _ = stop.changed().await;
    };
    // It ends by the signal alone and has no other outcome.
    let _ = axum::serve(listener, service)
        .with_graceful_shutdown(stopped)
        .await;
}

async fn meet(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    request: Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, MOST_BYTES).await else {
        return refuse(&Refusal::TOO_LARGE);
    };
    let call = Call::read(&parts, &bytes);
    if let Err(failed) = note(&shared, &call) {
        let text = format!("the record cannot be written: {failed}");
        return write(500, &json!({ "message": text, "code": 0 }));
    }
    let trouble = shared.look().orders.strike(&call);
    match trouble {
        Some(Trouble::Throttle { retry_after }) => return throttle(retry_after),
        Some(Trouble::Fail { status }) => {
            return write(
                status,
                &json!({ "message": "500: Internal Server Error", "code": 0 }),
            );
        }
        Some(Trouble::LoseRequest) => {
            wire.cut();
            return write(500, &Value::Null);
        }
        Some(Trouble::Delay { wait }) => real::pause(wait).await,
        Some(Trouble::LoseAnswer) | None => {}
    }
    let outcome = answer(&shared, &call);
    if trouble == Some(Trouble::LoseAnswer) {
        wire.cut();
    }
    match outcome {
        Ok(Reply::Json(status, body)) => write(status, &body),
        Ok(Reply::Empty) => empty(),
        Err(refusal) => refuse(&refusal),
    }
}

/// Remembers the request, in the record too where there is one.
fn note(shared: &Shared, call: &Call) -> std::io::Result<()> {
    let asked = Asked {
        method: call.method.clone(),
        path: call.path.clone(),
        at: shared.now(),
    };
    shared.change(|state| state.asked.push(asked));
    let Some(record) = &shared.options.record else {
        return Ok(());
    };
    let body = call.body.as_ref().unwrap_or(&Value::Null);
    record.write(&call.method, &call.path, body, &call.sent_files())
}

fn write(status: u16, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let json = header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

fn empty() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

fn refuse(refusal: &Refusal) -> Response<Body> {
    write(refusal.status, &refusal.body())
}

/// 429 as Discord writes it: without a `code`, the wait in the body and rounded up in a header.
fn throttle(retry_after: Duration) -> Response<Body> {
    let body = json!({
        "message": "You are being rate limited.", "retry_after": retry_after.as_secs_f64(),
        "global": false,
    });
    let mut response = write(429, &body);
    let seconds = header::HeaderValue::from(retry_after.as_secs_f64().ceil() as u64);
    let scope = header::HeaderValue::from_static("user");
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    response.headers_mut().insert("x-ratelimit-scope", scope);
    response
}
