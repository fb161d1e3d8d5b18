//! `/kpi history`: what posts claimed of a number, and what it is now.
//!
//! Lives here: which claims are compared. Must not live here: how a number is measured.

use jiff::Timestamp;
use kpi::{
    catalogue::{Kpi, quantity::Quantity},
    funnel::{Basis, FunnelQuestion, Span},
    period::Period,
};
use report::history::{Claim, History};
use serde_json::{Value, json};
use store::PostRecord;

use crate::{
    asked::Asked,
    funnel::nothing_yet,
    kpi::find,
    office::Office,
    posts::PostKind,
    reply::{Error, Reply, UserError},
};

/// How many posts of each kind are looked through.
const POSTS: u32 = 60;
/// The most claims of an answer.
const MOST: usize = 10;

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let kpi = find(&agreement, asked.values.text("kpi").unwrap_or_default())?;
    let claimed = Claimed::of(kpi)?;
    let period = match asked.values.period("period") {
        Some(words) => Some(office.period(words)?),
        None => None,
    };
    let as_of = office.as_of().await?.ok_or_else(nothing_yet)?;
    let mut claims = Vec::new();
    for kind in PostKind::ALL {
        let posts = office
            .store()
            .posts(office.workspace(), kind.as_str(), POSTS)
            .await?;
        for post in posts {
            claims.extend(claimed.read(&agreement.definition.ladder, kind, &post));
        }
    }
    claims.retain(|claim| period.is_none_or(|period| lies_in(claim.span, &period)));
    claims.sort_by_key(|claim| std::cmp::Reverse((claim.span.end, claim.posted_at)));
    let more = claims.len().saturating_sub(MOST);
    claims.truncate(MOST);
    for claim in &mut claims {
        claim.now = now(office, &claimed, claim.span, as_of).await?;
    }
    let history = History {
        definition: &agreement.definition,
        kpi,
        as_of,
        claims: &claims,
        more,
    };
    Ok(Reply {
        json: Some(told(kpi, as_of, &claims)),
        ..Reply::ephemeral(report::history::answer(asked.locale, &history))
    })
}

fn lies_in(span: Span, period: &Period) -> bool {
    period.span.start <= span.start && span.end <= period.span.end
}

/// The number of a stage that posts keep.
struct Claimed {
    rank: kpi::stage::Rank,
    /// Its name in what posts keep.
    field: &'static str,
}

impl Claimed {
    fn of(kpi: &Kpi) -> Result<Self, UserError> {
        let (rank, field) = match kpi.formula.quantities().as_slice() {
            [Quantity::Entered(rank)] => (*rank, "entered"),
            [Quantity::Returned(rank)] => (*rank, "returned"),
            [Quantity::Stock(rank)] => (*rank, "stock_end"),
            [Quantity::Delta(rank)] => (*rank, "delta"),
            _ => {
                return Err(UserError::new("error-kpi-unclaimed")
                    .with("kpi", &kpi.id)
                    .accepting(["entered-…", "returned-…", "stock-…", "delta-…"]));
            }
        };
        Ok(Self { rank, field })
    }

    /// What a post that was sent claims; `None` where it was not, or kept its numbers in another form.
    fn read(
        &self,
        ladder: &kpi::stage::Ladder,
        kind: PostKind,
        post: &PostRecord,
    ) -> Option<Claim> {
        let instant = |field: &str| -> Option<Timestamp> {
            post.facts["period"][field].as_str()?.parse().ok()
        };
        Some(Claim {
            post: kind.name(),
            posted_at: post.sent_at?,
            span: Span {
                start: instant("start")?,
                end: instant("end")?,
            },
            was: self.number(ladder, &post.facts)?,
            now: None,
        })
    }

    fn number(&self, ladder: &kpi::stage::Ladder, facts: &Value) -> Option<i64> {
        let id = &ladder.stage(self.rank)?.id;
        let mut stages = facts["stages"].as_array()?.iter();
        stages.find(|row| row["id"] == **id)?[self.field].as_i64()
    }
}

/// The same number as it is counted now.
async fn now(
    office: &Office,
    claimed: &Claimed,
    span: Span,
    as_of: Timestamp,
) -> Result<Option<i64>, Error> {
    let agreement = office.agreement();
    let question = FunnelQuestion {
        period: span,
        comparison: None,
        as_of,
        basis: Basis::Period,
        window_days: agreement.definition.window_days,
    };
    let funnel = office.funnel(&question).await?;
    let facts = serde_json::to_value(&*funnel)?;
    Ok(claimed.number(&agreement.definition.ladder, &facts))
}

fn told(kpi: &Kpi, as_of: Timestamp, claims: &[Claim]) -> Value {
    let claims = claims.iter().map(|claim| {
        json!({
            "period": {"start": claim.span.start, "end": claim.span.end},
            "posted_at": claim.posted_at,
            "claimed": claim.was,
            "now": claim.now,
            "difference": claim.now.map(|now| now - claim.was),
        })
    });
    json!({"kpi": kpi.id, "as_of": as_of, "claims": claims.collect::<Vec<_>>()})
}
