//! What no funnel tells of a span: mails, contacts, acts, automations, deals, acceptance.
//!
//! Lives here: the question, and which source can answer which part of it. Must not live here: what a quantity means
//! (`kpi::catalogue::quantity`), how each is counted (one file each).

mod acceptance;
mod acts;
mod automations;
mod companies;
mod contacts;
mod costs;
mod deals;
mod mails;
pub(crate) mod named;
mod opted_out;
pub(crate) mod parts;
mod scores;
mod segments;

pub use companies::CompaniesMoved;

use std::sync::OnceLock;

use jiff::{Timestamp, civil::Date};
use kpi::{
    catalogue::{
        measured::{Amount, Missing, Number},
        quantity::Quantity,
    },
    definition::Definition,
    funnel::Span,
    input::{Input, Reason},
    model::{Capability, Money, Stream, Tool},
    money::Sums,
    period::{day_start, local_date},
};
use sqlx::SqliteConnection;

use crate::{
    FailureKind, SourceId, Store, StoreError, StreamState, WorkspaceId,
    ticks::{self, Counts},
};

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct TallyQuestion<'a> {
    /// The whole span, also while it is open.
    pub span: Span,
    /// Nothing at or after this instant counts.
    pub as_of: Timestamp,
    /// The agreement.
    pub definition: &'a Definition,
    /// What is needed; what stands with it comes along where it costs nothing more.
    pub needed: &'a [Quantity],
}

/// Quantities, or why there are none.
pub type Tally = Vec<(Quantity, Amount)>;

impl Store {
    /// Counts everything that no funnel tells. Reads one consistent snapshot.
    ///
    /// # Errors
    /// A failure of the file.
    pub async fn tally(
        &self,
        workspace: WorkspaceId,
        question: &TallyQuestion<'_>,
    ) -> Result<Tally, StoreError> {
        let needs = |group: &[Quantity]| {
            let mut needed = question.needed.iter();
            needed.any(|quantity| group.contains(quantity))
        };
        let mut tally = Tally::new();
        if !GROUPS.iter().any(|group| needs(group)) && !needs_method(question) {
            return Ok(tally);
        }
        let streams = self.streams(workspace).await?;
        let mut tx = self.snapshot().await?;
        let mut asked = Asked::new(workspace, question, &streams);
        if TICKING.iter().any(|group| needs(group)) {
            asked = asked.with_counts(&mut tx).await?;
        }
        if needs(mails::ALL) {
            tally.extend(mails::count(&mut tx, &asked).await?);
        }
        if needs(named::ALL) || needs_method(question) {
            tally.extend(named::count(&mut tx, &asked).await?);
        }
        if needs(contacts::ALL) {
            tally.extend(contacts::count(&mut tx, &asked).await?);
        }
        if needs(segments::ALL) {
            tally.extend(segments::count(&mut tx, &asked).await?);
        }
        if needs(scores::ALL) {
            tally.extend(scores::count(&mut tx, &asked).await?);
        }
        if needs(acts::ALL) {
            tally.extend(acts::count(&mut tx, &asked).await?);
        }
        if needs(automations::ALL) {
            tally.extend(automations::count(&mut tx, &asked).await?);
        }
        if needs(deals::ALL) {
            tally.extend(deals::count(&mut tx, &asked).await?);
        }
        if needs(costs::ALL) {
            tally.extend(costs::count(&mut tx, &asked).await?);
        }
        if needs(acceptance::ALL) {
            tally.extend(acceptance::count(&mut tx, &asked).await?);
        }
        Ok(tally)
    }
}

/// The quantities of each group, which are counted together.
const GROUPS: [&[Quantity]; 10] = [
    mails::ALL,
    named::ALL,
    contacts::ALL,
    segments::ALL,
    scores::ALL,
    acts::ALL,
    automations::ALL,
    deals::ALL,
    costs::ALL,
    acceptance::ALL,
];

/// Those of them that ticks add up to.
const TICKING: [&[Quantity]; 6] = [
    mails::ALL,
    contacts::ALL,
    segments::ALL,
    scores::ALL,
    acts::ALL,
    automations::ALL,
];

fn needs_method(question: &TallyQuestion<'_>) -> bool {
    let mut needed = question.needed.iter();
    needed.any(|quantity| matches!(quantity, Quantity::Method(_)))
}

/// The question with what the sources can give.
struct Asked<'a> {
    workspace: WorkspaceId,
    definition: &'a Definition,
    streams: &'a [StreamState],
    /// First instant that counts, ms.
    start: i64,
    /// First instant that counts no more, ms: the span's end or the as-of.
    end: i64,
    as_of: i64,
    /// When the first lead was read, once it was looked up.
    first_seen: OnceLock<i64>,
    /// What the sums of ticks tell, where they hold; else it is counted by walking over the rows.
    counts: Option<Counts>,
}

impl<'a> Asked<'a> {
    fn new(
        workspace: WorkspaceId,
        question: &TallyQuestion<'a>,
        streams: &'a [StreamState],
    ) -> Self {
        let as_of = question.as_of.as_millisecond();
        Self {
            workspace,
            definition: question.definition,
            streams,
            start: question.span.start.as_millisecond().min(as_of),
            end: question.span.end.as_millisecond().min(as_of),
            as_of,
            first_seen: OnceLock::new(),
            counts: None,
        }
    }

    /// With what the sums of ticks tell.
    async fn with_counts(mut self, connection: &mut SqliteConnection) -> Result<Self, StoreError> {
        let asked = ticks::Asked {
            workspace: self.workspace,
            definition: self.definition,
            span: self.start..self.end,
            as_of: self.as_of,
        };
        self.counts = Counts::read(connection, &asked).await?;
        Ok(self)
    }

