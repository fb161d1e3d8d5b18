//! How the team answered hot leads.

use super::Draft;
use crate::{args, format::numbers::column, words::Words};

/// How pings were answered, beside the comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pings {
    /// Of the period.
    pub now: PingNumbers,
    /// Of the comparison.
    pub previous: Option<PingNumbers>,
}

/// How the pings sent in a span were answered.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PingNumbers {
    /// Pings sent.
    pub sent: u64,
    /// Of those, claimed.
    pub claimed: u64,
    /// Median from sent to claimed in seconds of business time; `None` where none was claimed.
    pub median_seconds: Option<f64>,
    /// 90th percentile, likewise.
    pub p90_seconds: Option<f64>,
    /// How long the oldest unclaimed one has waited by the clock, in seconds; `None` where none waits.
    pub longest_open_seconds: Option<f64>,
    /// How the claimed ones turned out; `None` where nobody judges them.
    pub judged: Option<Judged>,
}

/// How claimed pings turned out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// Sales took the lead on.
    pub accepted: u64,
    /// Sales refused it.
    pub rejected: u64,
}

impl PingNumbers {
    /// Pings that nobody has claimed.
    pub fn open(&self) -> u64 {
        self.sent.saturating_sub(self.claimed)
    }
}

impl Draft<'_> {
    /// The answer to pings in one line.
    pub(super) fn response_line(&self, pings: &Pings) -> String {
        let words = self.words();
        let now = pings.now;
        if now.sent == 0 {
            return words.word("response-line-none");
        }
        let rate = words.rate(whole(now.claimed), whole(now.sent));
        let line = match pings.previous {
            Some(previous) => words.say(
                "response-line-before",
                args![
                    sent = now.sent,
                    label = self.sheet.before(),
                    before = previous.sent,
                    rate = rate
                ],
            ),
            None => words.say("response-line", args![sent = now.sent, rate = rate]),
        };
        match now.median_seconds {
            Some(median) => {
                let median = words.business_duration(median);
                words.say("response-line-median", args![line = line, median = median])
            }
            None => line,
        }
    }

    /// The answer to pings in full.
    pub(super) fn response(&self, pings: &Pings) -> Vec<String> {
        let words = self.words();
        let now = pings.now;
        let mut lines = vec![match pings.previous {
            Some(_) => words.say("response-title-before", args![label = self.sheet.before()]),
            None => words.word("response-title"),
        }];
        if now.sent == 0 {
            lines.push(words.word("response-none"));
            return lines;
        }
        let counts = [now.sent, now.claimed, now.open()].map(|pings| pings.to_string());
        let [sent, claimed, open] =
            <[String; 3]>::try_from(column(&counts)).expect("a column has as many figures");
        lines.push(sent_line(words, pings, &sent));
        lines.push(claimed_line(words, pings, &claimed));
        lines.extend((now.open() > 0).then(|| open_line(words, now, &open)));
        lines.extend(self.times_line(pings));
        lines.extend(now.judged.map(|judged| precision_line(words, judged)));
        lines
    }

    fn times_line(&self, pings: &Pings) -> Option<String> {
        let words = self.words();
        let median = words.business_duration(pings.now.median_seconds?);
        let slowest = words.business_duration(pings.now.p90_seconds?);
        let before = pings.previous.and_then(|previous| previous.median_seconds);
        Some(match before {
            Some(before) => words.say(
                "response-times-before",
                args![
                    median = median,
                    slowest = slowest,
                    label = self.sheet.before(),
                    before = words.business_duration(before)
                ],
            ),
            None => words.say("response-times", args![median = median, slowest = slowest]),
        })
    }

    /// The verdict of how pings were answered; `None` where none was sent.
    pub(super) fn response_verdict(&self, pings: &Pings) -> Option<String> {
        let (words, now) = (self.words(), pings.now);
        match (now.sent, now.median_seconds) {
            (0, _) => None,
            (sent, Some(median)) => Some(words.say(
                "verdict-response",
                args![
                    sent = sent,
                    claimed = now.claimed,
                    median = words.business_duration(median)
                ],
            )),
            (sent, None) => Some(words.say("verdict-response-none", args![sent = sent])),
        }
    }
}

fn sent_line(words: &Words, pings: &Pings, figure: &str) -> String {
    match pings.previous {
        Some(previous) => words.say(
            "response-sent-before",
            args![figure = figure, before = previous.sent],
        ),
        None => words.say("response-sent", args![figure = figure]),
    }
}

fn claimed_line(words: &Words, pings: &Pings, figure: &str) -> String {
    let rate = words.rate(whole(pings.now.claimed), whole(pings.now.sent));
    match pings.previous {
        Some(previous) => {
            let before = words.rate(whole(previous.claimed), whole(previous.sent));
            words.say(
                "response-claimed-before",
                args![figure = figure, rate = rate, before = before],
            )
        }
        None => words.say("response-claimed", args![figure = figure, rate = rate]),
    }
}

fn open_line(words: &Words, now: PingNumbers, figure: &str) -> String {
    match now.longest_open_seconds {
        Some(longest) => words.say(
            "response-open-oldest",
            args![figure = figure, longest = words.duration(longest)],
        ),
        None => words.say("response-open", args![figure = figure]),
    }
}

fn precision_line(words: &Words, judged: Judged) -> String {
    let (accepted, rejected) = (whole(judged.accepted), whole(judged.rejected));
    let rate = words.rate(accepted, accepted + rejected);
    words.say("precision", args![rate = rate, rejected = rejected])
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX / 2)
}
