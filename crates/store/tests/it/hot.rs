//! Leads for the rules, pings, and who took one.

use jiff::SignedDuration;
use kpi::{
    model::{LeadRecord, Owner, Record, Stream},
    stage::Place,
};
use serde_json::json;
use store::{ClaimOutcome, NewPing, NewPost, PingId, PingOutcome, PingResponse};

use crate::support::{Home, WS, day, history, lead, merged, removed, told};

const COOLDOWN: SignedDuration = SignedDuration::from_hours(24 * 30);

fn ping(lead: i64, rule: &str) -> NewPing {
    NewPing {
        lead,
        rule: rule.to_owned(),
        cooldown: COOLDOWN,
    }
}

fn message(id: PingId) -> NewPost {
    NewPost {
        key: format!("ping:{id}"),
        kind: "ping".to_owned(),
        channel: 5,
        due: day(3),
        period_start: None,
        period_end: None,
        message: json!({"button": format!("ping:{id}:claim")}),
        facts: json!(null),
        late: None,
    }
}

async fn home_with(count: u32) -> (Home, Vec<i64>) {
    let home = Home::new().await;
    let records = (0..count)
        .map(|n| told(lead(&n.to_string(), "lead")))
        .collect();
    home.absorb(Stream::Leads, records, day(2)).await;
    let leads = home.store.candidates(WS, None).await.unwrap().leads;
    let leads = leads.iter().map(|lead| lead.lead).collect();
    (home, leads)
}

async fn opened(home: &Home, lead: i64, rule: &str, on: u8) -> PingOutcome {
    home.store
        .open_ping(WS, &ping(lead, rule), day(on), message)
        .await
        .unwrap()
}

#[tokio::test]
async fn candidates_are_the_leads_that_changed_since() {
    let (home, _) = home_with(3).await;
    let all = home.store.candidates(WS, None).await.unwrap();
    assert_eq!((all.leads.len(), all.more), (3, false));
    let none = home.store.candidates(WS, Some(all.upto)).await.unwrap();
    assert_eq!((none.leads.len(), none.upto), (0, all.upto));
    let owner = Owner {
        id: "7".into(),
        name: "Inside Sales".to_owned(),
        email: None,
        active: true,
    };
    let record = LeadRecord {
        owner: Some("7".into()),
        score: Some(90.0),
        modified_at: Some(day(3)),
        ..lead("1", "salesqualifiedlead")
    };
    let records = vec![
        Record::Owner(owner),
        told(record),
        history("1", &[(2, "salesqualifiedlead")]),
    ];
    home.absorb(Stream::Leads, records, day(3)).await;
    let changed = home.store.candidates(WS, Some(all.upto)).await.unwrap();
    assert_eq!(changed.leads.len(), 1);
    let lead = &changed.leads[0];
    assert_eq!((lead.ext_id.as_str(), lead.place), ("1", Place::Ranked(2)));
    assert_eq!(
        (lead.score, lead.owner.as_deref()),
        (Some(90.0), Some("Inside Sales"))
    );
    assert_eq!(
        lead.first_contact_at,
        Some(day(1)),
        "the creation, without a first contact"
    );
    assert_eq!(
        home.store.lead_facts(WS, lead.lead).await.unwrap().as_ref(),
        Some(lead)
    );
}

#[tokio::test]
async fn many_candidates_come_in_pieces() {
    let (home, first) = home_with(2_300).await;
    assert_eq!(first.len(), 2_000);
    let piece = home.store.candidates(WS, None).await.unwrap();
    assert!(piece.more);
    let rest = home.store.candidates(WS, Some(piece.upto)).await.unwrap();
    assert_eq!((rest.leads.len(), rest.more), (300, false));
}

#[tokio::test]
async fn deleted_and_merged_leads_are_no_candidates_and_get_no_ping() {
    let (home, leads) = home_with(3).await;
    opened(&home, leads[0], "score", 3).await;
    home.absorb(
        Stream::Removals,
        vec![removed("0", day(3)), merged("1", "2", day(3))],
        day(4),
    )
    .await;
    assert_eq!(
        home.store.candidates(WS, None).await.unwrap().leads.len(),
        1
    );
    assert_eq!(home.store.lead_facts(WS, leads[0]).await.unwrap(), None);
    for lead in [leads[0], leads[1], 999] {
        assert_eq!(opened(&home, lead, "key-page", 4).await, PingOutcome::Gone);
    }
    assert_eq!(home.store.hot_leads(WS, 10).await.unwrap(), []);
}

