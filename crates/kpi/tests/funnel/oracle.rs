//! The funnel computed a second time, sentence by sentence from `kpi.md` §2–3 and their small print, with
//! nothing but the JSON in common with the product: slow, literal, and right by being obvious.

use kpi::funnel::{Basis, FunnelQuestion, Span};
use serde_json::{Value, json};

use crate::history::{Lead, What, World};

const DAY: i64 = 86_400_000;

/// A stage change or deletion of one lead.
struct Change {
    at: i64,
    from: String,
    to: String,
    /// When the lead came to `from`.
    came: Option<i64>,
}

struct Company {
    stages: Vec<String>,
    /// The changes of each lead, oldest first.
    leads: Vec<Vec<Change>>,
    basis: Basis,
    window: Option<i64>,
    as_of: i64,
}

pub(crate) fn funnel(world: &World, question: &FunnelQuestion) -> Value {
    let stages: Vec<String> = world
        .ladder
        .stages()
        .iter()
        .map(|stage| stage.id.clone())
        .collect();
    let as_of = question.as_of.as_millisecond();
    let company = Company {
        // Nothing at or after the as-of counts: it has not happened.
        leads: world
            .leads
            .iter()
            .map(|lead| changes(lead, &stages, as_of))
            .collect(),
        stages,
        basis: question.basis,
        window: question.window_days.map(|days| i64::from(days) * DAY),
        as_of,
    };
    company.answer(question)
}

/// The value's stage or exit in words; a cleared or unmapped value is outside.
fn meaning(raw: Option<&str>, stages: &[String]) -> String {
    let exits = ["recycled", "rejected", "lost", "churned"];
    match raw {
        Some("alias-of-s1") => "s1".to_owned(),
        Some(raw) if exits.contains(&raw) || stages.iter().any(|stage| stage == raw) => {
            raw.to_owned()
        }
        _ => "outside".to_owned(),
    }
}

fn changes(lead: &Lead, stages: &[String], as_of: i64) -> Vec<Change> {
    let mut acts: Vec<_> = lead.acts.iter().filter(|act| act.at < as_of).collect();
    // Stage changes in the deletion's millisecond come first; else the tool's order.
    acts.sort_by_key(|act| (act.at, !matches!(act.what, What::Set(_))));
    let mut changes = Vec::new();
    let (mut stands, mut came) = ("outside".to_owned(), None);
    let (mut deleted, mut value) = (false, "outside".to_owned());
    for act in acts {
        let to = match &act.what {
            What::Set(raw) => {
                value = meaning(raw.as_deref(), stages);
                if deleted {
                    continue;
                }
                value.clone()
            }
            What::Delete if !deleted => {
                deleted = true;
                "deleted".to_owned()
            }
            What::Restore if deleted => {
                deleted = false;
                stands = "outside".to_owned();
                value.clone()
            }
            What::Delete | What::Restore => continue,
        };
        // Setting the stage it already has is no change.
        if to != stands {
            changes.push(Change {
                at: act.at,
                from: stands,
                to: to.clone(),
                came,
            });
            came = Some(act.at);
            stands = to;
        }
    }
    changes
}

impl Company {
    fn answer(&self, question: &FunnelQuestion) -> Value {
        let (now, before) = (question.period, question.comparison);
        let both = |of: &dyn Fn(Span) -> Value| beside(of(now), before.map(of));
        let named = |names: Value, row: Value| {
            let mut row = row;
            for (name, value) in names.as_object().unwrap() {
                row[name] = value.clone();
            }
            row
        };
        let ranks = 0..self.stages.len();
        let id = |rank: usize| &self.stages[rank];
        json!({
            "period": {"start": now.start, "end": now.end, "open": now.end.as_millisecond() > self.as_of},
            "comparison": before.map(|span| json!({"start": span.start, "end": span.end})),
            "as_of": question.as_of,
            "stages": ranks.clone().map(|s| named(json!({"id": id(s)}), both(&|p| self.stage(s, p)))).collect::<Vec<_>>(),
            "conversions": self.pairs().into_iter().map(|(a, b)| {
                let names = json!({"from": id(a), "to": id(b), "basis": self.basis});
                named(names, both(&|p| self.conversion(a, b, p)))
            }).collect::<Vec<_>>(),
            "velocity": self.pairs().into_iter().map(|(a, b)| {
                named(json!({"from": id(a), "to": id(b)}), both(&|p| self.velocity(a, b, p)))
            }).collect::<Vec<_>>(),
            "time_in_stage": ranks.clone().map(|s| named(json!({"stage": id(s)}), both(&|p| self.time_in_stage(s, p)))).collect::<Vec<_>>(),
            "sales_cycle": both(&|p| self.velocity(0, self.stages.len() - 1, p)),
        })
    }

