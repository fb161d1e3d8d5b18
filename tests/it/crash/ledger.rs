//! The counting after the last life: what was owed, what stands in the channels, what the rows say.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use jiff::{SignedDuration, Timestamp};
use kpi::definition::Definition;
use leads::rule::USUAL_COOLDOWN_DAYS;
use sandbox::discord::StoredMessage;
use serde_json::Value;
use store::{Adopted, PingRecord, PostRecord, PostState, Store, WorkspaceId};

use super::{
    PATIENCE,
    company::Company,
    owed::{behind, due_keys, posts, untold},
    surroundings::{REPORTS, SALES, Surroundings},
};

const WORKSPACE: WorkspaceId = WorkspaceId::DEFAULT;
const SCHEDULES: [&str; 3] = ["weekly", "biweekly", "monthly"];

/// What was counted.
#[derive(Debug, Default)]
pub(super) struct Tally {
    kills: u32,
    posts: usize,
    skipped: usize,
    retried: usize,
    pings: usize,
    lost: Vec<String>,
    doubled: Vec<String>,
    wrong: Vec<String>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} kills, {} posts ({} skipped), {} pings, {} messages after more than one attempt, {} lost, {} doubled",
            self.kills,
            self.posts,
            self.skipped,
            self.pings,
            self.retried,
            self.lost.len(),
            self.doubled.len()
        )
    }
}

impl Tally {
    /// Fails with everything that is wrong.
    pub(super) fn insist(&self) {
        let wrong = [&self.lost, &self.doubled, &self.wrong];
        assert!(
            wrong.iter().all(|list| list.is_empty()),
            "{self}\nlost: {:#?}\ndoubled: {:#?}\nwrong: {:#?}",
            self.lost,
            self.doubled,
            self.wrong
        );
        assert!(self.posts >= 10, "hardly anything was posted: {self}");
        assert!(self.pings >= 5, "hardly anybody was pinged: {self}");
        assert!(
            self.retried >= 3,
            "hardly any kill or fault fell into a delivery: {self}"
        );
    }
}

/// The books.
pub(super) struct Ledger<'a> {
    surroundings: &'a Surroundings,
    company: &'a Company,
    store: Store,
    messages: Vec<StoredMessage>,
    tally: Tally,
}

impl<'a> Ledger<'a> {
    pub(super) async fn open(surroundings: &'a Surroundings, company: &'a Company) -> Self {
        let store = Store::open(&surroundings.database_url()).await;
        let bot = surroundings.discord.options().application_id;
        let mut messages = surroundings.discord.messages(REPORTS);
        messages.extend(surroundings.discord.messages(SALES));
        messages.retain(|message| message.author == bot);
        Self {
            surroundings,
            company,
            store: store.expect("the database opens"),
            messages,
            tally: Tally::default(),
        }
    }

    pub(super) async fn count(mut self, kills: u32, monday: Timestamp) -> Tally {
        self.tally.kills = kills;
        let posts = posts(&self.store).await;
        self.messages_and_rows(&posts);
        self.due_times(&posts, monday);
        self.pings(&posts).await;
        self.rows().await;
        self.store.close().await;
        self.same_as_a_fresh_sync().await;
        self.tally
    }

    /// Every row that was sent has one message, and every message one row.
    fn messages_and_rows(&mut self, posts: &[PostRecord]) {
        let mut by_nonce: HashMap<&str, Vec<u64>> = HashMap::new();
        for message in &self.messages {
            let nonce = message.nonce.as_deref().unwrap_or_default();
            by_nonce.entry(nonce).or_default().push(message.id);
        }
        for post in posts {
            let found = by_nonce.remove(post.nonce.as_str()).unwrap_or_default();
            match (post.state, found.as_slice()) {
                (PostState::Sent, [message]) if post.message_id == Some(*message) => {}
                (PostState::Skipped, []) => self.tally.skipped += 1,
                (_, [_, _, ..]) => self.tally.doubled.push(post.key.clone()),
                (PostState::Sent, []) => self.tally.lost.push(post.key.clone()),
                (state, found) => self.tally.wrong.push(format!(
                    "{} is {} with {found:?} in the channel and {:?} in its row: {:?}",
                    post.key,
                    state.as_str(),
                    post.message_id,
                    post.reason
                )),
            }
            self.tally.retried += usize::from(post.attempts > 1);
        }
        for (nonce, messages) in by_nonce {
            let stray = format!("messages {messages:?} with the nonce {nonce:?} have no row");
            self.tally.wrong.push(stray);
        }
    }

