//! The gateway's memory: sessions, what was sent in them, and the sockets that carry them.
//!
//! Lives here: sequence numbers, replay, orders to sockets. Must not live here: the sockets.

use std::collections::VecDeque;

use serde_json::{Value, json};

/// What a socket is told to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Order {
    /// Break off without a word.
    Drop,
    /// Send this frame.
    Send(String),
    /// Close with this code.
    Close(u16, &'static str),
}

/// What is due on a socket.
#[derive(Debug)]
pub(super) enum Due {
    Event(String),
    Order(Order),
}

#[derive(Debug)]
struct Session {
    id: String,
    seq: u64,
    /// Every event of the session, as it goes over the socket.
    events: Vec<String>,
}

#[derive(Debug)]
struct Connection {
    id: u64,
    session: Option<String>,
    sent: u64,
    orders: VecDeque<Order>,
}

/// Why a session cannot be resumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotResumed {
    UnknownSession,
    BadSequence,
}

/// All sessions and sockets.
#[derive(Debug, Default)]
pub(super) struct Gateway {
    sessions: Vec<Session>,
    connections: Vec<Connection>,
    made: u64,
    pub(super) identified: usize,
    pub(super) resumed: usize,
}

impl Gateway {
    /// A new socket; tells its number.
    pub(super) fn open(&mut self) -> u64 {
        self.made += 1;
        self.connections.push(Connection {
            id: self.made,
            session: None,
            sent: 0,
            orders: VecDeque::new(),
        });
        self.made
    }

    /// The socket is gone. Its session can still be resumed.
    pub(super) fn close(&mut self, connection: u64) {
        self.connections.retain(|each| each.id != connection);
    }

    /// A new session on this socket; tells its id. Sessions that nobody carries any more are forgotten.
    pub(super) fn identify(&mut self, connection: u64) -> String {
        let Gateway {
            sessions,
            connections,
            ..
        } = self;
        sessions.retain(|session| {
            connections
                .iter()
                .any(|each| each.session.as_deref() == Some(session.id.as_str()))
        });
        self.identified += 1;
        let id = format!("{:032x}", self.identified);
        self.sessions.push(Session {
            id: id.clone(),
            seq: 0,
            events: Vec::new(),
        });
        self.attach(connection, &id, 0);
        id
    }

    /// Goes on with a session after the event `seq`; events since then are sent again.
    pub(super) fn resume(
        &mut self,
        connection: u64,
        session: &str,
        seq: u64,
    ) -> Result<(), NotResumed> {
        let known = self.sessions.iter().find(|each| each.id == session);
        let last = known.ok_or(NotResumed::UnknownSession)?.seq;
        if seq > last {
            return Err(NotResumed::BadSequence);
        }
        for other in &mut self.connections {
            if other.session.as_deref() == Some(session) {
                other.session = None;
                other.orders.push_back(Order::Drop);
            }
        }
        self.attach(connection, session, seq);
        self.resumed += 1;
        self.dispatch_to(session, "RESUMED", &json!({ "_trace": [] }));
        Ok(())
    }

    fn attach(&mut self, connection: u64, session: &str, sent: u64) {
        for each in &mut self.connections {
            if each.id == connection {
                each.session = Some(session.to_owned());
                each.sent = sent;
            }
        }
    }

    /// Whether this socket has a session.
    pub(super) fn has_session(&self, connection: u64) -> bool {
        let found = self.connections.iter().find(|each| each.id == connection);
        found.is_some_and(|each| each.session.is_some())
    }

    /// Sends an event in every session. Tells whether there is any.
    pub(super) fn dispatch(&mut self, name: &str, about: &Value) -> bool {
        let ids: Vec<String> = self.sessions.iter().map(|each| each.id.clone()).collect();
        for id in &ids {
            self.dispatch_to(id, name, about);
        }
        !ids.is_empty()
    }

    /// Sends an event in one session.
    pub(super) fn dispatch_to(&mut self, session: &str, name: &str, about: &Value) {
        let Some(session) = self.sessions.iter_mut().find(|each| each.id == session) else {
            return;
        };
        session.seq += 1;
        let frame = json!({ "op": 0, "s": session.seq, "t": name, "d": about });
        session.events.push(frame.to_string());
    }

    /// What is to be done next on this socket; an event counts as sent.
    pub(super) fn due(&mut self, connection: u64) -> Option<Due> {
        let each = self
            .connections
            .iter_mut()
            .find(|each| each.id == connection)?;
        if let Some(order) = each.orders.pop_front() {
            return Some(Due::Order(order));
        }
        let carried = each.session.as_ref()?;
        let session = self
            .sessions
            .iter()
            .find(|session| session.id == *carried)?;
        let next = usize::try_from(each.sent).ok()?;
        let event = session.events.get(next)?.clone();
        each.sent += 1;
        Some(Due::Event(event))
    }

    /// Orders something on every socket.
    pub(super) fn order(&mut self, order: &Order) {
        for each in &mut self.connections {
            each.orders.push_back(order.clone());
        }
    }

    /// Forgets all sessions: they cannot be resumed.
    pub(super) fn forget_sessions(&mut self) {
        self.sessions.clear();
        for each in &mut self.connections {
            each.session = None;
        }
    }

    /// Whether some socket carries a session and has sent everything in it.
    pub(super) fn is_live(&self) -> bool {
        self.connections.iter().any(|each| {
            let carried = each.session.as_deref();
            let session = self
                .sessions
                .iter()
                .find(|session| Some(session.id.as_str()) == carried);
            session.is_some_and(|session| session.seq > 0 && session.seq == each.sent)
        })
    }
}
