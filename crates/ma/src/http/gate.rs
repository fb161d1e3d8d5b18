//! The account's budget: how many requests may be on their way, and in any sliding window.
//!
//! Lives here: counting and waiting for one's turn. Must not live here: what a request is.
//!
//! A slot of a window is given back one window after its *answer* came, not after it was sent: the server
//! counted the request before it answered, so its own window can never hold more, however the network
//! delays things. Under load this costs one latency per window.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, Semaphore, SemaphorePermit},
    time::{Instant, sleep_until, timeout_at},
};

/// So many requests in any window of that length.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowance {
    /// Requests per window; 0 counts as 1.
    pub(crate) requests: u32,
    /// Length of the sliding window.
    pub(crate) per: Duration,
}

/// Which allowances a request needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Only the one that counts everything.
    Any,
    /// Also the tighter one for searches.
    Search,
}

/// One account's budget, shared by all streams and retries.
#[derive(Debug)]
pub(crate) struct Gate {
    all: Window,
    search: Option<Window>,
    on_their_way: Semaphore,
    paused_until: Mutex<Option<Instant>>,
}

/// The right to send one request; dropped when its answer has come.
#[derive(Debug)]
pub(crate) struct Pass<'a> {
    _all: Slot<'a>,
    _search: Option<Slot<'a>>,
    _permit: Option<SemaphorePermit<'a>>,
}

impl Gate {
    pub(crate) fn new(all: Allowance, search: Option<Allowance>, concurrency: usize) -> Self {
        Self {
            all: Window::new(all),
            search: search.map(Window::new),
            on_their_way: Semaphore::new(concurrency.max(1)),
            paused_until: Mutex::new(None),
        }
    }

    /// Waits for a turn. Searches wait for theirs first, so that they never block other requests.
    pub(crate) async fn enter(&self, lane: Lane) -> Pass<'_> {
        let search = match (&self.search, lane) {
            (Some(window), Lane::Search) => Some(window.enter().await),
            _ => None,
        };
        // The semaphore is never closed; were it, the windows alone would still hold the budget.
        let permit = self.on_their_way.acquire().await.ok();
        self.pause_over().await;
        let all = self.all.enter().await;
        self.pause_over().await;
        Pass {
            _all: all,
            _search: search,
            _permit: permit,
        }
    }

    /// Nobody sends anything for this long: the server said so.
    pub(crate) fn pause(&self, wait: Duration) {
        let until = Instant::now() + wait;
        let mut paused = lock(&self.paused_until);
        *paused = Some(paused.map_or(until, |earlier| earlier.max(until)));
    }

    /// The server names its own limit: if it is lower than ours, it holds from now on.
    pub(crate) fn tighten(&self, requests: u32, per: Duration) {
        self.all.tighten(requests, per);
    }

    /// The server says how many requests it still takes in the window under way. Where that is fewer than we
    /// think, somebody else has used it, or we did before a restart: it holds until a window has passed.
    pub(crate) fn left(&self, requests: u32, per: Duration) {
        self.all.left(requests, per);
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the server said how long nobody may ask"
    )]
    async fn pause_over(&self) {
        loop {
            let until = *lock(&self.paused_until);
            match until {
                Some(until) if until > Instant::now() => sleep_until(until).await,
                _ => return,
            }
        }
    }
}

#[derive(Debug)]
struct Window {
    per: Duration,
    turns: Mutex<Turns>,
    freed: Notify,
}

#[derive(Debug)]
struct Turns {
    limit: usize,
    open: usize,
    answered: VecDeque<Instant>,
}

#[derive(Debug)]
struct Slot<'a>(&'a Window);

impl Window {
    fn new(allowance: Allowance) -> Self {
        let limit = usize::try_from(allowance.requests)
            .unwrap_or(usize::MAX)
            .max(1);
        Self {
            per: allowance.per,
            turns: Mutex::new(Turns {
                limit,
                open: 0,
                answered: VecDeque::new(),
            }),
            freed: Notify::new(),
        }
    }

    async fn enter(&self) -> Slot<'_> {
        loop {
            // Registered before looking, so that a slot freed in between is not missed.
            let freed = self.freed.notified();
            let Some(next) = self.try_enter() else {
                return Slot(self);
            };
            match next {
                Some(at) => drop(timeout_at(at, freed).await),
                None => freed.await,
            }
        }
    }

    /// Takes a slot (`None`), or tells when the next one comes free, where that is known.
    fn try_enter(&self) -> Option<Option<Instant>> {
        let now = Instant::now();
        let mut turns = lock(&self.turns);
        turns.forget(now, self.per);
        if turns.open + turns.answered.len() < turns.limit {
            turns.open += 1;
            return None;
        }
        Some(turns.answered.front().map(|at| *at + self.per))
    }

    fn tighten(&self, requests: u32, per: Duration) {
        let requests = usize::try_from(requests).unwrap_or(usize::MAX);
        let mut turns = lock(&self.turns);
        if per == self.per && (1..turns.limit).contains(&requests) {
            turns.limit = requests;
        }
    }
}

