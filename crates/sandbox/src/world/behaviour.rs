//! What a lead does: mails opened and clicked, pages seen, forms sent, files taken.
//!
//! Lives here: the small acts between stages. Must not live here: stages.

use super::{
    cast::{DEMO_FORM, KEY_PAGES, PAGES, stage},
    event::{NONE, What},
    hours::{DAY, HOUR, MINUTE},
    life::{Activity, Life},
};

impl Life<'_> {
    /// The way in: a page and a form, and the campaign that follows up.
    pub(crate) fn arrive(&mut self, born: i64, first: u16) {
        if first == stage::MQL {
            self.note(born, What::Viewed(KEY_PAGES[0]));
            self.note(born, What::Submitted(DEMO_FORM));
        } else if self.chance.happens(0.6) {
            let page = self.chance.below(PAGES.len()) as u16;
            let form = self.chance.below(3) as u16;
            self.note(born, What::Viewed(page));
            self.note(born, What::Submitted(form));
        }
        if self.campaign != NONE {
            self.nurture(born + MINUTE);
        }
    }

    /// The steps of the lead's campaign.
    fn nurture(&mut self, at: i64) {
        let campaign = self.campaign;
        self.note(at, What::Entered(campaign));
        let emails = self.cast.campaigns[usize::from(campaign)].emails.clone();
        for (step, email) in emails.into_iter().enumerate() {
            let sent = at + [HOUR, 3 * DAY, 8 * DAY][step % 3];
            self.note(
                sent,
                What::Step {
                    campaign,
                    step: step as u16,
                },
            );
            let stays = self.mail(email, sent, 0.42);
            if !stays || self.chance.happens(0.1) {
                // Who wants no more mail is let go; who only meets no further condition stays.
                if let (false, Some(at)) = (stays, self.opted_out) {
                    self.note(at, What::Left(campaign));
                }
                return;
            }
        }
    }

    /// The newsletters that come after `born`, until the lead has had enough.
    pub(crate) fn read_mail(&mut self, born: i64) {
        let cast = self.cast;
        for email in cast.newsletters() {
            let Some(sent) = cast.emails[usize::from(*email)]
                .sent_at
                .filter(|sent| *sent > born)
            else {
                continue;
            };
            if self.opted_out.is_some_and(|since| since < sent) {
                return;
            }
            let subscribed = if sent < born + 365 * DAY { 0.45 } else { 0.12 };
            if self.chance.happens(subscribed) && !self.mail(*email, sent, 0.3) {
                return;
            }
        }
    }

    /// One mail and what came of it; false where there will be no further one.
    fn mail(&mut self, email: u16, sent: i64, opens: f64) -> bool {
        self.note(sent, What::Sent(email));
        if self.chance.happens(0.012) {
            self.note(sent + MINUTE, What::Bounced(email));
            return true;
        }
        if !self.chance.happens(opens) {
            return true;
        }
        let opened = (sent + (self.chance.wait(9.0) * HOUR as f64) as i64 + MINUTE) / 1000 * 1000;
        self.note(opened, What::Opened(email));
        if self.chance.happens(0.22) {
            let page = self.chance.below(PAGES.len()) as u16;
            self.note(opened + MINUTE, What::Clicked { email, page });
        }
        if self.whim.happens(0.03) {
            self.note(opened + 40 * MINUTE, What::Replied(email));
        }
        if self.chance.happens(0.15) {
            self.note(opened + 30 * HOUR, What::Opened(email));
        }
        if self.chance.happens(0.02) {
            self.note(opened + 2 * MINUTE, What::OptedOut(email));
            self.opted_out = Some(opened + 2 * MINUTE);
            return false;
        }
        true
    }

    /// Some act of interest.
    pub(crate) fn engage(&mut self, at: i64) {
        if self.activity == Activity::StagesOnly {
            return;
        }
        match self.chance.below(10) {
            0..=3 => {
                let page = KEY_PAGES[self.chance.below(KEY_PAGES.len())];
                self.note(at, What::Viewed(page));
                self.note(at + 3 * MINUTE, What::Viewed(page));
            }
            4..=6 => {
                let page = self.chance.below(PAGES.len()) as u16;
                self.note(at, What::Viewed(page));
            }
            7 | 8 => {
                let file = self.chance.below(4) as u16;
                self.note(at, What::Downloaded(file));
            }
            _ => {
                let form = self.chance.below(4) as u16;
                self.note(at, What::Submitted(form));
            }
        }
    }
}
