//! What stands beside a number, worked out a second time: the change, what the evidence says of it, the currency, how
//! long it can still change, and why there is none.
//!
//! Lives here: sentences of `kpi.md` §3–7 about claims. Must not live here: counting.

use jiff::{SignedDuration, Timestamp};
use kpi::model::Tool;
use serde_json::{Value, json};

use super::naive_kpis::Figure;

/// The numbers of a KPI, and when they were taken.
pub(crate) struct Beside<'a> {
    pub(crate) tool: Tool,
    pub(crate) id: &'a str,
    pub(crate) now: Option<Figure>,
    pub(crate) before: Option<Figure>,
    /// The whole period, also while it is open.
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    pub(crate) as_of: Timestamp,
}

const DAY: i64 = 24;
/// How long a lead has to go on, and how long after a click a conversion belongs to its mail.
const WINDOW: SignedDuration = SignedDuration::from_hours(90 * DAY);
const ATTRIBUTION: SignedDuration = SignedDuration::from_hours(7 * DAY);

/// Numbers at an instant, middles, differences, and what comes in clusters: nothing says whether their change is one.
const NEVER_JUDGED: [&str; 19] = [
    "delta-",
    "emails-sent",
    "forms",
    "downloads",
    "page-views",
    "method-",
    "automations-fired",
    "visitors",
    "stock-",
    "velocity-",
    "time-in-",
    "sales-cycle",
    "contacts",
    "active-contacts",
    "dormant-contacts",
    "automations",
    "score-",
    "cpa-",
    "roi",
];

/// What HubSpot has and the bot does not read yet, beside methods by mails and pages.
const HUBSPOT_UNREAD: [&str; 4] = [
    "email-cvr",
    "page-views",
    "segment-engagement",
    "survey-answer-rate",
];

impl Beside<'_> {
    /// Fields of the answer with what they have to be.
    pub(crate) fn expected(&self) -> Vec<(&'static str, Value)> {
        let ripe_at = self.ripe_at().filter(|_| self.now.is_some());
        let currency = |figure: Option<Figure>| {
            let has_amount = figure.is_some_and(|figure| figure.value.or(figure.above).is_some());
            (self.is_money() && has_amount).then_some("JPY")
        };
        vec![
            ("kpi", json!(self.id)),
            ("reason", json!(self.why_not())),
            ("maturing", json!(ripe_at.is_some_and(|at| self.as_of < at))),
            ("ripe_at", json!(ripe_at)),
            ("evidence", json!(self.evidence())),
            ("as_of", json!(self.as_of)),
            (
                "period",
                json!({"start": self.start, "end": self.end, "open": self.as_of < self.end}),
            ),
            ("currency", json!(currency(self.now))),
            ("previous_currency", json!(currency(self.before))),
        ]
    }

    /// Whether a word of change may be held back: periods of other lengths, and leads above the line who are not those
    /// below, ask for more than the plain test.
    pub(crate) fn may_be_held_back(&self) -> bool {
        let families = ["conversion-", "entered-", "returned-"];
        families.iter().any(|family| self.id.starts_with(family))
            || ["deals-won", "reactivated", "visitor-to-lead"].contains(&self.id)
    }

    /// The difference of the two values, where there are both.
    pub(crate) fn change(&self) -> Option<f64> {
        Some(self.now?.value? - self.before?.value?)
    }

    fn is_money(&self) -> bool {
        let id = self.id;
        ["cost", "revenue", "mrr"].contains(&id) || id.ends_with("-mrr") || id.starts_with("cpa-")
    }

    fn ripe_at(&self) -> Option<Timestamp> {
        match self.id {
            id if id.starts_with("cohort-") => Some(self.end + WINDOW),
            "scenario-completion" => Some(self.end + WINDOW),
            "email-cvr" => Some(self.end + ATTRIBUTION),
            _ => None,
        }
    }

    fn evidence(&self) -> Option<&'static str> {
        let is_one = |kind: &str| match kind.strip_suffix('-') {
            Some(_) => self.id.starts_with(kind),
            None => self.id == kind,
        };
        let never = NEVER_JUDGED.iter().any(|kind| is_one(kind)) || self.is_money();
        // What waits for its end is judged beside nothing, and nothing beside it: both have to be over.
        let waits = self.ripe_at().is_some_and(|at| self.as_of < at);
        let is_open_before = self.ripe_at().is_some_and(|_| !self.is_before_ripe());
        if never || self.id == "automations-active" || waits || is_open_before {
            return None;
        }
        let (now, before) = (self.now?, self.before?);
        match (parts(now), parts(before)) {
            (Some(now), Some(before)) => proportions(now, before),
            _ => counts(now.value?, before.value?),
        }
    }

    /// Whether the comparison, which ended when the period began or earlier, can change no more.
    fn is_before_ripe(&self) -> bool {
        let length = self.ripe_at().map(|at| at.duration_since(self.end));
        length.is_none_or(|length| self.start + length <= self.as_of)
    }

    /// The sentence that says why there is no number.
    fn why_not(&self) -> Option<String> {
        if self.now.is_some() {
            return None;
        }
        const SINCE: &str = "10/25 以前は記録がありません（初回取得より前）";
        let why = match (self.tool, self.id) {
            (_, "visitors" | "visitor-to-lead") => "訪問者数がこの期間の全日分そろっていません",
            (Tool::Hubspot, "downloads" | "method-white-paper" | "method-on-site-seminar") => {
                "HubSpot：このツールには記録がありません"
            }
            (Tool::Hubspot, "automations-fired" | "scenario-completion") => {
                "HubSpot：このツールからはAPIで取得できません"
            }
            (Tool::Hubspot, id) if HUBSPOT_UNREAD.contains(&id) || id.starts_with("method-") => {
                "HubSpot：ツールにはありますが、funnelbot はまだ読み込みません"
            }
            _ => SINCE,
        };
        Some(why.to_owned())
    }
}

/// Counts above and below the line.
fn parts(figure: Figure) -> Option<(f64, f64)> {
    figure.above.zip(figure.below)
}

/// Two shares of wholes: pooled variance, two-sided, 5%, a quarter of a lead of each whole as the step between
/// numbers. Of more above the line than below there are none.
fn proportions((k1, n1): (f64, f64), (k2, n2): (f64, f64)) -> Option<&'static str> {
    let is_share = |k: f64, n: f64| 0.0 <= k && k <= n && n > 0.0;
    if !is_share(k1, n1) || !is_share(k2, n2) {
        return None;
    }
    let together = (k1 + k2) / (n1 + n2);
    let sizes = 1.0 / n1 + 1.0 / n2;
    let deviation = (together * (1.0 - together) * sizes).sqrt();
    let apart = k1 / n1 - k2 / n2;
    let is_clear =
        deviation > 0.0 && (apart.abs() - sizes / 4.0) / deviation > 1.959_963_984_540_054;
    Some(direction(is_clear, apart))
}

/// Two counts of happenings: more than twice the spread of their difference.
fn counts(now: f64, before: f64) -> Option<&'static str> {
    if now < 0.0 || before < 0.0 {
        return None;
    }
    let apart = now - before;
    Some(direction(apart.abs() > 2.0 * (now + before).sqrt(), apart))
}

fn direction(is_clear: bool, apart: f64) -> &'static str {
    match is_clear {
        false => "unclear",
        true if apart > 0.0 => "up",
        true => "down",
    }
}
