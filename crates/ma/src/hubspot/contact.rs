//! A contact of HubSpot as a lead: the only place that knows its properties.
//!
//! Lives here: property names and what they mean. Must not live here: requests, companies.

use jiff::Timestamp;
use kpi::model::{
    BrokenRecord, Engagement, EngagementKind, ExtId, LeadRecord, Record, ScoreHistory, StageEntry,
    StageHistory,
};

use super::{
    reading::{self, Reading},
    wire::{Object, Version},
};

/// The property that holds the lifecycle stage, now and in history.
pub(super) const STAGE: &str = "lifecyclestage";

/// HubSpot's own score, which stopped moving in 2025; the settings name the property that took its place.
const OLD_SCORE: &str = "hubspotscore";

/// What a living lead is read from.
const PROPERTIES: [&str; 26] = [
    "email",
    "firstname",
    "lastname",
    "company",
    "jobtitle",
    "industry",
    "numemployees",
    "annualrevenue",
    "associatedcompanyid",
    "hubspot_owner_id",
    STAGE,
    "createdate",
    "lastmodifieddate",
    "hs_analytics_source",
    "hs_analytics_source_data_1",
    "first_conversion_date",
    "recent_conversion_date",
    "hs_analytics_last_visit_timestamp",
    "hs_email_last_open_date",
    "hs_email_last_click_date",
    "hs_email_last_reply_date",
    "hs_sales_email_last_replied",
    "hs_email_optout",
    "hs_merged_object_ids",
    "hs_object_id",
    OLD_SCORE,
];

/// What a deleted lead is read from: nothing personal.
pub(super) const ANONYMOUS: [&str; 8] = [
    STAGE,
    "createdate",
    "lastmodifieddate",
    "hubspot_owner_id",
    "hs_analytics_source",
    "hs_analytics_source_data_1",
    "first_conversion_date",
    "hs_merged_object_ids",
];

/// Times of things that the person did.
const ACTIVITY: [(&str, EngagementKind); 6] = [
    (
        "hs_analytics_last_visit_timestamp",
        EngagementKind::PageViewed,
    ),
    ("hs_email_last_open_date", EngagementKind::EmailOpened),
    ("hs_email_last_click_date", EngagementKind::EmailClicked),
    ("recent_conversion_date", EngagementKind::FormSubmitted),
    ("hs_email_last_reply_date", EngagementKind::EmailReplied),
    ("hs_sales_email_last_replied", EngagementKind::EmailReplied),
];

/// How contacts are read in this account.
pub(super) struct Reader {
    score: String,
    /// Properties to ask for.
    pub(super) properties: Vec<String>,
    /// Properties whose history to ask for.
    pub(super) histories: [String; 2],
}

/// A contact, read. Its company's values are filled in later, where it has none of its own.
#[derive(Debug)]
pub(super) struct Contact {
    pub(super) lead: LeadRecord,
    /// Its company's id.
    pub(super) company: Option<u64>,
    /// The least number of employees that its own bracket allows.
    pub(super) bracket: Option<i64>,
    pub(super) history: Option<StageHistory>,
    scores: Option<ScoreHistory>,
    activity: Option<Engagement>,
    merged: Vec<ExtId>,
    /// What was wrong with it.
    pub(super) broken: Option<BrokenRecord>,
}

impl Reader {
    pub(super) fn new(score_property: Option<&str>) -> Self {
        let score = score_property
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .unwrap_or(OLD_SCORE);
        let mut properties: Vec<String> =
            PROPERTIES.iter().map(|name| (*name).to_owned()).collect();
        if !PROPERTIES.contains(&score) {
            properties.push(score.to_owned());
        }
        Self {
            score: score.to_owned(),
            histories: [STAGE.to_owned(), score.to_owned()],
            properties,
        }
    }

