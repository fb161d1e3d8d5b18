//! What a post says once after the agreement has changed: both values for its period.
//!
//! Lives here: which agreement an earlier post was made under, and the numbers under both. Must not live here: the
//! sentence (`report::posts`).

use jiff::Timestamp;
use kpi::{
    definition::{Definition, Term},
    funnel::{Funnel, FunnelQuestion},
};
use report::posts::{Redefined, redefined};
use serde_json::Value;
use store::{DefinitionVersion, StoreError};

use super::Order;
use crate::office::Office;

/// The agreements of a workspace, as posts were made under them.
pub(super) struct Versions(Vec<DefinitionVersion>);

impl Versions {
    pub(super) async fn read(office: &Office) -> Result<Self, StoreError> {
        let versions = office.store().definition_versions(office.workspace());
        Ok(Self(versions.await?))
    }

    /// The one in force.
    pub(super) fn newest(&self) -> Option<u32> {
        self.0.last().map(|last| last.version)
    }

    /// Whether a post that kept this version was made under another agreement than the present one.
    pub(super) fn differs(&self, version: Option<u32>) -> bool {
        version.is_some_and(|version| Some(version) != self.newest())
    }

    /// The agreement under which a post was made, where that is not the present one.
    pub(super) fn earlier(&self, present: &Definition, version: Option<u32>) -> Option<Definition> {
        let version = version.filter(|version| Some(*version) != self.newest())?;
        present.under(&self.of(version)?.terms)
    }

    fn of(&self, version: u32) -> Option<&DefinitionVersion> {
        self.0.iter().find(|known| known.version == version)
    }

    /// The line that says that the agreement has changed since the last post of this kind; `None` where it has not.
    pub(super) async fn line(
        &self,
        office: &Office,
        order: &Order<'_>,
        funnel: &Funnel,
    ) -> Result<Option<String>, StoreError> {
        let Some(before) = last_made_under(office, order).await? else {
            return Ok(None);
        };
        let Some((old, new)) = self.of(before).zip(self.0.last()) else {
            return Ok(None);
        };
        if old.version == new.version {
            return Ok(None);
        }
        let agreement = office.agreement();
        let definition = &agreement.definition;
        let counts = match definition.under(&old.terms) {
            Some(old) => both(office, &old, funnel, order, funnel.as_of).await?,
            None => Vec::new(),
        };
        let changed: Vec<Term> = new.terms.changed_since(&old.terms);
        let told = Redefined {
            definition,
            since: new.since,
            version: new.version,
            changed: &changed,
            counts: &counts,
        };
        Ok(Some(redefined(order.locale, &told, funnel.as_of)))
    }
}

/// The agreement that the last post of this kind was made under.
async fn last_made_under(office: &Office, order: &Order<'_>) -> Result<Option<u32>, StoreError> {
    const LOOK_BACK: u32 = 4;
    let posts = office
        .store()
        .posts_said(
            office.workspace(),
            order.kind.as_str(),
            office.now(),
            LOOK_BACK,
        )
        .await?;
    let made = posts.iter().filter(|post| post.key != order.key);
    Ok(made
        .map(|post| version(&post.facts))
        .find_map(|found| found))
}

/// The agreement that the facts of a post were counted under.
fn version(facts: &Value) -> Option<u32> {
    u32::try_from(facts["definition"].as_u64()?).ok()
}

/// Arrivals at each stage that differ: its id, under the old agreement and under the new one.
async fn both(
    office: &Office,
    old: &Definition,
    funnel: &Funnel,
    order: &Order<'_>,
    as_of: Timestamp,
) -> Result<Vec<(String, i64, i64)>, StoreError> {
    let question = FunnelQuestion {
        period: order.period.span,
        comparison: None,
        as_of,
        basis: kpi::funnel::Basis::Period,
        window_days: old.window_days,
    };
    let store = office.store();
    let before = store.funnel(office.workspace(), old, &question).await?;
    let of = |id: &str| before.stages.iter().find(|row| row.id == id);
    let counts = funnel.stages.iter().filter_map(|row| {
        let (was, is) = (of(&row.id)?.now.entered, row.now.entered);
        (was != is).then(|| (row.id.clone(), was, is))
    });
    Ok(counts.collect())
}
