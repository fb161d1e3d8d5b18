//! KPIs that a team defines itself, from the quantities that exist.
//!
//! Lives here: the text of a formula read and checked. Must not live here: how a file is read.

use std::{collections::BTreeMap, fmt};

use crate::{
    catalogue::{
        Better, Kpi, Level, Phase, Subject, Team,
        formula::{Formula, Senseless},
        quantity::Quantity,
    },
    nearest::nearest,
    stage::Ladder,
};

/// Words of a team's own KPI, by language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    /// Names (`ja`, `en`).
    pub names: BTreeMap<String, String>,
    /// One sentence of explanation each.
    pub why: BTreeMap<String, String>,
}

/// What a team wrote of a KPI of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its id.
    pub id: String,
    /// The formula as text: `entered:sql / entered:mql`.
    pub formula: String,
    /// What it watches.
    pub phase: Phase,
    /// How it is used.
    pub level: Level,
    /// Who owns it.
    pub team: Team,
    /// Which direction is good.
    pub better: Better,
    /// Its words.
    pub own: Own,
}

/// Why a formula cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormulaFault {
    /// A word that names no quantity.
    Unknown {
        /// As written.
        word: String,
        /// What was probably meant.
        near: Option<String>,
    },
    /// Not the form of a formula.
    Form {
        /// What should stand there.
        expected: &'static str,
        /// What stands there.
        at: String,
    },
    /// A formula that means nothing.
    Senseless(String),
    /// An id that is taken.
    Taken(String),
    /// An id that nobody could type.
    Id(String),
}

impl fmt::Display for FormulaFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { word, near: None } => write!(f, "\"{word}\" is no quantity"),
            Self::Unknown {
                word,
                near: Some(near),
            } => write!(f, "\"{word}\" is no quantity; did you mean \"{near}\"?"),
            Self::Form { expected, at } => write!(f, "expected {expected} at \"{at}\""),
            Self::Senseless(why) => f.write_str(why),
            Self::Taken(id) => write!(f, "the id \"{id}\" is taken by a KPI of the catalogue"),
            Self::Id(id) => write!(
                f,
                "\"{id}\" is no id: lower-case letters, digits and hyphens, {LONGEST_ID} at the most, such as \"deals-a-lead\""
            ),
        }
    }
}

impl std::error::Error for FormulaFault {}

impl Written {
    /// The KPI.
    ///
    /// # Errors
    /// Why the formula cannot be used.
    pub fn read(self, ladder: &Ladder) -> Result<Kpi, FormulaFault> {
        if !is_id(&self.id) {
            return Err(FormulaFault::Id(self.id));
        }
        if super::Catalogue::new(ladder, Vec::new())
            .find(&self.id)
            .is_some()
        {
            return Err(FormulaFault::Taken(self.id));
        }
        let formula = parse(&self.formula, ladder)?;
        let shape = formula
            .shape()
            .map_err(|why| FormulaFault::Senseless(sentence(&why, ladder)))?;
        Ok(Kpi {
            family: self.id.clone(),
            id: self.id,
            subject: Subject::Whole,
            phase: self.phase,
            level: self.level,
            team: self.team,
            better: self.better,
            formula,
            shape,
            own: Some(self.own),
        })
    }
}

/// The most letters of an id.
const LONGEST_ID: usize = 40;

/// Whether a person can type it as one word: lower-case letters and digits, with hyphens between them.
fn is_id(id: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let parts_are_plain = id
        .split('-')
        .all(|part| !part.is_empty() && part.chars().all(plain));
    id.len() <= LONGEST_ID && parts_are_plain
}

