//! Every KPI of the catalogue counted a second time, sentence by sentence from `kpi.md` §3–6: slow, and right
//! by being obvious.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, civil::Date, tz::Offset};
use kpi::model::Tool;
use sandbox::world::{DealTruth, LeadKey, Spend};
use serde_json::Value;

use super::{
    books::{Books, MethodActs},
    doings::{Did, Doings, FIRST_NEWSLETTER, Person},
    naive::{self, Question},
    periods::{Stretch, cut},
};

/// A number and what stands above and below its line; `None` where the tool cannot tell it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Figure {
    pub(crate) value: Option<f64>,
    pub(crate) above: Option<f64>,
    pub(crate) below: Option<f64>,
}

type Told = Option<Figure>;

/// Figures by id, of the period and of what it is compared with.
pub(crate) type Figures = BTreeMap<String, (Told, Told)>;

/// All that the numbers are counted from.
pub(crate) struct Company<'a> {
    pub(crate) doings: &'a Doings,
    pub(crate) books: &'a Books,
    pub(crate) deals: Vec<DealTruth>,
    pub(crate) spend: Vec<Spend>,
    pub(crate) now: Timestamp,
}

/// One span of time.
struct Span<'a> {
    company: &'a Company<'a>,
    start: Timestamp,
    end: Timestamp,
}

const ACTIVE: SignedDuration = SignedDuration::from_hours(90 * 24);
const DORMANT: SignedDuration = SignedDuration::from_hours(180 * 24);
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Company<'_> {
    pub(crate) fn figures(&self, word: &str) -> Figures {
        let as_of = self.doings.as_of;
        let cut = cut(word, self.now);
        let period = cut.whole();
        let other = cut.compared("previous", as_of).expect("it is compared");
        let mut figures = Figures::new();
        let funnels = ["period", "cohort"].map(|basis| {
            let question = Question {
                word,
                compare: "previous",
                basis,
            };
            naive::answer(&self.doings.stories, &question, self.now, as_of)
        });
        put_funnel(&mut figures, &funnels);
        let (now, before) = (self.span(period), self.span(other));
        let entered: BTreeMap<&str, (f64, f64)> = STAGES
            .iter()
            .map(|stage| {
                let (now, before) = &figures[&format!("entered-{stage}")];
                let value = |told: &Told| told.and_then(|told| told.value).expect("a count");
                (*stage, (value(now), value(before)))
            })
            .collect();
        let rest = |span: &Span<'_>, entered: &dyn Fn(&str) -> f64| span.figures(entered);
        let mut previous = rest(&before, &|stage| entered[stage].1);
        for (id, told) in rest(&now, &|stage| entered[stage].0) {
            let before = previous.remove(&id).expect("the same list");
            let twice = figures.insert(id.clone(), (told, before));
            assert!(twice.is_none(), "{id} twice");
        }
        figures
    }

    fn span(&self, of: Stretch) -> Span<'_> {
        Span {
            company: self,
            start: of.start.min(self.doings.as_of),
            end: of.end.min(self.doings.as_of),
        }
    }
}

const STAGES: [&str; 5] = ["lead", "mql", "sql", "opportunity", "customer"];

fn put_funnel(figures: &mut Figures, [period, cohort]: &[Value; 2]) {
    let mut put = |id: String, row: &Value, read: &dyn Fn(&Value) -> Figure| {
        figures.insert(id, (Some(read(row)), Some(read(&row["previous"]))));
    };
    let rows = |list: &str, of: &Value| of[list].as_array().expect("rows").clone();
    for row in rows("stages", period) {
        for (family, field) in [
            ("stock", "stock_end"),
            ("delta", "delta"),
            ("entered", "entered"),
            ("returned", "returned"),
        ] {
            let id = format!("{family}-{}", word(&row, "id"));
            put(id, &row, &|row| number(real(row, field)));
        }
    }
    for (family, funnel) in [("conversion", period), ("cohort", cohort)] {
        for row in rows("conversions", funnel) {
            let id = format!("{family}-{}-{}", word(&row, "from"), word(&row, "to"));
            put(id, &row, &|row| {
                let part = |field| real(row, field).expect("a count");
                ratio(part("numerator"), part("denominator"))
            });
        }
    }
    let median = |row: &Value| Figure {
        value: real(row, "median_seconds"),
        above: None,
        below: real(row, "n"),
    };
    for row in rows("velocity", period) {
        let id = format!("velocity-{}-{}", word(&row, "from"), word(&row, "to"));
        put(id, &row, &median);
    }
    for row in rows("time_in_stage", period) {
        put(format!("time-in-{}", word(&row, "stage")), &row, &median);
    }
    put("sales-cycle".to_owned(), &period["sales_cycle"], &median);
}

