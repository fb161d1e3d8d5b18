//! `/help`: what can be asked.

use kpi::period::ACCEPTED;

use crate::{asked::Asked, reply::Reply, table::COMMANDS};

pub(crate) fn answer(asked: &Asked) -> Reply {
    let paths: Vec<&str> = COMMANDS.iter().map(|spec| spec.path).collect();
    Reply::ephemeral(report::help::answer(asked.locale, &paths, &ACCEPTED))
}

#[cfg(test)]
mod tests {
    use report::LOCALES;

    use super::answer;
    use crate::{
        asked::{Asked, Caller, Origin},
        table::HELP,
    };

    /// What fits on the screen of a phone without scrolling far.
    const MOST: usize = 1_200;

    #[test]
    fn it_stays_within_its_budget_however_many_commands_there_are() {
        for locale in LOCALES.iter().copied() {
            let asked = Asked::new(&HELP, &[], Caller::default(), locale, Origin::Terminal);
            let message = answer(&asked.expect("everybody may ask")).message;
            let body = message.body.unwrap_or_default();
            let length = message.content.chars().count() + body.chars().count();
            assert!(length <= MOST, "{length} in {}:\n{body}", locale.code());
        }
    }
}
