//! What becomes of a deal that was won: a contract of a year, more of it on the way, and the next one.
//!
//! Lives here: contracts and their renewals. Must not live here: how a deal is won (`life`).

use super::{
    cast::{WON, stage},
    event::What,
    hours::{DAY, HOUR, day_of, office},
    life::{Deal, Life},
};

/// How long a contract runs.
const YEAR: i64 = 365 * DAY;

/// What a contract brings in, from when to when.
#[derive(Debug, Clone, Copy)]
struct Running {
    monthly: i64,
    starts: i64,
    ends: i64,
}

impl Life<'_> {
    /// The contracts of every deal won so far in this life.
    pub(crate) fn contracts(&mut self) {
        let won: Vec<(u32, i64)> = self
            .events
            .iter()
            .filter_map(|event| match event.what {
                What::DealMoved { deal, stage: WON } => Some((deal, event.at)),
                _ => None,
            })
            .collect();
        for (deal, at) in won {
            let starts = (day_of(at) + 1) * DAY;
            let contract = Running {
                monthly: self.deals[deal as usize].monthly,
                starts,
                ends: starts + YEAR,
            };
            self.deals[deal as usize].term = Some((contract.starts, contract.ends));
            self.go_on(contract, at);
        }
    }

    /// More of it on the way, and the next contract, as long as the customer stays.
    fn go_on(&mut self, mut contract: Running, won: i64) {
        loop {
            let mut monthly = contract.monthly;
            if self.whim.happens(0.18) {
                let starts = contract.starts + self.whim.between(60, 300) * DAY;
                let more = monthly * self.whim.between(15, 50) / 100 / 100 * 100;
                if !self.has_left(won, starts) && starts < self.until {
                    let ends = contract.ends;
                    self.win(
                        Running {
                            monthly: more,
                            starts,
                            ends,
                        },
                        false,
                    );
                    monthly += more;
                }
            }
            let next = contract.ends;
            if next >= self.until || self.has_left(won, next) || !self.whim.happens(0.86) {
                return;
            }
            let change = [70, 100, 100, 100, 125][self.whim.below(5)];
            contract = Running {
                monthly: monthly * change / 100 / 100 * 100,
                starts: next,
                ends: next + YEAR,
            };
            self.win(contract, true);
        }
    }

    /// Whether the customer is lost between winning the first contract and `at`.
    fn has_left(&self, won: i64, at: i64) -> bool {
        self.events.iter().any(|event| {
            let left = matches!(
                event.what,
                What::Stage {
                    stage: stage::CHURNED,
                    ..
                }
            );
            left && event.at > won && event.at <= at
        })
    }

    /// A deal that was opened a month before its contract begins, and won some days before.
    fn win(&mut self, contract: Running, renewal: bool) {
        let opened = contract.starts - 30 * DAY + 2 * HOUR;
        let won = office(&mut self.whim, contract.starts - 12 * DAY);
        let deal = self.deals.len() as u32;
        self.deals.push(Deal {
            lead: self.lead,
            amount: contract.monthly * (contract.ends - contract.starts) / DAY * 12 / 365,
            opened,
            monthly: contract.monthly,
            term: Some((contract.starts, contract.ends)),
            renewal,
        });
        self.note(opened, What::DealOpened(deal));
        self.note(won, What::DealMoved { deal, stage: WON });
    }
}
