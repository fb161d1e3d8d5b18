//! The methods of nurturing that leads reacted to. Must not live here: which acts count for one (the definition).

use std::collections::{BTreeSet, HashMap};

use kpi::counting::{Counting, Method};
use sqlx::{Row, SqliteConnection};

use crate::{
    StoreError,
    bulk::{LIST, list},
    tally::named::is_named,
};

/// The words of the methods to which each lead had reacted by then; a lead that reacted to none is not named.
pub(super) async fn of_leads(
    connection: &mut SqliteConnection,
    counting: &Counting,
    leads: &[i64],
    as_of: i64,
) -> Result<HashMap<i64, Vec<Option<String>>>, StoreError> {
    let mut found: BTreeSet<(i64, Method)> = BTreeSet::new();
    for piece in leads.chunks(LIST) {
        let (sql, keep) = list(include_str!("../sql/lead_named_acts.sql"), piece.len());
        let mut query = sqlx::query(sql).persistent(keep);
        for lead in piece {
            query = query.bind(*lead);
        }
        for row in query.bind(as_of).fetch_all(&mut *connection).await? {
            let (kind, asset, url) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            let lead = row.try_get(0)?;
            let of = counting.methods.iter();
            let of = of.filter(|(_, acts)| is_named(acts, kind, asset, url));
            found.extend(of.map(|(method, _)| (lead, *method)));
        }
        let (sql, keep) = list(include_str!("../sql/lead_channels.sql"), piece.len());
        let mut query = sqlx::query(sql).persistent(keep);
        for lead in piece {
            query = query.bind(*lead);
        }
        for row in query.fetch_all(&mut *connection).await? {
            let Some(channel) = row.try_get::<Option<String>, _>(1)? else {
                continue;
            };
            let lead = row.try_get(0)?;
            let of = counting.methods.iter();
            let of = of.filter(|(_, acts)| acts.channels.contains(&channel));
            found.extend(of.map(|(method, _)| (lead, *method)));
        }
    }
    let mut methods: HashMap<i64, Vec<Option<String>>> = HashMap::new();
    for (lead, method) in found {
        let of = methods.entry(lead).or_default();
        of.push(Some(method.as_str().to_owned()));
    }
    Ok(methods)
}
