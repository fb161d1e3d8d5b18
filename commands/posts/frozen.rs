//! What is kept of a post's numbers, and how it is read again, also from posts that earlier programs have kept.
//!
//! Lives here: the shape of the facts beside a post. Must not live here: what is different now (`restated`).

use jiff::Timestamp;
use kpi::funnel::{Basis, Funnel, OutflowNumbers, Span, StageNumbers, StageRow};
use report::posts::{Number, Restated, Said};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One number of a funnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    /// The stage's id; of a conversion the stage that it leads to.
    pub(super) stage: String,
    pub(super) number: Number,
    pub(super) said: Said,
}

/// What a post said, as it was kept.
#[derive(Debug)]
pub(super) struct Frozen {
    pub(super) span: Span,
    /// The version of the agreement; `None` where the post did not keep it.
    pub(super) definition: Option<u32>,
    facts: Facts,
}

/// Whatever an earlier program did not keep is absent and claims nothing.
#[derive(Debug, Deserialize)]
struct Facts {
    period: FrozenPeriod,
    stages: Vec<FrozenStage>,
    #[serde(default)]
    conversions: Vec<FrozenConversion>,
    #[serde(default)]
    restated: Vec<FrozenRestated>,
    #[serde(default)]
    definition: Option<u32>,
}

#[derive(Debug, Deserialize)]
struct FrozenPeriod {
    start: Timestamp,
    end: Timestamp,
}

#[derive(Debug, Deserialize)]
struct FrozenStage {
    id: String,
    entered: i64,
    returned: Option<i64>,
    stock_end: Option<i64>,
    delta: Option<i64>,
    outflow: Option<FrozenOutflow>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct FrozenOutflow {
    back: i64,
    exit: i64,
    removed: i64,
}

#[derive(Debug, Deserialize)]
struct FrozenConversion {
    from: String,
    to: String,
    basis: String,
    numerator: i64,
    denominator: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct FrozenRestated {
    stage: String,
    start: Timestamp,
    end: Timestamp,
    /// Once only arrivals were restated, and this was not said.
    #[serde(default)]
    number: Number,
    was: Said,
    is: Said,
}

/// The numbers a post claims, as JSON: the funnel, what it restates, and the version of the agreement. A post about a
/// period that no data reaches claims nothing of it.
pub(super) fn freeze(
    funnel: &Funnel,
    restated: &[Restated],
    definition: Option<u32>,
) -> Result<Value, serde_json::Error> {
    let mut facts = serde_json::to_value(funnel)?;
    if funnel.as_of <= funnel.period.start {
        facts["stages"] = Value::Array(Vec::new());
        facts["conversions"] = Value::Array(Vec::new());
    }
    let restated: Vec<FrozenRestated> = restated
        .iter()
        .map(|row| FrozenRestated {
            stage: row.stage.clone(),
            start: row.span.start,
            end: row.span.end,
            number: row.number.clone(),
            was: row.was,
            is: row.is,
        })
        .collect();
    facts["restated"] = serde_json::to_value(restated)?;
    facts["definition"] = serde_json::to_value(definition)?;
    Ok(facts)
}

impl Frozen {
    /// `None` where the facts have another shape.
    pub(super) fn read(facts: &Value) -> Option<Self> {
        let facts = Facts::deserialize(facts).ok()?;
        Some(Self {
            span: Span {
                start: facts.period.start,
                end: facts.period.end,
            },
            definition: facts.definition,
            facts,
        })
    }

    /// What this post's own period has for that number; `None` where it did not keep it.
    pub(super) fn claims_of(&self, claim: &Claim) -> Option<Said> {
        let mut stages = self.facts.stages.iter();
        let stage = stages.find(|row| row.id == claim.stage)?;
        let outflow = stage.outflow;
        let count = match &claim.number {
            Number::Entered => Some(stage.entered),
            Number::Returned => stage.returned,
            Number::Stock => stage.stock_end,
            Number::Delta => stage.delta,
            Number::Back => outflow.map(|outflow| outflow.back),
            Number::Exit => outflow.map(|outflow| outflow.exit),
            Number::Removed => outflow.map(|outflow| outflow.removed),
            Number::Conversion(from) => return self.conversion(from, &claim.stage),
        };
        count.map(Said::Count)
    }

