//! A number split by where leads came from, and why it moved.

use funnelbot::stage::{MARKETER, SELLER, Stage};
use kpi::model::Tool;
use sandbox::world::{LeadKey, NewLead, World};

use crate::harness::{at, end, hours, opens, set};

fn lead_from(world: &World, channel: &str, wall: &str) -> LeadKey {
    let new = NewLead {
        stage: Some("lead".to_owned()),
        channel: Some(channel.to_owned()),
        ..NewLead::default()
    };
    world.add_lead(new, at(wall))
}

/// Two weeks: search brings the same leads and more of them ripen, exhibitions bring fewer.
async fn company(tool: Tool) -> Stage {
    let world = World::empty();
    for (week, ripe) in [(2, [2, 3]), (9, [5, 1])] {
        for (channel, (leads, ripe)) in [
            ("organic", (8, ripe[0])),
            ("event", (if week == 2 { 6 } else { 2 }, ripe[1])),
        ] {
            for number in 0..leads {
                let lead = lead_from(&world, channel, &format!("2026-11-{week:02} 1{number}:00"));
                if number < ripe {
                    world.set_stage(
                        lead,
                        "mql",
                        at(&format!("2026-11-{:02} 1{number}:00", week + 2)),
                    );
                }
            }
        }
    }
    let mut options = opens(tool, &world, "2026-11-16 10:00", "");
    options.poll_every = hours(12);
    let mut stage = set(options).await;
    stage.tick().await;
    stage
}

#[tokio::test(flavor = "multi_thread")]
async fn arrivals_are_split_by_channel_and_say_why_they_moved() {
    for (tool, search, fair) in [
        (Tool::Hubspot, "ORGANIC_SEARCH", "OFFLINE"),
        (Tool::Mautic, "google", "expo"),
    ] {
        let stage = company(tool).await;
        let asked = "/kpi show kpi:entered-mql period:2026-W46 by:channel";
        let told = stage.figures(asked).await.expect("an answer");
        assert_eq!((&told["value"], &told["previous"]), (&6.into(), &5.into()));
        let parts = told["by"].as_array().expect("the parts");
        let sum =
            |field: &str| -> i64 { parts.iter().filter_map(|part| part[field].as_i64()).sum() };
        assert_eq!((sum("value"), sum("previous")), (6, 5), "{told:#}");
        assert!(parts.iter().all(|part| part["denominator"] == 6));
        let key = parts[0]["key"].as_str().expect("a channel");
        assert!(key.contains(search), "{key}");
        let why = &told["why"];
        let effect = |name: &str| why[name].as_f64().expect("a number");
        let sum = effect("volume") + effect("rate") + effect("mix");
        assert!((sum - 1.0).abs() < 1e-9, "{why:#}");
        assert_eq!(why["largest"][0]["change"], 3);
        assert!(
            why["largest"][1]["key"]
                .as_str()
                .is_some_and(|key| key.contains(fair))
        );

        let answer = stage.ask(SELLER, asked).await.expect("an answer");
        let text = answer.text();
        for part in [
            "チャネル別",
            "（カッコ内は前週）",
            "なぜ動いたか",
            "5→6件",
            "リード→MQLの率",
            "主な要因",
        ] {
            assert!(text.contains(part), "no {part:?} in:\n{text}");
        }
        assert!(text.chars().count() <= 1_200, "{text}");
        let message = answer.message.expect("a message");
        assert_eq!(message.attachments[0].name, "channels.png");
        let english = stage.ask(MARKETER, asked).await.expect("an answer").text();
        for part in ["By channel", "Why it moved", "volume", "mix", "Largest"] {
            assert!(english.contains(part), "no {part:?} in:\n{english}");
        }
        end(stage).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stock_rates_and_costs_are_split_and_what_cannot_be_is_said() {
    let mut stage = company(Tool::Hubspot).await;
    stage.tick().await;
    for line in [
        "/cost add amount:¥60,000 period:2026-W46 channel:offline",
        "/cost add amount:¥7,000 period:2026-W46 channel:print",
    ] {
        stage.ask(MARKETER, line).await.expect("an answer");
    }
    let figures = async |question: &str| {
        let told = stage.figures(question).await.expect("an answer");
        let parts = told["by"].as_array().expect("the parts").clone();
        parts
            .iter()
            .map(|part| {
                let key = part["key"].as_str().unwrap_or("?").to_owned();
                (key, part["numerator"].clone(), part["denominator"].clone())
            })
            .collect::<Vec<_>>()
    };
    let stock = figures("/kpi show kpi:stock-lead period:2026-W46 by:channel").await;
    assert_eq!(stock[0].0, "ORGANIC_SEARCH");
    assert_eq!(
        (&stock[0].1, &stock[0].2),
        (&9.into(), &13.into()),
        "{stock:?}"
    );
    let rates = figures("/kpi show kpi:conversion-lead-mql period:2026-W46 by:channel").await;
    assert_eq!(
        (&rates[0].1, &rates[0].2),
        (&5.into(), &8.into()),
        "{rates:?}"
    );
    // What was spent on offline brought two leads; what search cost is not known, and not zero.
    let costs = figures("/kpi show kpi:cpa-lead period:2026-W46 by:channel").await;
    let of = |name: &str| {
        costs
            .iter()
            .find(|(key, ..)| key == name)
            .unwrap_or_else(|| panic!("no {name} in {costs:?}"))
    };
    assert_eq!(
        (&of("OFFLINE").1, &of("OFFLINE").2),
        (&60_000.into(), &2.into())
    );
    assert!(of("ORGANIC_SEARCH").1.is_null());
    assert_eq!((&of("print").1, &of("print").2), (&7_000.into(), &0.into()));
    let owners = figures("/kpi show kpi:entered-lead period:2026-W46 by:owner").await;
    assert!(!owners.is_empty());
    for (question, part) in [
        (
            "/kpi show kpi:score-median by:channel",
            "内訳に分けられません",
        ),
        ("/kpi show kpi:open-rate by:channel", "by:campaign"),
        (
            "/kpi show kpi:cpa-lead by:owner",
            "by:owner では分けられません",
        ),
    ] {
        let refused = stage.ask(SELLER, question).await.expect("an answer").text();
        assert!(refused.contains(part), "{refused}");
    }
    end(stage).await;
}
