//! What recorded answers mean, value by value.

use kpi::model::{LeadRecord, Record, Stream};

use super::{
    pulled::{leads, now, pull_round},
    recordings::Recording,
    replay::pull,
    server::Server,
};

#[tokio::test]
async fn a_recorded_contact_is_the_lead_it_shows() {
    let pulled = pull(&Recording::named("contacts_limit5"), Stream::Leads)
        .await
        .unwrap();
    let leads = leads(&pulled);
    let ada = leads[0];
    assert_eq!(ada.id.as_str(), "1");
    assert_eq!(ada.name.as_deref(), Some("Ada Lovelace"));
    assert_eq!(ada.email.as_deref(), Some("user1@example.test"));
    assert_eq!(ada.company.as_deref(), Some("Acme GmbH"));
    assert_eq!(ada.stage_raw.as_deref(), Some("5"));
    assert_eq!(ada.score, Some(12.0));
    assert_eq!(ada.owner.as_ref().map(|owner| owner.as_str()), Some("1"));
    assert_eq!(ada.channel.as_deref(), Some("google / cpc"));
    assert_eq!(ada.channel_detail.as_deref(), Some("spring"));
    assert_eq!(
        ada.created_at,
        Some("2026-11-22T15:45:11Z".parse().unwrap())
    );
    assert_eq!(
        ada.modified_at,
        Some("2026-11-22T15:50:10Z".parse().unwrap())
    );
    assert_eq!(
        ada.last_activity_at,
        Some("2026-11-22T15:50:11Z".parse().unwrap())
    );
    assert_eq!((ada.opted_out, ada.target_list), (Some(false), None));
    assert!(
        ada.link
            .as_deref()
            .is_some_and(|link| link.ends_with("/s/contacts/view/1"))
    );
    let barbara = leads.iter().find(|lead| lead.id.as_str() == "5").unwrap();
    assert_eq!(barbara.opted_out, Some(true), "somebody entered her wish");
}

#[tokio::test]
async fn selected_fields_give_the_same_lead_as_whole_rows() {
    let whole = pull(&Recording::named("contacts_limit5"), Stream::Leads)
        .await
        .unwrap();
    let some = pull(&Recording::named("contacts_select"), Stream::Leads)
        .await
        .unwrap();
    let (whole, some) = (leads(&whole)[0].clone(), leads(&some)[0].clone());
    let same = LeadRecord {
        name: whole.name.clone(),
        company: whole.company.clone(),
        link: whole.link.clone(),
        ..some
    };
    assert_eq!(same, whole);
}

#[tokio::test]
async fn a_bounce_is_no_opt_out_and_no_stage_is_none() {
    let pulled = pull(&Recording::named("contacts_select"), Stream::Leads)
        .await
        .unwrap();
    let ken = leads(&pulled)
        .into_iter()
        .find(|lead| lead.id.as_str() == "7")
        .unwrap()
        .clone();
    assert_eq!(ken.opted_out, Some(false));
    let pulled = pull(
        &Recording::named("contacts_select_null_stage"),
        Stream::Leads,
    )
    .await
    .unwrap();
    assert!(
        leads(&pulled)
            .iter()
            .all(|lead| lead.stage_raw.is_none() && lead.modified_at.is_none())
    );
}

#[tokio::test]
async fn other_time_zones_change_no_instant() {
    let zoned = pull(&Recording::named("tz_ny_contacts"), Stream::Leads)
        .await
        .unwrap();
    let plain = pull(&Recording::named("contacts_limit5"), Stream::Leads)
        .await
        .unwrap();
    assert_eq!(leads(&zoned)[0].created_at, leads(&plain)[0].created_at);
    let entries = async |name: &str| {
        let pulled = pull(&Recording::named(name), Stream::StageHistory)
            .await
            .unwrap();
        let Record::StageHistory(history) = &pulled.records[0] else {
            panic!("{name}")
        };
        history.entries[0].at
    };
    let first = entries("stats_lead_stages_change_log").await;
    assert_eq!(entries("tz_ny_stats_lead_stages_change_log").await, first);
    assert_eq!(entries("tz_user_stats").await, first);
}

#[tokio::test]
async fn the_recorded_stage_log_says_who_entered_and_who_left() {
    let pulled = pull(
        &Recording::named("stats_lead_stages_change_log"),
        Stream::StageHistory,
    )
    .await
    .unwrap();
    let of = |wanted: &str| {
        let history = pulled.records.iter().find_map(|record| match record {
            Record::StageHistory(history) if history.lead.as_str() == wanted => Some(history),
            _ => None,
        });
        let history = history.unwrap();
        assert!(!history.whole);
        history
            .entries
            .iter()
            .map(|entry| entry.raw.as_deref())
            .collect::<Vec<_>>()
    };
    let stages = ["1", "2", "3", "4", "5", "1", "5", "5"].map(Some);
    assert_eq!(of("1"), stages);
    assert_eq!(
        of("19"),
        [Some("1"), None, None],
        "removed, and removed again from a stage it was not in"
    );
}

#[tokio::test]
async fn recorded_companies_tell_industry_and_revenue_of_their_leads() {
    let (contacts, links, companies) = (
        Recording::named("contacts_limit5"),
        Recording::named("stats_companies_leads"),
        Recording::named("list_companies"),
    );
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/api/contacts" => contacts.reply(),
        "/api/stats/companies_leads" => links.reply(),
        "/api/companies" => companies.reply(),
        other => panic!("{other} is not asked"),
    })
    .await;
    let pulled = pull_round(server.connector().as_ref(), Stream::Leads, None, now())
        .await
        .unwrap();
    let ada = leads(&pulled)[0].clone();
    assert_eq!(ada.industry.as_deref(), Some("Technology"));
    assert_eq!(ada.annual_revenue, Some(1_000_000.0));
    assert_eq!(ada.employees, None, "the company does not say");
    assert_eq!(leads(&pulled)[1].industry, None, "contact 3 has no company");
}
