//! The records of the short lists, as Mautic shows them.
//!
//! Lives here: shapes of stages, users, campaigns, emails, segments, forms, pages, files. Must not live
//! here: filters, paging (`lists`).

use serde_json::{Value, json};

use super::{
    moment::{Moment, SEGMENTS, asset_id, step_id, user_id},
    refusal,
    rows::STAGE_STEP,
};
use crate::{
    tool::{Answer, dates::offset},
    world::{
        cast::{Asset, Campaign, Email, FILES, FORMS, PAGES},
        event::NONE,
    },
};

/// When the installation was set up; long before any lead.
const LONG_AGO: i64 = 1_580_515_200_000;

/// What every record begins with.
fn record(at: i64, more: Value) -> Value {
    let mut record = json!({
        "isPublished": true,
        "dateAdded": offset(at),
        "dateModified": null,
        "createdBy": 1,
        "createdByUser": "Admin User",
        "modifiedBy": null,
        "modifiedByUser": null,
    });
    if let (Some(fields), Value::Object(more)) = (record.as_object_mut(), more) {
        fields.extend(more);
    }
    record
}

/// Several of the world's stages may be one of Mautic's.
pub(crate) fn stages(moment: Moment<'_>) -> Vec<Value> {
    let mut known: Vec<(u32, &str)> = moment
        .world
        .cast
        .stages
        .iter()
        .filter_map(|stage| stage.mautic.as_ref())
        .map(|(id, name)| (*id, name.as_str()))
        .collect();
    known.sort_unstable();
    known.dedup();
    let stage = |(id, name): (u32, &str)| {
        record(
            LONG_AGO,
            json!({
                "id": id,
                "name": name,
                "category": null,
                "weight": id * 10,
                "description": format!("{name} stage"),
                "publishUp": null,
                "publishDown": null,
            }),
        )
    };
    known.into_iter().map(stage).collect()
}

fn user(id: u64, login: &str, given: &str, family: &str, active: bool) -> Value {
    json!({
        "isPublished": active,
        "dateAdded": null,
        "dateModified": null,
        "createdBy": null,
        "createdByUser": null,
        "modifiedBy": null,
        "modifiedByUser": null,
        "id": id,
        "username": login,
        "firstName": given,
        "lastName": family,
        "email": format!("{login}@example.jp"),
        "position": null,
        "role": {
            "createdByUser": null,
            "modifiedByUser": null,
            "id": 1,
            "name": "Administrator",
            "description": "Full system access",
            "isAdmin": true,
            "rawPermissions": null,
        },
        "timezone": "",
        "locale": "",
        "lastLogin": null,
        "lastActive": null,
        "signature": null,
    })
}

/// Everybody who may log in.
pub(crate) fn users(moment: Moment<'_>) -> Vec<Value> {
    let mut users = vec![user(1, "admin", "Admin", "User", true)];
    for (index, seller) in moment.world.cast.sellers.iter().enumerate() {
        users.push(user(
            user_id(index as u16),
            seller.login,
            seller.given,
            seller.family,
            seller.active,
        ));
    }
    users
}

/// `GET /api/users/self`, which is not wrapped and leaves nulls away.
pub(crate) fn myself(login: &str) -> Answer {
    let body = json!({
        "isPublished": true,
        "id": 1,
        "username": login,
        "firstName": "Admin",
        "lastName": "User",
        "email": format!("{login}@example.jp"),
        "role": {
            "isPublished": true,
            "id": 1,
            "name": "Administrator",
            "description": "Full system access",
            "isAdmin": true,
        },
        "timezone": "",
        "locale": "",
    });
    Answer::json(200, refusal::php(&body))
}

/// A step of a campaign; with an email, it sends that.
fn step_record(campaign: u16, step: u16, email: Option<u16>, steps: usize) -> Value {
    let (name, kind, properties) = match email {
        Some(email) => (
            format!("Send {}", step + 1),
            "email.send",
            json!({"email": asset_id(email), "email_type": "transactional"}),
        ),
        None => (
            "Move to MQL".to_owned(),
            "stage.change",
            json!({"stage": 2}),
        ),
    };
    // Each mail follows the one before; the change of the stage stands beside them.
    let beside = |step: u16| json!({"id": step_id(campaign, step), "eventType": "action", "order": step + 1});
    let parent = (email.is_some() && step > 0).then(|| beside(step - 1));
    let follows = email.is_some() && usize::from(step) + 1 < steps;
    let children: Vec<Value> = follows.then(|| beside(step + 1)).into_iter().collect();
    json!({
        "id": step_id(campaign, step),
        "name": name,
        "description": null,
        "type": kind,
        "eventType": "action",
        "channel": email.map(|_| "email"),
        "channelId": email.map(asset_id),
        "order": step + 1,
        "properties": properties,
        "triggerDate": null,
        "triggerInterval": 0,
        "triggerIntervalUnit": "d",
        "triggerHour": null,
        "triggerRestrictedStartHour": null,
        "triggerRestrictedStopHour": null,
        "triggerRestrictedDaysOfWeek": [],
        "triggerMode": "immediate",
        "decisionPath": null,
        "parent": parent,
        "children": children,
    })
}