    /// The contact in `object`, whose id is `id`.
    pub(super) fn contact(&self, id: u64, object: &Object<'_>) -> Contact {
        let id = id.to_string();
        let mut reading = Reading::of(object);
        let created_at = created(&mut reading, object);
        let employees = reading.scalar("numemployees").map(str::to_owned);
        let lead = LeadRecord {
            id: ExtId(id.clone()),
            created_at,
            modified_at: modified(&mut reading, object),
            stage_raw: reading.text(STAGE),
            score: reading.number(&self.score),
            email: reading.text("email"),
            name: reading::full_name(reading.text("firstname"), reading.text("lastname")),
            company: reading.text("company"),
            job_title: reading.text("jobtitle"),
            industry: reading.text("industry"),
            employees: employees.as_deref().and_then(whole),
            annual_revenue: reading.number("annualrevenue"),
            owner: reading.text("hubspot_owner_id").map(ExtId),
            channel: reading.text("hs_analytics_source"),
            channel_detail: reading.text("hs_analytics_source_data_1"),
            first_contact_at: reading.instant("first_conversion_date").or(created_at),
            last_activity_at: ACTIVITY
                .iter()
                .filter_map(|(name, _)| reading.instant(name))
                .max(),
            opted_out: reading.flag("hs_email_optout"),
            target_list: None,
            link: None,
        };
        Contact {
            company: reading
                .scalar("associatedcompanyid")
                .and_then(|id| id.parse().ok()),
            bracket: employees.as_deref().and_then(bracket),
            history: history(&mut reading, object, &lead.id),
            scores: scores(&mut reading, object, &self.score, &lead.id),
            activity: activity(&mut reading, &lead.id),
            merged: merged(&mut reading, &id),
            broken: reading.end(&id),
            lead,
        }
    }
}

/// A deleted contact, read without anything personal.
pub(super) fn anonymous(id: u64, object: &Object<'_>) -> Contact {
    let id = id.to_string();
    let mut reading = Reading::of(object);
    let created_at = created(&mut reading, object);
    let lead = LeadRecord {
        id: ExtId(id.clone()),
        created_at,
        modified_at: modified(&mut reading, object),
        stage_raw: reading.text(STAGE),
        owner: reading.text("hubspot_owner_id").map(ExtId),
        channel: reading.text("hs_analytics_source"),
        channel_detail: reading.text("hs_analytics_source_data_1"),
        first_contact_at: reading.instant("first_conversion_date").or(created_at),
        ..LeadRecord::default()
    };
    Contact {
        company: None,
        bracket: None,
        history: history(&mut reading, object, &lead.id),
        scores: None,
        activity: None,
        merged: merged(&mut reading, &id),
        broken: reading.end(&id),
        lead,
    }
}

impl Contact {
    /// Its records: the lead, its history, and those that were merged into it.
    pub(super) fn into_records(self, records: &mut Vec<Record>, now: Timestamp) {
        let survivor = self.lead.id.clone();
        let at = self.lead.modified_at.unwrap_or(now);
        records.push(Record::Lead(Box::new(self.lead)));
        records.extend(self.history.map(Record::StageHistory));
        records.extend(self.scores.map(Record::ScoreHistory));
        records.extend(self.activity.map(Record::Engagement));
        let merged = |loser| Record::Merged {
            loser,
            survivor: survivor.clone(),
            at,
        };
        records.extend(self.merged.into_iter().map(merged));
    }
}

fn created(reading: &mut Reading<'_>, object: &Object<'_>) -> Option<Timestamp> {
    reading
        .instant("createdate")
        .or_else(|| reading.stamp("createdAt", &object.created_at))
}

fn modified(reading: &mut Reading<'_>, object: &Object<'_>) -> Option<Timestamp> {
    reading
        .instant("lastmodifieddate")
        .or_else(|| reading.stamp("updatedAt", &object.updated_at))
}

/// History comes newest first, entries of one instant too: they happened in the reverse order.
fn history(reading: &mut Reading<'_>, object: &Object<'_>, lead: &ExtId) -> Option<StageHistory> {
    let versions = object.properties_with_history.as_ref()?.of(STAGE)?;
    let mut entries: Vec<StageEntry> = versions.iter().rev().filter_map(entry).collect();
    entries.sort_by_key(|entry| entry.at);
    if entries.len() < versions.len() {
        reading.complain("its stage history has an entry without a readable date".to_owned());
        // An empty history would replace the one that is known.
        if entries.is_empty() {
            return None;
        }
    }
    Some(StageHistory {
        lead: lead.clone(),
        whole: true,
        entries,
    })
}

