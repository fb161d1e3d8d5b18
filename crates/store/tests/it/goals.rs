//! Goals and notes that people leave in the chat.

use jiff::civil::date;
use kpi::{
    fraction::Fraction,
    goal::{Direction, Unit},
    period::Kind,
};
use store::{GoalFile, GoalKey, GoalTarget, Import, NewNote, Run, Store, StoreError};

use crate::support::{Home, WS, day};

fn month(kpi: &str, period: Option<&str>) -> GoalKey {
    GoalKey {
        kpi: kpi.to_owned(),
        kind: Kind::Month,
        period: period.map(str::to_owned),
    }
}

fn count(target: i64) -> GoalTarget {
    GoalTarget {
        target: Fraction::whole(target),
        unit: Unit::Count,
        currency: None,
        direction: Direction::Higher,
    }
}

#[tokio::test]
async fn a_changed_goal_replaces_the_one_in_force_and_its_history_stays() {
    let mut home = Home::new().await;
    let november = month("entered-sql", Some("2026-11"));
    let first = home
        .store
        .set_goal(WS, &november, &count(50), Some(7), day(1))
        .await;
    assert_eq!(first.unwrap(), None);
    let every = month("entered-sql", None);
    for (key, target, at) in [(&every, 55, 2), (&november, 60, 3)] {
        let replaced = home
            .store
            .set_goal(WS, key, &count(target), Some(u64::MAX), day(at))
            .await;
        let replaced = replaced.unwrap();
        assert_eq!(replaced.is_some(), target == 60);
    }
    home.restart().await;
    let goals = home.store.goals(WS).await.unwrap();
    let targets: Vec<_> = goals
        .iter()
        .map(|goal| (goal.key.period.as_deref(), goal.aim.target, goal.set_by))
        .collect();
    assert_eq!(
        targets,
        [
            (None, Fraction::whole(55), Some(u64::MAX)),
            (Some("2026-11"), Fraction::whole(60), Some(u64::MAX)),
        ]
    );
    let history = home.store.goal_history(WS, "entered-sql", 9).await.unwrap();
    let ended: Vec<_> = history
        .iter()
        .map(|goal| (goal.aim.target, goal.ended_at))
        .collect();
    assert_eq!(
        ended,
        [
            (Fraction::whole(60), None),
            (Fraction::whole(55), None),
            (Fraction::whole(50), Some(day(3))),
        ]
    );
}

#[tokio::test]
async fn a_removed_goal_is_in_force_no_more() {
    let home = Home::new().await;
    let every = month("cpa-lead", None);
    let aim = GoalTarget {
        target: Fraction::new(33_600, 1).unwrap(),
        unit: Unit::Money,
        currency: Some("JPY".to_owned()),
        direction: Direction::Lower,
    };
    let set = home.store.set_goal(WS, &every, &aim, None, day(1)).await;
    assert_eq!(set.unwrap(), None);
    let other = month("cpa-lead", Some("2026-11"));
    let removed = home.store.remove_goal(WS, &other, None, day(2)).await;
    assert_eq!(removed.unwrap(), None);
    let removed = home.store.remove_goal(WS, &every, None, day(2)).await;
    assert_eq!(removed.unwrap().map(|goal| goal.aim), Some(aim));
    assert_eq!(home.store.goals(WS).await.unwrap(), []);
    let again = home.store.remove_goal(WS, &every, None, day(3)).await;
    assert_eq!(again.unwrap(), None);
}

#[tokio::test]
async fn a_share_is_kept_to_the_last_digit_and_a_reader_writes_nothing() {
    let home = Home::new().await;
    let rate = GoalTarget {
        target: Fraction::new(255, 1_000).unwrap(),
        unit: Unit::Share,
        ..count(1)
    };
    let key = month("conversion-mql-sql", None);
    let third = GoalTarget {
        target: Fraction::new(1, 3).unwrap(),
        ..rate.clone()
    };
    let refused = home.store.set_goal(WS, &key, &third, None, day(1)).await;
    assert!(matches!(refused, Err(StoreError::Unreadable { .. })));
    let set = home.store.set_goal(WS, &key, &rate, None, day(1)).await;
    assert_eq!(set.unwrap(), None);
    let reader = Store::open_read_only(&home.url()).await.unwrap();
    assert_eq!(reader.goals(WS).await.unwrap()[0].aim, rate);
    let refused = reader.set_goal(WS, &key, &rate, None, day(2)).await;
    assert!(matches!(refused, Err(StoreError::ReadOnly)));
}

#[tokio::test]
async fn notes_come_by_date_the_newest_first() {
    let home = Home::new().await;
    for (date, text) in [
        (date(2026, 11, 3), "祝日"),
        (date(2026, 11, 30), "月末"),
        (date(2026, 11, 5), "展示会"),
        (date(2026, 10, 31), "before"),
    ] {
        let note = NewNote {
            date,
            text: text.to_owned(),
            author: Some(7),
        };
        home.store.add_note(WS, &note, day(1)).await.unwrap();
    }
    let texts = async |limit| -> Vec<String> {
        let (first, last) = (date(2026, 11, 1), date(2026, 11, 30));
        let notes = home.store.notes(WS, first, last, limit).await.unwrap();
        notes.into_iter().map(|note| note.note.text).collect()
    };
    assert_eq!(texts(9).await, ["月末", "展示会", "祝日"]);
    assert_eq!(texts(2).await, ["月末", "展示会"]);
}

#[tokio::test]
async fn a_file_of_targets_is_known_by_its_name() {
    let home = Home::new().await;
    let (november, december) = (
        month("entered-sql", Some("2026-11")),
        month("entered-sql", Some("2026-12")),
    );
    let take = async |goals: &[(GoalKey, GoalTarget)], gone: &[GoalKey], run| {
        let file = GoalFile {
            name: "targets.csv",
            goals,
            gone,
        };
        home.store.set_goals(WS, file, run, day(2)).await.unwrap()
    };
    let files = async || {
        let goals = home.store.goals(WS).await.unwrap();
        let file = |goal: store::GoalRecord| (goal.key, goal.aim.target, goal.file);
        goals.into_iter().map(file).collect::<Vec<_>>()
    };
    let both = [(november.clone(), count(50)), (december.clone(), count(60))];
    let added = Import {
        added: 2,
        ..Import::default()
    };
    assert_eq!(take(&both, &[], Run::Dry).await, added);
    assert_eq!(files().await, []);
    assert_eq!(take(&both, &[], Run::Real).await, added);
    let known = Some("targets.csv".to_owned());
    let kept = Import {
        kept: 2,
        ..Import::default()
    };
    assert_eq!(take(&both, &[], Run::Real).await, kept);
    let gone = Import {
        changed: 1,
        removed: 1,
        ..Import::default()
    };
    let one = [(december.clone(), count(70))];
    let taken_out = [november.clone()];
    assert_eq!(take(&one, &taken_out, Run::Real).await, gone);
    assert_eq!(
        files().await,
        [(december.clone(), Fraction::whole(70), known)]
    );
    // Who sets the goal by hand takes it out of the file's hands.
    home.store
        .set_goal(WS, &december, &count(80), Some(7), day(3))
        .await
        .unwrap();
    assert_eq!(files().await, [(december, Fraction::whole(80), None)]);
}
