//! `/kpi show … by`: every way in which a number can be split, in both tools, and the reason where one cannot.

use funnelbot::stage::{SEEDED_TEAM, SELLER, Stage};
use kpi::model::Tool;
use sandbox::world::{World, WorldOptions};
use serde_json::Value;

use crate::harness::{end, hours, opens, set};

const METHODS: &str = r#"
[methods.newsletter]
emails = ["*"]
[methods.white-paper]
downloads = ["*"]
forms = ["*"]
"#;

/// Some hundred leads with two years behind them.
async fn company(tool: Tool, methods: &str) -> Stage {
    let world = World::seeded(&WorldOptions {
        leads: 300,
        visitors: 10,
        ..WorldOptions::default()
    });
    let team = format!("{SEEDED_TEAM}{methods}");
    let mut options = opens(tool, &world, "2026-11-16 10:00", &team);
    options.poll_every = hours(12);
    let mut stage = set(options).await;
    stage.tick().await;
    stage
}

async fn split(stage: &Stage, kpi: &str, by: &str) -> Value {
    let asked = format!("/kpi show kpi:{kpi} period:2026-Q2 by:{by}");
    stage.figures(&asked).await.expect("an answer")
}

fn parts(told: &Value) -> &[Value] {
    told["by"].as_array().map_or(&[], Vec::as_slice)
}

fn sum(told: &Value, field: &str) -> i64 {
    let values = parts(told).iter().filter_map(|part| part[field].as_i64());
    values.sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn leads_are_split_by_where_they_came_from_and_by_who_owns_them() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let stage = company(tool, "").await;
        for by in ["channel", "campaign", "owner"] {
            let told = split(&stage, "entered-lead", by).await;
            assert!(told["value"].as_i64() > Some(0), "{told:#}");
            assert_eq!(sum(&told, "value"), told["value"], "{by}: {told:#}");
            assert_eq!(sum(&told, "previous"), told["previous"], "{by}: {told:#}");
        }
        end(stage).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn leads_are_split_by_segment_where_the_tool_tells_them() {
    let stage = company(Tool::Mautic, "").await;
    for kpi in [
        "entered-lead",
        "stock-lead",
        "conversion-lead-mql",
        "segment-engagement",
    ] {
        let told = split(&stage, kpi, "segment").await;
        assert!(
            parts(&told).iter().any(|part| part["key"].is_string()),
            "{told:#}"
        );
        assert!(
            told["why"].is_null() && told["by_reason"].is_null(),
            "{told:#}"
        );
    }
    let told = split(&stage, "entered-lead", "segment").await;
    let whole = told["value"].as_i64();
    assert!(
        parts(&told)
            .iter()
            .all(|part| part["value"].as_i64() <= whole),
        "{told:#}"
    );
    let answer = stage.ask(
        SELLER,
        "/kpi show kpi:entered-lead period:2026-Q2 by:segment",
    );
    let text = answer.await.expect("an answer").text();
    assert!(
        text.contains("セグメント別") && text.contains("それぞれに数える"),
        "{text}"
    );
    end(stage).await;

    let stage = company(Tool::Hubspot, "").await;
    let told = split(&stage, "entered-lead", "segment").await;
    assert_eq!(told["by"], serde_json::json!([]));
    let reason = told["by_reason"].as_str().expect("a reason");
    assert!(reason.contains("HubSpot"), "{reason}");
    let answer = stage.ask(
        SELLER,
        "/kpi show kpi:entered-lead period:2026-Q2 by:segment",
    );
    let text = answer.await.expect("an answer").text();
    assert!(text.contains(reason), "{text}");
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leads_are_split_by_the_methods_that_the_team_names() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let stage = company(tool, METHODS).await;
        let told = split(&stage, "entered-lead", "method").await;
        let keys: Vec<&str> = parts(&told)
            .iter()
            .filter_map(|part| part["key"].as_str())
            .collect();
        assert!(keys.contains(&"white-paper"), "{told:#}");
        let answer = stage.ask(
            SELLER,
            "/kpi show kpi:entered-lead period:2026-Q2 by:method",
        );
        let text = answer.await.expect("an answer").text();
        assert!(text.contains("ホワイトペーパー"), "{text}");
        end(stage).await;
    }
    let stage = company(Tool::Hubspot, "").await;
    let told = split(&stage, "entered-lead", "method").await;
    let reason = told["by_reason"].as_str().expect("a reason");
    assert!(reason.contains("methods"), "{reason}");
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_are_split_by_campaign_and_by_method() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let stage = company(tool, METHODS).await;
        for by in ["campaign", "method"] {
            let told = split(&stage, "open-rate", by).await;
            if (tool, by) == (Tool::Mautic, "campaign") {
                assert!(told["by_reason"].is_string(), "{told:#}");
                continue;
            }
            assert!(told["denominator"].as_i64() > Some(0), "{told:#}");
            for field in ["numerator", "denominator"] {
                assert_eq!(sum(&told, field), told[field], "{tool:?} {by}: {told:#}");
            }
        }
        end(stage).await;
    }
}
