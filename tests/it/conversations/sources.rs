//! What is wrong with the data, as people are told.

use funnelbot::stage::{MARKETER, SELLER, Stage};
use kpi::model::Tool;
use sandbox::{
    hubspot::HubspotOptions,
    mautic::{Area, MauticOptions},
    tool::{Broken, Fault},
    world::World,
};

use crate::harness::{at, end, lead_in, opens, reports, set};

async fn status(stage: &Stage, member: u64) -> String {
    stage
        .ask(member, "/status")
        .await
        .expect("an answer")
        .text()
}

#[tokio::test(flavor = "multi_thread")]
async fn unmapped_stages_and_broken_records_are_named_and_nothing_else_is_lost() {
    for (tool, leads) in [
        (Tool::Hubspot, "/crm/objects/2026-09/contacts/batch/read"),
        (Tool::Mautic, "/api/contacts"),
    ] {
        let world = World::empty();
        lead_in(&world, "lead", "2026-10-05 10:00");
        for day in 6..9 {
            lead_in(&world, "lead", &format!("2026-10-0{day} 10:00"));
        }
        lead_in(&world, "お得意様", "2026-10-09 10:00");
        let mut stage = set(opens(tool, &world, "2026-10-16 18:00", "")).await;
        stage
            .tool_faults()
            .next_on(leads, 1, Fault::Record(Broken::BadDate));
        stage.tick().await;
        let ja = status(&stage, SELLER).await;
        assert!(
            ja.contains("対応づけのないステージ") && ja.contains("お得意様"),
            "{ja}"
        );
        assert!(ja.contains("読めなかった記録"), "{ja}");
        let en = status(&stage, MARKETER).await;
        assert!(
            en.contains("Unmapped stages") && en.contains("Unreadable records"),
            "{en}"
        );
        assert!(
            en.contains("Next posts") && en.contains("weekly summary"),
            "{en}"
        );
        // The others count, and the post tells of the gap.
        let told = stage
            .figures("/kpi funnel period:2026-10 compare:none")
            .await
            .expect("told");
        let entered = told["stages"][0]["entered"].as_i64().expect("a number");
        assert!(entered >= 3, "{told}");
        stage.live_until(at("2026-10-19 09:00")).await;
        let posted = reports(&stage)[0].text();
        assert!(posted.contains("対応づけなし 1種・1件"), "{posted}");
        end(stage).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_scope_costs_its_own_stream_alone() {
    let world = World::empty();
    lead_in(&world, "lead", "2026-10-13 10:00");
    let mut options = opens(Tool::Hubspot, &world, "2026-10-16 18:00", "");
    options.hubspot = HubspotOptions {
        missing_scopes: vec!["crm.objects.deals.read".to_owned()],
        ..HubspotOptions::default()
    };
    goes_on_without(options, "商談", "crm.objects.deals.read").await;
    let mut options = opens(Tool::Mautic, &world, "2026-10-16 18:00", "");
    options.mautic = MauticOptions {
        hidden: vec![Area::Campaigns],
        ..MauticOptions::default()
    };
    goes_on_without(options, "キャンペーン", "").await;
}

async fn goes_on_without(options: funnelbot::stage::StageOptions, stream: &str, scope: &str) {
    let mut stage = set(options).await;
    stage.live_until(at("2026-10-19 09:00")).await;
    let told = status(&stage, SELLER).await;
    let line = told
        .lines()
        .find(|line| line.starts_with('⚪'))
        .unwrap_or_default();
    assert!(line.contains(stream) && line.contains(scope), "{told}");
    assert!(told.contains("🟢 リード"), "{told}");
    assert!(told.starts_with('🟢'), "nothing else is wrong: {told}");
    let posted = reports(&stage);
    assert!(
        posted[0].content.contains("リードは1件"),
        "{}",
        posted[0].content
    );
    assert!(!posted[0].content.contains('⚠'), "{}", posted[0].content);
    assert!(
        posted[0].text().contains("取得不可"),
        "{}",
        posted[0].text()
    );
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_is_told_and_the_rest_of_the_bot_lives() {
    let world = World::empty();
    lead_in(&world, "lead", "2026-10-13 10:00");
    let mut stage = set(opens(Tool::Hubspot, &world, "2026-10-16 18:00", "")).await;
    stage.tick().await;
    stage.tool_faults().always_on("", Fault::Denied);
    stage.live_until(at("2026-10-17 12:00")).await;
    let told = status(&stage, MARKETER).await;
    assert!(told.contains("The data is behind"), "{told}");
    assert!(
        told.contains("HUBSPOT\\_TOKEN is refused"),
        "names the setting: {told}"
    );
    let answer = stage
        .ask(SELLER, "/kpi funnel period:2026-10")
        .await
        .expect("an answer");
    assert!(
        answer.text().contains("10/16"),
        "as of then: {}",
        answer.text()
    );
    stage.tool_faults().clear();
    stage.live_until(at("2026-10-17 18:00")).await;
    assert!(status(&stage, MARKETER).await.contains("The data is fresh"));
    end(stage).await;
}
