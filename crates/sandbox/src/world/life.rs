//! One lead's life through the stages.
//!
//! Lives here: which stage follows which, how often and how soon. Must not live here: what a lead
//! reads and clicks (`behaviour`), who the lead is (`seed`).

use super::{
    cast::{Cast, DORMANT, LOST as DEAL_LOST, WON, stage},
    event::{Event, NONE, What},
    hours::{DAY, HOUR, MINUTE, office},
    random::Chance,
};

/// How much happens beside stages and scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Activity {
    /// Mails, visits, forms, downloads and campaigns too.
    #[default]
    Full,
    /// Nothing: for worlds of hundreds of thousands of leads.
    StagesOnly,
}

/// From a stage: the next one, in how many of all cases, after how many days on average.
type Way = (u16, f64, f64);

/// The ways out of each stage, indexed by stage. What is missing to 1 stays for ever.
const WAYS: [&[Way]; 11] = [
    &[(stage::LEAD, 0.35, 60.0)],
    &[(stage::MQL, 0.37, 14.0), (stage::SQL, 0.03, 10.0)],
    &[
        (stage::SQL, 0.33, 8.0),
        (stage::OPPORTUNITY, 0.02, 9.0),
        (stage::RECYCLED, 0.30, 35.0),
        (stage::REJECTED, 0.15, 7.0),
    ],
    &[
        (stage::OPPORTUNITY, 0.57, 12.0),
        (stage::CUSTOMER, 0.03, 25.0),
        (stage::RECYCLED, 0.20, 30.0),
        (stage::REJECTED, 0.10, 10.0),
    ],
    &[
        (stage::CUSTOMER, 0.30, 40.0),
        (stage::LOST, 0.55, 45.0),
        (stage::RECYCLED, 0.08, 50.0),
    ],
    &[
        (stage::EVANGELIST, 0.06, 150.0),
        (stage::CHURNED, 0.10, 330.0),
    ],
    &[],
    &[(stage::MQL, 0.22, 90.0), (stage::LEAD, 0.05, 60.0)],
    &[(stage::RECYCLED, 0.35, 12.0)],
    &[(stage::MQL, 0.08, 180.0)],
    &[(stage::OPPORTUNITY, 0.05, 200.0)],
];

/// What a deal is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deal {
    /// Index of the lead.
    pub(crate) lead: u32,
    /// Yen.
    pub(crate) amount: i64,
    /// Milliseconds.
    pub(crate) opened: i64,
    /// Yen a month.
    pub(crate) monthly: i64,
    /// First day of its contract and the day on which it ends, once it is won.
    pub(crate) term: Option<(i64, i64)>,
    /// Whether it goes on from a contract before.
    pub(crate) renewal: bool,
}

/// A life while it is being written down.
#[derive(Debug)]
pub(crate) struct Life<'a> {
    pub(crate) chance: Chance,
    /// For what was thought of later: it does not change what `chance` decides.
    pub(crate) whim: Chance,
    pub(crate) cast: &'a Cast,
    pub(crate) activity: Activity,
    pub(crate) lead: u32,
    /// The campaign that the lead enters at its beginning, or `NONE`.
    pub(crate) campaign: u16,
    /// Yen that a deal with this company is about.
    pub(crate) deal_size: i64,
    /// Nothing is written from here on.
    pub(crate) until: i64,
    pub(crate) events: Vec<Event>,
    pub(crate) deals: &'a mut Vec<Deal>,
    score: i32,
    owned: bool,
    open_deal: Option<u32>,
    /// Set when the lead has opted out of mail.
    pub(crate) opted_out: Option<i64>,
}

impl<'a> Life<'a> {
    /// A life not yet begun.
    pub(crate) fn new(
        cast: &'a Cast,
        deals: &'a mut Vec<Deal>,
        chance: Chance,
        lead: u32,
        until: i64,
    ) -> Self {
        Self {
            whim: Chance::of(chance.clone().draw(), 1),
            chance,
            cast,
            activity: Activity::Full,
            lead,
            campaign: NONE,
            deal_size: 1_200_000,
            until,
            events: Vec::new(),
            deals,
            score: 0,
            owned: false,
            open_deal: None,
            opted_out: None,
        }
    }

    /// The whole life of a lead created at `born`, sorted by time.
    pub(crate) fn live(mut self, born: i64) -> Vec<Event> {
        self.note(born, What::Created);
        let first = [stage::LEAD, stage::SUBSCRIBER, stage::MQL][self.chance.weighted(&[87, 8, 5])];
        if self.activity == Activity::Full {
            self.arrive(born, first);
        }
        self.score = self.chance.between(3, 22) as i32;
        self.note(born, What::Score(self.score));
        if self.chance.happens(0.3) {
            self.own(born);
        }
        self.enter(first, born, NONE);
        let end = self.leave(born);
        self.walk(first, born);
        if self.activity == Activity::Full {
            self.read_mail(born);
        }
        self.contracts();
        self.events.sort_by_key(|event| event.at);
        if let Some(end) = end {
            self.events.retain(|event| event.at < end.0);
            self.note(end.0, end.1);
        }
        self.events
    }

    /// Writes an event down, unless it lies beyond the world's end.
    pub(crate) fn note(&mut self, at: i64, what: What) {
        if at < self.until {
            self.events.push(Event {
                at,
                lead: self.lead,
                what,
            });
        }
    }

