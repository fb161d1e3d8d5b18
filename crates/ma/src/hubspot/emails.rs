//! Email assets with their counters.
//!
//! Lives here: the list of emails and their statistics. Must not live here: what a person did.

use jiff::{SignedDuration, Timestamp};
use kpi::model::{Batch, BrokenRecord, Cursor, EmailAsset, EmailCounters, ExtId, Record, Stream};
use serde::Deserialize;

use super::{
    Hubspot,
    api::{EMAIL_STATISTICS, EMAILS, Turn},
    cursor::{self, Scans, minus},
    reading,
    wire::Text,
};
use crate::{PullError, http::Request};

/// How often the list is read: counters move slowly, and every email costs room.
const EVERY: SignedDuration = SignedDuration::from_hours(1);

/// How long after a send its counters are asked for one by one, where the list leaves them out.
const YOUNG: SignedDuration = SignedDuration::from_hours(30 * 24);

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(borrow, default)]
    name: Text<'a>,
    #[serde(borrow, default)]
    subject: Text<'a>,
    #[serde(borrow, default)]
    publish_date: Text<'a>,
    #[serde(borrow, default)]
    stats: Option<Statistics<'a>>,
}

#[derive(Debug, Default, Deserialize)]
struct Statistics<'a> {
    #[serde(borrow, default)]
    counters: Counters<'a>,
}

#[derive(Debug, Default, Deserialize)]
struct Counters<'a> {
    #[serde(borrow, default)]
    sent: Text<'a>,
    #[serde(borrow, default)]
    delivered: Text<'a>,
    #[serde(borrow, default)]
    open: Text<'a>,
    #[serde(borrow, default)]
    click: Text<'a>,
    #[serde(borrow, default)]
    bounce: Text<'a>,
    #[serde(borrow, default)]
    unsubscribed: Text<'a>,
    #[serde(borrow, default)]
    reply: Text<'a>,
}

impl Hubspot {
    /// All emails, once an hour.
    pub(super) async fn pull_emails(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, PullError> {
        let turn = Turn {
            stream: Stream::Emails,
            now,
        };
        let state: Scans = cursor::read(since);
        let Some(scan) = state.due(now, EVERY) else {
            return Ok(Batch {
                cursor: since.cloned(),
                ..Batch::default()
            });
        };
        let (mut emails, mut broken) = (Vec::new(), Vec::new());
        let request = Request::get(EMAILS)
            .query("limit", "100")
            .query("includeStats", "true");
        self.api
            .every_page(&request, turn, |page| {
                for (place, raw) in page.results.iter().enumerate() {
                    match email(raw.get(), place) {
                        Ok((email, odd)) => {
                            emails.push(email);
                            broken.extend(odd);
                        }
                        Err(nameless) => broken.push(nameless),
                    }
                }
            })
            .await?;
        for email in emails.iter_mut().filter(|email| lacks_counters(email, now)) {
            email.counters = self.statistics(email, turn).await?;
        }
        Ok(Batch {
            records: emails.into_iter().map(Record::Email).collect(),
            broken,
            cursor: Some(cursor::write(&state.ended(&scan, now))),
            complete_to: Some(now),
            more: false,
        })
    }

    /// Counters of one email over all that was sent of it.
    async fn statistics(&self, email: &EmailAsset, turn: Turn) -> Result<EmailCounters, PullError> {
        #[derive(Deserialize)]
        struct Answer<'a> {
            #[serde(borrow, default)]
            aggregate: Statistics<'a>,
        }
        let from = email.sent_at.unwrap_or_else(|| minus(turn.now, YOUNG));
        let request = Request::get(EMAIL_STATISTICS)
            .query("startTimestamp", from.to_string())
            .query("endTimestamp", turn.now.to_string())
            .query("emailIds", email.id.as_str());
        let answer = self.api.ask(&request, turn).await?;
        let statistics: Answer<'_> = self.api.read(&answer, turn)?;
        Ok(counters(&statistics.aggregate.counters))
    }
}

fn email(raw: &str, place: usize) -> Result<(EmailAsset, Option<BrokenRecord>), BrokenRecord> {
    let broken = |id: String, why: &str| BrokenRecord {
        id,
        why: why.to_owned(),
    };
    let wire: Option<Wire<'_>> = serde_json::from_str(raw).ok();
    let Some((id, wire)) = wire
        .as_ref()
        .and_then(|wire| Some((wire.id.as_str()?, wire)))
    else {
        return Err(broken(
            format!("emails, row {}", place + 1),
            "it is no email with an id",
        ));
    };
    let sent_at = wire.publish_date.as_str().map(reading::instant);
    let odd = (sent_at == Some(None)).then(|| {
        broken(
            id.to_owned(),
            "publishDate is no date between 1990 and 2200",
        )
    });
    let email = EmailAsset {
        id: ExtId::from(id),
        name: reading::short(&wire.name).unwrap_or_else(|| id.to_owned()),
        subject: reading::short(&wire.subject),
        sent_at: sent_at.flatten(),
        counters: wire
            .stats
            .as_ref()
            .map(|stats| counters(&stats.counters))
            .unwrap_or_default(),
    };
    Ok((email, odd))
}

/// Opens and clicks of HubSpot are unique people.
fn counters(wire: &Counters<'_>) -> EmailCounters {
    let count = |text: &Text<'_>| text.as_str()?.parse().ok();
    EmailCounters {
        sent: count(&wire.sent),
        delivered: count(&wire.delivered),
        opened: count(&wire.open),
        clicked: count(&wire.click),
        bounced: count(&wire.bounce),
        unsubscribed: count(&wire.unsubscribed),
        replied: count(&wire.reply),
    }
}

fn lacks_counters(email: &EmailAsset, now: Timestamp) -> bool {
    let is_young = email
        .sent_at
        .is_some_and(|at| at <= now && at >= minus(now, YOUNG));
    is_young && email.counters == EmailCounters::default()
}
