//! Where streams stand, and as of when answers are.

use kpi::model::{Batch, Capabilities, Capability, Record, Stream, ToolStage};
use store::{FailureKind, StreamFailure};

use crate::support::{Home, WS, day, history, lead, told};

fn capabilities(history: Capability) -> Capabilities {
    Capabilities(Stream::ALL.map(|stream| match stream {
        Stream::StageHistory => (stream, history),
        _ => (stream, Capability::Native),
    }))
}

async fn complete(home: &Home, stream: Stream, to: u8) {
    let batch = Batch {
        complete_to: Some(day(to)),
        ..Batch::default()
    };
    home.store
        .absorb(home.source, stream, &batch, day(20))
        .await
        .unwrap();
}

#[tokio::test]
async fn the_as_of_is_the_earliest_watermark_of_what_decides_the_funnel() {
    let home = Home::new().await;
    assert_eq!(home.store.as_of(WS).await.unwrap(), None);
    home.store
        .declare(home.source, &capabilities(Capability::Native))
        .await
        .unwrap();
    complete(&home, Stream::Leads, 9).await;
    complete(&home, Stream::StageHistory, 8).await;
    complete(&home, Stream::Deals, 2).await;
    assert_eq!(
        home.store.as_of(WS).await.unwrap(),
        None,
        "removals were never pulled"
    );
    complete(&home, Stream::Removals, 10).await;
    assert_eq!(home.store.as_of(WS).await.unwrap(), Some(day(8)));
    home.store
        .declare(home.source, &capabilities(Capability::None))
        .await
        .unwrap();
    assert_eq!(home.store.as_of(WS).await.unwrap(), Some(day(9)));
}

#[tokio::test]
async fn a_stream_that_may_not_be_read_is_not_waited_for() {
    let home = Home::new().await;
    home.store
        .declare(home.source, &capabilities(Capability::Native))
        .await
        .unwrap();
    complete(&home, Stream::Leads, 9).await;
    complete(&home, Stream::StageHistory, 9).await;
    let failure = |kind| StreamFailure {
        kind,
        sentence: "the scope crm.objects is missing".to_owned(),
    };
    home.store
        .stream_failed(
            home.source,
            Stream::Removals,
            &failure(FailureKind::Unreachable),
            day(9),
        )
        .await
        .unwrap();
    assert_eq!(home.store.as_of(WS).await.unwrap(), None);
    home.store
        .stream_failed(
            home.source,
            Stream::Removals,
            &failure(FailureKind::Unavailable),
            day(10),
        )
        .await
        .unwrap();
    assert_eq!(home.store.as_of(WS).await.unwrap(), Some(day(9)));
    let states = home.store.streams(WS).await.unwrap();
    assert_eq!(
        states.iter().map(|state| state.stream).collect::<Vec<_>>(),
        Stream::ALL
    );
    let removals = states
        .iter()
        .find(|state| state.stream == Stream::Removals)
        .unwrap();
    assert!(removals.is_failing());
    assert_eq!(removals.failure_kind, Some(FailureKind::Unavailable));
    assert_eq!(
        removals.last_failure,
        Some((day(10), "the scope crm.objects is missing".to_owned()))
    );
    complete(&home, Stream::Removals, 7).await;
    assert_eq!(home.store.as_of(WS).await.unwrap(), Some(day(7)));
    assert!(!home.store.streams(WS).await.unwrap()[6].is_failing());
    // One that fails after some batches of the same poll.
    home.store
        .stream_failed(
            home.source,
            Stream::Removals,
            &failure(FailureKind::Garbled),
            day(20),
        )
        .await
        .unwrap();
    assert!(home.store.streams(WS).await.unwrap()[6].is_failing());
}

#[tokio::test]
async fn unmapped_values_are_named_with_their_leads() {
    let home = Home::new().await;
    let records = vec![
        Record::ToolStage(ToolStage {
            raw: "77".to_owned(),
            label: "Partner".to_owned(),
            position: 9,
        }),
        told(lead("1", "77")),
        history("1", &[(1, "very old"), (2, "77")]),
        told(lead("2", "77")),
        told(lead("3", "lead")),
    ];
    home.absorb(Stream::Leads, records, day(3)).await;
    let unmapped = home.store.unmapped(WS).await.unwrap();
    let named: Vec<_> = unmapped
        .iter()
        .map(|stage| (stage.raw.as_str(), stage.label.as_deref(), stage.leads))
        .collect();
    assert_eq!(named, [("77", Some("Partner"), 2), ("very old", None, 0)]);
    home.absorb(
        Stream::Removals,
        vec![crate::support::removed("2", day(4))],
        day(5),
    )
    .await;
    assert_eq!(home.store.unmapped(WS).await.unwrap()[0].leads, 1);
}

#[tokio::test]
async fn rows_are_counted_once() {
    let home = Home::new().await;
    let records = vec![told(lead("1", "lead")), told(lead("2", "lead"))];
    home.absorb(Stream::Leads, records.clone(), day(3)).await;
    home.absorb(Stream::Leads, records, day(4)).await;
    assert_eq!(home.store.streams(WS).await.unwrap()[0].rows, 2);
}

#[tokio::test]
async fn a_stream_that_broke_off_after_its_first_batch_is_failing() {
    let home = Home::new().await;
    let failure = StreamFailure {
        kind: FailureKind::Unreachable,
        sentence: "away".to_owned(),
    };
    // One poll: a batch went in, the next one did not come.
    complete(&home, Stream::Leads, 9).await;
    let failed = home
        .store
        .stream_failed(home.source, Stream::Leads, &failure, day(20));
    failed.await.unwrap();
    assert!(home.store.streams(WS).await.unwrap()[0].is_failing());
}
