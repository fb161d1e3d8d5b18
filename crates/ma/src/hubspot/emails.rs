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
use serde_json::value::RawValue;

use super::{
    Hubspot,
    api::{EMAIL_HISTOGRAM, EMAIL_STATISTICS, EMAILS, Turn},
    cursor::{self, Scans, minus},
    reading::{self, Notes},
    refusal,
    wire::{Page, Text},
};
use crate::{
    PullError,
    http::{HttpFault, Request},
};

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
    /// Whether its numbers were refused: then nothing is said of them, and they are asked for again.
    refused: bool,
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
        let request = Request::get(EMAILS).query("includeStats", "true");
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
        self.fill_counters(&mut emails, &mut broken, turn).await?;
        let since = scans.last.map(|last| minus(last, YOUNG));
        // Where the sums are the same, so are their parts.
        let moved = emails.iter_mut().filter(|found| {
            !found.refused && counted.get(&found.email.id) != Some(&found.email.counters)
        });
        let cohorts = moved.map(|found| self.cohorts(found, since, turn));
        let mut told = Vec::new();
        for (cohorts, odd) in try_join_all(cohorts).await? {
            told.extend(cohorts.map(Record::EmailCohorts));
            broken.extend(odd);
        }
        let counted = emails
            .iter()
            .filter(|found| !found.refused)
            .map(|found| (found.email.id.clone(), found.email.counters))
            .collect();
        let scans = scans.ended(&scan, now);
        let emails = emails.into_iter().map(|found| Record::Email(found.email));
        Ok(Batch {
            records: emails.chain(told).collect(),
            broken,
            cursor: Some(cursor::write(&State { scans, counted })),
            complete_to: Some(now),
            ..Batch::default()
        })
    }

    /// Asks one by one for counters that the list left out.
    async fn fill_counters(
        &self,
        emails: &mut [Found],
        broken: &mut Vec<BrokenRecord>,
        turn: Turn,
    ) -> Result<(), PullError> {
        for found in emails {
            if !lacks_counters(&found.email, turn.now) {
                continue;
            }
            match self.statistics(&found.email, turn).await {
                Ok(counters) => found.email.counters = counters,
                Err(fault) => broken.push(self.without_numbers(found, fault, turn)?),
            }
        }
        Ok(())
    }

    /// One email whose numbers are refused is named, and the others go on.
    fn without_numbers(
        &self,
        found: &mut Found,
        fault: HttpFault,
        turn: Turn,
    ) -> Result<BrokenRecord, PullError> {
        let why = refusal::of_one(&fault).ok_or_else(|| self.api.refused(fault, turn))?;
        found.refused = true;
        Ok(BrokenRecord {
            id: found.email.id.0.clone(),
            why: format!("its numbers are missing: {why}"),
        })
    }

    /// Mails of one email by when they went out, and what could not be read of them. What went out before
    /// `since` moves no more.
    async fn cohorts(
        &self,
        found: &mut Found,
        since: Option<Timestamp>,
        turn: Turn,
    ) -> Result<(Option<EmailCohorts>, Option<BrokenRecord>), PullError> {
        let Some(sent_at) = found.email.sent_at.filter(|at| *at <= turn.now) else {
            return Ok((None, None));
        };
        let counters = found.email.counters;
        let (from, cohorts, odd) = match found.sending {
            Sending::Once => {
                let cohort = EmailCohort {
                    sent_at,
                    until: None,
                    counters,
                };
                (None, vec![cohort], None)
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
                match self.histogram(&found.email.id, start, turn).await {
                    Ok((cohorts, odd)) => (from, cohorts, odd),
                    Err(fault) => {
                        return Ok((None, Some(self.without_numbers(found, fault, turn)?)));
                    }
                }
            }
        };
        found.refused |= odd.is_some();
        let cohorts = cohorts
            .into_iter()
            .filter(|cohort| cohort.counters.sent.is_some_and(|sent| sent > 0))
            .collect();
        let told = EmailCohorts {
            email: found.email.id.clone(),
            from,
            cohorts,
        };
        Ok((Some(told), odd))
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

    /// Counters of one email, a row a day, and what of it could not be read.
    async fn histogram(
        &self,
        email: &ExtId,
        from: Timestamp,
        turn: Turn,
    ) -> Result<(Vec<EmailCohort>, Option<BrokenRecord>), HttpFault> {
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
        let answer = self.api.try_ask(&request, turn).await?;
        let page: Page<'_> = answer.json()?;
        let cohort = |raw: &&RawValue| {
            let row: Row<'_> = serde_json::from_str(raw.get()).ok()?;
            Some(EmailCohort {
                sent_at: row.interval.start.as_str().and_then(reading::instant)?,
                until: row.interval.end.as_str().and_then(reading::instant),
                counters: counters(&row.aggregations.counters),
            })
        };
        let mut cohorts: Vec<EmailCohort> = page.results.iter().filter_map(cohort).collect();
        let unread = page.results.len() - cohorts.len();
        let odd = (unread > 0).then(|| BrokenRecord {
            id: email.0.clone(),
            why: format!("{unread} days of its numbers have no readable date"),
        });
        cohorts.retain(|cohort| cohort.sent_at >= from);
        Ok((cohorts, odd))
    }

    /// Counters of one email over all that was sent of it.
    async fn statistics(&self, email: &EmailAsset, turn: Turn) -> Result<EmailCounters, HttpFault> {
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
        let answer = self.api.try_ask(&request, turn).await?;
        let statistics: Answer<'_> = answer.json()?;
        Ok(counters(&statistics.aggregate.counters))
    }
}

fn email(raw: &str, place: usize) -> Result<(Found, Option<BrokenRecord>), BrokenRecord> {
    let wire: Option<Wire<'_>> = serde_json::from_str(raw).ok();
    let Some((id, wire)) = wire
        .as_ref()
        .and_then(|wire| Some((wire.id.as_str()?, wire)))
    else {
        return Err(BrokenRecord {
            id: format!("emails, row {}", place + 1),
            why: "it is no email with an id".to_owned(),
        });
    };
    let mut notes = Notes::default();
    let sent_at = notes.instant("publishDate", &wire.publish_date);
    let email = EmailAsset {
        id: ExtId::from(id),
        name: notes
            .short("name", &wire.name)
            .unwrap_or_else(|| id.to_owned()),
        subject: notes.short("subject", &wire.subject),
        sent_at,
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
    let found = Found {
        email,
        sending,
        refused: false,
    };
    Ok((found, notes.end(id)))
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