/// A campaign.
pub(crate) fn campaign_record(index: u16, campaign: &Campaign) -> Value {
    let steps = campaign.emails.len().min(3);
    let sends = campaign.emails.iter().take(steps).enumerate();
    let mut events: Vec<Value> = sends
        .map(|(step, email)| step_record(index, step as u16, Some(*email), steps))
        .collect();
    events.push(step_record(index, STAGE_STEP, None, steps));
    let mut record = record(
        LONG_AGO,
        json!({
            "id": asset_id(index),
            "name": campaign.name,
            "category": null,
            "description": campaign.description,
            "allowRestart": false,
            "publishUp": null,
            "publishDown": null,
            "events": events,
            "forms": [],
            "lists": [],
            "canvasSettings": {"nodes": [], "connections": []},
        }),
    );
    record["isPublished"] = json!(campaign.active);
    record["modifiedBy"] = json!(1);
    record["modifiedByUser"] = json!("Admin User");
    record
}

/// An email.
pub(crate) fn email_record(moment: Moment<'_>, index: u16, email: &Email) -> Value {
    let sent = moment.view.mails.iter().filter(|row| row.email == index);
    let (sent, read) = sent.fold((0, 0), |(sent, read), row| {
        (sent + 1, read + u32::from(row.read.is_some()))
    });
    let mut record = record(
        email.made_at,
        json!({
            "id": asset_id(index),
            "name": email.name,
            "subject": email.subject,
            "language": "ja",
            "category": null,
            "fromAddress": null,
            "fromName": null,
            "replyToAddress": null,
            "bccAddress": null,
            "useOwnerAsMailer": null,
            "utmTags": {"utmSource": null, "utmMedium": null, "utmCampaign": null, "utmContent": null},
            "customHtml": "<html><body>{unsubscribe_text}</body></html>",
            "plainText": null,
            "template": null,
            "emailType": if email.sent_at.is_some() { "list" } else { "template" },
            "publishUp": email.sent_at.map(offset),
            "publishDown": null,
            "publicPreview": false,
            "readCount": read,
            "sentCount": sent,
            "revision": 1,
            "assetAttachments": [],
            "variantStartDate": null,
            "variantSentCount": 0,
            "variantReadCount": 0,
            "variantParent": null,
            "variantChildren": [],
            "translationParent": null,
            "translationChildren": [],
            "unsubscribeForm": null,
            "dynamicContent": [],
            "lists": [],
            "headers": [],
        }),
    );
    record["dateModified"] = json!(offset(email.made_at));
    record
}

/// Every segment.
pub(crate) fn segments() -> Vec<Value> {
    let segment = |(index, (name, alias)): (usize, (&str, &str))| {
        let mut record = record(
            LONG_AGO,
            json!({
                "id": index + 1,
                "name": name,
                "publicName": name,
                "alias": alias,
                "description": null,
                "category": null,
                "filters": [],
                "isGlobal": true,
                "isPreferenceCenter": false,
            }),
        );
        record["modifiedByUser"] = json!(" ");
        record
    };
    SEGMENTS.into_iter().enumerate().map(segment).collect()
}

/// Every form.
pub(crate) fn forms() -> Vec<Value> {
    let form = |(index, form): (usize, &Asset)| {
        record(
            LONG_AGO,
            json!({
                "id": index + 1,
                "name": form.name,
                "alias": form.alias,
                "category": null,
                "description": null,
                "cachedHtml": null,
                "publishUp": null,
                "publishDown": null,
                "fields": [],
                "actions": [],
                "template": null,
                "inKioskMode": false,
                "renderStyle": false,
                "formType": "standalone",
                "postAction": "message",
                "postActionProperty": "ありがとうございました",
            }),
        )
    };
    FORMS.iter().enumerate().map(form).collect()
}

/// Every page.
pub(crate) fn pages(moment: Moment<'_>) -> Vec<Value> {
    let page = |(index, page): (usize, &Asset)| {
        let hits = moment
            .view
            .hits
            .iter()
            .filter(|hit| usize::from(hit.page) == index && hit.email == NONE)
            .count();
        record(
            LONG_AGO,
            json!({
                "id": index + 1,
                "title": page.name,
                "alias": page.alias,
                "category": null,
                "language": "ja",
                "publishUp": null,
                "publishDown": null,
                "hits": hits,
                "uniqueHits": hits,
                "variantHits": 0,
                "revision": 1,
                "metaDescription": null,
                "redirectType": null,
                "redirectUrl": null,
                "isPreferenceCenter": null,
                "noIndex": null,
                "variantSettings": [],
                "variantStartDate": null,
                "variantParent": null,
                "variantChildren": [],
                "translationParent": null,
                "translationChildren": [],
                "template": null,
                "customHtml": "<html><body></body></html>",
            }),
        )
    };
    PAGES.iter().enumerate().map(page).collect()
}

/// Every file.
pub(crate) fn assets(moment: Moment<'_>) -> Vec<Value> {
    let asset = |(index, file): (usize, &Asset)| {
        let downloads = moment
            .view
            .downloads
            .iter()
            .filter(|row| row.other as usize == index)
            .count();
        record(
            LONG_AGO,
            json!({
                "id": index + 1,
                "title": file.name,
                "alias": file.alias,
                "category": null,
                "description": null,
                "language": "ja",
                "publishUp": null,
                "publishDown": null,
                "downloadCount": downloads,
                "uniqueDownloadCount": downloads,
                "revision": 1,
                "extension": "pdf",
                "mime": "",
                "size": -1,
                "downloadUrl": format!("https://www.example.jp/asset/{}:{}", index + 1, file.alias),
                "storageLocation": "remote",
                "disallow": true,
            }),
        )
    };
    FILES.iter().enumerate().map(asset).collect()
}
