//! What is wrong with the data, as people are told.

use funnelbot::stage::{MARKETER, SELLER, Stage};
use kpi::model::Tool;
use sandbox::{
    hubspot::HubspotOptions,
    mautic::{Area, MauticOptions},
    tool::{Broken, Fault},
    world::{Company, NewLead, World},
};

use crate::harness::{at, end, lead_in, opens, pings, reports, set};

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

#[tokio::test(flavor = "multi_thread")]
async fn a_permission_granted_while_the_bot_runs_is_used_at_the_next_poll() {
    for (tool, path) in [
        (Tool::Hubspot, "/crm/objects/2026-09/contacts"),
        (Tool::Mautic, "/api/contacts"),
    ] {
        let world = World::empty();
        lead_in(&world, "lead", "2026-10-13 10:00");
        let mut stage = set(opens(tool, &world, "2026-10-16 18:00", "")).await;
        stage.tool_faults().always_on(path, Fault::Forbidden);
        stage.live_until(at("2026-10-17 01:00")).await;
        let refused = status(&stage, SELLER).await;
        let line = |told: &str, sign: char| {
            let mut lines = told.lines().filter(|line| line.starts_with(sign));
            lines.any(|line| line.contains("リード"))
        };
        assert!(line(&refused, '⚪'), "{tool:?}: {refused}");
        stage.tool_faults().clear();
        stage.live_until(at("2026-10-17 04:00")).await;
        let granted = status(&stage, SELLER).await;
        assert!(
            line(&granted, '🟢') && !line(&granted, '⚪'),
            "{tool:?}: {granted}"
        );
        let told = stage
            .figures("/kpi funnel period:2026-10 compare:none")
            .await
            .expect("told");
        assert_eq!(told["stages"][0]["entered"], 1, "{tool:?}: {told}");
        end(stage).await;
    }
}

/// How a record is broken, and what becomes of it.
struct Spoilt {
    broken: Broken,
    /// What `/status` says of it, where HubSpot gave it and where Mautic did.
    why: [&'static str; 2],
    /// Whether it still counts.
    counts: [bool; 2],
}

const SPOILT: [Spoilt; 5] = [
    Spoilt {
        broken: Broken::YearOne,
        why: ["is no date between 1990 and 2200", "is before 1970"],
        // Stage history comes with the contact in HubSpot, from a log of its own in Mautic.
        counts: [false, true],
    },
    Spoilt {
        broken: Broken::HugeField,
        why: ["email is longer than 4,000", "email is left out"],
        counts: [true, true],
    },
    Spoilt {
        broken: Broken::InvalidUtf8,
        why: ["email holds bytes that are no text"; 2],
        counts: [true, true],
    },
    Spoilt {
        broken: Broken::NullId,
        why: [
            "it came back as something that is no contact",
            "no readable id",
        ],
        counts: [false, false],
    },
    Spoilt {
        broken: Broken::NotAnObject,
        why: [
            "it came back as something that is no contact",
            "no readable id",
        ],
        counts: [false, false],
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn however_a_record_is_broken_it_is_named_and_the_others_count() {
    for (place, tool, leads) in [
        (0, Tool::Hubspot, "/crm/objects/2026-09/contacts/batch/read"),
        (1, Tool::Mautic, "/api/contacts"),
    ] {
        for case in &SPOILT {
            let world = World::empty();
            for day in 5..9 {
                lead_in(&world, "lead", &format!("2026-10-0{day} 10:00"));
            }
            let mut stage = set(opens(tool, &world, "2026-10-16 18:00", "")).await;
            let spoilt = Fault::Record(case.broken);
            stage.tool_faults().next_on(leads, 1, spoilt);
            stage.tick().await;
            let told = status(&stage, MARKETER).await;
            let what = format!("{tool:?} {:?}: {told}", case.broken);
            assert!(told.contains("Unreadable records**: 1"), "{what}");
            assert!(told.contains(case.why[place]), "{what}");
            assert!(!told.contains("makes no sense"), "{what}");
            let figures = stage
                .figures("/kpi funnel period:2026-10 compare:none")
                .await
                .expect("told");
            let entered = figures["stages"][0]["entered"].as_i64().expect("a number");
            let least = if case.counts[place] { 4 } else { 3 };
            assert!(entered >= least, "{entered}: {what}");
            end(stage).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_repeat_or_break_off_end_the_poll_and_the_next_one_is_whole() {
    for (tool, leads, search) in [
        (
            Tool::Hubspot,
            "/crm/objects/2026-09/contacts",
            "/crm/objects/2026-09/contacts/search",
        ),
        (Tool::Mautic, "/api/contacts", "/api/contacts"),
    ] {
        for (fault, path) in [(Fault::SameAnswer, search), (Fault::CutShort, leads)] {
            let world = World::empty();
            for number in 0..620 {
                let minute = number % 60;
                lead_in(
                    &world,
                    "lead",
                    &format!("2026-10-05 {:02}:{minute:02}", number / 60),
                );
            }
            let mut stage = set(opens(tool, &world, "2026-10-16 18:00", "")).await;
            stage.tool_faults().always_on(path, fault);
            stage.tick().await;
            let told = status(&stage, MARKETER).await;
            let what = format!("{tool:?} {fault:?}: {told}");
            assert!(told.contains("• leads"), "{what}");
            assert!(told.contains("makes no sense"), "{what}");
            stage.tool_faults().clear();
            stage.live_until(at("2026-10-16 22:00")).await;
            assert!(
                status(&stage, MARKETER).await.contains("The data is fresh"),
                "{what}"
            );
            let figures = stage
                .figures("/kpi funnel period:2026-10 compare:none")
                .await
                .expect("told");
            assert_eq!(figures["stages"][0]["entered"], 620, "{what}");
            end(stage).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_of_a_company_makes_its_lead_hot_though_nobody_touched_the_lead() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let world = World::empty();
        let new = NewLead {
            company: Some(Company::default()),
            stage: Some("lead".to_owned()),
            ..NewLead::default()
        };
        let lead = world.add_lead(new, at("2026-10-14 10:00"));
        let mut stage = set(opens(tool, &world, "2026-10-14 18:00", "")).await;
        stage.live_until(at("2026-10-15 01:00")).await;
        let before = pings(&stage).len();
        let grown = Company::enterprise("株式会社サンプル製作所");
        world.set_company(lead, grown, at("2026-10-15 01:30"));
        stage.live_until(at("2026-10-15 06:00")).await;
        let said = pings(&stage);
        assert_eq!(said.len(), before + 1, "{tool:?}: {said:?}");
        let ping = said[before].text();
        assert!(ping.contains("株式会社サンプル製作所"), "{tool:?}: {ping}");
        end(stage).await;
    }
}