fn word<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().expect("a word")
}

fn real(row: &Value, field: &str) -> Option<f64> {
    row[field].as_f64()
}

fn number(value: Option<f64>) -> Figure {
    Figure {
        value,
        above: None,
        below: None,
    }
}

fn ratio(above: f64, below: f64) -> Figure {
    Figure {
        value: (below != 0.0).then(|| above / below),
        above: Some(above),
        below: Some(below),
    }
}

fn share(above: Option<i64>, below: Option<i64>) -> Told {
    Some(ratio(above? as f64, below? as f64))
}

fn count(value: Option<i64>) -> Told {
    Some(number(Some(value? as f64)))
}

/// Mails of a span of sending.
#[derive(Debug, Clone, Copy, Default)]
struct Mails {
    sent: i64,
    bounced: i64,
    opened: i64,
    clicked: i64,
    unsubscribed: i64,
    replied: i64,
}

impl Span<'_> {
    fn holds(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }

    fn doings(&self) -> &Doings {
        self.company.doings
    }

    fn hubspot(&self) -> bool {
        self.doings().tool == Tool::Hubspot
    }

    /// Whether what is seen only from the first poll on is known of an instant.
    fn is_known_at(&self, at: Timestamp) -> bool {
        at >= self.doings().first_poll
    }

    fn figures(&self, entered: &dyn Fn(&str) -> f64) -> BTreeMap<String, Told> {
        let mut all = BTreeMap::new();
        let mut put = |id: &str, told: Told| {
            assert!(all.insert(id.to_owned(), told).is_none(), "{id} twice");
        };
        self.mail_figures(&mut put);
        self.contact_figures(&mut put);
        self.score_figures(&mut put);
        self.act_figures(&mut put);
        self.deal_figures(&mut put);
        self.cost_figures(&mut put, entered);
        all
    }

    fn mail_figures(&self, put: &mut dyn FnMut(&str, Told)) {
        let mails = self.mails();
        let delivered = mails.sent - mails.bounced;
        let of_delivered = |part: i64| share(Some(part), Some(delivered));
        put("emails-sent", count(Some(mails.sent)));
        put("delivery-rate", share(Some(delivered), Some(mails.sent)));
        put("open-rate", of_delivered(mails.opened));
        put("click-rate", of_delivered(mails.clicked));
        put(
            "click-to-open",
            share(Some(mails.clicked), Some(mails.opened)),
        );
        put("unsubscribe-rate", of_delivered(mails.unsubscribed));
        let kept = Figure {
            value: Some(1.0 - mails.unsubscribed as f64 / delivered as f64),
            above: Some((delivered - mails.unsubscribed) as f64),
            below: Some(delivered as f64),
        };
        put("subscription-kept-rate", Some(kept));
        put("reply-rate", of_delivered(mails.replied));
        let named = (!self.hubspot()).then(|| (self.surveys(), self.conversions()));
        let surveys = named.map(|(surveys, _)| surveys);
        put(
            "survey-answer-rate",
            share(
                surveys.map(|(_, answered)| answered),
                surveys.map(|(delivered, _)| delivered),
            ),
        );
        put(
            "email-cvr",
            share(named.map(|(_, conversions)| conversions), Some(delivered)),
        );
    }

    /// By the instant of sending; HubSpot tells of mails that go out lead by lead only the day.
    fn mails(&self) -> Mails {
        let mut mails = Mails::default();
        // Where two were merged who got the same mail, a click is one of the lead's.
        let mut clicked = BTreeSet::new();
        for known in &self.doings().mails {
            let mail = &known.mail;
            let by_day = self.hubspot() && mail.email < FIRST_NEWSLETTER;
            let sent = if by_day {
                midnight(day(mail.sent))
            } else {
                mail.sent
            };
            if !self.holds(sent) {
                continue;
            }
            let by = |at: Option<Timestamp>| {
                at.is_some_and(|at| self.hubspot() || at < self.doings().as_of)
            };
            mails.sent += 1;
            mails.bounced += i64::from(mail.bounced);
            mails.opened += i64::from(by(mail.opened));
            mails.replied += i64::from(by(mail.replied));
            if self.hubspot() {
                mails.clicked += i64::from(by(mail.clicked));
                mails.unsubscribed += i64::from(by(mail.unsubscribed));
            } else if known.told {
                mails.unsubscribed += i64::from(by(mail.unsubscribed));
                if by(mail.clicked) {
                    clicked.insert((known.to, mail.email, mail.sent));
                }
            }
        }
        mails.clicked += clicked.len() as i64;
        mails
    }

    /// Delivered, and answered by the as-of.
    fn surveys(&self) -> (i64, i64) {
        let (email, form) = self.company.books.survey;
        let (mut delivered, mut answered) = (0, 0);
        for known in &self.doings().mails {
            let mail = &known.mail;
            if mail.email != email || mail.bounced || !self.holds(mail.sent) {
                continue;
            }
            delivered += 1;
            answered += i64::from(self.doings().acts.iter().any(|(lead, at, did)| {
                *lead == known.to
                    && *did == Did::Submitted(form)
                    && *at >= mail.sent
                    && *at < self.doings().as_of
            }));
        }
        (delivered, answered)
    }

    /// Mails of the span with a conversion within a week of the last click before it.
    fn conversions(&self) -> i64 {
        let books = self.company.books;
        let acts = &self.doings().acts;
        let mut mails = BTreeSet::new();
        for (lead, at, did) in acts {
            let counts = match did {
                Did::Submitted(form) => books.conversion_forms.contains(form),
                Did::Downloaded(file) => books.conversion_files.contains(file),
                _ => false,
            };
            if !counts || *at >= self.doings().as_of {
                continue;
            }
            let clicks = self.doings().mails.iter().filter(|known| {
                known.to == *lead
                    && known.told
                    && known.mail.clicked.is_some_and(|click| click <= *at)
            });
            let last = clicks.max_by_key(|known| known.mail.clicked);
            if let Some(known) = last
                && known.mail.clicked.is_some_and(|click| *at <= click + WEEK)
                && self.holds(known.mail.sent)
            {
                mails.insert((known.to, known.mail.email, known.mail.sent));
            }
        }
        mails.len() as i64
    }

    fn contact_figures(&self, put: &mut dyn FnMut(&str, Told)) {
        let known = !self.hubspot() || self.is_known_at(self.end);
        let reachable: Vec<&Person> = self.reachable(self.end);
        let contacts = known.then_some(reachable.len() as i64);
        let lately = |since: SignedDuration| {
            let acted = reachable
                .iter()
                .filter(|person| acted(person, self.end - since, self.end));
            acted.count() as i64
        };
        let active = known.then(|| lately(ACTIVE));
        put("contacts", count(contacts));
        put("active-contacts", count(active));
        put("active-rate", share(active, contacts));
        let dormant = known.then(|| reachable.len() as i64 - lately(DORMANT));
        put("dormant-contacts", count(dormant));
        let woken = (!self.hubspot() || self.is_known_at(self.start)).then(|| {
            let asleep = self.reachable(self.start).into_iter();
            let woken = asleep.filter(|person| {
                !acted(person, self.start - DORMANT, self.start)
                    && acted(person, self.start, self.end)
            });
            woken.count() as i64
        });
        put("reactivated", count(woken));
        let members = (!self.hubspot() && self.is_known_at(self.end)).then(|| self.members());
        put(
            "segment-engagement",
            share(
                members.map(|(_, active)| active),
                members.map(|(all, _)| all),
            ),
        );
    }

    /// Not deleted, and not unsubscribed from everything.
    fn reachable(&self, at: Timestamp) -> Vec<&Person> {
        let people = self.doings().people.values();
        people
            .filter(|person| self.is_reachable(person, at))
            .collect()
    }

    fn is_reachable(&self, person: &Person, at: Timestamp) -> bool {
        person.created < at
            && person.gone.is_none_or(|gone| gone >= at)
            // HubSpot tells that a lead wants no mail, and not since when.
            && person
                .opted_out
                .is_none_or(|out| out >= at && !self.hubspot())
    }

    /// Leads in any segment, and those of them that are active.
    fn members(&self) -> (i64, i64) {
        let mut members = BTreeSet::new();
        for (lead, since, left) in &self.doings().members {
            if *since < self.end && left.is_none_or(|left| left >= self.end) {
                members.insert(*lead);
            }
        }
        let reachable = self.reachable_among(&members);
        let active = reachable
            .iter()
            .filter(|person| acted(person, self.end - ACTIVE, self.end));
        (reachable.len() as i64, active.count() as i64)
    }

    fn reachable_among(&self, leads: &BTreeSet<LeadKey>) -> Vec<&Person> {
        let people = self.doings().people.iter();
        people
            .filter(|(lead, person)| leads.contains(lead) && self.is_reachable(person, self.end))
            .map(|(_, person)| person)
            .collect()
    }

    fn score_figures(&self, put: &mut dyn FnMut(&str, Told)) {
        let is_known = |at| self.hubspot() || self.is_known_at(at);
        let at_end = is_known(self.end).then(|| self.scores(self.end));
        let at_start = is_known(self.start).then(|| self.scores(self.start));
        let total = |scores: &Vec<f64>| scores.iter().sum::<f64>();
        put(
            "score-mean",
            at_end
                .as_ref()
                .map(|scores| ratio(total(scores), scores.len() as f64)),
        );
        put(
            "score-median",
            at_end.as_ref().map(|scores| Figure {
                value: naive::quantile(scores, 0.5),
                above: None,
                below: Some(scores.len() as f64),
            }),
        );
        let mean = |scores: &Vec<f64>| total(scores) / scores.len() as f64;
        let delta = at_end
            .zip(at_start)
            .map(|(end, start)| number(Some(mean(&end) - mean(&start))));
        put("score-delta", delta);
    }

    fn scores(&self, at: Timestamp) -> Vec<f64> {
        let people = self.doings().people.values();
        people
            .filter(|person| person.gone.is_none_or(|gone| gone >= at))
            // HubSpot's bin tells no score.
            .filter(|person| {
                person
                    .gone
                    .is_none_or(|gone| gone > self.doings().first_poll)
            })
            .filter_map(|person| {
                let score = person.scores.iter().rfind(|(since, _)| *since < at);
                score.map(|(_, score)| f64::from(*score))
            })
            .collect()
    }

    fn act_figures(&self, put: &mut dyn FnMut(&str, Told)) {
        let acts = |of: fn(&Did) -> bool| {
            let acts = self.doings().acts.iter();
            acts.filter(|(_, at, did)| self.holds(*at) && of(did))
                .count() as i64
        };
        let here = !self.hubspot();
        put(
            "forms",
            count(Some(acts(|did| matches!(did, Did::Submitted(_))))),
        );
        let downloads = here.then(|| acts(|did| matches!(did, Did::Downloaded(_))));
        put("downloads", count(downloads));
        let pages = here.then(|| acts(|did| matches!(did, Did::Viewed(_))));
        put("page-views", count(pages));
        for (method, named) in &self.company.books.methods {
            put(&format!("method-{method}"), count(self.reactions(named)));
        }
        let seen = self.is_known_at(self.end);
        let (defined, active) = if self.hubspot() { (5, 4) } else { (6, 5) };
        put("automations", count(seen.then_some(defined)));
        put("automations-active", count(seen.then_some(active)));
        let runs = || self.doings().runs.iter();
        let fired = runs()
            .flat_map(|run| &run.steps)
            .filter(|at| self.holds(**at));
        put(
            "automations-fired",
            count(here.then(|| fired.count() as i64)),
        );
        let entered = || runs().filter(|run| self.holds(run.entered));
        let completed = entered().filter(|run| {
            run.completed
                .is_some_and(|completed| completed < self.doings().as_of)
        });
        put(
            "scenario-completion",
            share(
                here.then(|| completed.count() as i64),
                here.then(|| entered().count() as i64),
            ),
        );
    }

    fn reactions(&self, named: &MethodActs) -> Option<i64> {
        let hidden =
            !named.downloads.is_empty() || !named.emails.is_empty() || !named.pages.is_empty();
        if self.hubspot() && hidden {
            return None;
        }
        let acts = self.doings().acts.iter().filter(|(_, at, did)| {
            self.holds(*at)
                && match did {
                    Did::Submitted(form) => named.forms.contains(form),
                    Did::Downloaded(file) => named.downloads.contains(file),
                    Did::Clicked(email) => named.emails.contains(email),
                    Did::Viewed(page) => named.pages.contains(page),
                }
        });
        let people = self.doings().people.values();
        let leads = people.filter(|person| {
            self.holds(person.created) && named.channels.contains(&person.now.channel)
        });
        Some((acts.count() + leads.count()) as i64)
    }

    fn deal_figures(&self, put: &mut dyn FnMut(&str, Told)) {
        let won = self.won();
        put("deals-won", count(Some(won.len() as i64)));
        put("revenue", count(Some(won.iter().sum())));
        let contracts = self.contracts();
        let mut paid: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for (customer, monthly, from, until) in &contracts {
            let recurs = |at: Timestamp| *from <= at && at < *until;
            let paid = paid.entry(customer).or_default();
            paid.0 += if recurs(self.start) { *monthly } else { 0 };
            paid.1 += if recurs(self.end) { *monthly } else { 0 };
        }
        let sum = |of: fn(i64, i64) -> i64| {
            count(Some(
                paid.values().map(|(start, end)| of(*start, *end)).sum(),
            ))
        };
        put("mrr", sum(|_, end| end));
        put(
            "new-mrr",
            sum(|start, end| if start == 0 { end } else { 0 }),
        );
        put(
            "churned-mrr",
            sum(|start, end| if end == 0 { start } else { 0 }),
        );
        put(
            "expansion-mrr",
            sum(|start, end| {
                if start > 0 && end > start {
                    end - start
                } else {
                    0
                }
            }),
        );
        put(
            "contraction-mrr",
            sum(|start, end| {
                if end > 0 && start > end {
                    start - end
                } else {
                    0
                }
            }),
        );
        let stories = &self.doings().stories;
        let (accepted, refused) =
            naive::handed_over(stories, self.start, self.end, self.doings().as_of);
        put(
            "acceptance",
            share(Some(accepted), Some(accepted + refused)),
        );
    }

    /// Amounts of the deals won in the span.
    fn won(&self) -> Vec<i64> {
        if self.hubspot() {
            let deals = self
                .company
                .deals
                .iter()
                .filter(|deal| deal.deleted.is_none());
            return deals
                .filter(|deal| matches!(deal.closed, Some((at, true)) if self.holds(at)))
                .map(|deal| deal.amount)
                .collect();
        }
        let deals = self.company.books.deals.iter();
        deals
            .filter(|deal| self.has_day(deal.won))
            .map(|deal| deal.amount)
            .collect()
    }

    /// Customer, yen a month, from when, until when.
    fn contracts(&self) -> Vec<(String, i64, Timestamp, Timestamp)> {
        if self.hubspot() {
            let deals = self
                .company
                .deals
                .iter()
                .filter(|deal| deal.deleted.is_none());
            return deals
                .filter_map(|deal| {
                    let (from, until) = deal.term?;
                    Some((self.customer(deal.lead), deal.monthly, from, until))
                })
                .collect();
        }
        let deals = self.company.books.deals.iter();
        deals
            .map(|deal| {
                let until = midnight(deal.ends.tomorrow().expect("a date"));
                let customer = deal.customer.to_owned();
                (customer, deal.monthly, midnight(deal.starts), until)
            })
            .collect()
    }

    /// The lead's company, else the lead.
    fn customer(&self, lead: LeadKey) -> String {
        let lead = self.doings().survivor(lead);
        let person = self.doings().people.get(&lead);
        let company = person.and_then(|person| person.now.company.clone());
        company.unwrap_or_else(|| format!("{lead:?}"))
    }

    fn cost_figures(&self, put: &mut dyn FnMut(&str, Told), entered: &dyn Fn(&str) -> f64) {
        let cost = self.cost();
        put("cost", cost.map(|cost| number(Some(cost))));
        for stage in STAGES {
            let cpa = cost.map(|cost| ratio(cost, entered(stage)));
            put(&format!("cpa-{stage}"), cpa);
        }
        let revenue: i64 = self.won().iter().sum();
        let roi = cost.map(|cost| ratio(revenue as f64 - cost, cost));
        put("roi", roi);
        let visitors = self.visitors().map(|visitors| visitors as f64);
        put("visitors", visitors.map(|visitors| number(Some(visitors))));
        let rate = visitors.map(|visitors| ratio(entered("lead"), visitors));
        put("visitor-to-lead", rate);
    }

    /// Whether a day, or a part of it, lies in the span.
    fn has_day(&self, day: Date) -> bool {
        midnight(day) < self.end && midnight(day.tomorrow().expect("a date")) > self.start
    }

    /// Each entry is spread evenly over its own days; a campaign over those that it has run. Where none has a day in the
    /// span, nobody knows what it cost.
    fn cost(&self) -> Option<f64> {
        let today = day(self.doings().as_of);
        let books = self.company.books.costs.iter();
        let books = books.map(|cost| (cost.yen, cost.first, cost.last));
        let utc = |at: Timestamp| Offset::UTC.to_datetime(at).date();
        let campaigns = self.company.spend.iter().map(|spend| {
            let first = utc(spend.starts);
            let last = spend.ends.map_or(today, |ends| utc(ends).min(today));
            (spend.yen, first, last)
        });
        let campaigns: Vec<_> = campaigns.filter(|_| self.hubspot()).collect();
        let mut cost = None;
        for (yen, first, last) in books.chain(campaigns) {
            let days: Vec<Date> = first
                .series(jiff::Span::new().days(1))
                .take_while(|day| *day <= last)
                .collect();
            let inside = days.iter().filter(|day| self.has_day(**day)).count();
            if inside > 0 {
                let part = yen as f64 * inside as f64 / days.len() as f64;
                cost = Some(cost.unwrap_or(0.0) + part);
            }
        }
        cost
    }

    /// The entry of exactly these days, else those of each day.
    fn visitors(&self) -> Option<i64> {
        let entries = &self.company.books.traffic;
        let (first, last) = (
            day(self.start),
            day(self.end - SignedDuration::from_millis(1)),
        );
        let whole = entries
            .iter()
            .find(|entry| (entry.first, entry.last) == (first, last));
        if let Some(whole) = whole {
            return Some(whole.visitors);
        }
        let days = first
            .series(jiff::Span::new().days(1))
            .take_while(|day| *day <= last);
        days.map(|day| {
            let own = entries
                .iter()
                .find(|entry| (entry.first, entry.last) == (day, day));
            own.map(|entry| entry.visitors)
        })
        .sum()
    }
}

fn acted(person: &Person, from: Timestamp, to: Timestamp) -> bool {
    person.signs.iter().any(|at| from <= *at && *at < to)
}

fn tokyo() -> Offset {
    Offset::from_hours(9).expect("in range")
}

fn day(at: Timestamp) -> Date {
    tokyo().to_datetime(at).date()
}

fn midnight(day: Date) -> Timestamp {
    let midnight = day.to_datetime(jiff::civil::Time::midnight());
    tokyo().to_timestamp(midnight).expect("in range")
}
