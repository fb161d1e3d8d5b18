//! What both marketing tools' servers are made of: a socket, a log of what was asked, faults on order.
//!
//! Lives here: carrying a request to a tool's answer. Must not live here: any tool's routes or shapes.

pub(crate) mod dates;
pub(crate) mod faults;
pub(crate) mod json;
mod log;
pub(crate) mod query;

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use tokio::{net::TcpListener, task::JoinHandle};

pub use self::{
    faults::{Broken, Fault, Faults, Quota},
    log::{Asked, Log},
};

/// The most bytes of a request's body that are read.
const BODY_LIMIT: usize = 16 << 20;

/// A request as a tool sees it.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// The raw query, without the question mark.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// The path's parts.
    pub(crate) fn parts(&self) -> Vec<&str> {
        self.path
            .split('/')
            .filter(|part| !part.is_empty())
            .collect()
    }

    /// A header's text.
    pub(crate) fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// What a tool answers.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) media: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    /// Set where the route does not exist in the tool as it is imitated.
    pub(crate) unknown_route: bool,
}

impl Answer {
    /// A JSON answer.
    pub(crate) fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "application/json", body)
    }

    /// A page for people.
    pub(crate) fn html(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "text/html; charset=UTF-8", body)
    }

    fn new(status: u16, media: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            media,
            headers: Vec::new(),
            body: body.into(),
            unknown_route: false,
        }
    }

    /// The same with a header.
    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    /// The same, marked as an answer to a route that does not exist.
    pub(crate) fn of_unknown_route(mut self) -> Self {
        self.unknown_route = true;
        self
    }

    pub(crate) fn response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media));
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}

/// A tool: requests to answers.
pub(crate) trait Tool: Send + Sync + 'static {
    /// Answers one request.
    fn answer(&self, call: &Call) -> Answer;
    /// How this tool says that it broke.
    fn broke(&self) -> Answer;
    /// How this tool says that it was asked too often.
    fn throttle(&self, quota: faults::Quota, retry_after: Option<u32>) -> Answer;
    /// How this tool says that it does not know the asker.
    fn deny(&self) -> Answer;
    /// How this tool says that the asker lacks the permission for `path`.
    fn forbid(&self, path: &str) -> Answer;
    /// How this tool says that there is no such record.
    fn miss(&self) -> Answer;
}

/// A tool that listens on a loopback port until this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) log: Log,
    pub(crate) faults: Faults,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Desk<T> {
    tool: T,
    log: Log,
    faults: Faults,
}

impl Server {
    /// Listens on a free loopback port.
    ///
    /// # Errors
    /// When no port can be had.
    pub(crate) async fn start<T: Tool>(tool: T) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let (log, faults) = (Log::default(), Faults::default());
        let desk = Arc::new(Desk {
            tool,
            log: log.clone(),
            faults: faults.clone(),
        });
        let router = Router::new().fallback(serve::<T>).with_state(desk);
        let task = tokio::spawn(async move {
            // Ends only with the task: a loopback listener does not run dry.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self {
            url,
            log,
            faults,
            task,
        })
    }
}

async fn serve<T: Tool>(State(desk): State<Arc<Desk<T>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, BODY_LIMIT)
        .await
        .unwrap_or_default();
    let call = Call {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
    };
    let entry = desk.log.arrived(&call);
    let armed = desk.faults.take(&call.path);
    let answer = || desk.tool.answer(&call);
    match armed {
        None => {
            let answer = answer();
            desk.log.answered(entry, &answer);
            answer.response()
        }
        Some(armed) => {
            faults::spoil(&desk.tool, armed, answer, |answer| {
                desk.log.answered(entry, answer)
            })
            .await
        }
    }
}
