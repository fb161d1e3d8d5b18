//! Scores over time: told by the tool, or seen to change.

use kpi::model::{LeadRecord, Record, ScoreHistory, Stream};

use crate::support::{Home, WS, day, lead, merged, removed, told};

fn scored(id: &str, score: f64, modified: u8) -> Record {
    told(LeadRecord {
        score: Some(score),
        modified_at: Some(day(modified)),
        ..lead(id, "lead")
    })
}

fn history(id: &str, entries: &[(u8, f64)]) -> Record {
    Record::ScoreHistory(ScoreHistory {
        lead: id.into(),
        entries: entries
            .iter()
            .map(|(on, score)| (day(*on), *score))
            .collect(),
    })
}

async fn scores(home: &Home, on: u8) -> Vec<f64> {
    let mut scores = home.store.scores(WS, &[day(on)]).await.unwrap().remove(0);
    scores.sort_by(f64::total_cmp);
    scores
}

#[tokio::test]
async fn a_score_holds_from_the_change_of_its_record_on() {
    let home = Home::new().await;
    home.absorb(
        Stream::Leads,
        vec![scored("1", 10.0, 2), scored("2", 20.0, 3)],
        day(4),
    )
    .await;
    home.absorb(Stream::Leads, vec![scored("1", 15.0, 6)], day(7))
        .await;
    home.absorb(Stream::Leads, vec![scored("1", 15.0, 8)], day(9))
        .await;
    assert_eq!(
        scores(&home, 2).await,
        Vec::<f64>::new(),
        "not known yet is no 0"
    );
    assert_eq!(scores(&home, 3).await, [10.0]);
    assert_eq!(scores(&home, 5).await, [10.0, 20.0]);
    assert_eq!(scores(&home, 7).await, [15.0, 20.0]);
}

#[tokio::test]
async fn a_told_history_wins_over_what_was_seen() {
    let home = Home::new().await;
    home.absorb(
        Stream::Leads,
        vec![scored("1", 30.0, 5), history("1", &[(2, 10.0), (4, 30.0)])],
        day(6),
    )
    .await;
    assert_eq!(scores(&home, 3).await, [10.0]);
    // The record alone, as from the bin, adds nothing.
    home.absorb(Stream::Leads, vec![scored("1", 99.0, 8)], day(9))
        .await;
    assert_eq!(scores(&home, 9).await, [30.0]);
}

#[tokio::test]
async fn who_left_keeps_an_anonymous_score_up_to_then_and_a_loser_has_none() {
    let home = Home::new().await;
    home.absorb(
        Stream::Leads,
        vec![
            scored("1", 10.0, 2),
            scored("2", 20.0, 2),
            scored("3", 30.0, 2),
        ],
        day(3),
    )
    .await;
    home.absorb(
        Stream::Removals,
        vec![removed("1", day(6)), merged("2", "3", day(6))],
        day(7),
    )
    .await;
    assert_eq!(scores(&home, 5).await, [10.0, 30.0]);
    assert_eq!(scores(&home, 7).await, [30.0]);
}
