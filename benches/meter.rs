//! Measuring beside criterion: single samples for percentiles and ratios, processor time, memory.
//!
//! Must not live here: what is measured.

use std::{
    fs,
    time::{Duration, Instant},
};

use criterion::{BenchmarkGroup, measurement::WallTime};

/// How many leads, where `BENCH_LEADS` names nothing else.
const USUAL_LEADS: usize = 100_000;

/// Ticks a second of the times in `/proc/*/stat`: 100 wherever Linux runs.
const TICKS: f64 = 100.0;

/// The numbers of leads to measure with: `BENCH_LEADS=100000,1000000`.
pub(crate) fn sizes() -> Vec<usize> {
    let sizes: Vec<usize> = variable("BENCH_LEADS")
        .unwrap_or_default()
        .split(',')
        .filter_map(|size| size.trim().parse().ok())
        .collect();
    if sizes.is_empty() {
        vec![USUAL_LEADS]
    } else {
        sizes
    }
}

/// The smallest of the sizes.
pub(crate) fn usual_size() -> usize {
    sizes().into_iter().min().unwrap_or(USUAL_LEADS)
}

/// A variable of the environment.
#[expect(
    clippy::disallowed_methods,
    reason = "a bench has no settings file; the program itself does not know these variables"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Whether the command line names this group, or none at all.
pub(crate) fn is_asked_for(group: &str) -> bool {
    let mut names = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .peekable();
    names.peek().is_none() || names.any(|name| name.starts_with(group))
}

/// Runs `act` under criterion and tells the median of all runs; `None` where the command line filters it out.
pub(crate) fn sampled(
    group: &mut BenchmarkGroup<'_, WallTime>,
    id: impl Into<String>,
    mut act: impl FnMut(),
) -> Option<Duration> {
    let mut samples = Vec::new();
    group.bench_function(id.into(), |bencher| {
        bencher.iter_custom(|times| {
            let before = samples.len();
            for _ in 0..times {
                let begun = Instant::now();
                act();
                samples.push(begun.elapsed());
            }
            samples[before..].iter().sum()
        });
    });
    percentile(&mut samples, 0.5)
}

/// The percentile `p` (0–1), by nearest rank.
pub(crate) fn percentile(samples: &mut [Duration], p: f64) -> Option<Duration> {
    samples.sort_unstable();
    let rank = (p * samples.len() as f64).ceil() as usize;
    samples.get(rank.saturating_sub(1)).copied()
}

/// Milliseconds.
pub(crate) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Processor time of a process so far, all its threads.
pub(crate) fn cpu(process: &str) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name in parentheses may hold blanks; user and system time are the 12th and 13th words after it.
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u32 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|word| word.parse::<u32>().ok())
        .sum();
    Duration::from_secs_f64(f64::from(ticks) / TICKS)
}

/// A line of `/proc/*/status` in MB: `VmHWM` is the peak of resident memory, `VmRSS` what is resident now.
pub(crate) fn memory(process: &str, line: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kilobytes = status
        .lines()
        .find_map(|found| found.strip_prefix(line)?.strip_prefix(':'))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

/// Bytes that this process has handed to the disk so far.
pub(crate) fn written() -> u64 {
    let io = fs::read_to_string("/proc/self/io").unwrap_or_default();
    io.lines()
        .find_map(|line| line.strip_prefix("wchar: ")?.parse().ok())
        .unwrap_or(0)
}