/// A blank score is none, and says nothing of the time it stood.
fn scores(
    reading: &mut Reading<'_>,
    object: &Object<'_>,
    property: &str,
    lead: &ExtId,
) -> Option<ScoreHistory> {
    let versions = object.properties_with_history.as_ref()?.of(property)?;
    let told = versions
        .iter()
        .rev()
        .filter_map(|version| Some((version.timestamp.as_str()?, version.value.as_str()?)));
    let (mut entries, mut unreadable) = (Vec::new(), false);
    for (at, score) in told {
        match (reading::instant(at), reading::number(score)) {
            (Some(at), Some(score)) => entries.push((at, score)),
            _ => unreadable = true,
        }
    }
    if unreadable {
        reading.complain(format!("the history of {property} has an unreadable entry"));
    }
    entries.sort_by_key(|(at, _)| *at);
    (!entries.is_empty()).then(|| ScoreHistory {
        lead: lead.clone(),
        entries,
    })
}

/// The last thing the person did. HubSpot keeps no more of it than this; poll by poll it tells who was
/// active when. It names no mail and no form: in numbers of these it counts nowhere.
fn activity(reading: &mut Reading<'_>, lead: &ExtId) -> Option<Engagement> {
    let acts = ACTIVITY
        .iter()
        .filter_map(|(name, kind)| Some((reading.instant(name)?, *kind)));
    let (at, kind) = acts.max_by_key(|(at, _)| *at)?;
    Some(Engagement {
        id: ExtId(format!("seen:{lead}:{}", at.as_millisecond())),
        kind,
        at,
        lead: Some(lead.clone()),
        asset: None,
        url: None,
        send: None,
        sent_at: None,
    })
}

fn entry(version: &Version<'_>) -> Option<StageEntry> {
    let at = version.timestamp.as_str().and_then(reading::instant)?;
    let raw = version
        .value
        .as_str()
        .map(|value| value.chars().take(255).collect());
    Some(StageEntry {
        at,
        raw,
        entry_id: None,
    })
}

/// `101;102`, in older accounts with a time behind each: `101:1775000000000`.
fn merged(reading: &mut Reading<'_>, survivor: &str) -> Vec<ExtId> {
    let Some(text) = reading.scalar("hs_merged_object_ids") else {
        return Vec::new();
    };
    let ids = text
        .split([';', ','])
        .filter_map(|part| part.split(':').next())
        .map(str::trim);
    let mut losers: Vec<ExtId> = Vec::new();
    for id in ids.filter(|id| !id.is_empty() && *id != survivor) {
        if !id.bytes().all(|byte| byte.is_ascii_digit()) {
            reading.complain("hs_merged_object_ids holds something that is no id".to_owned());
        } else if losers.iter().all(|known| known.as_str() != id) {
            losers.push(ExtId::from(id));
        }
    }
    losers
}

/// A plain number of employees.
fn whole(text: &str) -> Option<i64> {
    let number = reading::number(text).filter(|number| (0.0..1e12).contains(number))?;
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
    Some(number as i64)
}

