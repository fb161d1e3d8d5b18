//! What the alerts of a workspace watch, read now: one number each beside its border.
//!
//! Lives here: the list of watches, and what a number means for an alert that stands or does not. Must not live here:
//! borders (`kpi::alert`), when it is looked (`jobs` of the bot), what is said (`report::alerts`).

mod goals;
pub(crate) mod history;
mod odd;
mod sync;
mod unsubscribes;

use kpi::alert::{Limits, Standing, Threshold, Turn};
use report::{alerts::Subject, locale::Locale};
use store::StandingAlert;

use crate::{office::Office, reply::Error};

/// The alerts that a team agreed on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alerts {
    /// From which values on they are raised and over.
    pub limits: Limits,
    /// What people are told of; nothing while alerts are off.
    pub watches: Vec<Watch>,
}

/// What is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// Whether the tool can be read.
    Sync,
    /// How many unsubscribe.
    Unsubscribes,
    /// Whether goals are off track.
    Goal,
    /// Whether a week's arrivals are out of the ordinary.
    Odd,
}

impl Watch {
    /// Every watch, in the order in which they are looked at.
    pub const ALL: [Self; 4] = [Self::Sync, Self::Unsubscribes, Self::Goal, Self::Odd];

    /// The word in settings, tables and log fields.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sync => "sync",
            Self::Unsubscribes => "unsubscribes",
            Self::Goal => "goals",
            Self::Odd => "odd-weeks",
        }
    }

    /// The watch of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|watch| watch.as_str() == word)
    }
}

/// A number that is watched, and what it means now.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Of what; empty where there is only one.
    pub subject: String,
    /// What it means for the alert.
    pub turn: Turn,
    /// The number: a share, hours, or standard deviations.
    pub value: f64,
    /// The number, and the worst of the alert so far: the one that is worse.
    pub worst: f64,
    /// What is said of it.
    pub told: Subject,
}

/// Reads what one watch looks at. `standing` are its alerts that stand.
///
/// # Errors
/// Where the store cannot be read.
pub async fn read(
    office: &Office,
    watch: Watch,
    locale: Locale,
    standing: &[&StandingAlert],
) -> Result<Vec<Reading>, Error> {
    match watch {
        Watch::Sync => sync::read(office, standing).await,
        Watch::Unsubscribes => unsubscribes::read(office, standing).await,
        Watch::Goal => goals::read(office, locale, standing).await,
        Watch::Odd => odd::read(office, standing).await,
    }
}

/// A number beside its border.
fn reading(
    threshold: &Threshold,
    standing: &[&StandingAlert],
    (subject, value): (String, Option<f64>),
    told: Subject,
) -> Reading {
    let raised = standing.iter().find(|alert| alert.subject == subject);
    let state = match raised {
        Some(_) => Standing::Raised,
        None => Standing::Quiet,
    };
    let worst = raised.map(|alert| alert.worst);
    let now = value.or(worst).unwrap_or_default();
    Reading {
        turn: threshold.turn(state, value),
        value: now,
        worst: worst.map_or(now, |worst| threshold.worse(worst, now)),
        subject,
        told,
    }
}
