//! What `funnelbot check` tells: a line a thing, in one language.
//!
//! Lives here: signs, labels, and counting what is to be mended. Must not live here: what is looked at (`check`).

use report::{Arg, Words, args, locale::Locale};

use crate::cli::{Mend, faults, screen::say};

/// What was found, and how often it was wrong.
#[derive(Debug)]
pub(super) struct Told {
    words: &'static Words,
    locale: Locale,
    wrong: usize,
}

impl Told {
    pub(super) fn new(locale: Locale) -> Self {
        Self {
            words: locale.words(),
            locale,
            wrong: 0,
        }
    }

    pub(super) fn words(&self) -> &'static Words {
        self.words
    }

    /// What came of looking at `what`; a failure is told, and gives nothing.
    pub(super) fn unless_wrong<T>(&mut self, what: &str, result: anyhow::Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(fault) => {
                self.wrong(what, &faults::sentence(&fault, self.locale));
                None
            }
        }
    }

    /// All is well with `what`: the sentence of `key`.
    pub(super) fn well(&self, what: &str, key: &str, args: &[(&str, Arg<'_>)]) {
        self.line('✓', what, &self.words.say(key, args));
    }

    /// Worth knowing, and nothing to mend.
    pub(super) fn remark(&self, what: &str, sentence: &str) {
        self.line('–', what, sentence);
    }

    /// Something to mend.
    pub(super) fn wrong(&mut self, what: &str, sentence: &str) {
        self.wrong += 1;
        self.line('✗', what, sentence);
    }

    fn line(&self, sign: char, what: &str, sentence: &str) {
        let what = self.words.word(&format!("check-{what}"));
        let line = self
            .words
            .say("check-line", args![what = what, told = sentence]);
        say(format_args!("{sign} {line}"));
    }

    /// Whether all is well.
    ///
    /// # Errors
    /// How much there is to mend.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        if self.wrong == 0 {
            return Ok(());
        }
        let told = self.words.say("check-to-mend", args![count = self.wrong]);
        Err(Mend(told).into())
    }
}
