//! Numbers that were posted and are different now (`kpi.md` §7), and how a post's numbers are frozen.
//!
//! Each difference is named once: what a later post has restated is what counts as said from then on. Must not live
//! here: which numbers a frozen post has (`frozen`), how a difference reads (`report::posts`).

use std::sync::Arc;

use jiff::Timestamp;
use kpi::{
    definition::Definition,
    funnel::{Basis, Funnel, FunnelQuestion, Span},
};
use report::posts::{Restated, restated_here};
use store::{NewEdit, PostId, StoreError};

use super::{
    Order,
    frozen::{Claim, Frozen, claims},
    redefined::Versions,
};
use crate::office::Office;

/// How many earlier posts are held against the present numbers: a quarter of weeks, a year of months.
const LOOK_BACK: u32 = 14;

/// What is different now of the posts before.
#[derive(Debug, Default)]
pub(super) struct Differences {
    /// Each number once, the newest period first.
    pub(super) restated: Vec<Restated>,
    /// The same by the posts that stand in the channel, against what each of them says itself.
    here: Vec<(PostId, Vec<Restated>)>,
}

impl Differences {
    /// The edits by which the earlier posts themselves say what is different.
    pub(super) fn edits(
        &self,
        order: &Order<'_>,
        definition: &Definition,
        as_of: Timestamp,
    ) -> Vec<NewEdit> {
        let edit = |(post, restated): &(PostId, Vec<Restated>)| NewEdit {
            post: *post,
            lines: restated_here(order.locale, definition, restated, as_of),
        };
        self.here.iter().map(edit).collect()
    }
}

/// An earlier post.
struct Said {
    id: PostId,
    /// Whether it stands in the channel; one that does not claims nothing yet.
    is_sent: bool,
    frozen: Frozen,
}

/// The numbers of earlier posts of this kind that are different now. Each is counted again as it was counted
/// then: what another agreement makes of it is no correction. Nothing after the present instant was said yet.
pub(super) async fn since_posted(
    office: &Office,
    order: &Order<'_>,
    versions: &Versions,
    as_of: Timestamp,
) -> Result<Differences, StoreError> {
    let posts = said(office, order).await?;
    let mut found = Differences::default();
    let mut seen: Vec<Span> = Vec::new();
    for (newest, post) in posts.iter().enumerate() {
        let (span, version) = (post.frozen.span, post.frozen.definition);
        // An earlier post of the same period was followed by this one; the line on the agreement tells of the order's own
        // period where that is counted differently now.
        let is_recounted = span == order.period.span && versions.differs(version);
        if !post.is_sent || seen.contains(&span) || is_recounted {
            continue;
        }
        seen.push(span);
        let now = recount(office, versions, &post.frozen, as_of).await?;
        let now = claims(&now);
        found.restated.extend(differing(&posts, newest, &now));
        for (place, post) in posts.iter().enumerate().skip(newest) {
            if post.is_sent && post.frozen.span == span && post.frozen.definition == version {
                let here = differing(&posts, place, &now);
                if !here.is_empty() {
                    found.here.push((post.id, here));
                }
            }
        }
    }
    // The order of stages and numbers within a period stays.
    found
        .restated
        .sort_by_key(|restated| std::cmp::Reverse(restated.span.start));
    Ok(found)
}

/// The earlier posts, newest first; one that cannot be read was frozen by another program and claims nothing any more.
async fn said(office: &Office, order: &Order<'_>) -> Result<Vec<Said>, StoreError> {
    let now = office.now();
    let kind = order.kind.as_str();
    let posts = office
        .store()
        .posts_said(office.workspace(), kind, now, LOOK_BACK)
        .await?;
    let others = posts.into_iter().filter(|post| post.key != order.key);
    let read = others.filter_map(|post| {
        Some(Said {
            id: post.id,
            is_sent: post.sent_at.is_some_and(|at| at <= now),
            frozen: Frozen::read(&post.facts)?,
        })
    });
    Ok(read.collect())
}

/// The period of a post as it is counted now, under the agreement of the post.
async fn recount(
    office: &Office,
    versions: &Versions,
    post: &Frozen,
    as_of: Timestamp,
) -> Result<Arc<Funnel>, StoreError> {
    let agreement = office.agreement();
    let question = FunnelQuestion {
        period: post.span,
        comparison: None,
        as_of,
        basis: Basis::Period,
        window_days: agreement.definition.window_days,
    };
    match versions.earlier(&agreement.definition, post.definition) {
        None => office.funnel(&question).await,
        Some(earlier) => {
            let store = office.store();
            let counted = store.funnel(office.workspace(), &earlier, &question);
            Ok(Arc::new(counted.await?))
        }
    }
}

/// What the post at `place` says, by itself or by what a later one restated of it, and is different now.
fn differing(posts: &[Said], place: usize, now: &[Claim]) -> Vec<Restated> {
    let post = &posts[place].frozen;
    let differs = |is: &Claim| {
        let restated = posts[..=place]
            .iter()
            .find_map(|post_or_later| post_or_later.frozen.restates(post.span, is));
        let was = restated.or_else(|| post.claims_of(is))?;
        (was != is.said).then(|| Restated {
            stage: is.stage.clone(),
            span: post.span,
            number: is.number.clone(),
            was,
            is: is.said,
        })
    };
    now.iter().filter_map(differs).collect()
}