impl Window {
    /// Takes slots away that the server does not have.
    fn left(&self, requests: u32, per: Duration) {
        let requests = usize::try_from(requests).unwrap_or(usize::MAX);
        if per != self.per {
            return;
        }
        let now = Instant::now();
        let mut turns = lock(&self.turns);
        turns.forget(now, self.per);
        // The server counted each of ours before its answer, so ours are among those that are gone.
        let used = turns.open + turns.answered.len();
        let surplus = turns.limit.saturating_sub(used).saturating_sub(requests);
        turns.answered.extend(std::iter::repeat_n(now, surplus));
    }
}

impl Turns {
    /// Gives back the slots whose window is over.
    fn forget(&mut self, now: Instant, per: Duration) {
        while self.answered.front().is_some_and(|at| *at + per <= now) {
            self.answered.pop_front();
        }
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let mut turns = lock(&self.0.turns);
        turns.open = turns.open.saturating_sub(1);
        turns.answered.push_back(Instant::now());
        drop(turns);
        self.0.freed.notify_waiters();
    }
}

/// A poisoned lock only means that another task panicked; the counts are still true.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::{task::JoinSet, time::sleep};

    use super::*;

    /// A server that counts each request at some instant while it is on its way.
    async fn flood(gate: Arc<Gate>, lane: Lane, requests: u64) -> Vec<Instant> {
        let mut tasks = JoinSet::new();
        for number in 0..requests {
            let gate = Arc::clone(&gate);
            tasks.spawn(async move {
                let pass = gate.enter(lane).await;
                // Uneven ways there and back, the same in every run.
                pause(number * 7_919 % 90).await;
                let counted = Instant::now();
                pause(number * 104_729 % 90).await;
                drop(pass);
                counted
            });
        }
        let mut counted = tasks.join_all().await;
        counted.sort_unstable();
        counted
    }

    #[expect(clippy::disallowed_methods, reason = "time is paused in these tests")]
    async fn pause(millis: u64) {
        sleep(Duration::from_millis(millis)).await;
    }

    fn most_in_any_window(counted: &[Instant], per: Duration) -> usize {
        (0..counted.len())
            .map(|first| counted[first..].partition_point(|at| *at < counted[first] + per))
            .max()
            .unwrap_or(0)
    }

    fn allowance(requests: u32, seconds: u64) -> Allowance {
        Allowance {
            requests,
            per: Duration::from_secs(seconds),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn no_window_of_the_server_is_ever_exceeded_and_the_allowance_is_used() {
        let gate = Arc::new(Gate::new(allowance(190, 10), None, 10));
        let counted = flood(gate, Lane::Any, 1_900).await;
        assert!(most_in_any_window(&counted, Duration::from_secs(10)) <= 190);
        // The tenth window begins nine windows later, and a little of each is lost to the network.
        let took = counted[1_899] - counted[0];
        let used = 1_900.0 / (took.as_secs_f64() / 10.0 * 190.0);
        assert!(used >= 0.95, "{used}");
    }

    #[tokio::test(start_paused = true)]
    async fn searches_keep_their_own_allowance_and_count_against_the_other() {
        let gate = Arc::new(Gate::new(allowance(190, 10), Some(allowance(5, 1)), 10));
        let (searches, others) = tokio::join!(
            flood(gate.clone(), Lane::Search, 60),
            flood(gate.clone(), Lane::Any, 500)
        );
        assert!(most_in_any_window(&searches, Duration::from_secs(1)) <= 5);
        let mut all = [searches, others].concat();
        all.sort_unstable();
        assert!(most_in_any_window(&all, Duration::from_secs(10)) <= 190);
    }

    #[tokio::test(start_paused = true)]
    async fn more_concurrency_than_allowance_does_not_hang() {
        let gate = Arc::new(Gate::new(allowance(2, 1), None, 50));
        let counted = flood(gate, Lane::Any, 20).await;
        assert!(most_in_any_window(&counted, Duration::from_secs(1)) <= 2);
    }

    #[tokio::test(start_paused = true)]
    async fn what_others_used_of_a_window_is_not_used_again() {
        let gate = Arc::new(Gate::new(allowance(190, 10), None, 10));
        gate.left(40, Duration::from_secs(10));
        // Fewer would be left by our own doing: that is known.
        drop(gate.enter(Lane::Any).await);
        gate.left(39, Duration::from_secs(10));
        let began = Instant::now();
        let counted = flood(gate, Lane::Any, 300).await;
        let early = counted.partition_point(|at| *at < began + Duration::from_secs(10));
        assert_eq!(early, 39);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_holds_everybody_and_a_lower_limit_is_kept() {
        let gate = Arc::new(Gate::new(allowance(190, 10), None, 10));
        gate.pause(Duration::from_secs(3));
        gate.pause(Duration::from_secs(1));
        gate.tighten(100, Duration::from_secs(10));
        gate.tighten(5, Duration::from_secs(1));
        gate.tighten(400, Duration::from_secs(10));
        let began = Instant::now();
        let counted = flood(gate, Lane::Any, 300).await;
        assert!(counted[0] - began >= Duration::from_secs(3));
        assert_eq!(most_in_any_window(&counted, Duration::from_secs(10)), 100);
    }
}
