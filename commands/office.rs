//! The office: the desk at which every command of one workspace is answered.
//!
//! Lives here: what commands share, and the way from a question to the command that answers it. Must not
//! live here: what a command says (one file each), how an answer travels.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use jiff::{SignedDuration, Timestamp};
use kpi::{
    calendar::Calendar,
    catalogue::{Catalogue, counted::Counted, quantity::Quantity},
    clock::Clock,
    definition::Definition,
    funnel::{Funnel, FunnelQuestion, Span},
    goal::Borders,
    period::Period,
};
use leads::rules::Rules;
use report::{locale::Locale, message::Message};
use store::{Store, WorkspaceId};
use tokio::sync::Notify;

use crate::{
    alerts::Alerts,
    alerts_simulate,
    asked::Asked,
    cost_add,
    desk::{Begun, Desk, Offer, PressReply, Pressed, Soon},
    funnel, goal_list, goal_plan, goal_remove, goal_set, goal_show, help, hot, kpi_define,
    kpi_group, kpi_history, kpi_list, kpi_records, kpi_show, kpi_words,
    measured::Measured,
    note_add, note_list, period_words, ping_press,
    posts::PostKind,
    question_press,
    reply::{Error, Reply, UserError},
    report_post, report_preview, staleness, status,
    table::{self, OptionKind},
};

/// When posts are due and where they go; told by whoever owns the schedules.
pub trait Timetable: std::fmt::Debug + Send + Sync {
    /// The next post of each kind after `now`, soonest first.
    fn upcoming(&self, now: Timestamp) -> Vec<(PostKind, Timestamp)>;

    /// The channel of a kind of post; `None` where none is set.
    fn channel(&self, kind: PostKind) -> Option<u64>;

    /// How long after its period's end the numbers of a kind of post still settle.
    fn settling(&self, kind: PostKind) -> SignedDuration;
}

/// What the team agreed on, as far as answers depend on it.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// Zone, stages, mapping, window.
    pub definition: Definition,
    /// Every KPI, the team's own ones among them.
    pub catalogue: Catalogue,
    /// By id, the team's own KPIs that cannot be used: the key, the line and why.
    pub refused_kpis: BTreeMap<String, String>,
    /// Business days.
    pub calendar: Calendar,
    /// From which pace on a goal is on track, at risk, off track.
    pub borders: Borders,
    /// Language of posts.
    pub locale: Locale,
    /// What is told of without being asked.
    pub alerts: Alerts,
    /// How often the tool is asked for news.
    pub poll_every: SignedDuration,
    /// How old numbers may be before that is said.
    pub freshness: SignedDuration,
    /// When a lead is hot; the first match wins.
    pub rules: Rules,
    /// When posts are due.
    pub timetable: Arc<dyn Timetable>,
}

/// What the commands of one workspace share.
#[derive(Debug)]
pub struct Office {
    store: Store,
    workspace: WorkspaceId,
    clock: Arc<dyn Clock>,
    agreement: RwLock<Arc<Agreement>>,
    measured: Measured,
    nudge: Notify,
    /// Nothing after this counts; `None` where everything does that is known.
    until: Option<Timestamp>,
}

impl Office {
    /// An office over `store`, under `agreement`.
    pub fn new(
        store: Store,
        workspace: WorkspaceId,
        clock: Arc<dyn Clock>,
        agreement: Agreement,
    ) -> Self {
        Self {
            store,
            workspace,
            clock,
            agreement: RwLock::new(Arc::new(agreement)),
            measured: Measured::default(),
            nudge: Notify::new(),
            until: None,
        }
    }

    /// The same office at an earlier instant, with nothing counted after `until`: what was asked then is answered as
    /// it was then, under the agreement that holds now.
    pub(crate) fn at(&self, now: Timestamp, until: Option<Timestamp>) -> Self {
        Self {
            store: self.store.clone(),
            workspace: self.workspace,
            clock: Arc::new(Stopped(now)),
            agreement: RwLock::new(self.agreement()),
            measured: Measured::default(),
            nudge: Notify::new(),
            until,
        }
    }