    /// Every due time has one message that bears its key, or a recorded skip.
    fn due_times(&mut self, posts: &[PostRecord], monday: Timestamp) {
        let mut footers: BTreeMap<&str, usize> = BTreeMap::new();
        for message in &self.messages {
            for embed in &message.embeds {
                let footer = embed["footer"]["text"].as_str().unwrap_or_default();
                let key = footer.rsplit(['|', ' ']).next().unwrap_or_default();
                *footers.entry(key).or_default() += 1;
            }
        }
        for key in due_keys(monday, self.surroundings.clock.now()) {
            let row = posts.iter().find(|post| post.key == key);
            let skipped = row.is_some_and(|post| post.state == PostState::Skipped);
            match footers.get(key.as_str()).copied().unwrap_or(0) {
                1 if !skipped => self.tally.posts += 1,
                0 if skipped => {}
                0 => self.tally.lost.push(key),
                _ => self.tally.doubled.push(key),
            }
        }
        let expected = due_keys(monday, self.surroundings.clock.now());
        for post in posts {
            if SCHEDULES.contains(&post.kind.as_str()) && !expected.contains(&post.key) {
                self.tally.wrong.push(format!("{} was never due", post.key));
            }
        }
    }

    /// Every ping has its message, and nobody is pinged twice within the cooldown.
    async fn pings(&mut self, posts: &[PostRecord]) {
        let pings = self
            .store
            .pings_sent(WORKSPACE, Timestamp::UNIX_EPOCH, Timestamp::MAX)
            .await
            .expect("the pings can be read");
        self.tally.pings = pings.len();
        let mut by_lead: BTreeMap<(i64, &str), Vec<&PingRecord>> = BTreeMap::new();
        for ping in &pings {
            let sent = posts
                .iter()
                .any(|post| Some(post.id) == ping.post && post.state == PostState::Sent);
            if !sent {
                self.tally.lost.push(format!("ping {}", ping.id));
            }
            by_lead
                .entry((ping.lead, &ping.rule))
                .or_default()
                .push(ping);
        }
        let cooldown = SignedDuration::from_hours(24 * i64::from(USUAL_COOLDOWN_DAYS));
        for ((lead, rule), pings) in by_lead {
            for pair in pings.windows(2) {
                if pair[1].opened_at.duration_since(pair[0].opened_at) < cooldown {
                    let twice = format!("lead {lead} was pinged twice under {rule}");
                    self.tally.doubled.push(twice);
                }
            }
        }
    }

    /// The day tables hold, under the very agreement that the bot had, and nobody hot was forgotten.
    async fn rows(&mut self) {
        let adopted = self.store.adopt(WORKSPACE, &Definition::default()).await;
        assert_eq!(adopted.expect("adopts"), Adopted::AsBefore);
        let untold = untold(&self.store, self.surroundings.kind, self.company).await;
        self.tally.lost.extend(untold);
        let verified = self.store.verify(WORKSPACE).await.expect("verifies");
        for fault in verified.faults {
            self.tally.wrong.push(format!("{fault:?}"));
        }
    }

    /// A bot that sees the same world for the first time says the same.
    async fn same_as_a_fresh_sync(&mut self) {
        let now = self.surroundings.clock.now();
        let fresh = Surroundings::start(self.surroundings.kind, self.company.world(), now).await;
        let mut bot = fresh.start_bot();
        bot.until(PATIENCE, "everything is pulled", async || {
            let Ok(store) = Store::open_read_only(&fresh.database_url()).await else {
                return false;
            };
            let left = behind(&store, now).await;
            store.close().await;
            left.is_empty() && !fresh.discord.messages(SALES).is_empty()
        })
        .await;
        bot.ends_in_time().await;
        for period in [
            "last-week",
            "last-biweek",
            "last-month",
            "last-quarter",
            "last-90d",
        ] {
            for basis in ["period", "cohort"] {
                let question = format!("/kpi funnel period:{period} basis:{basis}");
                let (ours, theirs) = (
                    funnel(self.surroundings, &question).await,
                    funnel(&fresh, &question).await,
                );
                if ours != theirs {
                    let differs = format!("{question}: {ours}\ninstead of {theirs}");
                    self.tally.wrong.push(differs);
                }
            }
        }
    }
}

/// The funnel as JSON, without the instant up to which it counts.
async fn funnel(surroundings: &Surroundings, question: &str) -> Value {
    let now = surroundings.clock.now().to_string();
    let mut command = surroundings.program(&["ask", question, "--format", "json", "--at", &now]);
    let output = surroundings.outcome(&mut command).await;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut funnel: Value = serde_json::from_str(&text).unwrap_or_else(|fault| {
        panic!(
            "{question}: {fault}\n{text}{}",
            String::from_utf8_lossy(&output.stderr)
        )
    });
    let as_of = funnel
        .as_object_mut()
        .and_then(|funnel| funnel.remove("as_of"));
    assert!(as_of.is_some(), "{funnel}");
    funnel
}
