//! Funnels measured since the newest poll, so that the same question is worked out once however many ask it.
//!
//! While a poll is under way its changes are only partly in; until it has ended, a question that was answered
//! before it gets the answer of the whole state before. Must not live here: how a funnel is measured (the store).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use kpi::funnel::{Funnel, FunnelQuestion};
use tokio::sync::OnceCell;

/// More different questions than this between two polls, and all are forgotten: nobody asks so many.
const MOST: usize = 256;

type Answer = Arc<OnceCell<Arc<Funnel>>>;

/// Answers by question; each is worked out by the first who asks, the others wait for it.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    funnels: Mutex<HashMap<FunnelQuestion, Answer>>,
}

impl Measured {
    /// The funnel of that question, by `measure` where nobody asked for it since the newest poll.
    pub(crate) async fn funnel<E>(
        &self,
        question: &FunnelQuestion,
        measure: impl AsyncFnOnce() -> Result<Funnel, E>,
    ) -> Result<Arc<Funnel>, E> {
        let answer = self.answer(question);
        let funnel = answer
            .get_or_try_init(async || measure().await.map(Arc::new))
            .await?;
        Ok(funnel.clone())
    }

    /// Forgets everything: the store knows more, or the agreement is another one.
    pub(crate) fn forget(&self) {
        self.held().clear();
    }

    fn answer(&self, question: &FunnelQuestion) -> Answer {
        let mut held = self.held();
        if held.len() >= MOST && !held.contains_key(question) {
            held.clear();
        }
        held.entry(question.clone()).or_default().clone()
    }

    fn held(&self) -> std::sync::MutexGuard<'_, HashMap<FunnelQuestion, Answer>> {
        self.funnels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
