//! What posts are made of: numbers from the store, worded by `report`, frozen as facts.
//!
//! Lives here: which numbers a kind of post needs, and what its first line has to own up to. Must not live
//! here: when it is due, how it is delivered, any sentence.

mod accounts;
mod frozen;
mod gather;
pub(crate) mod languages;
pub mod late;
mod pictures;
mod redefined;
mod restated;
pub(crate) mod sources;

use jiff::Timestamp;
use kpi::{
    funnel::Basis,
    period::{Compare, Period, PeriodWord},
};
use report::{
    frame::Frame,
    locale::Locale,
    message::Message,
    posts::{Edition, Mark, biweekly, monthly, weekly},
    status::PostName,
};
use store::{NewEdit, StoreError};

use crate::{funnel::measure, goal_show, office::Office, staleness::wanted};
pub(crate) use pictures::{notes_of, periods};
use redefined::Versions;

/// A kind of post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostKind {
    /// The weekly summary: what moved.
    Weekly,
    /// The biweekly review: how we work.
    Biweekly,
    /// The monthly retrospective: what worked.
    Monthly,
}

impl PostKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Weekly, Self::Biweekly, Self::Monthly];

    /// The word in settings, keys and commands.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Weekly => "weekly",
            Self::Biweekly => "biweekly",
            Self::Monthly => "monthly",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The period that a post of this kind speaks of, seen from its nominal time.
    pub fn period_word(self) -> PeriodWord {
        let word = match self {
            Self::Weekly => "last-week",
            Self::Biweekly => "last-biweek",
            Self::Monthly => "last-month",
        };
        PeriodWord::parse(word).expect("a period word of ours")
    }

    /// The name that people know.
    pub fn name(self) -> PostName {
        match self {
            Self::Weekly => PostName::Weekly,
            Self::Biweekly => PostName::Biweekly,
            Self::Monthly => PostName::Monthly,
        }
    }
}

/// Why and how a post is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Occasion {
    /// A schedule's due time.
    Due {
        /// The as-of it should have; an earlier one is said in the first line.
        wanted: Timestamp,
    },
    /// Somebody asked for it to be posted now.
    Asked,
    /// Somebody only looks.
    Preview,
}

/// A post in the making.
#[derive(Debug, Clone)]
pub struct Order<'a> {
    /// Which.
    pub kind: PostKind,
    /// Of which period.
    pub period: Period,
    /// Its key; stands at the end of its footer.
    pub key: &'a str,
    /// Why it is made.
    pub occasion: Occasion,
    /// Its language.
    pub locale: Locale,
}

/// A post, worded and frozen.
#[derive(Debug, Clone, PartialEq)]
pub struct Composed {
    /// As it will stand in the channel.
    pub message: Message,
    /// The numbers it claims.
    pub facts: serde_json::Value,
    /// What earlier posts get added, because their numbers are different now.
    pub edits: Vec<NewEdit>,
}

/// Why a post cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ComposeFault {
    /// Nothing was ever polled; there is no number, not even zero.
    #[error("nothing has been polled yet")]
    NothingYet,
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The facts cannot be frozen.
    #[error("the post's numbers cannot be frozen")]
    Freeze(#[from] serde_json::Error),
}

/// Makes a post.
///
/// # Errors
/// Where there is nothing to say yet, or the store cannot be read.
pub async fn compose(office: &Office, order: &Order<'_>) -> Result<Composed, ComposeFault> {
    let mut composed = compose_in(office, order).await?;
    languages::freeze(office, order, &mut composed).await?;
    Ok(composed)
}

