//! Forms that people sent, form by form.
//!
//! Lives here: the walk over forms and their submissions, and whose each was. Must not live here: what was
//! written into a form.
//!
//! A submission names no contact, only an e-mail address. The address is looked up at once and goes no
//! further than this file.

use std::collections::HashMap;

use futures_util::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use kpi::model::{Batch, BrokenRecord, Cursor, Engagement, EngagementKind, ExtId, Record, Stream};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Hubspot,
    api::{CONTACTS, FORM_SUBMISSIONS, FORMS, Turn},
    cursor::{self, minus},
    pages,
    reading::{self, Notes},
    refusal,
    trail::Trail,
    wire::{Object, Page, Text},
};
use crate::{PullError, http::Request};

/// Pages of one batch: a thousand submissions.
const PAGES: usize = 20;
/// Submissions a page; the most that HubSpot allows.
const LIMIT: usize = 50;
/// Addresses a request.
const ADDRESSES: usize = 100;
/// How often forms are read: every form is a request.
const EVERY: SignedDuration = SignedDuration::from_mins(55);

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct State {
    /// When the last whole round began.
    watermark: Option<Timestamp>,
    round: Option<Round>,
}

/// A round that is under way.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Round {
    began: Timestamp,
    /// Forms that are still to be read; the last one is under way.
    left: Vec<String>,
    trail: Trail,
}

/// A submission, with the address that says whose it is.
#[derive(Debug)]
struct Sent {
    act: Engagement,
    address: Option<String>,
}

impl Hubspot {
    /// The next pages of submissions. A form shows the newest first, so each is read until it is known.
    pub(super) async fn pull_forms(
        &self,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, PullError> {
        let turn = Turn {
            stream: Stream::Forms,
            now,
        };
        let mut state: State = cursor::read(since);
        let is_fresh = state
            .watermark
            .is_some_and(|at| now.duration_since(at) < EVERY);
        let mut batch = Batch::default();
        let mut round = match state.round.take() {
            Some(round) => round,
            None if is_fresh => {
                return Ok(Batch {
                    cursor: since.cloned(),
                    ..Batch::default()
                });
            }
            None => Round {
                began: now,
                left: self.list_forms(&mut batch, turn).await?,
                trail: Trail::default(),
            },
        };
        let known = state.watermark.map(|at| minus(at, self.overlap));
        let mut sent = Vec::new();
        for _ in 0..PAGES {
            let Some(form) = round.left.last().cloned() else {
                break;
            };
            let more = self
                .read_submissions(&form, known, &mut round.trail, &mut sent, &mut batch, turn)
                .await?;
            if !more {
                round.left.pop();
                round.trail = Trail::default();
            }
        }
        self.name_senders(&mut sent, turn).await?;
        let acts = sent.into_iter().map(|sent| Record::Engagement(sent.act));
        batch.records = acts.collect();
        batch.more = !round.left.is_empty();
        if batch.more {
            state.round = Some(round);
        } else {
            state.watermark = Some(round.began);
            batch.complete_to = Some(round.began);
        }
        batch.cursor = Some(cursor::write(&state));
        Ok(batch)
    }

    async fn list_forms(&self, batch: &mut Batch, turn: Turn) -> Result<Vec<String>, PullError> {
        let form = |raw: &str| {
            let form: Object<'_> = serde_json::from_str(raw).ok()?;
            plain(form.id.as_str()?)
        };
        let mut forms = Vec::new();
        let request = Request::get(FORMS);
        self.api
            .every_page(&request, turn, |page| {
                for (place, raw) in page.results.iter().enumerate() {
                    match form(raw.get()) {
                        Some(form) => forms.push(form),
                        None => batch.broken.push(BrokenRecord {
                            id: format!("forms, row {}", place + 1),
                            why: "it has no readable id".to_owned(),
                        }),
                    }
                }
            })
            .await?;
        Ok(forms)
    }

    /// One page of a form. Returns whether another may bring news. A form that is gone in the meantime, or
    /// refused, is named, and the others go on.
    async fn read_submissions(
        &self,
        form: &str,
        known: Option<Timestamp>,
        trail: &mut Trail,
        sent: &mut Vec<Sent>,
        batch: &mut Batch,
        turn: Turn,
    ) -> Result<bool, PullError> {
        let request = Request::get(format!("{FORM_SUBMISSIONS}/{form}"));
        let name = format!("form {form}");
        let answer = match self.api.page(&request, LIMIT, trail.after(), turn).await {
            Ok(answer) => answer,
            Err(fault) => {
                let why = refusal::of_one(&fault);
                let why = why.ok_or_else(|| self.api.refused(fault, turn))?;
                batch.broken.push(BrokenRecord { id: name, why });
                return Ok(false);
            }
        };
        batch.mended.push(name);
        let page: Page<'_> = self.api.read(&answer, turn)?;
        let mut is_known = false;
        for (place, raw) in page.results.iter().enumerate() {
            match submission(form, raw.get()) {
                // What the last round read needs no second look-up.
                Some((found, _)) if known.is_some_and(|known| found.act.at < known) => {
                    is_known = true;
                }
                Some((found, odd)) => {
                    sent.push(found);
                    batch.broken.extend(odd);
                }
                None => batch.broken.push(BrokenRecord {
                    id: format!("form {form}, row {}", place + 1),
                    why: "its conversionId or submittedAt is missing or unreadable".to_owned(),
                }),
            }
        }
        Ok(pages::advance(trail, &page, &request)? && !is_known)
    }

    /// Puts the contacts' ids where the addresses were.
    async fn name_senders(&self, sent: &mut [Sent], turn: Turn) -> Result<(), PullError> {
        let mut addresses: Vec<String> = sent
            .iter()
            .filter_map(|sent| sent.address.clone())
            .collect();
        addresses.sort_unstable();
        addresses.dedup();
        let asked = addresses
            .chunks(ADDRESSES)
            .map(|part| self.contacts_of(part, turn));
        let contacts: HashMap<String, ExtId> =
            try_join_all(asked).await?.into_iter().flatten().collect();
        for sent in sent {
            let address = sent.address.take();
            sent.act.lead = address.and_then(|address| contacts.get(&address).cloned());
        }
        Ok(())
    }

    async fn contacts_of(
        &self,
        addresses: &[String],
        turn: Turn,
    ) -> Result<Vec<(String, ExtId)>, PullError> {
        let ask = |part: &[String]| {
            let inputs: Vec<_> = part.iter().map(|address| json!({"id": address})).collect();
            let body = json!({
                "idProperty": "email",
                "inputs": inputs,
                "properties": ["email", "hs_additional_emails"],
            });
            Request::post(format!("{CONTACTS}/batch/read"), body)
        };
        let mut contacts = Vec::new();
        // What is too large for an answer of its own stays without a sender.
        for answer in self
            .api
            .in_parts(addresses, ask, turn)
            .await?
            .into_iter()
            .filter_map(|(_, answer)| answer)
        {
            senders(&self.api.read(&answer, turn)?, &mut contacts);
        }
        Ok(contacts)
    }
}

/// Whose each address is. Addresses that nobody has are missing: they belong to no contact.
fn senders(page: &Page<'_>, contacts: &mut Vec<(String, ExtId)>) {
    for raw in &page.results {
        let Ok(object) = serde_json::from_str::<Object<'_>>(raw.get()) else {
            continue;
        };
        let Some(id) = object.number() else { continue };
        let own = ["email", "hs_additional_emails"].map(|name| object.properties.get(name));
        let own = own.into_iter().filter_map(Text::as_str);
        for address in own.flat_map(|addresses| addresses.split(';')) {
            contacts.push((address.trim().to_lowercase(), ExtId(id.to_string())));
        }
    }
}

