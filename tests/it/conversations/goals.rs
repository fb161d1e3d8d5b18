//! Goals, plans and notes, as people set them and ask for them.

use funnelbot::stage::{MARKETER, SELLER, Stage};
use kpi::model::Tool;
use sandbox::world::World;
use serde_json::{Value, json};

use crate::harness::{at, end, lead_in, opens, set};

/// Twenty-eight SQL on the nine business days before Monday 16 November.
async fn november(tool: Tool) -> Stage {
    let world = World::empty();
    for number in 0..28 {
        let day = [2, 4, 5, 6, 9, 10, 11, 12, 13][number % 9];
        let wall = format!("2026-11-{day:02} 1{}:00", number % 8);
        lead_in(&world, "sql", &wall);
    }
    let mut stage = set(opens(tool, &world, "2026-11-16 06:10", "")).await;
    stage.tick().await;
    stage
}

async fn says(stage: &Stage, member: u64, line: &str) -> String {
    let answer = stage.ask(member, line).await.expect("an answer");
    assert!(answer.ephemeral, "only the asker sees it");
    let text = answer.text();
    assert!(text.chars().count() <= 1_200, "{text}");
    text
}

#[track_caller]
fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_goal_is_set_shown_changed_and_removed() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let stage = november(tool).await;
        let none = says(&stage, SELLER, "/goal show").await;
        holds(
            &none,
            &["該当する目標はありません", "/goal set", "データ時点"],
        );
        let told = says(&stage, MARKETER, "/goal set kpi:entered-sql target:50").await;
        holds(
            &told,
            &["Goal set", "SQL entered", "2026-11", "at least 50"],
        );
        let line = "/goal set kpi:entered-sql period:this-month target:60";
        let told = says(&stage, MARKETER, line).await;
        holds(&told, &["Goal changed", "at least 60", "was at least 50"]);
        let ja = says(&stage, SELLER, "/goal show").await;
        holds(
            &ja,
            &[
                "🟡 要注意：SQL到達数（2026-11）は28件／目標60件",
                "達成率 46.7%",
                "ペース 98.5%（9／19営業日）",
                "着地 59件の見込み（80%幅 49–69）｜達成の確率 48%",
                "データ時点 11/16 06:",
            ],
        );
        let en = says(
            &stage,
            MARKETER,
            "/goal show kpi:entered-sql period:2026-11",
        )
        .await;
        holds(
            &en,
            &[
                "🟡 At risk: SQL entered (2026-11) is 28 of 60",
                "pace 98.5% (9 of 19 business days)",
                "Landing at 59 (80%: 49–69) | chance of reaching it 48%",
            ],
        );
        holds(
            &says(&stage, SELLER, "/目標 一覧").await,
            &["目標 1件", "SQL到達数｜2026-11｜60件以上", "11/16"],
        );
        let told = says(&stage, MARKETER, "/goal remove kpi:entered-sql").await;
        holds(&told, &["Goal removed", "at least 60"]);
        let told = says(&stage, MARKETER, "/goal list").await;
        holds(&told, &["No goal is set yet"]);
        end(stage).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_get_every_number_of_a_goal() {
    let stage = november(Tool::Hubspot).await;
    stage
        .figures("/goal set kpi:entered-sql target:60")
        .await
        .expect("set");
    let told = stage.figures("/goal show").await.expect("shown");
    let goal = &told["goals"][0];
    let parts = [
        ("kpi", json!("entered-sql")),
        ("actual", json!(28)),
        ("target", json!(60)),
        ("unit", json!("count")),
        ("direction", json!("higher")),
        ("state", json!("at-risk")),
        ("reason", Value::Null),
        ("every", json!(false)),
        ("business_days", json!({"elapsed": 9, "total": 19})),
    ];
    for (part, value) in parts {
        assert_eq!(goal[part], value, "{part} in {goal}");
    }
    assert_eq!(goal["period"]["word"], "2026-11");
    assert_eq!(goal["period"]["open"], true);
    let close = |value: &Value, to: f64| (value.as_f64().expect("a number") - to).abs() < 1e-9;
    assert!(close(&goal["attainment"], 28.0 / 60.0));
    assert!(close(&goal["pace"], 28.0 / (60.0 * 9.0 / 19.0)));
    let landing = &goal["landing"];
    assert!(close(&landing["expected"], 28.0 * 19.0 / 9.0));
    assert_eq!(
        (&landing["low"], &landing["high"]),
        (&json!(49), &json!(69))
    );
    let chance = landing["chance"].as_f64().expect("a chance");
    assert!((0.475..0.485).contains(&chance));
    let listed = stage.figures("/goal list").await.expect("listed");
    assert_eq!(listed["goals"][0]["period"], "2026-11");
    assert_eq!(listed["goals"][0]["kind"], "month");
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_goal_for_every_month_gives_way_to_that_of_one_month() {
    let mut stage = november(Tool::Mautic).await;
    for line in [
        "/goal set kpi:entered-sql target:４０ period:every-month",
        "/goal set kpi:entered-sql target:60件 period:2026-11",
        "/goal set kpi:conversion-sql-opportunity target:25% period:毎月",
        "/goal set kpi:conversion-lead-customer target:2 period:this-quarter",
        "/goal set kpi:stock-sql target:30 period:this-week direction:lower",
        "/goal set kpi:delta-sql target:20 period:every-month",
    ] {
        let told = says(&stage, MARKETER, line).await;
        holds(&told, &["🎯 Goal set"]);
    }
    let november = says(&stage, SELLER, "/goal show period:this-month").await;
    holds(
        &november,
        &[
            "進行中の目標 3件",
            "28件／目標60件",
            "0.0%（0/28・少数）／目標25.0%",
            "SQLの増減",
            "幅と確率は件数のKPIだけ",
        ],
    );
    let all = says(&stage, SELLER, "/goal show").await;
    holds(&all, &["進行中の目標 5件", "ほかに1件"]);
    let stock = says(&stage, SELLER, "/goal show kpi:stock-sql").await;
    holds(&stock, &["🟢 順調", "28件／目標30件"]);
    stage.live_until(at("2026-12-01 09:00")).await;
    let december = says(&stage, SELLER, "/goal show kpi:entered-sql").await;
    holds(
        &december,
        &["2026-12", "0件／目標40件", "⚪ これから", "0／23営業日"],
    );
    let closed = says(
        &stage,
        SELLER,
        "/goal show kpi:entered-sql period:last-month",
    )
    .await;
    holds(&closed, &["❌ 未達", "28件／目標60件", "達成率 46.7%"]);
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_goal_that_makes_no_sense_is_refused_in_one_sentence() {
    let stage = november(Tool::Hubspot).await;
    for (line, parts) in [
        (
            "kpi:enterd-sql target:60",
            ["enterd-sql", "Did you mean `entered-sql`"],
        ),
        (
            "kpi:entered-sql target:0",
            ["must be above zero", "Accepted"],
        ),
        ("kpi:entered-sql target:-5", ["must be above zero", "`60`"]),
        (
            "kpi:entered-sql target:many",
            ["cannot read \"many\"", "`1,200,000`"],
        ),
        ("kpi:entered-sql target:60.5", ["whole number", "`60`"]),
        ("kpi:entered-sql target:25%", ["whole number", "25%"]),
        ("kpi:conversion-mql-sql target:120%", ["up to 100%", "120%"]),
        (
            "kpi:conversion-mql-sql target:0.5",
            ["add a % sign", "`50%`"],
        ),
        (
            "kpi:entered-sql target:60 period:last-month",
            ["is over", "`this-month`"],
        ),
        (
            "kpi:entered-sql target:60 period:every-mouth",
            ["every-mouth", "Did you mean `every-month`"],
        ),
    ] {
        let told = says(&stage, MARKETER, &format!("/goal set {line}")).await;
        holds(&told, &parts);
    }
    let told = says(&stage, SELLER, "/goal set kpi:entered-sql target:60").await;
    holds(&told, &["「サーバー管理」権限のある人だけ"]);
    says(
        &stage,
        MARKETER,
        "/goal set kpi:entered-sql target:60 period:every-week",
    )
    .await;
    let told = says(
        &stage,
        MARKETER,
        "/goal remove kpi:entered-sql period:this-month",
    )
    .await;
    holds(
        &told,
        &[
            "has no goal for that period",
            "/goal remove kpi:entered-sql period:every-week",
        ],
    );
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kpi_can_have_a_goal_in_its_own_unit() {
    let stage = november(Tool::Mautic).await;
    for (line, parts) in [
        (
            "kpi:cpa-lead target:16800",
            ["please name its currency", "`¥1,200,000`"],
        ),
        (
            "kpi:cpa-lead target:¥16,800",
            ["Goal set", "at most JPY 16,800"],
        ),
        ("kpi:sales-cycle target:60", ["Goal set", "at most 60d"]),
        ("kpi:roi target:150", ["add a % sign", "`150%`"]),
        ("kpi:roi target:150%", ["Goal set", "at least 150.0%"]),
        ("kpi:score-mean target:45.5", ["Goal set", "at least 45.5"]),
        (
            "kpi:emails-sent target:２，０００",
            ["Goal set", "at least 2,000"],
        ),
    ] {
        let told = says(&stage, MARKETER, &format!("/goal set {line}")).await;
        holds(&told, &parts);
    }
    // Nobody has entered what was spent: that is no cost of zero.
    let told = says(&stage, SELLER, "/goal show kpi:cpa-lead").await;
    holds(&told, &["— 測定不可", "—／目標16,800円", "コスト"]);
    let told = stage.figures("/goal show").await.expect("shown");
    let goals = told["goals"].as_array().expect("goals");
    assert_eq!(goals.len(), 5);
    for goal in goals {
        let is_told = !goal["actual"].is_null() || goal["reason"].is_string();
        assert!(is_told || goal["kpi"] == "sales-cycle", "{goal}");
    }
    let typing = stage.discord().autocomplete(SELLER, "/goal show kpi:cpa-l");
    let answer = typing.expect("it can be typed").answer().await;
    let offered = answer.expect("suggestions").choices;
    assert_eq!(offered[0].value, "cpa-lead");
    assert_eq!(offered[0].name, "リード獲得単価（CPA） (cpa-lead)");
    end(stage).await;
}

const GOLDEN: &str = "/goal plan gross_margin:50000 payback:12 lead_mql:50 mql_sql:40 sql_opportunity:70 opportunity_customer:20";

#[tokio::test(flavor = "multi_thread")]
async fn the_golden_plan_needs_no_data() {
    let world = World::empty();
    let stage = set(opens(Tool::Mautic, &world, "2026-11-18 10:00", "")).await;
    let told = stage.figures(GOLDEN).await.expect("a plan");
    let rows = told["stages"].as_array().expect("stages");
    let costs: Vec<(&str, i64)> = rows
        .iter()
        .filter_map(|row| Some((row["stage"].as_str()?, row["highest_cost"].as_i64()?)))
        .collect();
    assert_eq!(
        costs,
        [
            ("customer", 600_000),
            ("opportunity", 120_000),
            ("sql", 84_000),
            ("mql", 33_600),
            ("lead", 16_800),
        ]
    );
    let ja = says(&stage, SELLER, GOLDEN).await;
    holds(
        &ja,
        &[
            "成約1件の獲得に使えるのは600,000まで（月間粗利 50,000 × 回収 12か月）",
            "`600,000` 成約",
            "`120,000` 商談｜成約へ 20.0%",
            "` 84,000` SQL｜商談へ 70.0%",
            "` 33,600` MQL｜SQLへ 40.0%",
            "` 16,800` リード｜MQLへ 50.0%",
            "転換率は入力値です",
        ],
    );
    let line = "/goal plan new_mrr:¥1,000,000 arpa:３万円 rates:50 40 70 20%";
    let en = says(&stage, MARKETER, line).await;
    holds(
        &en,
        &[
            "JPY 1,000,000 of new MRR takes 34 × Customer",
            "`1,216` Lead | to MQL 50.0%",
            "`  608` MQL",
            "`  243` SQL",
            "`  170` Opportunity",
            "`   34` Customer",
            "rounded up",
        ],
    );
    for (line, parts) in [
        (
            "",
            [
                "Give a gross margin",
                "/goal plan gross_margin:50000 payback:12",
            ],
        ),
        (" gross_margin:50000", ["payback is needed too", ""]),
        (
            " gross_margin:¥5 payback:12 new_mrr:5USD arpa:1",
            ["Two currencies", "USD"],
        ),
        (
            " gross_margin:50000 payback:12 rates:50",
            ["rates takes 4", "50"],
        ),
        (
            " gross_margin:50000 payback:12 lead_mql:120",
            ["up to 100%", "120"],
        ),
        (
            " gross_margin:50000 payback:12 lead_mql:50",
            ["There is no data yet", ""],
        ),
    ] {
        let told = says(&stage, MARKETER, &format!("/goal plan{line}")).await;
        holds(&told, &parts);
    }
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_takes_the_teams_own_mature_rates() {
    let world = World::empty();
    let leads: Vec<_> = (0..4)
        .map(|day| lead_in(&world, "lead", &format!("2026-05-1{day} 10:00")))
        .collect();
    for (lead, stage, wall) in [
        (0, "mql", "2026-05-20 10:00"),
        (1, "mql", "2026-05-21 10:00"),
        (0, "sql", "2026-06-01 10:00"),
        (0, "opportunity", "2026-06-10 10:00"),
        // The second quarter's cohort still matures and is not asked.
        (1, "sql", "2026-09-20 10:00"),
    ] {
        world.set_stage(leads[lead], stage, at(wall));
    }
    let mut stage = set(opens(Tool::Hubspot, &world, "2026-11-18 10:00", "")).await;
    stage.tick().await;
    let line = "/goal plan gross_margin:50000 payback:12 opportunity_customer:20";
    let ja = says(&stage, SELLER, line).await;
    holds(
        &ja,
        &[
            "` 30,000` リード｜MQLへ 50.0%（2/4・少数）",
            "` 60,000` MQL｜SQLへ 50.0%（1/2・少数）",
            "`120,000` SQL｜商談へ 100.0%（1/1・少数）",
            "件数つきの転換率は2026-Q1のコホートの実績（データ時点 11/18 09:",
        ],
    );
    let told = stage.figures(line).await.expect("a plan");
    assert_eq!(told["cohort"], "2026-Q1");
    let rate = json!({"from": "lead", "to": "mql", "rate": 0.5, "source": "cohort", "numerator": 2, "denominator": 4});
    assert_eq!(told["rates"][0], rate);
    let told = says(&stage, SELLER, "/goal plan gross_margin:50000 payback:12").await;
    holds(
        &told,
        &["商談→成約の実績の率がまだありません。率を指定してください"],
    );
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_stand_by_their_date() {
    let stage = november(Tool::Mautic).await;
    let told = says(
        &stage,
        SELLER,
        "/note add text:展示会 @everyone date:2026-11-05",
    )
    .await;
    holds(&told, &["メモを残しました", "11/5 展示会"]);
    says(
        &stage,
        MARKETER,
        "/note add text:\"New price\" date:yesterday",
    )
    .await;
    says(&stage, MARKETER, "/note add text:Today").await;
    let ja = says(&stage, SELLER, "/note list").await;
    holds(
        &ja,
        &[
            "メモ 3件（2026-11）",
            "・11/16 Today\n",
            "・11/15 New price\n",
            "・11/5 展示会",
        ],
    );
    assert!(!ja.contains("@everyone"), "{ja}");
    let none = says(&stage, SELLER, "/note list period:last-month").await;
    holds(&none, &["2026-10 のメモはありません"]);
    let told = says(&stage, MARKETER, "/note add text:x date:last-week").await;
    holds(&told, &["about one date", "`yesterday`"]);
    let told = says(
        &stage,
        MARKETER,
        &format!("/note add text:{}", "長".repeat(201)),
    )
    .await;
    holds(&told, &["up to 200 characters, not 201"]);
    let listed = stage.figures("/note list").await.expect("listed");
    assert_eq!(listed["notes"][2]["date"], "2026-11-05");
    end(stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_says_where_the_goals_stand() {
    let stage = november(Tool::Hubspot).await;
    says(
        &stage,
        MARKETER,
        "/goal set kpi:entered-sql period:2026-11 target:60",
    )
    .await;
    says(
        &stage,
        MARKETER,
        "/goal set kpi:entered-mql period:2026-12 target:90",
    )
    .await;
    let asked = stage.ask(SELLER, "/report preview kind:weekly").await;
    let post = asked.expect("an answer").text();
    assert!(post.contains("🎯 SQL到達数（2026-11）"), "{post}");
    assert!(post.contains("／60件"), "{post}");
    assert!(
        !post.contains("2026-12"),
        "its period has not begun: {post}"
    );
    end(stage).await;
}