/// The post in the order's language alone.
async fn compose_in(office: &Office, order: &Order<'_>) -> Result<Composed, ComposeFault> {
    let as_of = office.as_of().await?.ok_or(ComposeFault::NothingYet)?;
    let agreement = office.agreement();
    let frame = Frame {
        definition: &agreement.definition,
        calendar: &agreement.calendar,
        period: order.period,
        compare: Compare::Previous,
    };
    let funnel = measure(
        office,
        &order.period,
        Compare::Previous,
        Basis::Period,
        as_of,
    )
    .await?;
    let versions = Versions::read(office).await?;
    let differences = restated::since_posted(office, order, &versions, as_of).await?;
    let edits = differences.edits(order, &agreement.definition, as_of);
    let restated = differences.restated;
    let sources = sources::of(office).await?;
    let notes = pictures::notes_of(office, order.period.first, order.period.last).await?;
    let redefined = versions.line(office, order, &funnel).await?;
    let edition = Edition {
        key: order.key,
        frame,
        funnel: &funnel,
        marks: &marks(office, order, as_of),
        goals: &goals(office, order).await,
        notes: &notes,
        restated: &restated,
        redefined: redefined.as_deref(),
        sources: &sources,
        next: next(office, order.kind),
    };
    let picture = pictures::of(office, order, edition, as_of).await;
    let mut message = word(office, order, edition, as_of).await?;
    message.picture = picture.map(Box::new);
    Ok(Composed {
        message,
        facts: frozen::freeze(&funnel, &restated, versions.newest())?,
        edits,
    })
}

/// Where the goals stand, a line each; a goal that cannot be measured never keeps a post from going out.
async fn goals(office: &Office, order: &Order<'_>) -> Vec<String> {
    match goal_show::standing_on(office, order.locale, order.period.last).await {
        Ok(goals) => report::goal::lines(order.locale, &office.agreement().definition, &goals),
        Err(fault) => {
            tracing::warn!(?fault, "a post goes without its goals");
            Vec::new()
        }
    }
}

async fn word(
    office: &Office,
    order: &Order<'_>,
    edition: Edition<'_>,
    as_of: Timestamp,
) -> Result<Message, StoreError> {
    let pings = gather::pings(office, order.period.span, edition.funnel.comparison).await?;
    let why = match order.kind {
        PostKind::Weekly | PostKind::Monthly => gather::why(office, edition, as_of).await?,
        PostKind::Biweekly => None,
    };
    let why = why.as_ref();
    match order.kind {
        PostKind::Weekly => {
            let companies = accounts::companies(office, order.period.span, as_of).await?;
            let weekly = weekly::Weekly {
                edition,
                pings,
                why,
                companies: companies.as_ref(),
            };
            Ok(weekly::post(order.locale, &weekly))
        }
        PostKind::Biweekly => {
            let compared = edition.funnel.comparison;
            let opted_out = accounts::opted_out(office, order.period.span, compared, as_of).await?;
            let review = biweekly::Biweekly {
                edition,
                pings,
                opted_out,
            };
            Ok(biweekly::post(order.locale, &review))
        }
        PostKind::Monthly => {
            let cohort = gather::mature_cohort(office, &order.period, as_of).await?;
            let monthly = monthly::Monthly {
                edition,
                cohort: cohort.as_cohort(edition.frame),
                pings,
                why,
            };
            Ok(monthly::post(order.locale, &monthly))
        }
    }
}

fn marks(office: &Office, order: &Order<'_>, as_of: Timestamp) -> Vec<Mark> {
    let agreement = office.agreement();
    let fresh = wanted(agreement.freshness, &order.period, office.now());
    let (occasion, wanted) = match order.occasion {
        Occasion::Due { wanted } => (None, wanted),
        Occasion::Asked => (None, fresh),
        Occasion::Preview => (Some(Mark::Preview), fresh),
    };
    let stale = (as_of < wanted).then_some(Mark::Stale { as_of });
    let end = order.period.span.end;
    let settles = end.checked_add(agreement.timetable.settling(order.kind));
    let preliminary = settles
        .ok()
        .filter(|settles| (end..*settles).contains(&as_of))
        .map(|settles| Mark::Preliminary { settles });
    occasion
        .into_iter()
        .chain(stale)
        .chain(preliminary)
        .collect()
}

fn next(office: &Office, kind: PostKind) -> Option<Timestamp> {
    let upcoming = office.agreement().timetable.upcoming(office.now());
    upcoming
        .into_iter()
        .find(|(next, _)| *next == kind)
        .map(|(_, at)| at)
}
