//! `/goal plan`: from what the business wants back to what each stage may cost or needs.
//!
//! Lives here: from the options to the plan, and the team's own rates where none were typed. Must not live here:
//! the arithmetic (`kpi::plan`), its words (`report::plan`).

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use kpi::{
    definition::Definition,
    fraction::Fraction,
    funnel::{Basis, Funnel},
    period::{Compare, Kind, Period, local_date},
    plan::{Rate, highest_costs, needed},
    stage::Stage,
};
use report::plan::{Costs, Counts, OwnRates, Plan, PlanRate};
use serde_json::{Value, json};

use crate::{
    asked::Asked,
    funnel::{measure, nothing_yet},
    goal_list::number,
    goal_words::{amount, figure, rate},
    office::Office,
    reply::{Error, Reply, UserError},
    table::GOAL_RATES,
};

/// How many quarters back a mature cohort is looked for.
const QUARTERS_BACK: usize = 6;

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let definition = &agreement.definition;
    let wish = Wish::read(asked)?;
    let typed = typed_rates(asked, definition)?;
    let (rates, own) = with_own(office, asked, definition, &typed).await?;
    let shares: Vec<Rate> = rates.iter().map(|(rate, _)| *rate).collect();
    let too_large = || UserError::new("error-plan-too-large");
    let costs = match wish.margin {
        None => None,
        Some((margin, months)) => Some(Costs {
            margin,
            months,
            by_stage: highest_costs(margin, months, &shares).ok_or_else(too_large)?,
        }),
    };
    let counts = match wish.revenue {
        None => None,
        Some((new_mrr, arpa)) => Some(Counts {
            new_mrr,
            arpa,
            by_stage: needed(new_mrr, arpa, &shares).ok_or_else(too_large)?,
        }),
    };
    let rates: Vec<PlanRate> = rates
        .into_iter()
        .map(|(rate, counted)| PlanRate {
            rate: rate.share(),
            counted,
        })
        .collect();
    let plan = Plan {
        definition,
        currency: wish.currency.as_deref(),
        costs: costs.as_ref(),
        counts: counts.as_ref(),
        rates: &rates,
        own,
    };
    Ok(Reply {
        json: Some(json(&plan)),
        ..Reply::ephemeral(report::plan::answer(asked.locale, &plan))
    })
}

/// What is wished for: a cost that pays back, new revenue, or both.
#[derive(Debug)]
struct Wish {
    margin: Option<(Fraction, Fraction)>,
    revenue: Option<(Fraction, Fraction)>,
    currency: Option<String>,
}

impl Wish {
    fn read(asked: &Asked) -> Result<Self, UserError> {
        let mut currency = None;
        let mut money = |option: &'static str| -> Result<Option<Fraction>, UserError> {
            let Some(typed) = asked.values.text(option) else {
                return Ok(None);
            };
            let (number, code) = amount(option, typed)?;
            match (&currency, code) {
                (Some(one), Some(other)) if *one != other => {
                    return Err(UserError::new("error-plan-currencies")
                        .with("one", one)
                        .with("other", other));
                }
                (None, Some(code)) => currency = Some(code),
                _ => {}
            }
            Ok(Some(number))
        };
        let (margin, new_mrr, arpa) = (money("gross_margin")?, money("new_mrr")?, money("arpa")?);
        let months = asked.values.text("payback");
        let months = months
            .map(|typed| months_of("payback", typed))
            .transpose()?;
        let wish = Self {
            margin: both(margin, months, ["gross_margin", "payback"])?,
            revenue: both(new_mrr, arpa, ["new_mrr", "arpa"])?,
            currency,
        };
        if wish.margin.is_none() && wish.revenue.is_none() {
            return Err(UserError::new("error-plan-nothing").accepting([
                "/goal plan gross_margin:50000 payback:12",
                "/goal plan new_mrr:1000000 arpa:30000",
            ]));
        }
        Ok(wish)
    }
}

fn months_of(option: &'static str, typed: &str) -> Result<Fraction, UserError> {
    let figure = figure(option, typed)?;
    if figure.mark == kpi::figure::Mark::None {
        return Ok(figure.number);
    }
    Err(UserError::new("error-not-an-amount")
        .with("option", option)
        .with("typed", typed)
        .accepting(["12", "6"]))
}

