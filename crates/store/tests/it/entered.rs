//! What the team enters: costs and visitors that are there, that are not there, and that are there twice.

use jiff::{
    Timestamp,
    civil::{Date, date},
};
use kpi::{
    catalogue::{
        measured::{Missing, Number},
        quantity::Quantity,
    },
    funnel::Span,
    model::{Deal, Money, Record, Stream, Tool},
    period::day_start,
};
use store::{CostEntry, Entries, Import, Run, TallyQuestion, TrafficEntry, Twin};

use crate::support::{Home, WS, day};

fn money(minor: i64, currency: &str) -> Money {
    Money {
        minor,
        currency: currency.to_owned(),
    }
}

fn cost(first: Date, last: Date, amount: Money) -> CostEntry {
    CostEntry {
        first,
        last,
        amount,
        channel: None,
        campaign: None,
        note: None,
    }
}

fn visitors(first: Date, last: Date, visitors: i64) -> TrafficEntry {
    TrafficEntry {
        first,
        last,
        visitors,
        channel: None,
    }
}

fn november(day: i8) -> Date {
    date(2026, 11, day)
}

fn midnight(home: &Home, day: Date) -> Timestamp {
    day_start(day, &home.definition.zone)
}

/// The quantity of some days of November; the second is the last.
async fn amount(
    home: &Home,
    quantity: Quantity,
    (first, last): (i8, i8),
) -> Result<Number, Missing> {
    let question = TallyQuestion {
        span: Span {
            start: midnight(home, november(first)),
            end: midnight(home, november(last + 1)),
        },
        as_of: day(28),
        definition: &home.definition,
        needed: &[quantity],
    };
    let tally = home.store.tally(WS, &question).await.unwrap();
    let found = tally.into_iter().find(|(known, _)| *known == quantity);
    found.unwrap().1
}

async fn mautic() -> Home {
    let mut home = Home::new().await;
    let source = home.store.source(WS, Tool::Mautic, "https://m.test");
    home.source = source.await.unwrap();
    home.absorb(Stream::Leads, Vec::new(), day(1)).await;
    home
}

