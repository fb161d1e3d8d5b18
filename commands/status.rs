//! `/status`: how fresh the numbers are, and what is wrong.

use jiff::SignedDuration;
use report::{
    posts::Lack,
    status::{Broken, Differing, Failure, Fate, Health, Missed, PostName, Status, StreamStatus},
};
use serde_json::{Value, json};
use store::{MissedPost, PostState, StreamState};

use crate::{
    asked::Asked,
    kpi_define::version,
    office::Office,
    posts::{
        PostKind,
        sources::{lack, unmapped_of},
    },
    reply::{Error, Reply},
};

/// How many records of a list are read; the answer shows fewer and counts the rest.
const MOST: u32 = 10;
/// How long a post that was given up or skipped is told of.
const MISSED_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let store = office.store();
    let workspace = office.workspace();
    let agreement = office.agreement();
    let streams = store.streams(workspace).await?;
    let since = office.now().checked_sub(MISSED_FOR).unwrap_or_default();
    let (missed, missed_total) = store.missed_posts(workspace, since, MOST).await?;
    let status = Status {
        definition: &agreement.definition,
        as_of: office.as_of().await?,
        broken_total: streams.iter().map(|state| state.broken).sum(),
        streams: streams.iter().map(|state| stream(office, state)).collect(),
        missed: missed.into_iter().map(missed_of).collect(),
        missed_total,
        unmapped: store
            .unmapped(workspace)
            .await?
            .into_iter()
            .map(unmapped_of)
            .collect(),
        differing: store
            .differing(workspace, MOST)
            .await?
            .into_iter()
            .map(|lead| Differing {
                lead: lead.lead,
                now: lead.shown,
                history: lead.newest,
            })
            .collect(),
        broken: store
            .broken(workspace, MOST)
            .await?
            .into_iter()
            .map(|(stream, record, _)| Broken {
                stream,
                id: record.id,
                why: record.why,
            })
            .collect(),
        refused_kpis: agreement.refused_kpis.values().cloned().collect(),
        next: agreement
            .timetable
            .upcoming(office.now())
            .into_iter()
            .map(|(kind, at)| (kind.name(), at))
            .collect(),
    };
    let json = figures(&status);
    let mut message = report::status::answer(asked.locale, &status);
    if let Some(newest) = version(office).await? {
        let told = report::posts::version(
            asked.locale,
            &agreement.definition,
            (newest.version, newest.since),
            office.now(),
        );
        message = report::posts::amended(message, &[told]);
    }
    Ok(Reply {
        json: Some(json),
        ..Reply::ephemeral(message)
    })
}

/// The same for programs.
fn figures(status: &Status<'_>) -> Value {
    let streams = status.streams.iter().map(|stream| {
        let (state, complete_to, lack) = match &stream.health {
            Health::Fresh(to) => ("fresh", Some(to), None),
            Health::Behind(to) => ("behind", Some(to), None),
            Health::Never => ("never", None, None),
            Health::Unavailable(lack) => ("unavailable", None, Some(lack)),
        };
        let scope = match lack {
            Some(Lack::Scope(scope)) => Some(scope),
            _ => None,
        };
        json!({
            "stream": stream.stream.as_str(),
            "state": state,
            "complete_to": complete_to,
            "missing_scope": scope,
            "failure": stream.failure.as_ref().map(|failure| json!({
                "at": failure.at,
                "why": failure.why,
            })),
        })
    });
    let unmapped = status.unmapped.iter().map(|stage| {
        json!({
            "tool": stage.tool.as_str(),
            "value": stage.raw,
            "label": stage.label,
            "leads": stage.leads,
        })
    });
    let differing = status
        .differing
        .iter()
        .map(|lead| json!({ "lead": lead.lead.0, "now": lead.now, "history": lead.history }));
    let broken = status.broken.iter().map(
        |record| json!({ "stream": record.stream.as_str(), "id": record.id, "why": record.why }),
    );
    let missed = status.missed.iter().map(|missed| {
        let (fate, again) = match missed.fate {
            Fate::Skipped => ("skipped", None),
            Fate::Retried(at) => ("retried", Some(at)),
            Fate::GivenUp => ("given-up", None),
        };
        json!({
            "post": missed.post.map(word),
            "due": missed.due,
            "fate": fate,
            "again": again,
            "why": missed.why,
        })
    });
    let next = status
        .next
        .iter()
        .map(|(post, at)| json!({ "post": word(*post), "at": at }));
    json!({
        "as_of": status.as_of,
        "streams": streams.collect::<Vec<_>>(),
        "unmapped": unmapped.collect::<Vec<_>>(),
        "differing": differing.collect::<Vec<_>>(),
        "broken": { "total": status.broken_total, "records": broken.collect::<Vec<_>>() },
        "refused_kpis": status.refused_kpis,
        "missed": missed.collect::<Vec<_>>(),
        "next": next.collect::<Vec<_>>(),
    })
}

fn word(post: PostName) -> &'static str {
    match post {
        PostName::Weekly => "weekly",
        PostName::Biweekly => "biweekly",
        PostName::Monthly => "monthly",
    }
}

fn missed_of(missed: MissedPost) -> Missed {
    Missed {
        post: PostKind::parse(&missed.kind).map(PostKind::name),
        channel: missed.channel,
        due: missed.due,
        fate: match (missed.state, missed.retry_at) {
            (PostState::Skipped, _) => Fate::Skipped,
            (_, Some(at)) => Fate::Retried(at),
            (_, None) => Fate::GivenUp,
        },
        setback: missed.setback.as_str(),
        why: missed.reason,
    }
}

fn stream(office: &Office, state: &StreamState) -> StreamStatus {
    StreamStatus {
        stream: state.stream,
        health: health(office, state),
        failure: state
            .last_failure
            .clone()
            .filter(|_| state.is_failing() && lack(state).is_none())
            .map(|(at, why)| Failure { at, why }),
    }
}

/// Data older than agreed is never called fresh (`kpi.md` §7), nor is what is read less often after two such reads.
fn health(office: &Office, state: &StreamState) -> Health {
    if let Some(lack) = lack(state) {
        return Health::Unavailable(lack);
    }
    let Some(complete_to) = state.complete_to else {
        return Health::Never;
    };
    let two_reads = state.stream.cadence() * 2;
    let allowed = office.agreement().freshness.max(two_reads);
    if office.now().duration_since(complete_to) <= allowed {
        Health::Fresh(complete_to)
    } else {
        Health::Behind(complete_to)
    }
}