/// Two numbers that only say something together.
fn both(
    one: Option<Fraction>,
    other: Option<Fraction>,
    options: [&'static str; 2],
) -> Result<Option<(Fraction, Fraction)>, UserError> {
    match (one, other) {
        (Some(one), Some(other)) => Ok(Some((one, other))),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(UserError::new("error-plan-partner").with("option", options[0])),
        (Some(_), None) => Err(UserError::new("error-plan-partner").with("option", options[1])),
    }
}

/// The rates that were typed, by the pair of neighbours that they are for.
fn typed_rates(asked: &Asked, definition: &Definition) -> Result<Vec<Option<Rate>>, UserError> {
    let stages = definition.ladder.stages();
    let mut rates: Vec<Option<Rate>> = vec![None; stages.len() - 1];
    if let Some(typed) = asked.values.text("rates") {
        rates = listed_rates(typed, rates.len())?;
    }
    for option in GOAL_RATES {
        let Some(typed) = asked.values.text(option) else {
            continue;
        };
        let is_pair = |pair: &[Stage]| *option == format!("{}_{}", pair[0].id, pair[1].id);
        let index = stages
            .windows(2)
            .position(is_pair)
            .ok_or_else(|| UserError::new("error-plan-pair").with("option", *option))?;
        rates[index] = Some(rate(option, typed)?);
    }
    Ok(rates)
}

fn listed_rates(typed: &str, count: usize) -> Result<Vec<Option<Rate>>, UserError> {
    let separates = |c: char| c.is_whitespace() || matches!(c, ',' | '、' | '，' | '/' | '／');
    let words: Vec<&str> = typed
        .split(separates)
        .filter(|word| !word.is_empty())
        .collect();
    if words.len() != count {
        return Err(UserError::new("error-plan-rates")
            .with("count", count.to_string())
            .with("typed", typed)
            .accepting(["rates:50 40 70 20"]));
    }
    words
        .into_iter()
        .map(|word| rate("rates", word).map(Some))
        .collect()
}

/// A rate and the counts it stands on, where it is the team's own.
type Sourced = (Rate, Option<(i64, i64)>);

/// Fills what was not typed with the rates of the newest mature quarter.
async fn with_own(
    office: &Office,
    asked: &Asked,
    definition: &Definition,
    typed: &[Option<Rate>],
) -> Result<(Vec<Sourced>, Option<OwnRates>), Error> {
    if typed.iter().all(Option::is_some) {
        let rates = typed.iter().flatten().map(|rate| (*rate, None));
        return Ok((rates.collect(), None));
    }
    let as_of = office.as_of().await?.ok_or_else(nothing_yet)?;
    let cohort = mature_quarter(office, definition, as_of).await?;
    let funnel = cohort.as_ref().map(|(_, funnel)| funnel.as_ref());
    let mut rates = Vec::new();
    for (index, typed) in typed.iter().enumerate() {
        rates.push(match typed {
            Some(rate) => (*rate, None),
            None => own_rate(asked, definition, funnel, index)?,
        });
    }
    let own = cohort.map(|(period, _)| OwnRates { period, as_of });
    Ok((rates, own))
}

fn own_rate(
    asked: &Asked,
    definition: &Definition,
    funnel: Option<&Funnel>,
    index: usize,
) -> Result<Sourced, UserError> {
    let stages = definition.ladder.stages();
    let (from, to) = (&stages[index], &stages[index + 1]);
    let language = asked.locale.code();
    let row = funnel.and_then(|funnel| {
        let mut rows = funnel.conversions.iter();
        rows.find(|row| row.from == from.id && row.to == to.id)
    });
    let counted = row.map(|row| (row.now.numerator, row.now.denominator));
    let rate = counted.and_then(|(converted, entered)| {
        Rate::new(Fraction::new(converted.into(), entered.into())?)
    });
    rate.zip(counted)
        .map(|(rate, counted)| (rate, Some(counted)))
        .ok_or_else(|| {
            UserError::new("error-plan-unknown-rate")
                .with("from", from.name(language))
                .with("to", to.name(language))
        })
}

/// The newest quarter whose cohort is mature and has anybody in it (`kpi.md` §3).
async fn mature_quarter(
    office: &Office,
    definition: &Definition,
    as_of: Timestamp,
) -> Result<Option<(Period, Arc<Funnel>)>, Error> {
    let window = SignedDuration::from_hours(24 * i64::from(definition.window_days.unwrap_or(0)));
    let today = local_date(as_of, &definition.zone);
    let mut quarter = Period::containing(Kind::Quarter, today, definition);
    for _ in 0..QUARTERS_BACK {
        let matures = quarter.span.end.checked_add(window);
        if matures.is_ok_and(|matures| matures <= as_of) {
            let funnel = measure(office, &quarter, Compare::None, Basis::Cohort, as_of).await?;
            let is_empty = funnel.stages.iter().all(|row| row.now.entered == 0);
            return Ok((!is_empty).then_some((quarter, funnel)));
        }
        let before = quarter.first.yesterday().unwrap_or(quarter.first);
        quarter = Period::containing(Kind::Quarter, before, definition);
    }
    Ok(None)
}

fn json(plan: &Plan<'_>) -> Value {
    let stages = plan.definition.ladder.stages();
    let rates = plan.rates.iter().zip(stages.windows(2));
    let rates: Vec<Value> = rates
        .map(|(rate, pair)| {
            json!({
                "from": pair[0].id,
                "to": pair[1].id,
                "rate": number(rate.rate),
                "source": if rate.counted.is_some() { "cohort" } else { "typed" },
                "numerator": rate.counted.map(|(numerator, _)| numerator),
                "denominator": rate.counted.map(|(_, denominator)| denominator),
            })
        })
        .collect();
    let rows: Vec<Value> = stages
        .iter()
        .enumerate()
        .rev()
        .map(|(index, stage)| {
            json!({
                "stage": stage.id,
                "highest_cost": plan.costs.map(|costs| number(costs.by_stage[index])),
                "needed": plan.counts.map(|counts| counts.by_stage[index]),
            })
        })
        .collect();
    json!({
        "currency": plan.currency,
        "gross_margin": plan.costs.map(|costs| number(costs.margin)),
        "payback": plan.costs.map(|costs| number(costs.months)),
        "new_mrr": plan.counts.map(|counts| number(counts.new_mrr)),
        "arpa": plan.counts.map(|counts| number(counts.arpa)),
        "stages": rows,
        "rates": rates,
        "cohort": plan.own.map(|own| own.period.word(plan.definition).to_string()),
        "as_of": plan.own.map(|own| own.as_of),
    })
}