async fn import(home: &Home, file: &str, entries: &Entries, run: Run) -> Import {
    home.store
        .import(WS, file, entries, day(20), run)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_period_without_an_entry_has_no_cost_and_not_a_cost_of_zero() {
    let home = mautic().await;
    assert_eq!(
        amount(&home, Quantity::Cost, (1, 10)).await,
        Err(Missing::NotEntered("costs"))
    );
    let rows = vec![(2, cost(november(1), november(10), money(1_000, "JPY")))];
    import(&home, "costs.csv", &Entries::Costs(rows), Run::Real).await;
    assert_eq!(
        amount(&home, Quantity::Cost, (1, 5)).await,
        Ok(Number::Money(money(500, "JPY")))
    );
    assert_eq!(
        amount(&home, Quantity::Cost, (11, 20)).await,
        Err(Missing::NoneInPeriod("costs"))
    );
    // Somebody said that it cost nothing.
    let rows = vec![(2, cost(november(11), november(20), money(0, "JPY")))];
    import(&home, "free.csv", &Entries::Costs(rows), Run::Real).await;
    assert_eq!(
        amount(&home, Quantity::Cost, (11, 20)).await,
        Ok(Number::Money(money(0, "JPY")))
    );
}

#[tokio::test]
async fn no_deal_won_is_no_revenue_in_the_currency_of_the_others() {
    let home = Home::new().await;
    let won = Deal {
        id: "1".into(),
        name: None,
        amount: Some(money(12_345, "USD")),
        monthly: None,
        starts_at: None,
        ends_at: None,
        stage_raw: None,
        won: Some(true),
        created_at: Some(day(2)),
        closed_at: Some(day(2)),
        modified_at: Some(day(2)),
        owner: None,
        leads: Vec::new(),
    };
    home.absorb(Stream::Deals, vec![Record::Deal(won)], day(20))
        .await;
    let usd = |minor| Ok(Number::Money(money(minor, "USD")));
    assert_eq!(amount(&home, Quantity::Revenue, (1, 5)).await, usd(12_345));
    assert_eq!(amount(&home, Quantity::Revenue, (6, 9)).await, usd(0));
}

#[tokio::test]
async fn visitors_say_up_to_when_they_are_entered() {
    let home = mautic().await;
    let asked = |days| amount(&home, Quantity::Visitors, days);
    assert_eq!(asked((1, 3)).await, Err(Missing::NotEntered("traffic")));
    let daily = |day: i8| visitors(november(day), november(day), 10 * i64::from(day));
    let rows = [1, 2, 3, 5].map(daily).into_iter().zip(2..);
    let rows = rows.map(|(row, line)| (line, row)).collect();
    import(&home, "traffic.csv", &Entries::Traffic(rows), Run::Real).await;
    assert_eq!(asked((1, 3)).await, Ok(Number::Count(60)));
    assert_eq!(asked((1, 6)).await, Err(Missing::NoneInPeriod("traffic")));
    assert_eq!(
        asked((5, 8)).await,
        Err(Missing::EnteredUpTo {
            first: november(5),
            up_to: november(5)
        })
    );
    assert_eq!(asked((10, 12)).await, Err(Missing::NoneInPeriod("traffic")));
}

#[tokio::test]
async fn a_file_is_taken_in_once_however_often_it_comes() {
    let home = mautic().await;
    let row = |day: i8, minor| cost(november(day), november(day), money(minor, "JPY"));
    let first = Entries::Costs(vec![(2, row(1, 100)), (3, row(2, 200)), (4, row(3, 300))]);
    let added = Import {
        added: 3,
        ..Import::default()
    };
    assert_eq!(import(&home, "a.csv", &first, Run::Dry).await, added);
    let none = Err(Missing::NotEntered("costs"));
    assert_eq!(
        amount(&home, Quantity::Cost, (1, 9)).await,
        none,
        "nothing happened"
    );
    assert_eq!(import(&home, "a.csv", &first, Run::Real).await, added);
    let kept = Import {
        kept: 3,
        ..Import::default()
    };
    assert_eq!(import(&home, "a.csv", &first, Run::Real).await, kept);
    let second = Entries::Costs(vec![(2, row(1, 100)), (3, row(2, 250))]);
    let changed = Import {
        kept: 1,
        changed: 1,
        removed: 1,
        added: 0,
    };
    assert_eq!(import(&home, "a.csv", &second, Run::Real).await, changed);
    assert_eq!(
        amount(&home, Quantity::Cost, (1, 9)).await,
        Ok(Number::Money(money(350, "JPY")))
    );
}

#[tokio::test]
async fn what_another_file_says_already_is_found() {
    let home = mautic().await;
    let row = |day: i8, minor| cost(november(day), november(day), money(minor, "JPY"));
    let costs = Entries::Costs(vec![(2, row(1, 100)), (3, row(2, 200))]);
    import(&home, "a.csv", &costs, Run::Real).await;
    let twin = |line, file: &str, there| Twin {
        line,
        file: file.to_owned(),
        there,
    };
    assert_eq!(home.store.twins(WS, "a.csv", &costs).await.unwrap(), []);
    let noted = CostEntry {
        note: Some("second half".to_owned()),
        ..row(1, 100)
    };
    let copy = Entries::Costs(vec![(2, row(9, 1)), (3, row(2, 200)), (4, noted)]);
    let twins = home.store.twins(WS, "copy.csv", &copy).await.unwrap();
    assert_eq!(twins, [twin(3, "a.csv", 3)]);
    let traffic = Entries::Traffic(vec![(2, visitors(november(1), november(30), 5))]);
    import(&home, "t.csv", &traffic, Run::Real).await;
    // Another number of the same days would be added to the first.
    let other = Entries::Traffic(vec![(7, visitors(november(1), november(30), 6))]);
    let twins = home.store.twins(WS, "u.csv", &other).await.unwrap();
    assert_eq!(twins, [twin(7, "t.csv", 2)]);
}