fn submission(form: &str, raw: &str) -> Option<(Sent, Option<BrokenRecord>)> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Wire<'a> {
        #[serde(borrow)]
        conversion_id: Text<'a>,
        #[serde(borrow)]
        submitted_at: Text<'a>,
        #[serde(borrow, default)]
        page_url: Text<'a>,
        #[serde(borrow, default)]
        values: Vec<Field<'a>>,
    }
    #[derive(Deserialize)]
    struct Field<'a> {
        #[serde(borrow, default)]
        name: Text<'a>,
        #[serde(borrow, default)]
        value: Text<'a>,
    }
    let wire: Wire<'_> = serde_json::from_str(raw).ok()?;
    let mut notes = Notes::default();
    let id = format!("form:{}", wire.conversion_id.as_str()?);
    let act = Engagement {
        id: ExtId(id.clone()),
        kind: EngagementKind::FormSubmitted,
        at: wire.submitted_at.as_str().and_then(reading::instant)?,
        lead: None,
        asset: Some(ExtId::from(form)),
        url: notes.short("pageUrl", &wire.page_url),
        send: None,
        sent_at: None,
    };
    let address = wire
        .values
        .iter()
        .find(|field| field.name.as_str() == Some("email"))
        .and_then(|field| field.value.as_str());
    let sent = Sent {
        act,
        address: address.map(str::to_lowercase),
    };
    Some((sent, notes.end(&id)))
}

/// An id that can stand in a path.
fn plain(id: &str) -> Option<String> {
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (!id.is_empty() && id.bytes().all(harmless)).then(|| id.to_owned())
}
