//! Files that the team brings, as people save them and bring them again.

use std::process::Command;

use funnelbot::stage::Stage;
use kpi::model::Tool;
use sandbox::world::World;
use tempfile::TempDir;

use crate::harness::{end, lead_in, opens, set};

/// A team that has one lead and knows no costs, and the folder of its files.
struct Team {
    stage: Stage,
    folder: TempDir,
}

/// What the program said, and how it ended.
struct Said {
    text: String,
    code: Option<i32>,
}

impl Team {
    async fn meets() -> Self {
        let world = World::empty();
        lead_in(&world, "lead", "2026-10-12 10:00");
        let mut stage = set(opens(Tool::Mautic, &world, "2026-11-16 09:00", "")).await;
        stage.tick().await;
        Self {
            stage,
            folder: TempDir::new().expect("a folder"),
        }
    }

    /// `funnelbot import KIND NAME`, beside the running bot.
    fn imports(&self, kind: &str, name: &str, bytes: &[u8], more: &[&str]) -> Said {
        self.imports_at("2026-11-16T00:00:00Z", kind, name, bytes, more)
    }

    fn imports_at(&self, at: &str, kind: &str, name: &str, bytes: &[u8], more: &[&str]) -> Said {
        std::fs::write(self.folder.path().join(name), bytes).expect("a file");
        let database = format!("sqlite://{}", self.stage.database().display());
        let output = Command::new(env!("CARGO_BIN_EXE_funnelbot"))
            .args(["import", kind, name, "--at", at])
            .args(more)
            .current_dir(self.folder.path())
            .env("DATABASE_URL", database)
            .output()
            .expect("the program runs");
        let told = [output.stdout, output.stderr].concat();
        Said {
            text: String::from_utf8_lossy(&told).into_owned(),
            code: output.status.code(),
        }
    }

    /// Yen of October.
    async fn cost(&self) -> Option<i64> {
        let told = self
            .stage
            .figures("/kpi show kpi:cost period:2026-10")
            .await;
        told.expect("an answer")["value"].as_i64()
    }

    async fn goals(&self) -> Vec<String> {
        let told = self.stage.figures("/goal list").await.expect("an answer");
        let goals = told["goals"].as_array().expect("a list").iter();
        let goal = |goal: &serde_json::Value| {
            format!("{} {} {}", goal["kpi"], goal["period"], goal["target"])
        };
        goals.map(|one| goal(one).replace('"', "")).collect()
    }
}

impl Said {
    #[track_caller]
    fn is_done(&self, parts: &[&str]) {
        assert_eq!(self.code, Some(0), "{}", self.text);
        self.holds(parts);
    }

    #[track_caller]
    fn is_refused(&self, parts: &[&str]) {
        assert_eq!(self.code, Some(2), "{}", self.text);
        self.holds(&["nothing was imported"]);
        self.holds(parts);
    }

