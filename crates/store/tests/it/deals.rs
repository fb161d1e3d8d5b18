//! Deals: what they bring in, and those that are deleted.

use kpi::{
    catalogue::{
        measured::{Missing, Number},
        quantity::Quantity,
    },
    funnel::Span,
    model::{Deal, Money, Record, Stream},
};
use store::TallyQuestion;

use crate::support::{Home, WS, day};

fn deal(monthly: Option<i64>) -> Record {
    Record::Deal(Deal {
        id: "d".into(),
        name: None,
        amount: None,
        monthly: monthly.map(|minor| Money {
            minor,
            currency: "JPY".to_owned(),
        }),
        starts_at: Some(day(3)),
        ends_at: None,
        stage_raw: None,
        won: Some(true),
        created_at: Some(day(1)),
        closed_at: Some(day(2)),
        modified_at: Some(day(2)),
        owner: None,
        leads: Vec::new(),
    })
}

#[tokio::test]
async fn what_a_deal_brings_each_month_is_kept_and_a_change_of_it_is_news() {
    let home = Home::new().await;
    let monthly = "SELECT coalesce(monthly_minor, -1) FROM deal WHERE starts_at IS NOT NULL AND ends_at IS NULL";
    home.absorb(Stream::Deals, vec![deal(None)], day(4)).await;
    assert_eq!(home.count(monthly).await, -1, "not told is not zero");
    let changed = home
        .absorb(Stream::Deals, vec![deal(Some(500))], day(5))
        .await;
    assert_eq!((changed.changed, home.count(monthly).await), (1, 500));
    let again = home
        .absorb(Stream::Deals, vec![deal(Some(500))], day(6))
        .await;
    assert_eq!(again.changed, 0);
}

#[tokio::test]
async fn a_deleted_deal_is_marked_and_comes_back_when_it_is_shown() {
    let home = Home::new().await;
    let gone = || {
        let deal = |id: &str| Record::DealRemoved {
            deal: id.into(),
            at: day(5),
        };
        vec![deal("d"), deal("never seen")]
    };
    home.absorb(Stream::Deals, vec![deal(None)], day(4)).await;
    let removed = home.absorb(Stream::Deals, gone(), day(6)).await;
    assert_eq!(removed.changed, 1);
    let kept = "SELECT count(*) FROM deal WHERE removed_at IS NOT NULL";
    assert_eq!(home.count(kept).await, 1);
    assert_eq!(home.absorb(Stream::Deals, gone(), day(7)).await.changed, 0);
    home.absorb(Stream::Deals, vec![deal(None)], day(8)).await;
    assert_eq!(home.count(kept).await, 0);
}

#[tokio::test]
async fn what_was_won_is_told_in_each_currency() {
    let home = Home::new().await;
    let won = |id: &str, amount: Option<(i64, &str)>| {
        let Record::Deal(deal) = deal(None) else {
            unreachable!("it is a deal")
        };
        Record::Deal(Deal {
            id: id.into(),
            amount: amount.map(|(minor, currency)| money(minor, currency)),
            ..deal
        })
    };
    let revenue = async || {
        let quantities = [Quantity::DealsWon, Quantity::Revenue];
        let question = TallyQuestion {
            span: Span {
                start: day(1),
                end: day(3),
            },
            as_of: day(9),
            definition: &home.definition,
            needed: &quantities,
        };
        let tally = home.store.tally(WS, &question).await.unwrap();
        quantities.map(|quantity| {
            let told = tally.iter().find(|(told, _)| *told == quantity);
            told.unwrap().1.clone()
        })
    };
    let yen = vec![won("1", Some((500, "JPY"))), won("2", None)];
    home.absorb(Stream::Deals, yen, day(4)).await;
    let in_yen = Ok(Number::Money(money(500, "JPY")));
    assert_eq!(revenue().await, [Ok(Number::Count(2)), in_yen]);
    let dollars = vec![won("3", Some((70, "USD"))), won("4", Some((1, "JPY")))];
    home.absorb(Stream::Deals, dollars, day(5)).await;
    let both = Missing::SeveralCurrencies(vec![money(501, "JPY"), money(70, "USD")]);
    assert_eq!(revenue().await, [Ok(Number::Count(4)), Err(both)]);
}

fn money(minor: i64, currency: &str) -> Money {
    Money {
        minor,
        currency: currency.to_owned(),
    }
}
