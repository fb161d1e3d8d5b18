//! Email assets with their counters.
//!
//! Lives here: the list of emails and their statistics. Must not live here: what a person did.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kpi::model::{
    Batch, BrokenRecord, Cursor, EmailAsset, EmailCohort, EmailCohorts, EmailCounters, ExtId,
    Record, Stream,
};
use serde::{Deserialize, Serialize};

use super::{
    Hubspot,
    api::{EMAIL_HISTOGRAM, EMAIL_STATISTICS, EMAILS, Turn},
    cursor::{self, Scans, minus},
    reading,
    wire::{Page, Text},
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
    #[serde(borrow, default, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, default)]
    campaign: Text<'a>,
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

/// Kinds of email that go out to everybody at once; all others go out person by person.
const ONCE: [&str; 5] = [
    "BATCH_EMAIL",
    "LOCALTIME_EMAIL",
    "AB_EMAIL",
    "BLOG_EMAIL_CHILD",
    "RSS_EMAIL_CHILD",
];

/// Where the stream stands, and what every email's counters were then.
#[derive(Debug, Default, Serialize, Deserialize)]
struct State {
    #[serde(flatten)]
    scans: Scans,
    #[serde(default)]
    counted: BTreeMap<ExtId, EmailCounters>,
}

/// An email, read, and how its mails go out.
#[derive(Debug)]
struct Found {
    email: EmailAsset,
    sending: Sending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sending {
    Once,
    DayByDay,
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
        let State { scans, counted } = cursor::read(since);
        let Some(scan) = scans.due(now, EVERY) else {
            return Ok(Batch {
                cursor: since.cloned(),
                ..Batch::default()
            });
        };
        let (mut emails, mut broken) = (Vec::<Found>::new(), Vec::new());
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
        for found in &mut emails {
            if lacks_counters(&found.email, now) {
                found.email.counters = self.statistics(&found.email, turn).await?;
            }
        }
        let since = scans.last.map(|last| minus(last, YOUNG));
        // Where the sums are the same, so are their parts.
        let moved = emails
            .iter()
            .filter(|found| counted.get(&found.email.id) != Some(&found.email.counters));
        let cohorts = moved.map(|found| self.cohorts(found, since, turn));
        let cohorts = try_join_all(cohorts).await?;
        let counted = emails
            .iter()
            .map(|found| (found.email.id.clone(), found.email.counters))
            .collect();
        let scans = scans.ended(&scan, now);
        let emails = emails.into_iter().map(|found| Record::Email(found.email));
        let cohorts = cohorts.into_iter().flatten().map(Record::EmailCohorts);
        Ok(Batch {
            records: emails.chain(cohorts).collect(),
            broken,
            cursor: Some(cursor::write(&State { scans, counted })),
            complete_to: Some(now),
            ..Batch::default()
        })
    }

    /// Mails of one email by when they went out. What went out before `since` moves no more.
    async fn cohorts(
        &self,
        found: &Found,
        since: Option<Timestamp>,
        turn: Turn,
    ) -> Result<Option<EmailCohorts>, PullError> {
        let Some(sent_at) = found.email.sent_at.filter(|at| *at <= turn.now) else {
            return Ok(None);
        };
        let counters = found.email.counters;
        let (from, cohorts) = match found.sending {
            Sending::Once => {
                let cohort = EmailCohort {
                    sent_at,
                    until: None,
                    counters,
                };
                (None, vec![cohort])
            }
            Sending::DayByDay => {
                let from = since.filter(|since| *since > sent_at);
                let from = match from {
                    Some(since) => Some(self.start_of_day(since, turn).await?),
                    None => None,
                };
                let start = match from {
                    Some(from) => from,
                    None => self.start_of_day(sent_at, turn).await?,
                };
                (from, self.histogram(&found.email.id, start, turn).await?)
            }
        };
        let cohorts = cohorts
            .into_iter()
            .filter(|cohort| cohort.counters.sent.is_some_and(|sent| sent > 0))
            .collect();
        Ok(Some(EmailCohorts {
            email: found.email.id.clone(),
            from,
            cohorts,
        }))
    }

    /// The beginning of a day as HubSpot cuts days: in the account's zone.
    async fn start_of_day(&self, at: Timestamp, turn: Turn) -> Result<Timestamp, PullError> {
        let zone = self.api.details(turn).await?.zone.as_deref();
        let zone = zone
            .and_then(|name| TimeZone::get(name).ok())
            .unwrap_or(TimeZone::UTC);
        let start = at.to_zoned_datetime(zone).start_of_day();
        Ok(start.map_or(at, |start| start.timestamp()))
    }

    /// Counters of one email, a row a day.
    async fn histogram(
        &self,
        email: &ExtId,
        from: Timestamp,
        turn: Turn,
    ) -> Result<Vec<EmailCohort>, PullError> {
        #[derive(Deserialize)]
        struct Row<'a> {
            #[serde(borrow)]
            interval: Interval<'a>,
            #[serde(borrow, default)]
            aggregations: Statistics<'a>,
        }
        #[derive(Deserialize)]
        struct Interval<'a> {
            #[serde(borrow)]
            start: Text<'a>,
            #[serde(borrow, default)]
            end: Text<'a>,
        }
        let request = Request::get(EMAIL_HISTOGRAM)
            .query("interval", "DAY")
            .query("startTimestamp", from.to_string())
            .query("endTimestamp", turn.now.to_string())
            .query("emailIds", email.as_str());
        let answer = self.api.ask(&request, turn).await?;
        let page: Page<'_> = self.api.read(&answer, turn)?;
        let rows = page
            .results
            .iter()
            .filter_map(|raw| serde_json::from_str::<Row<'_>>(raw.get()).ok());
        Ok(rows
            .filter_map(|row| {
                Some(EmailCohort {
                    sent_at: row.interval.start.as_str().and_then(reading::instant)?,
                    until: row.interval.end.as_str().and_then(reading::instant),
                    counters: counters(&row.aggregations.counters),
                })
            })
            .filter(|cohort| cohort.sent_at >= from)
            .collect())
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

fn email(raw: &str, place: usize) -> Result<(Found, Option<BrokenRecord>), BrokenRecord> {
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
        campaign: wire.campaign.as_str().map(ExtId::from),
        counters: wire
            .stats
            .as_ref()
            .map(|stats| counters(&stats.counters))
            .unwrap_or_default(),
    };
    let sending = match wire.kind.as_str() {
        None => Sending::Once,
        Some(kind) if ONCE.contains(&kind) => Sending::Once,
        Some(_) => Sending::DayByDay,
    };
    Ok((Found { email, sending }, odd))
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
