//! Numbers that were posted and are different now (`kpi.md` §7), and how a post's numbers are frozen.
//!
//! Each difference is named once: what a later post has restated is what counts as said from then on.

use std::sync::Arc;

use jiff::Timestamp;
use kpi::{
    definition::Definition,
    funnel::{Basis, Funnel, FunnelQuestion, Span},
};
use report::posts::{Restated, restated_here};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{NewEdit, PostId, StoreError};

use super::{Order, redefined::Versions};
use crate::office::Office;

/// How many earlier posts are held against the present numbers.
const LOOK_BACK: u32 = 4;

/// What is kept of a post's numbers, beside the whole funnel.
#[derive(Debug, Deserialize)]
struct Frozen {
    period: FrozenPeriod,
    stages: Vec<FrozenStage>,
    #[serde(default)]
    restated: Vec<FrozenRestated>,
    /// The version of the agreement; `None` where the post did not keep it.
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
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct FrozenRestated {
    stage: String,
    start: Timestamp,
    end: Timestamp,
    was: i64,
    is: i64,
}

/// The numbers a post claims, as JSON: the funnel, what it restates, and the version of the agreement.
pub(super) fn freeze(
    funnel: &Funnel,
    restated: &[Restated],
    definition: Option<u32>,
) -> Result<Value, serde_json::Error> {
    let mut facts = serde_json::to_value(funnel)?;
    let restated: Vec<FrozenRestated> = restated
        .iter()
        .map(|row| FrozenRestated {
            stage: row.stage.clone(),
            start: row.span.start,
            end: row.span.end,
            was: row.was,
            is: row.is,
        })
        .collect();
    facts["restated"] = serde_json::to_value(restated)?;
    facts["definition"] = serde_json::to_value(definition)?;
    Ok(facts)
}

/// What is different now of an earlier post.
pub(super) struct Difference {
    /// The post.
    pub(super) post: PostId,
    /// The number.
    pub(super) restated: Restated,
}

/// The edits by which the earlier posts themselves say what is different.
pub(super) fn edits(
    order: &Order<'_>,
    definition: &Definition,
    differences: &[Difference],
    as_of: Timestamp,
) -> Vec<NewEdit> {
    let mut edits: Vec<NewEdit> = Vec::new();
    for difference in differences {
        let line = restated_here(order.locale, definition, &difference.restated, as_of);
        match edits.iter_mut().find(|edit| edit.post == difference.post) {
            Some(edit) => edit.lines.push(line),
            None => edits.push(NewEdit {
                post: difference.post,
                lines: vec![line],
            }),
        }
    }
    edits
}

/// Entered counts of earlier posts of this kind that are different now. Each is counted again as it was counted
/// then: what another agreement makes of it is no correction.
pub(super) async fn since_posted(
    office: &Office,
    order: &Order<'_>,
    versions: &Versions,
    as_of: Timestamp,
) -> Result<Vec<Difference>, StoreError> {
    let posts = office
        .store()
        .posts(office.workspace(), order.kind.as_str(), LOOK_BACK)
        .await?;
    // Newest first; what cannot be read was frozen by another version and claims nothing any more.
    let (ids, frozen): (Vec<PostId>, Vec<Frozen>) = posts
        .into_iter()
        .filter_map(|post| Some((post.id, serde_json::from_value(post.facts).ok()?)))
        .unzip();
    let mut found = Vec::new();
    for (index, (id, post)) in ids.iter().zip(&frozen).enumerate() {
        let span = Span {
            start: post.period.start,
            end: post.period.end,
        };
        if span != order.period.span {
            let later = &frozen[..index];
            let restated = differences(office, (post, later), versions, span, as_of).await?;
            found.extend(restated.into_iter().map(|restated| Difference {
                post: *id,
                restated,
            }));
        }
    }
    found.sort_by_key(|difference| difference.restated.span.start);
    Ok(found)
}

async fn differences(
    office: &Office,
    (post, later): (&Frozen, &[Frozen]),
    versions: &Versions,
    span: Span,
    as_of: Timestamp,
) -> Result<Vec<Restated>, StoreError> {
    let agreement = office.agreement();
    let earlier = versions.earlier(&agreement.definition, post.definition);
    let question = FunnelQuestion {
        period: span,
        comparison: None,
        as_of,
        basis: Basis::Period,
        window_days: agreement.definition.window_days,
    };
    let now = match &earlier {
        None => office.funnel(&question).await?,
        Some(earlier) => {
            let store = office.store();
            let counted = store.funnel(office.workspace(), earlier, &question);
            Arc::new(counted.await?)
        }
    };
    let differs = |stage: &FrozenStage| {
        let was = said_last(later, &stage.id, span).unwrap_or(stage.entered);
        let is = now
            .stages
            .iter()
            .find(|row| row.id == stage.id)?
            .now
            .entered;
        (was != is).then(|| Restated {
            stage: stage.id.clone(),
            span,
            was,
            is,
        })
    };
    Ok(post.stages.iter().filter_map(differs).collect())
}

fn said_last(later: &[Frozen], stage: &str, span: Span) -> Option<i64> {
    later
        .iter()
        .flat_map(|post| &post.restated)
        .find(|row| row.stage == stage && row.start == span.start && row.end == span.end)
        .map(|row| row.is)
}
