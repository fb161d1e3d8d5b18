//! Stage history where the tool keeps none.

use kpi::model::{LeadRecord, Stream};

use crate::support::{Home, WS, day, history, lead, told};

fn shown(stage: Option<&str>, created: u8, modified: Option<u8>) -> kpi::model::Record {
    told(LeadRecord {
        stage_raw: stage.map(str::to_owned),
        created_at: Some(day(created)),
        modified_at: modified.map(day),
        ..lead("1", "")
    })
}

async fn entered(home: &Home, on: u8) -> Vec<i64> {
    let (start, end) = (
        format!("2026-11-{on:02}T00:00:00Z"),
        format!("2026-11-{:02}T00:00:00Z", on + 1),
    );
    home.funnel(&start, &end)
        .await
        .stages
        .iter()
        .map(|row| row.now.inflow)
        .collect()
}

#[tokio::test]
async fn the_first_value_counts_from_the_creation_of_the_record() {
    let home = Home::new().await;
    home.absorb(Stream::Leads, vec![shown(Some("lead"), 2, Some(5))], day(6))
        .await;
    assert_eq!(entered(&home, 2).await[0], 1);
}

#[tokio::test]
async fn a_later_value_counts_from_the_change_of_the_record_between_the_polls() {
    for (modified, counted) in [(Some(7), 7), (Some(4), 6), (Some(20), 9), (None, 9)] {
        let home = Home::new().await;
        home.absorb(Stream::Leads, vec![shown(Some("lead"), 2, None)], day(6))
            .await;
        home.absorb(
            Stream::Leads,
            vec![shown(Some("salesqualifiedlead"), 2, modified)],
            day(9),
        )
        .await;
        assert_eq!(
            entered(&home, counted).await[2],
            1,
            "modified on {modified:?}"
        );
        assert_eq!(home.stages().await[..3], [(0, 1, 0), (0, 0, 0), (1, 1, 0)]);
        home.assert_proven().await;
    }
}

#[tokio::test]
async fn a_lead_first_seen_without_a_stage_gets_its_first_between_two_polls() {
    let home = Home::new().await;
    home.absorb(Stream::Leads, vec![shown(None, 2, None)], day(6))
        .await;
    home.absorb(Stream::Leads, vec![shown(Some("lead"), 2, Some(7))], day(9))
        .await;
    assert_eq!(entered(&home, 2).await[0], 0);
    assert_eq!(entered(&home, 7).await[0], 1);
}

#[tokio::test]
async fn a_history_takes_the_place_of_what_was_observed() {
    let home = Home::new().await;
    home.absorb(Stream::Leads, vec![shown(Some("lead"), 2, None)], day(6))
        .await;
    home.absorb(
        Stream::StageHistory,
        vec![history("1", &[(4, "lead")])],
        day(6),
    )
    .await;
    assert_eq!(
        (entered(&home, 2).await[0], entered(&home, 4).await[0]),
        (0, 1)
    );
    // From now on the history alone counts; a differing value is named.
    home.absorb(
        Stream::Leads,
        vec![shown(Some("customer"), 2, Some(7))],
        day(8),
    )
    .await;
    assert_eq!(home.stages().await[4], (0, 0, 0));
    let differing = home.store.differing(WS, 10).await.unwrap();
    assert_eq!(differing.len(), 1);
    assert_eq!(differing[0].lead.as_str(), "1");
    assert_eq!(differing[0].shown.as_deref(), Some("customer"));
    assert_eq!(differing[0].newest.as_deref(), Some("lead"));
    home.absorb(
        Stream::StageHistory,
        vec![history("1", &[(4, "lead"), (7, "customer")])],
        day(8),
    )
    .await;
    assert_eq!(home.store.differing(WS, 10).await.unwrap(), []);
    assert_eq!(home.stages().await[4], (1, 1, 0));
    home.assert_proven().await;
}

#[tokio::test]
async fn an_empty_history_is_none() {
    let home = Home::new().await;
    home.absorb(
        Stream::Leads,
        vec![shown(Some("lead"), 2, None), history("1", &[])],
        day(6),
    )
    .await;
    assert_eq!(entered(&home, 2).await[0], 1);
}
