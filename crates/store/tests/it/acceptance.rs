//! What sales said of the leads that were handed to it, by their stage or by a ping that somebody claimed.

use jiff::SignedDuration;
use kpi::{
    catalogue::{
        measured::{Missing, Number},
        quantity::Quantity,
    },
    definition::Definition,
    funnel::Span,
    model::{Stream, Tool},
    stage::{Mapping, Place},
};
use serde_json::json;
use store::{NewPing, NewPost, PingId, PingOutcome, TallyQuestion};

use crate::support::{Home, WS, day, history, lead, told};

const REFUSED: &str = "148392011";
const MQL: &str = "marketingqualifiedlead";
const SQL: &str = "salesqualifiedlead";

fn definition() -> Definition {
    let mut definition = Definition::default();
    let mut mapping = Mapping::defaults(Tool::Hubspot, &definition.ladder);
    mapping.insert(REFUSED, Place::Rejected);
    definition.mappings.insert(Tool::Hubspot, mapping);
    definition
}

/// A lead with its stages, by the days of November on which it came to them.
async fn lives(home: &Home, id: &str, stages: &[(u8, &str)]) {
    let now = stages.last().map_or("lead", |(_, stage)| stage);
    home.absorb(Stream::Leads, vec![told(lead(id, now))], day(20))
        .await;
    home.absorb(Stream::StageHistory, vec![history(id, stages)], day(20))
        .await;
}

fn message(id: PingId) -> NewPost {
    NewPost {
        key: format!("ping:{id}"),
        kind: "ping".to_owned(),
        channel: 5,
        due: day(5),
        period_start: None,
        period_end: None,
        message: json!({}),
        facts: json!(null),
        late: None,
    }
}

/// Brings the lead to sales; somebody takes it on that day.
async fn pinged(home: &Home, id: &str, claimed: Option<u8>) {
    let candidates = home.store.candidates(WS, None).await.unwrap().leads;
    let lead = candidates.iter().find(|lead| lead.ext_id.as_str() == id);
    let ping = NewPing {
        lead: lead.unwrap().lead,
        rule: "score".to_owned(),
        cooldown: SignedDuration::from_hours(1),
    };
    let outcome = home.store.open_ping(WS, &ping, day(4), message).await;
    let PingOutcome::Opened(ping) = outcome.unwrap() else {
        panic!("{id} is not pinged");
    };
    if let Some(on) = claimed {
        home.store.claim_ping(ping, 7, day(on)).await.unwrap();
    }
}

async fn judged(home: &Home, from: u8, to: u8, as_of: u8) -> Vec<Result<Number, Missing>> {
    let question = TallyQuestion {
        span: Span {
            start: day(from),
            end: day(to),
        },
        as_of: day(as_of),
        definition: &home.definition,
        needed: &[Quantity::Accepted, Quantity::Refused],
    };
    let tally = home.store.tally(WS, &question).await.unwrap();
    tally.into_iter().map(|(_, amount)| amount).collect()
}

#[tokio::test]
async fn a_claimed_ping_hands_a_lead_over_as_its_stage_does() {
    let home = Home::under(definition()).await;
    lives(&home, "claimed-taken", &[(1, "lead"), (8, SQL)]).await;
    lives(&home, "claimed-refused", &[(1, "lead"), (9, REFUSED)]).await;
    lives(&home, "claimed-open", &[(1, "lead")]).await;
    lives(&home, "unclaimed", &[(1, "lead"), (9, REFUSED)]).await;
    lives(&home, "by-stage", &[(1, "lead"), (5, MQL), (7, SQL)]).await;
    lives(&home, "before", &[(1, "lead"), (3, MQL), (9, SQL)]).await;
    pinged(&home, "claimed-taken", Some(5)).await;
    pinged(&home, "claimed-refused", Some(5)).await;
    pinged(&home, "claimed-open", Some(5)).await;
    pinged(&home, "unclaimed", None).await;
    pinged(&home, "before", Some(5)).await;
    let counts = |accepted, refused| vec![Ok(Number::Count(accepted)), Ok(Number::Count(refused))];
    assert_eq!(judged(&home, 4, 6, 20).await, counts(2, 1));
    assert_eq!(
        judged(&home, 4, 6, 8).await,
        counts(1, 0),
        "as it stood then"
    );
    assert_eq!(
        judged(&home, 2, 4, 20).await,
        counts(1, 0),
        "handed over once"
    );
    assert_eq!(judged(&home, 8, 12, 20).await, counts(0, 0));
}

#[tokio::test]
async fn without_a_value_for_refusals_nothing_is_said() {
    let home = Home::new().await;
    lives(&home, "1", &[(1, "lead"), (5, MQL), (7, SQL)]).await;
    let unknown = Err(Missing::NoRefusals);
    assert_eq!(judged(&home, 4, 6, 20).await, [unknown.clone(), unknown]);
}
