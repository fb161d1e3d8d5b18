//! Numbers split that no funnel tells: mails by campaign or method, the leads of each segment.
//!
//! Must not live here: where they come from (the store), how a part reads (`report::kpi`).

use std::collections::BTreeMap;

use kpi::{
    by::By,
    catalogue::{Kpi, counted::Counted, measured::Amount, quantity::Quantity},
    funnel::Span,
};
use report::kpi::{MOST_PARTS, Part, PartName};
use store::{StoreError, TallyPart, TallyQuestion};

use super::{Divided, is_empty, largest_first, part_name};
use crate::{kpi::Counts, office::Office, reply::Error};

/// What was counted of one part, in the period and in the comparison.
type Sides = [Vec<(Quantity, Amount)>; 2];

pub(super) async fn divide(
    office: &Office,
    counts: &Counts,
    kpi: &Kpi,
    by: By,
) -> Result<Divided, Error> {
    let quantities = kpi.formula.quantities();
    let now = counted(office, counts, &quantities, (counts.period.span, by)).await?;
    let previous = match counts.comparison {
        Some(span) => counted(office, counts, &quantities, (span, by)).await?,
        None => Vec::new(),
    };
    let mut found: BTreeMap<Option<String>, Sides> = BTreeMap::new();
    for (side, parts) in [now, previous].into_iter().enumerate() {
        for part in parts {
            found.entry(part.value).or_default()[side] = part.tally;
        }
    }
    let measure = |name, sides: &Sides| Part {
        name,
        now: measured(kpi, &sides[0]),
        previous: counts.comparison.map(|_| measured(kpi, &sides[1])),
    };
    let mut parts: Vec<(Part, Sides)> = found
        .into_iter()
        .map(|(value, sides)| (measure(part_name(by, value.as_deref()), &sides), sides))
        .filter(|(part, _)| !is_empty(part))
        .collect();
    parts.sort_by(|(one, _), (other, _)| largest_first(one, other));
    let is_long = parts.len() > MOST_PARTS + 1 && !by.overlaps();
    let rest = is_long.then(|| {
        let others = &parts[MOST_PARTS..];
        let sides = others.iter().fold(Sides::default(), |sum, (_, sides)| {
            [plus(&sum[0], &sides[0]), plus(&sum[1], &sides[1])]
        });
        measure(PartName::Others(others.len()), &sides)
    });
    Ok(Divided {
        by,
        parts: parts.into_iter().map(|(part, _)| part).collect(),
        rest,
        why: None,
        missing: None,
    })
}

async fn counted(
    office: &Office,
    counts: &Counts,
    needed: &[Quantity],
    (span, by): (Span, By),
) -> Result<Vec<TallyPart>, StoreError> {
    let agreement = office.agreement();
    let question = TallyQuestion {
        span,
        as_of: counts.as_of,
        definition: &agreement.definition,
        needed,
    };
    let store = office.store();
    store.tally_by(office.workspace(), &question, by).await
}

/// The KPI of one part; what was not seen there did not happen.
fn measured(kpi: &Kpi, tally: &[(Quantity, Amount)]) -> kpi::catalogue::measured::Measured {
    let mut counted = Counted::default();
    for quantity in kpi.formula.quantities() {
        let known = tally.iter().find(|(one, _)| *one == quantity);
        let nothing = Ok(kpi::catalogue::measured::Number::Count(0));
        counted.put(
            quantity,
            known.map_or(nothing, |(_, amount)| amount.clone()),
        );
    }
    counted.measure(kpi)
}

/// The sum, quantity by quantity.
fn plus(one: &[(Quantity, Amount)], other: &[(Quantity, Amount)]) -> Vec<(Quantity, Amount)> {
    if one.is_empty() {
        return other.to_vec();
    }
    let add = |(quantity, amount): &(Quantity, Amount)| {
        let more = other.iter().find(|(known, _)| known == quantity);
        let sum = match (amount, more) {
            (Ok(amount), Some((_, Ok(more)))) => amount.plus(more),
            (Err(why), _) | (_, Some((_, Err(why)))) => Err(why.clone()),
            (amount, None) => amount.clone(),
        };
        (*quantity, sum)
    };
    one.iter().map(add).collect()
}