    /// Deletion, for a few.
    fn leave(&mut self, born: i64) -> Option<(i64, What)> {
        let fate = self.chance.unit();
        let after = born + (self.chance.wait(260.0) * DAY as f64) as i64 + DAY;
        let at = office(&mut self.chance, after);
        if fate < 0.015 {
            Some((at, What::Deleted))
        } else if fate < 0.016 {
            Some((at, What::Purged))
        } else {
            None
        }
        .filter(|(at, _)| *at < self.until)
    }

    fn walk(&mut self, first: u16, born: i64) {
        let (mut here, mut since) = (first, born);
        while since < self.until {
            let Some((next, at)) = self.next(here, since) else {
                return self.linger(since);
            };
            self.prepare(here, next, since, at);
            let by = self.cause(here, next);
            self.enter(next, at, by);
            (here, since) = (next, at);
        }
    }

    fn next(&mut self, here: u16, since: i64) -> Option<(u16, i64)> {
        let mut luck = self.chance.unit();
        for (next, share, days) in WAYS[usize::from(here)] {
            if luck < *share {
                let wait = (self.chance.wait(*days) * DAY as f64) as i64 + 10 * MINUTE;
                return Some((*next, office(&mut self.chance, since + wait)));
            }
            luck -= share;
        }
        None
    }

    /// What goes before a change: interest grows before sales takes over, and cools down after.
    fn prepare(&mut self, here: u16, next: u16, since: i64, at: i64) {
        match next {
            stage::MQL | stage::SQL => {
                let target = if self.chance.happens(0.3) {
                    self.chance.between(82, 130)
                } else {
                    self.chance.between(48, 76)
                };
                self.warm_up(since, at, target as i32);
                if !self.owned {
                    self.own(at);
                }
            }
            stage::RECYCLED | stage::LOST | stage::REJECTED => {
                self.score = (self.score / 2).max(5);
                self.note(at, What::Score(self.score));
            }
            _ => {}
        }
        if matches!(here, stage::MQL | stage::SQL | stage::OPPORTUNITY)
            && next == stage::RECYCLED
            && self.chance.happens(0.2)
        {
            self.note(at - 1000, What::Cleared);
        }
    }

    fn cause(&mut self, here: u16, next: u16) -> u16 {
        match (here, next) {
            (stage::LEAD, stage::MQL) if self.campaign != NONE && self.chance.happens(0.5) => {
                self.campaign
            }
            (stage::RECYCLED, stage::MQL) => DORMANT,
            _ => NONE,
        }
    }

    fn enter(&mut self, next: u16, at: i64, by: u16) {
        if by == DORMANT && self.activity == Activity::Full {
            self.note(at - MINUTE, What::Entered(by));
        }
        self.note(at, What::Stage { stage: next, by });
        match next {
            stage::OPPORTUNITY => self.open_deal(at),
            stage::CUSTOMER => self.close_deal(at, WON),
            stage::LOST | stage::RECYCLED | stage::REJECTED => self.close_deal(at, DEAL_LOST),
            _ => {}
        }
    }

    fn open_deal(&mut self, at: i64) {
        if at >= self.until {
            return;
        }
        let deal = self.deals.len() as u32;
        let amount = self.deal_size * self.chance.between(60, 180) / 100 / 1000 * 1000;
        self.deals.push(Deal {
            lead: self.lead,
            amount,
            opened: at,
            monthly: amount / 12 / 100 * 100,
            term: None,
            renewal: false,
        });
        self.note(at, What::DealOpened(deal));
        self.open_deal = Some(deal);
        let mut moved = at;
        for stage in 1..=self.chance.between(0, 3) as u8 {
            moved += (self.chance.wait(4.0) * DAY as f64) as i64 + HOUR;
            self.note(moved / 1000 * 1000, What::DealMoved { deal, stage });
        }
    }

    fn close_deal(&mut self, at: i64, stage: u8) {
        if let Some(deal) = self.open_deal.take() {
            self.events.retain(|event| {
                event.at < at
                    || !matches!(event.what, What::DealMoved { deal: other, .. } if other == deal)
            });
            self.note(at, What::DealMoved { deal, stage });
            if stage == DEAL_LOST && self.whim.happens(0.02) {
                self.note(at + 3 * DAY, What::DealDeleted(deal));
            }
        }
    }

    fn own(&mut self, at: i64) {
        self.owned = true;
        let seller = self.chance.below(5) as u16;
        self.note(at, What::Owner(seller));
    }

    /// The score grows to `target` in some steps, each with something the lead did.
    fn warm_up(&mut self, since: i64, at: i64, target: i32) {
        let steps = self.chance.between(2, 4);
        let begin = since.max(at - 12 * DAY);
        for step in 1..=steps {
            let moment = (begin + (at - begin) * step / (steps + 1)) / 1000 * 1000;
            let score = self.score + (target - self.score) * step as i32 / steps as i32;
            self.engage(moment);
            self.note(moment, What::Score(score));
        }
        self.score = self.score.max(target);
    }

    /// A lead that goes nowhere still looks around a little.
    fn linger(&mut self, since: i64) {
        for _ in 0..self.chance.between(0, 2) {
            let wait = (self.chance.wait(30.0) * DAY as f64) as i64;
            let at = office(&mut self.chance, since + wait + HOUR);
            self.score = (self.score + self.chance.between(1, 8) as i32).min(79);
            self.engage(at);
            self.note(at, What::Score(self.score));
        }
    }
}
