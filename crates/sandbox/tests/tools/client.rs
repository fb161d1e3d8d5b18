//! A small HTTP client of its own, so that nothing between the test and the socket hides anything.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Got {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }

    /// The length that the head promises.
    pub(crate) fn promised(&self) -> usize {
        self.header("content-length")
            .expect("a length")
            .parse()
            .expect("a number")
    }
}

/// Who asks, and where.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) url: String,
    pub(crate) authorization: String,
}

impl Client {
    pub(crate) fn bearer(url: &str, token: &str) -> Self {
        Self {
            url: url.to_owned(),
            authorization: format!("Bearer {token}"),
        }
    }

    pub(crate) fn basic(url: &str, user: &str, password: &str) -> Self {
        let encoded = STANDARD.encode(format!("{user}:{password}"));
        Self {
            url: url.to_owned(),
            authorization: format!("Basic {encoded}"),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Got {
        self.ask("GET", path, "").await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Got {
        self.ask("POST", path, &body.to_string()).await
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, body: &str) -> Got {
        let address = self.url.strip_prefix("http://").expect("http");
        let path = path.replace(' ', "%20");
        let authorization = match self.authorization.as_str() {
            "" => String::new(),
            value => format!("Authorization: {value}\r\n"),
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\n{authorization}Connection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut socket = TcpStream::connect(address).await.expect("a connection");
        socket.write_all(request.as_bytes()).await.expect("sent");
        let mut bytes = Vec::new();
        // A connection that breaks is for the test to judge.
        let _ = socket.read_to_end(&mut bytes).await;
        split(&bytes)
    }
}

fn split(bytes: &[u8]) -> Got {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Got {
            status: 0,
            head: String::new(),
            body: Vec::new(),
        };
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0);
    Got {
        status,
        head,
        body: bytes[end + 4..].to_vec(),
    }
}
