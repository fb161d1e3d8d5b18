//! `/kpi show`: one number, beside its comparison, with what it may claim.

use kpi::by::By;
use report::kpi::{Setting, Shown};
use serde_json::{Value, json};

use crate::{
    asked::Asked,
    kpi::{Counts, find},
    kpi_by::divide,
    kpi_trend,
    office::Office,
    reply::{Error, Reply},
};

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let kpi = find(&agreement, asked.values.text("kpi").unwrap_or_default())?;
    let counts = Counts::asked(office, asked, &[kpi]).await?;
    let shown = counts.shown(kpi);
    let setting = counts.setting(&agreement);
    let reason = report::kpi::reason(asked.locale, &setting, &shown);
    let rules = report::kpi::rules(asked.locale, &setting, &shown);
    let mut json = told(&counts, &setting, &shown, (reason, rules));
    let message = match asked.values.choice("by").and_then(By::parse) {
        None => {
            let mut message = report::kpi::show(asked.locale, &setting, &shown);
            let numbers = (&setting, &shown);
            let picture = kpi_trend::picture(office, asked.locale, &counts, numbers).await;
            message.picture = picture.map(Box::new);
            message
        }
        Some(by) => {
            let divided = divide(office, &counts, kpi, by).await?;
            json["by"] = divided.told(&shown.now);
            json["why"] = divided.explained();
            json["by_reason"] = json!(divided.reason(asked.locale, &setting, &shown));
            report::kpi::show_by(asked.locale, &setting, &shown, &divided.shown())
        }
    };
    Ok(Reply {
        json: Some(json),
        ..Reply::ephemeral(message)
    })
}

/// As `docs/json.md` describes it.
pub(crate) fn told(
    counts: &Counts,
    setting: &Setting<'_>,
    shown: &Shown<'_>,
    (reason, rules): (Option<String>, Vec<String>),
) -> Value {
    let (now, previous) = (&shown.now, shown.previous.as_ref());
    let before = previous.and_then(|previous| previous.value);
    // Amounts of two currencies have no difference.
    let is_alike = previous.is_none_or(|previous| previous.currency == now.currency);
    let change = now.value.zip(before).filter(|_| is_alike);
    json!({
        "kpi": shown.kpi.id,
        "value": now.value.map(number),
        "numerator": now.numerator.map(number),
        "denominator": now.denominator.map(number),
        "currency": now.currency,
        "reason": reason,
        "rules": rules,
        "previous": before.map(number),
        "previous_currency": previous.and_then(|previous| previous.currency.as_deref()),
        "change": change.map(|(now, before)| number(now - before)),
        "evidence": previous.and_then(|previous| setting.evidence(now, previous)),
        "maturing": now.maturing,
        "ripe_at": now.ripe_at,
        "as_of": counts.as_of,
        "period": counts.shown,
    })
}

/// A whole number without a fraction.
pub(crate) fn number(number: f64) -> Value {
    // Beyond this a float no longer holds every whole number.
    const MOST: f64 = 9e15;
    #[expect(clippy::cast_possible_truncation, reason = "bounded and whole")]
    if number.fract() == 0.0 && number.abs() < MOST {
        json!(number as i64)
    } else {
        json!(number)
    }
}
