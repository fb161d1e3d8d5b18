//! The funnel counted a second time from the stories of leads, sentence by sentence from `kpi.md` §2–3: slow,
//! and right by being obvious.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{
    known::{Story, What},
    periods::{Stretch, cut},
};

const STAGES: [&str; 5] = ["lead", "mql", "sql", "opportunity", "customer"];
/// Neighbours in order, then first to last.
const PAIRS: [(usize, usize); 5] = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)];
const WINDOW: SignedDuration = SignedDuration::from_hours(90 * 24);

pub(crate) struct Question<'a> {
    pub(crate) word: &'a str,
    pub(crate) compare: &'a str,
    pub(crate) basis: &'a str,
}

impl Question<'_> {
    pub(crate) fn line(&self) -> String {
        format!(
            "/kpi funnel period:{} compare:{} basis:{}",
            self.word, self.compare, self.basis
        )
    }
}

/// A lead goes from one place to another.
struct Step {
    at: Timestamp,
    from: String,
    to: String,
    /// When it came to `from`.
    since: Timestamp,
}

struct Funnel<'a> {
    leads: Vec<Vec<Step>>,
    as_of: Timestamp,
    basis: &'a str,
}

pub(crate) fn answer(
    leads: &[Story],
    question: &Question<'_>,
    now: Timestamp,
    as_of: Timestamp,
) -> Value {
    let funnel = Funnel {
        leads: leads.iter().map(|story| steps(story, as_of)).collect(),
        as_of,
        basis: question.basis,
    };
    let cut = cut(question.word, now);
    let (period, other) = (cut.whole(), cut.compared(question.compare, as_of));
    let rows = |count: usize, row: &dyn Fn(usize, Stretch) -> (Value, Value)| -> Vec<Value> {
        (0..count)
            .map(|index| {
                let (mut names, numbers) = row(index, period);
                join(&mut names, numbers);
                names["previous"] = other.map_or(Value::Null, |other| row(index, other).1);
                names
            })
            .collect()
    };
    let stage = |s: usize, p| (json!({"id": STAGES[s]}), funnel.stage(s, p));
    let conversion = |pair: usize, p| {
        let (a, b) = PAIRS[pair];
        let names = json!({"from": STAGES[a], "to": STAGES[b], "basis": question.basis});
        (names, funnel.conversion(a, b, p))
    };
    let velocity = |pair: usize, p| {
        let (a, b) = PAIRS[pair];
        (
            json!({"from": STAGES[a], "to": STAGES[b]}),
            funnel.velocity(a, b, p),
        )
    };
    let time = |s: usize, p| (json!({"stage": STAGES[s]}), funnel.time_in_stage(s, p));
    let cycle = |_, p| (json!({}), funnel.velocity(0, 4, p));
    json!({
        "period": {
            "start": period.start.to_string(),
            "end": period.end.to_string(),
            "open": period.end > as_of,
        },
        "comparison": other.map(|other| json!({
            "start": other.start.to_string(),
            "end": other.end.to_string(),
        })),
        "as_of": as_of.to_string(),
        "stages": rows(5, &stage),
        "conversions": rows(5, &conversion),
        "velocity": rows(5, &velocity),
        "time_in_stage": rows(5, &time),
        "sales_cycle": rows(1, &cycle).remove(0),
    })
}

/// Of the leads that became MQL in a span: those that became SQL, and those of the others that were rejected.
pub(crate) fn handed_over(
    leads: &[Story],
    start: Timestamp,
    end: Timestamp,
    as_of: Timestamp,
) -> (i64, i64) {
    let (mut accepted, mut refused) = (0, 0);
    for lead in leads.iter().map(|story| steps(story, as_of)) {
        let Some(handed) = reached(&lead, 1).filter(|at| holds(Stretch { start, end }, *at)) else {
            continue;
        };
        if reached(&lead, 2).is_some() {
            accepted += 1;
        } else if lead
            .iter()
            .any(|step| step.at >= handed && step.to == "rejected")
        {
            refused += 1;
        }
    }
    (accepted, refused)
}

