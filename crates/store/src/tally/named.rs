//! What only the team's own words make countable: surveys, conversions, methods of nurturing (`kpi.md` §4).

use kpi::{
    catalogue::{
        measured::{Missing, Number},
        quantity::Quantity,
    },
    counting::{ANY, Acts, Method},
    input::Input,
    model::EngagementKind,
};
use sqlx::{Row, SqliteConnection};

use super::{Asked, Tally, count as number, missing, none_of};
use crate::StoreError;

/// What is counted here.
pub(super) const ALL: &[Quantity] = &[
    Quantity::SurveysDelivered,
    Quantity::SurveysAnswered,
    Quantity::MailConversions,
];

pub(super) async fn count(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    let mut tally = surveys(connection, asked).await?;
    tally.push((
        Quantity::MailConversions,
        conversions(connection, asked).await?,
    ));
    for method in Method::ALL {
        let counted = match asked.definition.counting.methods.get(method) {
            None => Err(Missing::NotConfigured(method.key())),
            Some(acts) => reactions(connection, asked, acts).await?,
        };
        tally.push((Quantity::Method(*method), counted));
    }
    Ok(tally)
}

/// Mails that carry a survey and were delivered, and those of them that were answered after they went out.
async fn surveys(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Tally, StoreError> {
    const BOTH: [Quantity; 2] = [Quantity::SurveysDelivered, Quantity::SurveysAnswered];
    let surveys = &asked.definition.counting.surveys;
    // No setting brings what the tool does not tell.
    if let Some(why) = none_of(asked, Input::MailActs) {
        return Ok(missing(&BOTH, &why));
    }
    if surveys.is_empty() {
        return Ok(missing(&BOTH, &Missing::NotConfigured("surveys")));
    }
    let (mut delivered, mut answered) = (0, 0);
    for (email, form) in surveys {
        let row = sqlx::query(include_str!("../sql/survey_mails.sql"))
            .bind(asked.workspace.0)
            .bind(email)
            .bind(asked.start)
            .bind(asked.end)
            .bind(form)
            .bind(asked.as_of)
            .fetch_one(&mut *connection)
            .await?;
        delivered += row.try_get::<i64, _>(0)?;
        answered += row.try_get::<i64, _>(1)?;
    }
    Ok(vec![
        (Quantity::SurveysDelivered, number(delivered)),
        (Quantity::SurveysAnswered, number(answered)),
    ])
}

/// Mails of the span with a conversion within some days of a click in them, each once; a conversion belongs to the
/// last click before it.
async fn conversions(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<kpi::catalogue::measured::Amount, StoreError> {
    let counting = &asked.definition.counting;
    if let Some(why) = none_of(asked, Input::MailActs) {
        return Ok(Err(why));
    }
    let Some(acts) = &counting.conversions else {
        return Ok(Err(Missing::NotConfigured("conversions")));
    };
    let window = i64::from(counting.attribution_days) * 86_400_000;
    let rows = sqlx::query(include_str!("../sql/mail_conversions.sql"))
        .bind(asked.workspace.0)
        .bind(asked.start)
        .bind(asked.end)
        .bind(asked.as_of)
        .bind(window)
        .fetch_all(connection)
        .await?;
    let mut mails = std::collections::BTreeSet::new();
    for row in rows {
        let (kind, asset): (&str, Option<&str>) = (row.try_get(1)?, row.try_get(2)?);
        if is_named(acts, kind, asset, None) {
            mails.insert(row.try_get::<String, _>(0)?);
        }
    }
    Ok(Ok(Number::Count(
        i64::try_from(mails.len()).unwrap_or(i64::MAX),
    )))
}

/// Acts of a span that count for a method.
async fn reactions(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
    acts: &Acts,
) -> Result<kpi::catalogue::measured::Amount, StoreError> {
    let needed = [
        (!acts.forms.is_empty(), Input::Forms),
        (!acts.downloads.is_empty(), Input::Downloads),
        (!acts.emails.is_empty(), Input::MailActs),
        (!acts.pages.is_empty(), Input::PageViews),
    ];
    for (is_needed, input) in needed {
        if let Some(why) = none_of(asked, input).filter(|_| is_needed) {
            return Ok(Err(why));
        }
    }
    let rows = sqlx::query(include_str!("../sql/named_acts.sql"))
        .bind(asked.workspace.0)
        .bind(asked.start)
        .bind(asked.end)
        .fetch_all(&mut *connection)
        .await?;
    let mut sum = 0;
    for row in rows {
        let (kind, asset): (&str, Option<&str>) = (row.try_get(0)?, row.try_get(1)?);
        if is_named(acts, kind, asset, row.try_get(2)?) {
            sum += row.try_get::<i64, _>(3)?;
        }
    }
    for channel in &acts.channels {
        let row = sqlx::query(include_str!("../sql/leads_of_channel.sql"))
            .bind(asked.workspace.0)
            .bind(channel)
            .bind(asked.start)
            .bind(asked.end)
            .fetch_one(&mut *connection)
            .await?;
        sum += row.try_get::<i64, _>(0)?;
    }
    Ok(Ok(Number::Count(sum)))
}

/// Whether an act is among those named.
pub(crate) fn is_named(acts: &Acts, kind: &str, asset: Option<&str>, url: Option<&str>) -> bool {
    let Some(kind) = EngagementKind::parse(kind) else {
        return false;
    };
    let among = |named: &[String]| {
        named
            .iter()
            .any(|id| id == ANY || asset.is_some_and(|asset| asset == id))
    };
    match kind {
        EngagementKind::FormSubmitted => among(&acts.forms),
        EngagementKind::Downloaded => among(&acts.downloads),
        EngagementKind::EmailClicked => among(&acts.emails),
        EngagementKind::PageViewed => acts
            .pages
            .iter()
            .any(|page| page == ANY || url.is_some_and(|url| url.starts_with(page.as_str()))),
        _ => false,
    }
}