fn sentence(why: &Senseless, ladder: &Ladder) -> String {
    match why {
        Senseless::DoesNotAddUp(part) => format!(
            "\"{}\" is a share or a median and does not add up",
            part.text(ladder)
        ),
        Senseless::DifferentBases(one, other) => format!(
            "\"{}\" and \"{}\" do not belong to the same periods or instants, so they cannot be reckoned together",
            one.text(ladder),
            other.text(ladder)
        ),
        Senseless::DifferentUnits(one, other) => format!(
            "\"{}\" and \"{}\" count different things and cannot be added",
            one.text(ladder),
            other.text(ladder)
        ),
        Senseless::NoDivision(part) => format!(
            "\"{}\" is a share or a median and cannot be divided again",
            part.text(ladder)
        ),
        Senseless::NoAmountForEach(one, other) => format!(
            "\"{}\" cannot be divided by \"{}\", which is no count; the other way round it is an amount for each",
            one.text(ladder),
            other.text(ladder)
        ),
        Senseless::NoShare(part) => {
            format!("\"1 - …\" needs a share, \"{}\" is none", part.text(ladder))
        }
    }
}

/// Reads a formula: quantities, `+`, `-`, `/`, parentheses, and `1 - share`.
///
/// # Errors
/// The word that is unknown, or where the form is wrong.
pub fn parse(text: &str, ladder: &Ladder) -> Result<Formula, FormulaFault> {
    let mut reader = Reader {
        tokens: tokens(text),
        at: 0,
        ladder,
    };
    let formula = reader.sum()?;
    match reader.peek() {
        None => Ok(formula),
        Some(token) => Err(form("the end, +, - or /", token)),
    }
}

fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut word = String::new();
    for piece in text.split_whitespace() {
        for letter in piece.chars() {
            // A hyphen inside a word belongs to it: `deals-won`; between blanks it is a minus.
            if matches!(letter, '(' | ')' | '/' | '+') || (letter == '-' && word.is_empty()) {
                tokens.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                tokens.push(letter.to_string());
            } else {
                word.push(letter);
            }
        }
        tokens.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
    }
    tokens
}

struct Reader<'a> {
    tokens: Vec<String>,
    at: usize,
    ladder: &'a Ladder,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.at).map(String::as_str)
    }

    fn next(&mut self) -> Option<String> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn sum(&mut self) -> Result<Formula, FormulaFault> {
        if self.peek() == Some("1") {
            self.at += 1;
            return match self.next().as_deref() {
                Some("-") => Ok(Formula::Rest(Box::new(self.share()?))),
                other => Err(form("- after 1", other.unwrap_or("the end"))),
            };
        }
        let mut sum = self.share()?;
        while let Some(sign @ ("+" | "-")) = self.peek() {
            let plus = sign == "+";
            self.at += 1;
            let other = self.share()?;
            sum = if plus { sum + other } else { sum - other };
        }
        Ok(sum)
    }

    fn share(&mut self) -> Result<Formula, FormulaFault> {
        let above = self.term()?;
        if self.peek() != Some("/") {
            return Ok(above);
        }
        self.at += 1;
        Ok(above / self.term()?)
    }

    fn term(&mut self) -> Result<Formula, FormulaFault> {
        match self.next() {
            None => Err(form("a quantity or (", "the end")),
            Some(token) if token == "(" => {
                let inside = self.sum()?;
                match self.next().as_deref() {
                    Some(")") => Ok(inside),
                    other => Err(form(")", other.unwrap_or("the end"))),
                }
            }
            Some(token) if matches!(token.as_str(), ")" | "/" | "+" | "-") => {
                Err(form("a quantity or (", &token))
            }
            Some(word) => self.quantity(word),
        }
    }

    fn quantity(&self, word: String) -> Result<Formula, FormulaFault> {
        let known: Vec<(String, Quantity)> = Quantity::all(self.ladder)
            .into_iter()
            .map(|quantity| (quantity.word(self.ladder), quantity))
            .collect();
        if let Some((_, quantity)) = known.iter().find(|(known, _)| *known == word) {
            return Ok((*quantity).into());
        }
        let near = nearest(&word, known.iter().map(|(known, _)| known.as_str()));
        Err(FormulaFault::Unknown {
            near: near.map(str::to_owned),
            word,
        })
    }
}

fn form(expected: &'static str, at: &str) -> FormulaFault {
    FormulaFault::Form {
        expected,
        at: at.to_owned(),
    }
}
