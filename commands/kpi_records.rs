//! `/kpi records`: the leads behind a count, for those who may manage the server, and for nobody else's eyes.
//!
//! Lives here: which counts have leads behind them. Must not live here: how a row reads (`report::records`).

use kpi::{
    catalogue::{Kpi, quantity::Quantity},
    definition::Definition,
    stage::Rank,
};
use report::records::{Records, Row};
use serde_json::json;
use store::Behind;

use crate::{
    asked::Asked,
    funnel::nothing_yet,
    kpi::find,
    office::Office,
    reply::{Error, Reply, UserError},
};

/// The period where none is asked for.
const USUAL_PERIOD: &str = "this-month";
/// The most leads that are shown.
const MOST: usize = 20;

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let definition = &agreement.definition;
    let kpi = find(&agreement, asked.values.text("kpi").unwrap_or_default())?;
    let behind = behind(kpi, definition).ok_or_else(|| {
        UserError::new("error-kpi-no-records")
            .with("kpi", &kpi.id)
            .accepting(FORMS.iter().copied())
    })?;
    let from = asked.values.integer("from").unwrap_or(1);
    let from = usize::try_from(from)
        .ok()
        .filter(|from| *from > 0)
        .ok_or_else(|| UserError::new("error-records-from"))?;
    let period = office.period(asked.values.period("period").unwrap_or(USUAL_PERIOD))?;
    let as_of = office.as_of().await?.ok_or_else(nothing_yet)?;
    let question = kpi::funnel::FunnelQuestion {
        period: period.span,
        comparison: None,
        as_of,
        basis: kpi::funnel::Basis::Period,
        window_days: definition.window_days,
    };
    let (total, leads) = office
        .store()
        .leads_behind(
            office.workspace(),
            definition,
            &question,
            behind,
            from - 1..from - 1 + MOST,
        )
        .await?;
    let rows: Vec<Row> = leads
        .into_iter()
        .map(|lead| Row {
            at: lead.at,
            company: lead.company,
            owner: lead.owner,
            link: lead.link,
        })
        .collect();
    let records = Records {
        definition,
        kpi,
        period,
        as_of,
        rows: &rows,
        from,
        total,
    };
    let told = rows.iter().map(
        |row| json!({"at": row.at, "company": row.company, "owner": row.owner, "link": row.link}),
    );
    Ok(Reply {
        json: Some(json!({
            "kpi": kpi.id,
            "as_of": as_of,
            "total": total,
            "from": from,
            "leads": told.collect::<Vec<_>>(),
        })),
        ..Reply::ephemeral(report::records::answer(asked.locale, &records))
    })
}

/// What has leads behind it.
const FORMS: [&str; 6] = [
    "entered-…",
    "returned-…",
    "stock-…",
    "conversion-…-…",
    "cohort-…-…",
    "velocity-…-…",
];

/// The leads behind a KPI; of a rate those above the line, of a time those that arrived. `None` where there are none.
fn behind(kpi: &Kpi, definition: &Definition) -> Option<Behind> {
    let last = || Rank::try_from(definition.ladder.len().checked_sub(1)?).ok();
    match kpi.formula.quantities().as_slice() {
        [Quantity::Entered(rank)] => Some(Behind::Entered(*rank)),
        [Quantity::Returned(rank)] => Some(Behind::Returned(*rank)),
        [Quantity::Stock(rank)] => Some(Behind::Stock(*rank)),
        [Quantity::Velocity(_, to)] => Some(Behind::Entered(*to)),
        [Quantity::SalesCycle] => last().map(Behind::Entered),
        [Quantity::Entered(one), Quantity::Entered(other)] => {
            Some(Behind::Entered(*one.max(other)))
        }
        both => both.iter().find_map(|quantity| match quantity {
            Quantity::Converted(from, to) => Some(Behind::Converted(*from, *to)),
            _ => None,
        }),
    }
}