#[tokio::test]
async fn a_lead_is_pinged_once_within_the_cooldown_whatever_restarts_happen() {
    let (mut home, leads) = home_with(1).await;
    let PingOutcome::Opened(id) = opened(&home, leads[0], "score", 3).await else {
        panic!("not opened");
    };
    let post = home
        .store
        .post(WS, &format!("ping:{id}"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(post.message, json!({"button": format!("ping:{id}:claim")}));
    assert_eq!(
        home.store.ping(id).await.unwrap().unwrap().post,
        Some(post.id)
    );
    home.restart().await;
    let again = opened(&home, leads[0], "score", 20).await;
    assert_eq!(again, PingOutcome::CoolingDown { since: day(3) });
    assert!(matches!(
        opened(&home, leads[0], "key-page", 20).await,
        PingOutcome::Opened(_)
    ));
    let short = NewPing {
        cooldown: SignedDuration::from_hours(1),
        ..ping(leads[0], "score")
    };
    let later = home
        .store
        .open_ping(WS, &short, day(20), message)
        .await
        .unwrap();
    assert!(matches!(later, PingOutcome::Opened(_)));
    assert_eq!(home.store.owed(WS, day(30)).await.unwrap().len(), 3);
    let last = home
        .store
        .last_ping(WS, leads[0], "score")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(last.opened_at, day(20));
}

#[tokio::test]
async fn neither_ping_nor_message_exist_where_the_message_cannot_be_owed() {
    let (home, leads) = home_with(2).await;
    opened(&home, leads[0], "score", 3).await;
    let taken = |_| NewPost {
        key: "ping:1".to_owned(),
        ..message(PingId(1))
    };
    assert!(
        home.store
            .open_ping(WS, &ping(leads[1], "score"), day(3), taken)
            .await
            .is_err()
    );
    assert_eq!(home.count("SELECT count(*) FROM ping").await, 1);
}

#[tokio::test]
async fn of_two_who_claim_in_the_same_instant_one_wins() {
    let (home, leads) = home_with(1).await;
    let PingOutcome::Opened(id) = opened(&home, leads[0], "score", 3).await else {
        panic!("not opened");
    };
    let (a, b) = tokio::join!(
        home.store.claim_ping(id, 11, day(4)),
        home.store.claim_ping(id, 22, day(4))
    );
    let outcomes = [a.unwrap(), b.unwrap()];
    let winner = if outcomes[0] == ClaimOutcome::Won {
        11
    } else {
        22
    };
    assert!(outcomes.contains(&ClaimOutcome::Won));
    assert!(outcomes.contains(&ClaimOutcome::AlreadyClaimed {
        by: winner,
        at: day(4)
    }));
    let ping = home.store.ping(id).await.unwrap().unwrap();
    assert_eq!(
        (ping.claimed_by, ping.claimed_at),
        (Some(winner), Some(day(4)))
    );
    assert_eq!(
        home.store.claim_ping(PingId(99), 11, day(4)).await.unwrap(),
        ClaimOutcome::Unknown
    );
}

#[tokio::test]
async fn the_baseline_is_taken_once_and_silences_who_was_hot_already() {
    let (home, leads) = home_with(2).await;
    assert_eq!(home.store.baseline(WS).await.unwrap(), None);
    let hot = [(leads[0], "score".to_owned())];
    assert!(home.store.take_baseline(WS, &hot, day(2)).await.unwrap());
    assert!(
        !home
            .store
            .take_baseline(WS, &[(leads[1], "score".to_owned())], day(3))
            .await
            .unwrap()
    );
    assert_eq!(home.store.baseline(WS).await.unwrap(), Some(day(2)));
    assert_eq!(
        opened(&home, leads[0], "score", 3).await,
        PingOutcome::CoolingDown { since: day(2) }
    );
    assert!(matches!(
        opened(&home, leads[1], "score", 3).await,
        PingOutcome::Opened(_)
    ));
    assert_eq!(home.store.owed(WS, day(9)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_hot_list_holds_who_meets_a_rule_now() {
    let (home, leads) = home_with(3).await;
    home.store
        .take_baseline(WS, &[(leads[0], "score".to_owned())], day(2))
        .await
        .unwrap();
    opened(&home, leads[1], "score", 3).await;
    home.store
        .mark_hot(
            WS,
            &[(leads[1], Some("score".to_owned())), (leads[2], None)],
            day(5),
        )
        .await
        .unwrap();
    let hot = home.store.hot_leads(WS, 10).await.unwrap();
    let named: Vec<_> = hot
        .iter()
        .map(|hot| {
            (
                hot.facts.lead,
                hot.since,
                hot.ping.as_ref().is_some_and(|ping| ping.post.is_some()),
            )
        })
        .collect();
    assert_eq!(named, [(leads[1], day(3), true), (leads[0], day(2), false)]);
    home.store
        .mark_hot(WS, &[(leads[1], None)], day(6))
        .await
        .unwrap();
    assert_eq!(home.store.hot_leads(WS, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn pings_follow_a_lead_through_a_merge() {
    let (home, leads) = home_with(2).await;
    opened(&home, leads[0], "score", 3).await;
    home.absorb(Stream::Removals, vec![merged("0", "1", day(3))], day(4))
        .await;
    assert_eq!(
        opened(&home, leads[1], "score", 4).await,
        PingOutcome::CoolingDown { since: day(3) }
    );
}

#[tokio::test]
async fn marks_outlive_a_restart() {
    let mut home = Home::new().await;
    assert_eq!(home.store.mark(WS, "rules.read_upto").await.unwrap(), None);
    home.store
        .set_mark(WS, "rules.read_upto", "5")
        .await
        .unwrap();
    home.store
        .set_mark(WS, "rules.read_upto", "6")
        .await
        .unwrap();
    home.restart().await;
    assert_eq!(
        home.store
            .mark(WS, "rules.read_upto")
            .await
            .unwrap()
            .as_deref(),
        Some("6")
    );
}

#[tokio::test]
async fn a_response_counts_from_when_the_message_reached_the_channel() {
    let (home, leads) = home_with(2).await;
    let mut opened_ids = Vec::new();
    for lead in &leads {
        let PingOutcome::Opened(id) = opened(&home, *lead, "score", 3).await else {
            panic!("not opened");
        };
        opened_ids.push(id);
    }
    let post = home.store.ping(opened_ids[0]).await.unwrap().unwrap().post;
    let claim = home.store.claim(post.unwrap(), day(4)).await.unwrap();
    home.store
        .mark_sent(claim.unwrap(), 77, day(4))
        .await
        .unwrap();
    home.store
        .claim_ping(opened_ids[0], 11, day(6))
        .await
        .unwrap();
    let responses = |from, to| home.store.ping_responses(WS, day(from), day(to));
    assert_eq!(responses(3, 4).await.unwrap(), []);
    assert_eq!(
        responses(4, 5).await.unwrap(),
        [PingResponse {
            sent_at: day(4),
            claimed_at: Some(day(6)),
        }],
        "the other one was never sent"
    );
}

#[tokio::test]
async fn a_claim_owes_an_edit_of_its_message_also_after_a_restart() {
    let (mut home, leads) = home_with(2).await;
    let both = [ping(leads[0], "score"), ping(leads[1], "score")];
    let digest = |opened: &[(usize, PingId)]| message(opened[0].1);
    let ids = home.store.open_pings(WS, &both, day(3), digest).await;
    let ids = ids.unwrap();
    let post = home.store.owed(WS, day(3)).await.unwrap().remove(0).id;
    // Claimed before we know that the message arrived: the edit waits for it.
    home.store.claim_ping(ids[1], 11, day(4)).await.unwrap();
    assert_eq!(home.store.owed_edits(WS, day(4)).await.unwrap(), []);
    let claim = home.store.claim(post, day(4)).await.unwrap().unwrap();
    home.store.mark_sent(claim, 77, day(4)).await.unwrap();
    home.restart().await;
    let first = home.store.owed_edits(WS, day(4)).await.unwrap().remove(0);
    assert_eq!((first.post.id, &first.lines[..]), (post, &[][..]));
    // A claim made while the first edit is under way is not taken for told.
    home.store.claim_ping(ids[0], 22, day(5)).await.unwrap();
    home.store.mark_edited(&first, day(5)).await.unwrap();
    let second = home.store.owed_edits(WS, day(5)).await.unwrap().remove(0);
    home.store.mark_edited(&second, day(5)).await.unwrap();
    assert_eq!(home.store.owed_edits(WS, day(6)).await.unwrap(), []);
    // Who comes too late owes none.
    home.store.claim_ping(ids[0], 33, day(6)).await.unwrap();
    assert_eq!(home.store.owed_edits(WS, day(6)).await.unwrap(), []);
}
