//! Companies that became active, and those that went quiet. Must not live here: how that is found.

use jiff::Timestamp;

use super::{Draft, part::Part};
use crate::{args, escape};

/// The most companies that are named on each side.
const NAMED: usize = 3;
/// The longest name.
const NAME: usize = 24;

/// What is known of companies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Companies {
    /// These moved.
    Moved(Moved),
    /// Acts are not known for long enough.
    NotYet {
        /// From when on they are.
        from: Timestamp,
    },
}

/// Companies that moved; names are text from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// After so many days without an act a company counts as quiet.
    pub days: i64,
    /// How many are on the target list, to which this keeps; 0 where there is no such list.
    pub targeted: u64,
    /// Those that became active.
    pub active: Vec<String>,
    /// Those that went quiet.
    pub quiet: Vec<String>,
}

impl Draft<'_> {
    /// Who became active and who went quiet; one line where nobody did.
    pub(super) fn companies(&self, companies: Option<&Companies>) -> Part {
        let words = self.words();
        match companies {
            None => Vec::new().into(),
            Some(Companies::NotYet { from }) => {
                let near = self.edition.funnel.as_of;
                let from = words.day_near(*from, self.sheet.zone(), near);
                vec![words.say("companies-later", args![from = from])].into()
            }
            Some(Companies::Moved(moved)) => self.companies_moved(moved),
        }
    }

    fn companies_moved(&self, moved: &Moved) -> Part {
        let words = self.words();
        if moved.active.is_empty() && moved.quiet.is_empty() {
            return vec![words.say("companies-still", args![days = moved.days])].into();
        }
        let title = match moved.targeted {
            0 => words.word("companies-title"),
            count => words.say("companies-title-target", args![count = count]),
        };
        let side = |key: &str, names: &[String]| {
            let told = args![
                count = names.len(),
                names = self.company_names(names),
                days = moved.days
            ];
            (!names.is_empty()).then(|| words.say(key, told))
        };
        let sides = [
            Some(title),
            side("companies-active", &moved.active),
            side("companies-quiet", &moved.quiet),
        ];
        let counted = args![active = moved.active.len(), quiet = moved.quiet.len()];
        let shorter = vec![words.say("companies-counted", counted)];
        Part::from(sides.into_iter().flatten().collect::<Vec<String>>()).or(shorter)
    }

    fn company_names(&self, names: &[String]) -> String {
        let words = self.words();
        let mut named: Vec<String> = names
            .iter()
            .take(NAMED)
            .map(|name| escape::inline(name, NAME))
            .collect();
        let more = names.len().saturating_sub(NAMED);
        if more > 0 {
            named.push(words.say("companies-more", args![count = more]));
        }
        named.join(&words.word("comma"))
    }
}
