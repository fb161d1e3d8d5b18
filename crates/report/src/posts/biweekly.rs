//! The biweekly review: how we work.

use kpi::funnel::{StageRow, TimeInStageRow};

use super::{Draft, Edition, Pings, draft::with, part::Part};
use crate::{args, locale::Locale, message::Message};

/// What the biweekly review is made of.
#[derive(Debug, Clone, Copy)]
pub struct Biweekly<'a> {
    /// Period, numbers, notices, key.
    pub edition: Edition<'a>,
    /// How pings were answered; `None` where no rule pings.
    pub pings: Option<Pings>,
    /// Who left the mailing list.
    pub opted_out: OptedOut,
}

/// Leads that opted out of mail in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptedOut {
    /// The tool does not say.
    Unknown,
    /// So many.
    Counted {
        /// In the period.
        now: u64,
        /// In the comparison.
        previous: Option<u64>,
    },
}

/// The biweekly review.
pub fn post(locale: Locale, review: &Biweekly<'_>) -> Message {
    let draft = Draft::new(locale, review.edition);
    let sheet = draft.sheet;
    let pings = review.pings.as_ref();
    let answered = pings.filter(|_| sheet.is_reached());
    let verdict = answered.and_then(|pings| draft.response_verdict(pings));
    let verdict = verdict.unwrap_or_else(|| sheet.verdict());
    let title = sheet.words.say(
        "biweekly-title",
        args![span = sheet.dates(), verdict = verdict],
    );
    if !sheet.is_reached() {
        return draft.without_data(&title);
    }
    if sheet.is_still() && pings.is_none_or(|pings| pings.now.sent == 0) {
        return draft.quiet(&title, pings);
    }
    let parts = [
        vec![sheet.line(None)].into(),
        draft.funnel_in_short().into(),
        vec![sheet.stock_line()].into(),
        draft.goals(),
        draft.conversions(),
        draft.handover(),
        pings
            .map(|pings| draft.response(pings))
            .unwrap_or_default()
            .into(),
        draft.pace(),
        draft.hygiene(review.opted_out),
        draft.decisions("decide-title-talk", pings).into(),
    ];
    draft.message(&title, &with(parts, draft.ending()))
}

impl Draft<'_> {
    /// The median stay in each stage, beside the comparison.
    fn pace(&self) -> Part {
        let times = self.edition.funnel.time_in_stage.iter();
        let stays: Vec<String> = times.filter_map(|row| self.pace_of(row)).collect();
        if stays.is_empty() {
            return stays.into();
        }
        let title = match self.edition.funnel.comparison {
            Some(_) => self
                .words()
                .say("pace-title", args![label = self.sheet.before()]),
            None => self.words().word("pace-title-alone"),
        };
        let stays = stays.join(&self.words().word("comma"));
        Part::from(vec![title, stays]).or(Vec::new())
    }

    /// A stage that nobody left in either period has no stay to tell.
    fn pace_of(&self, row: &TimeInStageRow) -> Option<String> {
        let words = self.words();
        let before = row.previous.and_then(|previous| previous.median_seconds);
        if row.now.median_seconds.is_none() && before.is_none() {
            return None;
        }
        let stage = self.sheet.stage(&row.stage);
        let median = words.duration_or_none(row.now.median_seconds);
        Some(if row.previous.is_some() {
            let before = words.duration_or_none(before);
            words.say(
                "pace-of",
                args![stage = stage, median = median, before = before],
            )
        } else {
            words.say("pace-of-alone", args![stage = stage, median = median])
        })
    }

    /// Arrivals at each stage in one line.
    fn funnel_in_short(&self) -> Vec<String> {
        let title = match self.edition.funnel.comparison {
            Some(_) => self
                .words()
                .say("short-title", args![label = self.sheet.before()]),
            None => self.words().word("short-title-alone"),
        };
        let stages: Vec<String> = self
            .edition
            .funnel
            .stages
            .iter()
            .map(|row| self.short_of(row))
            .collect();
        vec![title, stages.join(" → ")]
    }

    fn short_of(&self, row: &StageRow) -> String {
        let stage = self.sheet.stage(&row.id);
        let count = row.now.entered;
        match row.previous {
            Some(previous) => self.words().say(
                "short-of",
                args![stage = stage, count = count, before = previous.entered],
            ),
            None => self
                .words()
                .say("short-of-alone", args![stage = stage, count = count]),
        }
    }

    /// What the list of leads needs; the data line has what the source lacks once more.
    fn hygiene(&self, opted_out: OptedOut) -> Part {
        let words = self.words();
        let sources = self.edition.sources;
        let mut lines = vec![words.word("hygiene-title"), self.opted_out(opted_out)];
        let shorter = lines.clone();
        if !sources.unmapped.is_empty() {
            let leads: u64 = sources.unmapped.iter().map(|unmapped| unmapped.leads).sum();
            let counts = args![kinds = sources.unmapped.len(), leads = leads];
            lines.push(words.say("hygiene-unmapped", counts));
        }
        if sources.broken > 0 {
            lines.push(words.say("hygiene-broken", args![count = sources.broken]));
        }
        if sources.unmapped.is_empty() && sources.broken == 0 {
            lines.push(words.word("hygiene-clean"));
        }
        Part::from(lines).or(shorter)
    }

    fn opted_out(&self, opted_out: OptedOut) -> String {
        let words = self.words();
        match opted_out {
            OptedOut::Unknown => words.word("hygiene-opted-out-unknown"),
            OptedOut::Counted {
                now,
                previous: None,
            } => words.say("hygiene-opted-out", args![count = now]),
            OptedOut::Counted {
                now,
                previous: Some(before),
            } => words.say(
                "hygiene-opted-out-before",
                args![count = now, label = self.sheet.before(), before = before],
            ),
        }
    }
}
