//! Automations, their states as seen, and who went through them.

use kpi::model::{Automation, Record, ScenarioRun, Step, StepEnd, StepOutcome, StepRun, Stream};

use crate::support::{Home, day, lead, merged, told};

fn automation(id: &str, active: bool) -> Record {
    let step = |id: &str, end| Step {
        id: id.into(),
        name: "Send".to_owned(),
        position: 1,
        end,
    };
    Record::Automation(Automation {
        id: id.into(),
        name: "Follow-up".to_owned(),
        active,
        created_at: Some(day(1)),
        steps: vec![step("s1", StepEnd::GoesOn), step("s2", StepEnd::Last)],
    })
}

fn run(lead: &str, entered: u8, left: Option<u8>) -> Record {
    Record::ScenarioRun(ScenarioRun {
        automation: "a".into(),
        lead: lead.into(),
        rotation: 1,
        entered_at: day(entered),
        left_at: left.map(day),
    })
}

fn step_run(id: &str, step: &str, lead: &str, on: u8) -> Record {
    Record::StepRun(StepRun {
        id: id.into(),
        automation: "a".into(),
        step: step.into(),
        lead: lead.into(),
        rotation: 1,
        at: day(on),
        outcome: StepOutcome::Done,
    })
}

async fn states(home: &Home) -> Vec<(String, String)> {
    sqlx::query_as("SELECT automation, state FROM automation_state ORDER BY at, automation")
        .fetch_all(&mut home.connection().await)
        .await
        .unwrap()
}

#[tokio::test]
async fn an_automation_is_remembered_as_it_was_seen_until_it_is_gone() {
    let home = Home::new().await;
    let listed = |on| Record::AutomationsListed { began: day(on) };
    let both = vec![automation("a", true), automation("b", false), listed(2)];
    let first = home.absorb(Stream::Automations, both.clone(), day(2)).await;
    assert_eq!(first.changed, 6, "two automations with two steps each");
    let again = home.absorb(Stream::Automations, both, day(3)).await;
    assert_eq!(again.changed, 0);
    home.absorb(
        Stream::Automations,
        vec![automation("a", false), listed(4)],
        day(4),
    )
    .await;
    home.absorb(
        Stream::Automations,
        vec![automation("b", true), automation("a", false), listed(5)],
        day(5),
    )
    .await;
    let pair = |id: &str, state: &str| (id.to_owned(), state.to_owned());
    let expected = [
        pair("a", "active"),
        pair("b", "inactive"),
        pair("a", "inactive"),
        pair("b", "gone"),
        pair("b", "active"),
    ];
    assert_eq!(states(&home).await, expected);
    let gone = "SELECT count(*) FROM automation WHERE gone_at IS NOT NULL";
    assert_eq!(home.count(gone).await, 0, "it is back");
}

/// The stated rule: a run is completed when a last step of its automation ran in it.
const COMPLETED: &str = "SELECT count(*) FROM scenario_run AS run WHERE EXISTS (
    SELECT 1 FROM step_run AS ran
    JOIN automation_step AS step ON step.source = ran.source AND step.automation = ran.automation
        AND step.ext_id = ran.step AND step.last
    WHERE ran.lead = run.lead AND ran.automation = run.automation AND ran.rotation = run.rotation
        AND NOT ran.failed)";

#[tokio::test]
async fn runs_and_their_steps_are_kept_once_and_tell_who_got_through() {
    let home = Home::new().await;
    home.absorb(Stream::Automations, vec![automation("a", true)], day(2))
        .await;
    let records = vec![
        run("1", 3, None),
        run("2", 3, None),
        step_run("x1", "s1", "1", 3),
        step_run("x2", "s2", "1", 5),
        step_run("x3", "s1", "2", 3),
    ];
    home.absorb(Stream::ScenarioRuns, records.clone(), day(6))
        .await;
    let again = home.absorb(Stream::ScenarioRuns, records, day(7)).await;
    assert_eq!((again.changed, home.count(COMPLETED).await), (0, 1));
    home.absorb(Stream::ScenarioRuns, vec![run("2", 3, Some(8))], day(8))
        .await;
    assert_eq!(
        home.count("SELECT count(*) FROM scenario_run WHERE left_at IS NOT NULL")
            .await,
        1
    );
}

#[tokio::test]
async fn after_a_merge_the_runs_are_the_survivors_and_none_counts_twice() {
    let home = Home::new().await;
    let both = vec![told(lead("1", "lead")), told(lead("2", "lead"))];
    home.absorb(Stream::Leads, both, day(2)).await;
    let records = vec![
        run("1", 3, None),
        run("2", 4, None),
        step_run("x1", "s1", "1", 3),
        step_run("x2", "s1", "2", 4),
    ];
    home.absorb(Stream::ScenarioRuns, records, day(5)).await;
    home.absorb(Stream::Removals, vec![merged("1", "2", day(6))], day(6))
        .await;
    let runs = "SELECT count(*) FROM scenario_run WHERE lead = 2";
    let all = "SELECT count(*) FROM scenario_run";
    assert_eq!((home.count(runs).await, home.count(all).await), (1, 1));
    assert_eq!(
        home.count("SELECT count(*) FROM step_run WHERE lead = 2")
            .await,
        2
    );
}