fn join(names: &mut Value, numbers: Value) {
    let (Value::Object(names), Value::Object(numbers)) = (names, numbers) else {
        panic!("two objects");
    };
    names.extend(numbers);
}

/// Setting the stage it already has is no change; nothing at or after the as-of counts.
fn steps(story: &Story, as_of: Timestamp) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut value = "outside".to_owned();
    let mut deleted = false;
    for (at, what) in story.iter().filter(|(at, _)| *at < as_of) {
        match what {
            What::Stands(word) => value.clone_from(word),
            What::Deleted => deleted = true,
            What::Restored => deleted = false,
        }
        let to = if deleted { "deleted" } else { &value };
        let (from, since) = match steps.last() {
            // It comes back as a change from outside.
            Some(last) if *what == What::Restored => ("outside".to_owned(), last.at),
            Some(last) => (last.to.clone(), last.at),
            None => ("outside".to_owned(), *at),
        };
        if from != to {
            steps.push(Step {
                at: *at,
                from,
                to: to.to_owned(),
                since,
            });
        }
    }
    steps
}

fn rank(place: &str) -> Option<usize> {
    STAGES.iter().position(|stage| *stage == place)
}

fn is_at_least(place: &str, s: usize) -> bool {
    rank(place).is_some_and(|rank| rank >= s)
}

fn holds(p: Stretch, at: Timestamp) -> bool {
    p.start <= at && at < p.end
}

impl Funnel<'_> {
    fn stock(&self, s: usize, before: Timestamp) -> i64 {
        let stands = |lead: &&Vec<Step>| {
            let last = lead.iter().rfind(|step| step.at < before);
            last.is_some_and(|step| step.to == STAGES[s])
        };
        self.leads.iter().filter(stands).count() as i64
    }

    fn steps_in(&self, p: Stretch) -> impl Iterator<Item = &Step> {
        let all = self.leads.iter().flatten();
        all.filter(move |step| holds(p, step.at))
    }

    fn stage(&self, s: usize, p: Stretch) -> Value {
        let inflow = self.steps_in(p).filter(|step| step.to == STAGES[s]).count() as i64;
        let out = |goes: &dyn Fn(&str) -> bool| {
            let leaving = self.steps_in(p).filter(|step| step.from == STAGES[s]);
            leaving.filter(|step| goes(&step.to)).count() as i64
        };
        let forward = out(&|to| rank(to).is_some_and(|rank| rank > s));
        let back = out(&|to| {
            rank(to).is_some_and(|rank| rank < s) || ["recycled", "rejected"].contains(&to)
        });
        let exit = out(&|to| ["lost", "churned", "outside"].contains(&to));
        let removed = out(&|to| to == "deleted");
        let (start, end) = (self.stock(s, p.start), self.stock(s, p.end));
        assert_eq!(
            end,
            start + inflow - forward - back - exit - removed,
            "identity"
        );
        json!({
            "stock_start": start,
            "stock_end": end,
            "delta": end - start,
            "inflow": inflow,
            "outflow": {"forward": forward, "back": back, "exit": exit, "removed": removed},
            "entered": self.leads.iter().filter(|lead| self.reached_in(lead, s, p)).count(),
            "returned": self.leads.iter().map(|lead| returned(lead, s, p)).sum::<usize>(),
        })
    }

    fn reached_in(&self, lead: &[Step], s: usize, p: Stretch) -> bool {
        reached(lead, s).is_some_and(|at| holds(p, at))
    }

    fn conversion(&self, a: usize, b: usize, p: Stretch) -> Value {
        let in_a = self.leads.iter().filter(|lead| self.reached_in(lead, a, p));
        let denominator = in_a.clone().count();
        let (numerator, maturing) = if self.basis == "period" {
            let in_b = self.leads.iter().filter(|lead| self.reached_in(lead, b, p));
            (in_b.count(), false)
        } else {
            let in_time = |lead: &&Vec<Step>| {
                let first = reached(lead, a).expect("it is in the cohort");
                reached(lead, b).is_some_and(|second| second <= first + WINDOW)
            };
            (in_a.filter(in_time).count(), self.as_of < p.end + WINDOW)
        };
        let rate = (denominator > 0).then(|| numerator as f64 / denominator as f64);
        json!({
            "numerator": numerator,
            "denominator": denominator,
            "rate": rate,
            "maturing": maturing,
        })
    }

    fn velocity(&self, a: usize, b: usize, p: Stretch) -> Value {
        let reaching = self.leads.iter().filter(|lead| self.reached_in(lead, b, p));
        let lags = reaching.map(|lead| {
            let (first, second) = (reached(lead, a), reached(lead, b));
            seconds(first.expect("a is below b"), second.expect("in the period"))
        });
        let lags: Vec<f64> = lags.collect();
        json!({"median_seconds": quantile(&lags, 0.5), "n": lags.len()})
    }

    fn time_in_stage(&self, s: usize, p: Stretch) -> Value {
        let leaving = self
            .steps_in(p)
            .filter(|step| step.from == STAGES[s] && step.to != "deleted");
        let visits: Vec<f64> = leaving.map(|step| seconds(step.since, step.at)).collect();
        json!({
            "median_seconds": quantile(&visits, 0.5),
            "p90_seconds": quantile(&visits, 0.9),
            "n": visits.len(),
        })
    }
}