    /// The neighbours in stage order, then first → last.
    fn pairs(&self) -> Vec<(usize, usize)> {
        let last = self.stages.len() - 1;
        let mut pairs: Vec<_> = (1..=last).map(|b| (b - 1, b)).collect();
        if !pairs.contains(&(0, last)) {
            pairs.push((0, last));
        }
        pairs
    }

    fn rank(&self, place: &str) -> Option<usize> {
        self.stages.iter().position(|stage| stage == place)
    }

    /// Leads whose stage just before instant t is s.
    fn stock(&self, s: usize, t: i64) -> i64 {
        let stands_there = |lead: &&Vec<Change>| {
            let last = lead.iter().rfind(|change| change.at < t);
            last.is_some_and(|change| change.to == self.stages[s])
        };
        count(self.leads.iter().filter(stands_there))
    }

    fn in_period(&self, p: Span) -> impl Iterator<Item = &Change> {
        self.leads
            .iter()
            .flatten()
            .filter(move |change| inside(change.at, p))
    }

    fn out(&self, s: usize, p: Span, goes: &dyn Fn(&str) -> bool) -> i64 {
        count(
            self.in_period(p)
                .filter(|change| change.from == self.stages[s] && goes(&change.to)),
        )
    }

    fn stage(&self, s: usize, p: Span) -> Value {
        let (start, end) = (p.start.as_millisecond(), p.end.as_millisecond());
        let ranked = |to: &str| self.rank(to);
        json!({
            "stock_start": self.stock(s, start),
            "stock_end": self.stock(s, end),
            "delta": self.stock(s, end) - self.stock(s, start),
            "inflow": count(self.in_period(p).filter(|change| change.to == self.stages[s])),
            "outflow": {
                "forward": self.out(s, p, &|to| ranked(to).is_some_and(|rank| rank > s)),
                "back": self.out(s, p, &|to| ranked(to).is_some_and(|rank| rank < s) || to == "recycled" || to == "rejected"),
                "exit": self.out(s, p, &|to| ["lost", "churned", "outside"].contains(&to)),
                "removed": self.out(s, p, &|to| to == "deleted"),
            },
            "entered": count(self.leads.iter().filter_map(|lead| self.reached(s, lead)).filter(|at| inside(*at, p))),
            "returned": self.returned(s, p),
        })
    }

    /// The first instant at which the lead stood in a stage of rank ≥ rank(s).
    fn reached(&self, s: usize, lead: &[Change]) -> Option<i64> {
        let stood = lead
            .iter()
            .find(|change| self.rank(&change.to).is_some_and(|rank| rank >= s));
        stood.map(|change| change.at)
    }

    /// Further arrivals at rank ≥ rank(s) from a lower rank, an exit or outside, by leads that had reached
    /// s before.
    fn returned(&self, s: usize, p: Span) -> i64 {
        let mut returned = 0;
        for lead in &self.leads {
            let mut had_reached = false;
            for change in lead {
                let was = self.rank(&change.from).is_some_and(|rank| rank >= s);
                let is = self.rank(&change.to).is_some_and(|rank| rank >= s);
                if had_reached && is && !was && inside(change.at, p) {
                    returned += 1;
                }
                had_reached |= is;
            }
        }
        returned
    }

