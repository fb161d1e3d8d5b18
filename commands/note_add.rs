//! `/note add`: a dated note beside the numbers.

use kpi::period::{Kind, local_date};
use report::notes::{Note, added};
use store::NewNote;

use crate::{
    asked::Asked,
    goal_set::{member, written},
    office::Office,
    reply::{Error, Reply, UserError},
};

/// The longest note.
const MOST: usize = 200;

pub(crate) async fn answer(office: &Office, asked: &Asked) -> Result<Reply, Error> {
    let agreement = office.agreement();
    let definition = &agreement.definition;
    let text = asked.values.text("text").unwrap_or_default().trim();
    let count = text.chars().count();
    if count == 0 {
        return Err(UserError::new("error-note-empty").into());
    }
    if count > MOST {
        return Err(UserError::new("error-note-long")
            .with("most", MOST.to_string())
            .with("count", count.to_string())
            .into());
    }
    let now = office.now();
    let date = match asked.values.period("date") {
        None => local_date(now, &definition.zone),
        Some(typed) => {
            let period = office.period(typed)?;
            if period.kind != Kind::Day {
                return Err(UserError::new("error-note-date")
                    .with("typed", typed)
                    .accepting(["today", "yesterday", "2026-11-05"])
                    .into());
            }
            period.first
        }
    };
    let note = NewNote {
        date,
        text: text.to_owned(),
        author: member(asked),
    };
    let kept = office
        .store()
        .add_note(office.workspace(), &note, now)
        .await;
    written(asked, kept)?;
    let note = Note {
        date,
        text: note.text,
    };
    let message = added(asked.locale, definition, &note, now);
    Ok(Reply::ephemeral(message))
}
