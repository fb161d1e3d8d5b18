//! `/note list`: the notes about a period.

use report::notes::{Note, NoteList};
use serde_json::{Value, json};

use crate::{
    asked::Asked,
    goal_words::USUAL_PERIOD,
    office::Office,
    reply::{Error, Reply},
};

/// The most notes that are read; the answer shows fewer and counts the rest.
const MOST: u32 = 500;

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let period = office.period(asked.values.period("period").unwrap_or(USUAL_PERIOD))?;
    let records = office
        .store()
        .notes(office.workspace(), period.first, period.last, MOST)
        .await?;
    let rows: Vec<Value> = records
        .iter()
        .map(|record| {
            json!({
                "date": record.note.date,
                "text": record.note.text,
                "created_at": record.created_at,
            })
        })
        .collect();
    let notes: Vec<Note> = records
        .into_iter()
        .map(|record| Note {
            date: record.note.date,
            text: record.note.text,
        })
        .collect();
    let list = NoteList {
        period,
        definition: &agreement.definition,
        notes: &notes,
        now: office.now(),
    };
    Ok(Reply {
        json: Some(json!({ "notes": rows })),
        ..Reply::ephemeral(report::notes::list(asked.locale, &list))
    })
}