    /// The sources, each once.
    fn sources(&self) -> Vec<(SourceId, Tool)> {
        let mut sources: Vec<_> = self
            .streams
            .iter()
            .map(|state| (state.source, state.tool))
            .collect();
        sources.dedup();
        sources
    }

    fn state(&self, source: SourceId, stream: Stream) -> Option<&StreamState> {
        self.streams
            .iter()
            .find(|state| state.source == source && state.stream == stream)
    }

    /// Why that stream of a source tells nothing; `None` where it does.
    fn lacks(&self, (source, tool): (SourceId, Tool), stream: Stream) -> Option<Missing> {
        let Some(state) = self.state(source, stream) else {
            return Some(Missing::NotReadYet);
        };
        if state.capability == Some(Capability::None) {
            return Some(Missing::NotGiven(tool, Reason::ToolHasNone));
        }
        let is_barred = state.is_failing() && state.failure_kind == Some(FailureKind::Unavailable);
        if is_barred {
            return Some(Missing::NoPermission(stream.as_str().to_owned()));
        }
        state.last_ok_at.is_none().then_some(Missing::NotReadYet)
    }

    /// Why a source does not give an input; `None` where it does.
    fn withholds(&self, (source, tool): (SourceId, Tool), input: Input) -> Option<Missing> {
        let given = input.of(tool);
        match (given.stream, given.reason) {
            (None, reason) => Some(Missing::NotGiven(
                tool,
                reason.unwrap_or(Reason::ToolHasNone),
            )),
            (Some(stream), _) => self.lacks((source, tool), stream),
        }
    }

    /// What counts of the span.
    fn span(&self) -> Span {
        let instant = |ms| Timestamp::from_millisecond(ms).unwrap_or_default();
        Span {
            start: instant(self.start),
            end: instant(self.end),
        }
    }

    /// First and last local day that have begun in the span; `None` where nothing of it counts.
    fn days(&self) -> Option<(Date, Date)> {
        if self.end <= self.start {
            return None;
        }
        let zone = &self.definition.zone;
        let day = |ms| local_date(Timestamp::from_millisecond(ms).unwrap_or_default(), zone);
        Some((day(self.start), day(self.end - 1)))
    }

    /// The local day of the as-of.
    fn today(&self) -> Date {
        let as_of = Timestamp::from_millisecond(self.as_of).unwrap_or_default();
        local_date(as_of, &self.definition.zone)
    }

    /// The first instant of a local day.
    fn begins(&self, day: &str) -> Result<Timestamp, StoreError> {
        let unreadable = || StoreError::unreadable("deal_entry", "a date");
        let day: Date = day.parse().map_err(|_no_date| unreadable())?;
        Ok(day_start(day, &self.definition.zone))
    }

    /// The first instant after a local day.
    fn ends(&self, day: &str) -> Result<Timestamp, StoreError> {
        let unreadable = || StoreError::unreadable("deal_entry", "a date");
        let day: Date = day.parse().map_err(|_no_date| unreadable())?;
        let next = day.tomorrow().map_err(|_end_of_time| unreadable())?;
        Ok(day_start(next, &self.definition.zone))
    }

    /// Whether the span reaches up to the as-of, so that what shows only the present can be asked.
    fn is_now(&self) -> bool {
        self.end >= self.as_of
    }
}

/// Why none of the sources tells it: the first reason; `None` where one of them does.
fn none_of(asked: &Asked<'_>, input: Input) -> Option<Missing> {
    let mut reason = None;
    for source in asked.sources() {
        match asked.withholds(source, input) {
            None => return None,
            lacking => reason = reason.or(lacking),
        }
    }
    reason.or(Some(Missing::NotReadYet))
}

/// All these quantities for the same reason.
fn missing(quantities: &[Quantity], why: &Missing) -> Tally {
    quantities
        .iter()
        .map(|quantity| (*quantity, Err(why.clone())))
        .collect()
}

/// One currency is an amount, several are added only at the team's rates (`kpi.md` §3); where nothing was added it is
/// `nothing`.
fn total(asked: &Asked<'_>, sums: &Sums, nothing: Amount) -> Amount {
    let rates = &asked.definition.rates;
    let together = rates.together(sums);
    // What is too much for one number stays apart.
    let all: Vec<Money> = together.as_ref().unwrap_or(sums).iter().collect();
    match all.as_slice() {
        [money] => Ok(Number::Money(money.clone())),
        [] => nothing,
        several => Err(Missing::SeveralCurrencies(several.to_vec())),
    }
}

/// Adds an amount of a row of `table`.
fn add(sums: &mut Sums, amount: &Money, table: &'static str) -> Result<(), StoreError> {
    sums.add(amount)
        .map_err(|_too_much| StoreError::unreadable(table, "amounts beyond any money"))
}

/// No money, in a currency or in that into which it is exchanged.
fn no_money(asked: &Asked<'_>, currency: String) -> Amount {
    let nothing = Money { minor: 0, currency };
    Ok(Number::Money(asked.definition.rates.exchanged(&nothing)))
}

fn count(number: i64) -> Amount {
    Ok(Number::Count(number))
}

/// When the first lead was read: what the tool shows only now is known from then on.
async fn first_seen(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<i64, StoreError> {
    if let Some(known) = asked.first_seen.get() {
        return Ok(*known);
    }
    let row = sqlx::query(include_str!("sql/first_seen.sql"))
        .bind(asked.workspace.0)
        .fetch_one(connection)
        .await?;
    let at: Option<i64> = sqlx::Row::try_get(&row, 0)?;
    Ok(*asked.first_seen.get_or_init(|| at.unwrap_or(asked.as_of)))
}
