//! A server in front of any other that passes requests on, until it is told to misbehave.

use std::{
    collections::HashMap,
    convert::Infallible,
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use futures_util::{StreamExt, stream};
use tokio::{net::TcpListener, task::JoinHandle};

/// What goes wrong with every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// This status, with an error body as the tools write it; `Retry-After` is two hours with 429.
    Status(u16),
    /// No answer, ever.
    Silence,
    /// Half of the right body; then the connection breaks.
    HalfBody,
    /// Half of the right body, as if it were all.
    CutShort,
    /// A page for people.
    Html,
    /// JSON of quite another shape.
    WrongShape,
    /// The first answer to each path, again and again.
    SameAnswer,
}

/// The front; it stops when dropped.
pub(crate) struct Front {
    pub(crate) url: String,
    desk: Arc<Desk>,
    task: JoinHandle<()>,
}

struct Desk {
    behind: String,
    client: reqwest::Client,
    fault: Mutex<Option<Fault>>,
    asked: AtomicUsize,
    first: Mutex<HashMap<String, (u16, Bytes)>>,
}

impl Drop for Front {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Front {
    /// A front before the server at `behind`.
    pub(crate) async fn before(behind: &str) -> Self {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
            .await
            .unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let desk = Arc::new(Desk {
            behind: behind.to_owned(),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            fault: Mutex::default(),
            asked: AtomicUsize::new(0),
            first: Mutex::default(),
        });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&desk));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, desk, task }
    }

    /// From now on every request meets this fault.
    pub(crate) fn break_with(&self, fault: Option<Fault>) {
        *self.desk.fault.lock().unwrap() = fault;
    }

    /// Requests so far.
    pub(crate) fn asked(&self) -> usize {
        self.desk.asked.load(Ordering::SeqCst)
    }
}

async fn answer(State(desk): State<Arc<Desk>>, request: Request) -> Result<Response, Infallible> {
    desk.asked.fetch_add(1, Ordering::SeqCst);
    let fault = *desk.fault.lock().unwrap();
    let key = format!("{} {}", request.method(), request.uri().path());
    Ok(match fault {
        Some(Fault::Status(status)) => refuse(status),
        Some(Fault::Silence) => std::future::pending().await,
        Some(Fault::Html) => {
            let mut response = Response::new(Body::from(
                "<!DOCTYPE html><html><body>Please log in</body></html>",
            ));
            response.headers_mut().insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/html; charset=utf-8"),
            );
            response
        }
        Some(Fault::WrongShape) => json(200, Body::from(r#"{"surprise":[1,2,3]}"#)),
        Some(Fault::HalfBody) => {
            let (status, body) = desk.pass_on(request).await;
            let half = body.slice(..body.len() / 2);
            let parts = stream::iter([Ok(half)]).chain(stream::once(async {
                // What was written so far goes out first.
                for _ in 0..100 {
                    tokio::task::yield_now().await;
                }
                Err(io::Error::other("the cable was pulled"))
            }));
            let mut response = json(status, Body::from_stream(parts));
            response
                .headers_mut()
                .insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
            response
        }
        Some(Fault::CutShort) => {
            let (status, body) = desk.pass_on(request).await;
            json(status, Body::from(body.slice(..body.len() / 2)))
        }
        Some(Fault::SameAnswer) => {
            let first = desk.first.lock().unwrap().get(&key).cloned();
            let (status, body) = match first {
                Some(first) => first,
                None => {
                    let answer = desk.pass_on(request).await;
                    desk.first
                        .lock()
                        .unwrap()
                        .entry(key)
                        .or_insert(answer)
                        .clone()
                }
            };
            json(status, Body::from(body))
        }
        None => {
            let (status, body) = desk.pass_on(request).await;
            json(status, Body::from(body))
        }
    })
}

fn refuse(status: u16) -> Response {
    let body = format!(
        r#"{{"status":"error","category":"MISSING_SCOPES","message":"no","errors":[{{"code":{status},"message":"no"}}]}}"#
    );
    let mut response = json(status, Body::from(body));
    if status == 429 {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("7200"));
    }
    response
}

fn json(status: u16, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

impl Desk {
    async fn pass_on(&self, request: Request) -> (u16, Bytes) {
        let (head, body) = request.into_parts();
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let mut on = self
            .client
            .request(head.method, format!("{}{path}", self.behind))
            .body(body);
        for name in [header::AUTHORIZATION, header::CONTENT_TYPE] {
            if let Some(value) = head.headers.get(&name) {
                on = on.header(name, value);
            }
        }
        let answer = on.send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap())
    }
}
