//! The crash test: the real program, killed at random instants while it syncs, posts and pings.
//!
//! Lives here: the lives and deaths, and what the next one finds. The world it lives in is in
//! `crash/surroundings.rs`, what happens there in `crash/company.rs`, the counting afterwards in
//! `crash/ledger.rs`; how the program starts, refuses and ends is in `crash/process.rs`, what its other commands say in `crash/terminal.rs`.

mod company;
mod ledger;
mod luck;
mod owed;
mod process;
mod surroundings;
mod terminal;

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use kpi::model::Tool;
use sandbox::{discord::On, tool::Fault};
use tokio::time::timeout;

use self::{
    company::Company,
    ledger::{Ledger, Tally},
    luck::Luck,
    surroundings::{REPORTS, SALES, Surroundings},
};

/// A Saturday evening: nothing is due before Monday.
const OPENING: &str = "2026-08-01T18:00:00+09:00";
/// From here on every due time of the schedules is owed.
const MONDAY: &str = "2026-08-03T00:00:00+09:00";
/// The longest that a life which is not cut short may take to do what it owes.
const PATIENCE: Duration = Duration::from_secs(40);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_instant_with_hubspot_it_loses_and_doubles_nothing() {
    let tally = outlive(Tool::Hubspot, 160, 0x5eed_0001).await;
    tally.insist();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_instant_with_mautic_it_loses_and_doubles_nothing() {
    let tally = outlive(Tool::Mautic, 70, 0x5eed_0002).await;
    tally.insist();
}

/// What befell one bot.
struct Fate {
    surroundings: Surroundings,
    company: Company,
    luck: Luck,
    /// How long a life needs from its start until its first post stands in the channel.
    needed: Duration,
    kills: u32,
}

#[expect(
    clippy::print_stdout,
    reason = "the one line that tells what was endured"
)]
async fn outlive(tool: Tool, kills: u32, seed: u64) -> Tally {
    let began = Instant::now();
    let opening: Timestamp = OPENING.parse().expect("a valid instant");
    let mut luck = Luck::new(seed);
    let company = Company::found(&mut luck, opening);
    let surroundings = Surroundings::start(tool, company.world(), opening).await;
    let mut fate = Fate {
        surroundings,
        company,
        luck,
        needed: Duration::from_millis(250),
        kills: 0,
    };
    fate.first_sync(kills / 5).await;
    fate.first_monday().await;
    while fate.kills < kills {
        fate.one_life().await;
    }
    fate.last_life().await;
    let tally = Ledger::open(&fate.surroundings, &fate.company)
        .await
        .count(fate.kills, MONDAY.parse().expect("a valid instant"))
        .await;
    println!(
        "{tool:?}, seed {seed:#x}: {tally}; a life needed {:?} until its post; {:.1} s",
        fate.needed,
        began.elapsed().as_secs_f64()
    );
    tally
}

impl Fate {
    /// Kills during start-up and the first sync, then one life that ends after the baseline is told.
    async fn first_sync(&mut self, kills: u32) {
        for _ in 0..kills {
            let step = self.luck.between(1, 15 * 60);
            self.pass(SignedDuration::from_secs(step));
            self.live_and_die(Duration::from_millis(1500)).await;
        }
        let mut bot = self.surroundings.start_bot();
        let surroundings = &self.surroundings;
        bot.until(PATIENCE, "the baseline is told", async || {
            !surroundings.discord.messages(SALES).is_empty()
        })
        .await;
        bot.kill().await;
        let monday: Timestamp = MONDAY.parse().expect("a valid instant");
        assert!(
            self.surroundings.clock.now() < monday,
            "the first sync ended before anything was due"
        );
    }

    /// The first post, undisturbed: it tells how long a life takes.
    async fn first_monday(&mut self) {
        let late_morning = "2026-08-03T09:02:00+09:00";
        self.surroundings
            .clock
            .set(late_morning.parse().expect("a valid instant"));
        let started = Instant::now();
        let mut bot = self.surroundings.start_bot();
        let surroundings = &self.surroundings;
        bot.until(PATIENCE, "the first post is sent", async || {
            !surroundings.discord.messages(REPORTS).is_empty()
        })
        .await;
        self.needed = started.elapsed().max(self.needed);
        bot.kill().await;
    }

    async fn one_life(&mut self) {
        // Short steps try again within the life of Discord's nonce, long ones far beyond it.
        let step = if self.luck.one_in(3) {
            SignedDuration::from_secs(self.luck.between(20, 480))
        } else {
            SignedDuration::from_mins(self.luck.between(2 * 60, 14 * 60))
        };
        self.pass(step);
        self.trouble();
        if self.luck.one_in(3) {
            self.die_sending().await;
        } else {
            self.live_and_die(self.needed.mul_f64(1.3)).await;
        }
    }

    /// Time passes while the bot is dead, and things happen in it.
    fn pass(&mut self, step: SignedDuration) {
        let from = self.surroundings.clock.now();
        let to = self.surroundings.clock.advance(step);
        self.company.live(&mut self.luck, from, to);
    }

    fn trouble(&mut self) {
        let discord = self.surroundings.discord.faults();
        match self.luck.between(0, 20) {
            0 | 1 => discord.lose_answer(On::Sending, 1),
            2 => discord.fail(On::Sending, 503, 1),
            3 => discord.lose_request(On::Sending, 1),
            4 => discord.lose_answer(On::History, 1),
            5 => self.surroundings.tool.faults().next(1, Fault::Dropped),
            6 => self.surroundings.tool.faults().next(1, Fault::Truncated),
            _ => {}
        }
    }

    async fn live_and_die(&mut self, longest: Duration) {
        let longest = i64::try_from(longest.as_millis()).unwrap_or(i64::MAX);
        let span = Duration::from_millis(self.luck.between(5, longest.max(6)).unsigned_abs());
        let mut bot = self.surroundings.start_bot();
        bot.kill_after(span).await;
        self.kills += 1;
    }

    /// Killed as soon as a message stands in a channel, most often before the bot can write that down.
    async fn die_sending(&mut self) {
        let discord = &self.surroundings.discord;
        let sent = || discord.messages(REPORTS).len() + discord.messages(SALES).len();
        let before = sent();
        let mut bot = self.surroundings.start_bot();
        bot.kill_when(self.needed * 3, || sent() > before).await;
        self.kills += 1;
    }

    /// One more life does all that is owed, and ends when it is told to.
    async fn last_life(&mut self) {
        self.surroundings.discord.faults().clear();
        self.surroundings.tool.faults().clear();
        // Past every wait between two attempts.
        self.pass(SignedDuration::from_mins(45));
        let mut bot = self.surroundings.start_bot();
        let surroundings = &self.surroundings;
        let company = &self.company;
        let mut left = Vec::new();
        let patient = timeout(
            PATIENCE,
            bot.until(PATIENCE * 2, "everything owed is delivered", async || {
                left = owed::unfinished(surroundings, company).await;
                left.is_empty()
            }),
        );
        let is_late = patient.await.is_err();
        assert!(!is_late, "left undone: {left:#?}");
        bot.ends_in_time().await;
    }
}