    fn conversion(&self, a: usize, b: usize, p: Span) -> Value {
        let cohort: Vec<_> = self
            .leads
            .iter()
            .filter(|lead| self.reached(a, lead).is_some_and(|at| inside(at, p)))
            .collect();
        let denominator = count(cohort.iter());
        let in_time = |lead: &&&Vec<Change>| match (self.reached(a, lead), self.reached(b, lead)) {
            (Some(first), Some(second)) => {
                self.window.is_none_or(|window| second <= first + window)
            }
            _ => false,
        };
        let (numerator, maturing) = match self.basis {
            Basis::Period => {
                let entered = self.leads.iter().filter_map(|lead| self.reached(b, lead));
                (count(entered.filter(|at| inside(*at, p))), false)
            }
            Basis::Cohort => (
                count(cohort.iter().filter(in_time)),
                self.window
                    .is_some_and(|window| self.as_of < p.end.as_millisecond() + window),
            ),
        };
        json!({
            "numerator": numerator,
            "denominator": denominator,
            "rate": (denominator > 0).then(|| numerator as f64 / denominator as f64),
            "maturing": maturing,
        })
    }

    fn velocity(&self, a: usize, b: usize, p: Span) -> Value {
        let lag = |lead: &Vec<Change>| {
            let reached = self.reached(b, lead).filter(|at| inside(*at, p))?;
            Some(reached - self.reached(a, lead)?)
        };
        let lags: Vec<i64> = self.leads.iter().filter_map(lag).collect();
        json!({"median_seconds": quantile(&lags, 0.5), "n": lags.len()})
    }

    /// Over the changes out of s in P; a deletion is no stage change.
    fn time_in_stage(&self, s: usize, p: Span) -> Value {
        let visits: Vec<i64> = self
            .in_period(p)
            .filter(|change| change.from == self.stages[s] && change.to != "deleted")
            .map(|change| change.at - change.came.unwrap())
            .collect();
        json!({
            "median_seconds": quantile(&visits, 0.5),
            "p90_seconds": quantile(&visits, 0.9),
            "n": visits.len(),
        })
    }
}

fn inside(at: i64, p: Span) -> bool {
    p.start.as_millisecond() <= at && at < p.end.as_millisecond()
}

fn count<T>(of: impl Iterator<Item = T>) -> i64 {
    i64::try_from(of.count()).unwrap()
}

fn beside(now: Value, previous: Option<Value>) -> Value {
    let mut row = now;
    row["previous"] = previous.unwrap_or(Value::Null);
    row
}

/// Type 7 in seconds: the value at 1 + (n − 1)p of the sorted ones, counted from 1.
fn quantile(ms: &[i64], p: f64) -> Option<f64> {
    let mut sorted: Vec<f64> = ms.iter().map(|ms| *ms as f64 / 1000.0).collect();
    sorted.sort_by(f64::total_cmp);
    let h = (sorted.len() as f64 - 1.0) * p;
    let low = *sorted.get(h.floor() as usize)?;
    let high = *sorted.get(h.ceil() as usize)?;
    Some(low + (h - h.floor()) * (high - low))
}

/// Where two answers differ, if they do; numbers may differ by what floating point cannot hold.
pub(crate) fn difference(path: &str, measured: &Value, expected: &Value) -> Option<String> {
    match (measured, expected) {
        (Value::Object(left), Value::Object(right)) => {
            let missing = right.keys().find(|key| !left.contains_key(*key));
            if left.len() != right.len() || missing.is_some() {
                return Some(format!(
                    "{path}: keys {:?}, not {:?}",
                    left.keys(),
                    right.keys()
                ));
            }
            left.iter()
                .find_map(|(key, value)| difference(&format!("{path}.{key}"), value, &right[key]))
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => left
            .iter()
            .zip(right)
            .enumerate()
            .find_map(|(index, (l, r))| difference(&format!("{path}[{index}]"), l, r)),
        (Value::Number(left), Value::Number(right)) => {
            let (left, right) = (left.as_f64()?, right.as_f64()?);
            let near = (left - right).abs() <= 1e-9 * right.abs().max(1.0);
            (!near).then(|| format!("{path}: {left}, not {right}"))
        }
        _ => (measured != expected).then(|| format!("{path}: {measured}, not {expected}")),
    }
}
