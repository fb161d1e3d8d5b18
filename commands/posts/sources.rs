//! The state of what the numbers come from, as posts and `/status` tell it.

use kpi::model::Capability;
use report::posts::{Failing, Lack, Sources, Unavailable, Unmapped};
use store::{FailureKind, StoreError, StreamState, UnmappedStage};

use crate::office::Office;

/// The state of all sources of the workspace.
pub(super) async fn of(office: &Office) -> Result<Sources, StoreError> {
    let streams = office.store().streams(office.workspace()).await?;
    let unmapped = office.store().unmapped(office.workspace()).await?;
    Ok(Sources {
        unmapped: unmapped.into_iter().map(unmapped_of).collect(),
        broken: streams.iter().map(|state| state.broken).sum(),
        unavailable: streams
            .iter()
            .filter_map(|state| {
                Some(Unavailable {
                    stream: state.stream,
                    lack: lack(state)?,
                })
            })
            .collect(),
        failing: failing(&streams),
    })
}

/// Streams whose pulls fail now.
pub(crate) fn failing(streams: &[StreamState]) -> Vec<Failing> {
    let fails = |state: &&StreamState| state.is_failing() && lack(state).is_none();
    let failing = streams.iter().filter(fails).filter_map(|state| {
        let (failed_at, _) = state.last_failure.as_ref()?;
        Some(Failing {
            stream: state.stream,
            // The failure we know is the last one; it began when the stream last worked.
            since: state.last_ok_at.unwrap_or(*failed_at),
        })
    });
    failing.collect()
}

/// Why a stream does not come at all; `None` where it does.
pub(crate) fn lack(state: &StreamState) -> Option<Lack> {
    if state.is_failing() && state.failure_kind == Some(FailureKind::Unavailable) {
        let scope = state.last_failure.as_ref().map(|(_, scope)| scope.clone());
        return Some(Lack::Scope(scope.unwrap_or_default()));
    }
    (state.capability == Some(Capability::None)).then_some(Lack::InTool(state.tool))
}

/// A stage of the tool that no mapping covers.
pub(crate) fn unmapped_of(stage: UnmappedStage) -> Unmapped {
    Unmapped {
        tool: stage.tool,
        raw: stage.raw,
        label: stage.label,
        leads: stage.leads,
    }
}