    #[track_caller]
    fn holds(&self, parts: &[&str]) {
        for part in parts {
            assert!(self.text.contains(part), "no {part:?} in:\n{}", self.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_japanese_spreadsheet_is_read_counted_once_and_replaced() {
    let team = Team::meets().await;
    let text = "月,金額,チャネル,備考\r\n2026-10,\"\\1,200,000\",広告,表示\r\n２０２６年１０月３日,５００円,展示会,\r\n";
    let (bytes, ..) = encoding_rs::SHIFT_JIS.encode(text);
    let dry = team.imports("costs", "経費.csv", &bytes, &["--dry-run"]);
    dry.is_done(&["read as Shift_JIS", "read as ¥", "2 would be added"]);
    assert_eq!(team.cost().await, None);
    let said = team.imports("costs", "経費.csv", &bytes, &[]);
    said.is_done(&["2 added, 0 changed, 0 removed, 0 as they were"]);
    assert_eq!(team.cost().await, Some(1_200_500));
    let again = team.imports("costs", "経費.csv", &bytes, &[]);
    again.is_done(&["0 added, 0 changed, 0 removed, 2 as they were"]);
    assert_eq!(team.cost().await, Some(1_200_500));
    // Saved as UTF-8 with a mark, and one line less.
    let less = "\u{feff}月,金額,チャネル,備考\r\n2026-10,\"¥1,300,000\",広告,表示\r\n";
    let said = team.imports("costs", "経費.csv", less.as_bytes(), &[]);
    said.is_done(&["0 added, 1 changed, 1 removed, 0 as they were"]);
    assert_eq!(team.cost().await, Some(1_300_000));
    let copy = team.imports("costs", "経費 (1).csv", less.as_bytes(), &[]);
    copy.is_refused(&["line 2: stands already in 経費.csv, line 2"]);
    assert_eq!(team.cost().await, Some(1_300_000));
    end(team.stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_one_wrong_cell_changes_nothing() {
    let team = Team::meets().await;
    for (text, why) in [
        ("from,amuont\n2026-10,1\n", "did you mean \"amount\"?"),
        (
            "from,amount\n2026-10,100\n2026-10,\"1,5\"\n",
            "line 3, column \"amount\"",
        ),
        (
            "from,amount\n2026-10,100\n2026-09,¥1200.5\n",
            "finer than JPY can be",
        ),
        (
            "from,amount,currency\n2026-10,100,JPN\n",
            "did you mean JPY?",
        ),
        (
            "from,amount\n2026-10,100\n2026-10,100\n",
            "line 3: the same cost",
        ),
        (
            "from,amount\n2026-10,100\n2026-12,100\n",
            "line 3, column \"from\": 2026-12-01 is in the future",
        ),
        ("from,amount\n2026-10,-100\n", "below zero"),
        (
            "from,amount\n2026-10,100,5\n",
            "3 cells, but the header has 2",
        ),
    ] {
        let said = team.imports("costs", "costs.csv", text.as_bytes(), &[]);
        said.is_refused(&[why]);
    }
    assert_eq!(team.cost().await, None);
    let twice = "deal,won,amount\nD-1,2026-10-01,100\nD-1,2026-10-02,200\n";
    let said = team.imports("deals", "deals.csv", twice.as_bytes(), &[]);
    said.is_refused(&["\"D-1\" stands already on line 2"]);
    end(team.stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_gone_from_the_targets_is_no_goal_any_more() {
    let team = Team::meets().await;
    let bring = |rows: &str| {
        let text = format!("kpi,period,target\n{rows}");
        team.imports("targets", "targets.csv", text.as_bytes(), &[])
    };
    bring("entered-mql,2026-11,50\nentered-mql,2026-12,60\nentered-sql,every-month,20\n")
        .is_done(&["3 added"]);
    let line = "/goal set kpi:entered-lead period:2026-12 target:90";
    team.stage.figures(line).await.expect("a goal");
    bring("entered-mql,2026-11,55\nentered-sql,every-month,20\n")
        .is_done(&["0 added, 1 changed, 1 removed, 1 as they were"]);
    assert_eq!(
        team.goals().await,
        [
            "entered-lead 2026-12 90",
            "entered-mql 2026-11 55",
            "entered-sql null 20"
        ]
    );
    bring("entered-mql,2026-11,55\nentred-sql,every-month,20\n")
        .is_refused(&["line 3", "entered-sql"]);
    bring("entered-mql,2026-10,55\n").is_refused(&["line 2", "2026-10"]);
    assert_eq!(team.goals().await.len(), 3);
    // December has come: the line of November says again what was aimed at, or is taken out; the goal stays.
    for rows in ["entered-mql,2026-11,55\n", ""] {
        let text = format!("kpi,period,target\n{rows}entered-sql,every-month,20\n");
        let said = team.imports_at(
            "2026-12-10T00:00:00Z",
            "targets",
            "targets.csv",
            text.as_bytes(),
            &[],
        );
        said.is_done(&["0 added, 0 changed, 0 removed"]);
    }
    assert_eq!(team.goals().await.len(), 3);
    end(team.stage).await;
}
