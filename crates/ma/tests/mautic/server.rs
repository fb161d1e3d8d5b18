//! A server on loopback that answers as a test wants, and a connector that asks it.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header::AUTHORIZATION},
    response::Response,
};
use ma::{Connector, MauticSettings};
use tokio::{net::TcpListener, task::JoinHandle};

/// The password of every test; it must not show anywhere.
pub(crate) const PASSWORD: &str = "correct-horse-battery";

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) authorization: Option<String>,
}

impl Asked {
    /// The first value of a query parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// An answer to give.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// An answer.
    Http {
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    },
    /// Nothing, ever.
    Silence,
}

impl Reply {
    pub(crate) fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::status(200, body)
    }

    pub(crate) fn status(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self::Http {
            status,
            headers,
            body: body.into(),
        }
    }

    pub(crate) fn with_header(mut self, name: &str, value: &str) -> Self {
        if let Self::Http { headers, .. } = &mut self {
            headers.retain(|(known, _)| known != name);
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }
}

type Answering = Arc<dyn Fn(&Asked) -> Reply + Send + Sync>;

#[derive(Clone)]
struct Desk {
    answer: Answering,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// The server; it stops when dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub(crate) async fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
            .await
            .unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let desk = Desk {
            answer: Arc::new(answer),
            asked: Arc::clone(&asked),
        };
        let router = Router::new().fallback(answer_request).with_state(desk);
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self { url, asked, task }
    }

    /// What has been asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// A connector with short patience.
    pub(crate) fn connector(&self) -> Box<dyn Connector> {
        ma::mautic(self.settings()).unwrap()
    }

    /// Its settings.
    pub(crate) fn settings(&self) -> MauticSettings {
        let mut settings = MauticSettings::new(&self.url, "reader", PASSWORD.into());
        settings.timeout = Duration::from_millis(1_200);
        settings.requests_per_second = 100_000;
        settings
    }
}

async fn answer_request(State(desk): State<Desk>, request: Request) -> Response {
    let address = reqwest::Url::parse(&format!("http://mautic{}", request.uri())).unwrap();
    let asked = Asked {
        path: address.path().to_owned(),
        query: address.query_pairs().into_owned().collect(),
        authorization: request
            .headers()
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned),
    };
    let reply = (desk.answer)(&asked);
    desk.asked.lock().unwrap().push(asked);
    let Reply::Http {
        status,
        headers,
        body,
    } = reply
    else {
        return std::future::pending().await;
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        response
            .headers_mut()
            .insert(name, HeaderValue::from_str(&value).unwrap());
    }
    response
}