    /// Takes a new agreement; answers under way keep the old one.
    pub fn adopt(&self, agreement: Agreement) {
        let mut held = self
            .agreement
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *held = Arc::new(agreement);
        self.measured.forget();
    }

    /// The store has taken in a whole poll: answers are measured anew.
    pub fn renew(&self) {
        self.measured.forget();
    }

    /// The funnel of that question, under the agreement that holds now.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn funnel(
        &self,
        question: &FunnelQuestion,
    ) -> Result<Arc<Funnel>, store::StoreError> {
        let agreement = self.agreement();
        let measure = async || {
            self.store
                .funnel(self.workspace, &agreement.definition, question)
                .await
        };
        self.measured.funnel(question, measure).await
    }

    /// The agreement that holds now.
    pub fn agreement(&self) -> Arc<Agreement> {
        self.agreement
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Where everything is kept.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The workspace whose office this is.
    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    /// Waits until a command has left something to be delivered at once.
    pub async fn nudged(&self) {
        self.nudge.notified().await;
    }

    /// Says that something is to be delivered at once.
    pub fn nudge(&self) {
        self.nudge.notify_one();
    }

    /// Counts what no funnel tells of a span: mails, deals, contacts and their like.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub(crate) async fn tally(
        &self,
        span: Span,
        as_of: Timestamp,
        needed: &[Quantity],
        counted: &mut Counted,
    ) -> Result<(), store::StoreError> {
        let agreement = self.agreement();
        let question = store::TallyQuestion {
            span,
            as_of,
            definition: &agreement.definition,
            needed,
        };
        for (quantity, amount) in self.store.tally(self.workspace, &question).await? {
            counted.put(quantity, amount);
        }
        Ok(())
    }

    /// The instant up to which numbers count: what the source is complete to, or the instant asked for where
    /// that is earlier; `None` before the first poll.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn as_of(&self) -> Result<Option<Timestamp>, store::StoreError> {
        let complete_to = self.store.as_of(self.workspace).await?;
        let latest = self.until.unwrap_or(Timestamp::MAX).min(self.now());
        Ok(complete_to.map(|instant| instant.min(latest)))
    }

    /// The period that `words` mean now.
    ///
    /// # Errors
    /// Names the accepted forms and the nearest match.
    pub fn period(&self, words: &str) -> Result<Period, UserError> {
        let word = period_words::parse(words)?;
        Ok(word.resolve(&self.agreement().definition, self.now()))
    }

    /// Answers a command; for whoever wants to see failures as failures.
    ///
    /// # Errors
    /// What the asker or the operator has to mend.
    pub async fn try_answer(&self, asked: &Asked) -> Result<Reply, Error> {
        let reply = self.reply(asked).await?;
        Ok(staleness::owned_up(self, asked, reply).await?)
    }

    async fn reply(&self, asked: &Asked) -> Result<Reply, Error> {
        match asked.spec.path {
            path if path == table::KPI_FUNNEL.path => funnel::answer(self, asked).await,
            path if path == table::KPI_SHOW.path => kpi_show::answer(self, asked).await,
            path if path == table::KPI_LIST.path => Ok(kpi_list::answer(self, asked)),
            path if path == table::KPI_HISTORY.path => kpi_history::answer(self, asked).await,
            path if path == table::KPI_RECORDS.path => kpi_records::answer(self, asked).await,
            path if path == table::ALERTS_SIMULATE.path => {
                alerts_simulate::answer(self, asked).await
            }
            path if path == table::KPI_DEFINE.path => kpi_define::answer(self, asked).await,
            path if table::KPI_PARTS.iter().any(|part| part.path == path) => {
                kpi_group::answer(self, asked).await
            }
            path if path == table::COST_ADD.path => cost_add::answer(self, asked).await,
            path if path == table::LEADS_HOT.path => hot::answer(self, asked).await,
            path if path == table::REPORT_PREVIEW.path => report_preview::answer(self, asked).await,
            path if path == table::REPORT_POST.path => report_post::answer(self, asked).await,
            path if path == table::GOAL_SET.path => goal_set::answer(self, asked).await,
            path if path == table::GOAL_SHOW.path => goal_show::answer(self, asked).await,
            path if path == table::GOAL_LIST.path => goal_list::answer(self, asked).await,
            path if path == table::GOAL_REMOVE.path => goal_remove::answer(self, asked).await,
            path if path == table::GOAL_PLAN.path => goal_plan::answer(self, asked).await,
            path if path == table::NOTE_ADD.path => note_add::answer(self, asked).await,
            path if path == table::NOTE_LIST.path => note_list::answer(self, asked).await,
            path if path == table::STATUS.path => status::answer(self, asked).await,
            _ => Ok(help::answer(asked)),
        }
    }
}

