//! `/help`: what can be asked.

use kpi::period::ACCEPTED;
use report::help::Entry;

use crate::{asked::Asked, reply::Reply, table::COMMANDS};

pub(crate) fn answer(asked: &Asked) -> Reply {
    let entries: Vec<Entry> = COMMANDS
        .iter()
        .map(|spec| Entry {
            path: spec.path.to_owned(),
            usage: spec.usage(),
        })
        .collect();
    Reply::ephemeral(report::help::answer(asked.locale, &entries, &ACCEPTED))
}