/// The lower end of a bracket such as `500-1000` or `1000+`.
fn bracket(text: &str) -> Option<i64> {
    let (low, _) = text.split_once(['-', '+'])?;
    low.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(json: &str) -> Contact {
        let object: Object<'_> = serde_json::from_str(json).unwrap();
        Reader::new(Some("fit_score")).contact(object.number().unwrap(), &object)
    }

    fn with_history(history: &str) -> Contact {
        contact(&format!(
            r#"{{"id":"7","properties":{{}},"propertiesWithHistory":{{"lifecyclestage":{history}}}}}"#
        ))
    }

    #[test]
    fn properties_become_a_lead() {
        let contact = contact(
            r#"{"id":"101","properties":{"email":"a@example.jp","firstname":"花子","lastname":"山田","lifecyclestage":"123456789",
            "fit_score":"81.5","hubspotscore":"3","numemployees":"500-1000","annualrevenue":"","hs_email_optout":"false",
            "associatedcompanyid":"900","createdate":"2026-04-01T01:02:03.456Z","first_conversion_date":null,
            "hs_email_last_open_date":"2026-04-05T00:00:00Z","hs_analytics_last_visit_timestamp":"1775606400000"}}"#,
        );
        let lead = &contact.lead;
        assert_eq!(lead.name.as_deref(), Some("山田 花子"));
        assert_eq!(lead.stage_raw.as_deref(), Some("123456789"));
        assert_eq!(
            (lead.score, lead.employees, contact.bracket),
            (Some(81.5), None, Some(500))
        );
        assert_eq!(
            (lead.annual_revenue, lead.opted_out, contact.company),
            (None, Some(false), Some(900))
        );
        assert_eq!(lead.first_contact_at, lead.created_at);
        assert_eq!(lead.last_activity_at, "2026-04-08T00:00:00Z".parse().ok());
        assert_eq!(contact.broken, None);
    }

    #[test]
    fn a_broken_value_is_named_and_the_rest_is_kept() {
        let contact = contact(
            r#"{"id":"5","properties":{"createdate":"0001-01-01T00:00:00Z","company":["x"],"email":"a@example.jp","fit_score":"many"}}"#,
        );
        assert_eq!(contact.lead.email.as_deref(), Some("a@example.jp"));
        let why = contact.broken.unwrap().why;
        for word in ["createdate", "company", "fit_score"] {
            assert!(why.contains(word), "{why}");
        }
        assert!(!why.contains("example.jp"));
    }

    #[test]
    fn history_is_turned_round_also_within_one_instant_and_blank_is_no_stage() {
        let contact = with_history(
            r#"[{"value":"lead","timestamp":"2026-04-08T10:00:00Z"},{"value":"","timestamp":"2026-04-08T10:00:00Z"},
                {"value":"marketingqualifiedlead","timestamp":"2026-04-08T10:00:00Z"},{"value":"lead","timestamp":"2026-04-01T00:00:00Z"}]"#,
        );
        let history = contact.history.unwrap();
        let raw: Vec<_> = history
            .entries
            .iter()
            .map(|entry| entry.raw.as_deref())
            .collect();
        assert_eq!(
            raw,
            [
                Some("lead"),
                Some("marketingqualifiedlead"),
                None,
                Some("lead")
            ]
        );
        assert!(history.whole);
    }

    #[test]
    fn a_history_without_any_readable_entry_replaces_nothing() {
        assert!(
            with_history(r#"[{"value":"lead","timestamp":"soon"}]"#)
                .history
                .is_none()
        );
        assert!(with_history("null").history.is_none());
        assert_eq!(with_history("[]").history.unwrap().entries, []);
        let partly = with_history(
            r#"[{"value":"b","timestamp":"soon"},{"value":"a","timestamp":"2026-04-01T00:00:00Z"}]"#,
        );
        assert_eq!(partly.history.unwrap().entries.len(), 1);
        assert!(partly.broken.is_some());
    }

    #[test]
    fn merged_ids_are_read_in_every_form() {
        let merged = |ids: &str| {
            contact(&format!(
                r#"{{"id":"9","properties":{{"hs_merged_object_ids":"{ids}"}}}}"#
            ))
            .merged
        };
        assert_eq!(merged("101;102"), [ExtId::from("101"), ExtId::from("102")]);
        assert_eq!(merged(" 101:1775000000000; 9;101;"), [ExtId::from("101")]);
        assert_eq!(merged(""), []);
    }

    #[test]
    fn the_history_of_the_score_is_turned_round_and_blanks_say_nothing() {
        let contact = contact(
            r#"{"id":"7","properties":{},"propertiesWithHistory":{"lifecyclestage":[],"fit_score":[
                {"value":"81.5","timestamp":"2026-04-08T10:00:00Z"},{"value":"","timestamp":"2026-04-05T00:00:00Z"},
                {"value":"3","timestamp":"2026-04-01T00:00:00Z"}]}}"#,
        );
        let scores: Vec<f64> = contact
            .scores
            .unwrap()
            .entries
            .iter()
            .map(|(_, score)| *score)
            .collect();
        assert_eq!(scores, [3.0, 81.5]);
        assert_eq!(contact.broken, None);
    }

    #[test]
    fn the_last_act_is_told_with_its_own_time_and_names_no_mail() {
        let contact = contact(
            r#"{"id":"7","properties":{"hs_email_last_open_date":"2026-04-05T00:00:00Z",
                "hs_email_last_click_date":"2026-04-06T00:00:00Z","recent_conversion_date":"2026-03-01T00:00:00Z"}}"#,
        );
        let act = contact.activity.unwrap();
        assert_eq!(act.id.as_str(), "seen:7:1775433600000");
        assert_eq!(act.kind, EngagementKind::EmailClicked);
        assert_eq!((act.asset, act.sent_at), (None, None));
    }
}