impl Desk for Office {
    fn answer(&self, asked: Asked) -> Soon<'_, Reply> {
        Box::pin(async move {
            match self.answer_with_buttons(&asked).await {
                Ok(reply) => reply,
                Err(error) => Reply::ephemeral(self.say(&error, asked.locale)),
            }
        })
    }

    fn press(&self, pressed: Pressed) -> Soon<'_, PressReply> {
        Box::pin(async move {
            match self.try_press(&pressed).await {
                Ok(reply) => reply,
                Err(error) => PressReply::Ephemeral(self.say(&error, pressed.locale)),
            }
        })
    }

    fn complete(&self, begun: Begun) -> Soon<'_, Vec<Offer>> {
        Box::pin(async move {
            match begun.option.kind {
                OptionKind::Kpi => kpi_words::complete(&self.agreement(), &begun),
                _ => {
                    let words = period_words::complete(&begun).into_iter();
                    words.map(Offer::plain).collect()
                }
            }
        })
    }

    fn refuse(&self, error: &UserError, locale: Locale) -> Message {
        refusal(error, locale)
    }

    fn apologise(&self, reference: &str, locale: Locale) -> Message {
        report::errors::internal(locale, reference)
    }
}

/// A clock that stands still.
#[derive(Debug)]
struct Stopped(Timestamp);

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        self.0
    }
}

impl Office {
    /// An answer as a chat gets it: under the answer to a question stand its buttons.
    async fn answer_with_buttons(&self, asked: &Asked) -> Result<Reply, Error> {
        if !asked.spec.is_question() {
            return self.try_answer(asked).await;
        }
        let question = question_press::noted(self, asked).await?;
        // Side by side: the answer does not wait for the disk before it begins.
        let kept = question_press::kept(self, &question);
        let (kept, reply) = tokio::join!(kept, self.try_answer(asked));
        Ok(question_press::with_buttons(kept, reply?, asked.locale))
    }

    async fn try_press(&self, pressed: &Pressed) -> Result<PressReply, Error> {
        match question_press::answer(self, pressed).await? {
            Some(reply) => Ok(reply),
            None => ping_press::answer(self, pressed).await,
        }
    }

    /// What is shown for an error. An internal one is logged here, once, with the reference that is shown.
    pub fn say(&self, error: &Error, locale: Locale) -> Message {
        match error {
            Error::User(error) => self.refuse(error, locale),
            Error::Internal { reference, source } => {
                tracing::error!(%reference, error = %source, "a command failed");
                self.apologise(reference.as_str(), locale)
            }
        }
    }
}

/// What is shown where a question itself was wrong.
pub fn refusal(error: &UserError, locale: Locale) -> Message {
    report::errors::user(
        locale,
        error.key,
        &error.args,
        error.nearest.as_deref(),
        &error.forms,
    )
}