fn reached(lead: &[Step], s: usize) -> Option<Timestamp> {
    let step = lead.iter().find(|step| is_at_least(&step.to, s));
    step.map(|step| step.at)
}

/// Further arrivals at the stage or above from below, by a lead that had reached it before.
fn returned(lead: &[Step], s: usize, p: Stretch) -> usize {
    let arrivals = lead
        .iter()
        .filter(|step| is_at_least(&step.to, s) && !is_at_least(&step.from, s));
    arrivals.skip(1).filter(|step| holds(p, step.at)).count()
}

fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    (to.as_millisecond() - from.as_millisecond()) as f64 / 1000.0
}

/// Type 7 of Hyndman and Fan.
pub(crate) fn quantile(of: &[f64], p: f64) -> Option<f64> {
    let mut sorted = of.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = p * (sorted.len() as f64 - 1.0);
    let low = sorted.get(place.floor() as usize)?;
    let high = sorted.get(place.ceil() as usize)?;
    Some(low + (high - low) * place.fract())
}

/// The first place where two answers differ. Instants may be written in two ways, and floating point holds
/// some fifteen digits.
pub(crate) fn difference(path: &str, told: &Value, truth: &Value) -> Option<String> {
    let differs = || Some(format!("{path}: told {told}, true {truth}"));
    match (told, truth) {
        (Value::Object(left), Value::Object(right)) => {
            if left.len() != right.len() || right.keys().any(|key| !left.contains_key(key)) {
                return differs();
            }
            right
                .iter()
                .find_map(|(key, right)| difference(&format!("{path}/{key}"), &left[key], right))
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let mut pairs = left.iter().zip(right).enumerate();
            pairs.find_map(|(index, (left, right))| {
                difference(&format!("{path}/{index}"), left, right)
            })
        }
        (Value::Number(left), Value::Number(right)) => {
            let (left, right) = (left.as_f64()?, right.as_f64()?);
            let near = (left - right).abs() <= 1e-9 * right.abs().max(1.0);
            if near { None } else { differs() }
        }
        (Value::String(left), Value::String(right)) => {
            let instants = (left.parse::<Timestamp>(), right.parse::<Timestamp>());
            let same = match instants {
                (Ok(left), Ok(right)) => left == right,
                _ => left == right,
            };
            if same { None } else { differs() }
        }
        _ => {
            if told == truth {
                None
            } else {
                differs()
            }
        }
    }
}