    fn conversion(&self, from: &str, to: &str) -> Option<Said> {
        let mut rows = self.facts.conversions.iter();
        let row = rows.find(|row| row.from == from && row.to == to && row.basis == "period")?;
        Some(Said::Rate(row.numerator, row.denominator))
    }

    /// What this post has restated that number of a period to.
    pub(super) fn restates(&self, span: Span, claim: &Claim) -> Option<Said> {
        let mut rows = self.facts.restated.iter();
        let same = |row: &&FrozenRestated| {
            (row.start, row.end) == (span.start, span.end)
                && row.stage == claim.stage
                && row.number == claim.number
        };
        rows.find(same).map(|row| row.is)
    }
}

/// Every number of a funnel that posts show, stage by stage.
pub(super) fn claims(funnel: &Funnel) -> Vec<Claim> {
    let rows = funnel.stages.iter();
    rows.flat_map(|row| {
        let conversions = conversions_into(funnel, &row.id);
        counts(row).into_iter().chain(conversions)
    })
    .collect()
}

fn counts(row: &StageRow) -> Vec<Claim> {
    let StageNumbers {
        stock_end,
        delta,
        outflow,
        entered,
        returned,
        ..
    } = row.now;
    let OutflowNumbers {
        back,
        exit,
        removed,
        ..
    } = outflow;
    let counts = [
        (Number::Entered, entered),
        (Number::Returned, returned),
        (Number::Stock, stock_end),
        (Number::Delta, delta),
        (Number::Back, back),
        (Number::Exit, exit),
        (Number::Removed, removed),
    ];
    let claim = |(number, count)| Claim {
        stage: row.id.clone(),
        number,
        said: Said::Count(count),
    };
    counts.into_iter().map(claim).collect()
}

fn conversions_into(funnel: &Funnel, stage: &str) -> Vec<Claim> {
    let rows = funnel.conversions.iter();
    rows.filter(|row| row.to == stage && row.basis == Basis::Period)
        .map(|row| Claim {
            stage: row.to.clone(),
            number: Number::Conversion(row.from.clone()),
            said: Said::Rate(row.now.numerator, row.now.denominator),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_post_of_an_earlier_program_claims_what_it_kept() {
        let facts = json!({
            "period": {"start": "2026-10-11T15:00:00Z", "end": "2026-10-18T15:00:00Z", "open": false},
            "stages": [{"id": "mql", "entered": 41}],
            "restated": [
                {"stage": "mql", "start": "2026-10-04T15:00:00Z", "end": "2026-10-11T15:00:00Z", "was": 5, "is": 6}
            ],
        });
        let post = Frozen::read(&facts).expect("readable");
        let claim = |number| Claim {
            stage: "mql".to_owned(),
            number,
            said: Said::Count(43),
        };
        assert_eq!(
            post.claims_of(&claim(Number::Entered)),
            Some(Said::Count(41))
        );
        assert_eq!(post.claims_of(&claim(Number::Stock)), None);
        let conversion = claim(Number::Conversion("lead".to_owned()));
        assert_eq!(post.claims_of(&conversion), None);
        let before = Span {
            start: "2026-10-04T15:00:00Z".parse().expect("an instant"),
            end: "2026-10-11T15:00:00Z".parse().expect("an instant"),
        };
        let restated = post.restates(before, &claim(Number::Entered));
        assert_eq!(restated, Some(Said::Count(6)));
        assert_eq!(post.restates(before, &claim(Number::Delta)), None);
    }
}
