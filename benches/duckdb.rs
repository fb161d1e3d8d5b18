//! A baseline outside of Rust: DuckDB on the raw table, where `BENCH_PYTHON` names a Python that has it.
//!
//! Must not live here: the queries (`on_duckdb.py`).

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
    process::Command,
    time::Duration,
};

use kpi::funnel::Funnel;

use crate::{
    generator::{STAGES, lives},
    meter::variable,
};

/// How long DuckDB takes for the same numbers, which it has to get right; `None` where it is not there.
pub(crate) fn median(folder: &Path, leads: usize, expected: &Funnel) -> Option<Duration> {
    let python = variable("BENCH_PYTHON")?;
    let table = folder.join(format!("{leads}.csv"));
    write(&table, leads).expect("the disk has room");
    let answer = folder.join("expected.json");
    let json = serde_json::to_vec(expected).expect("a funnel is JSON");
    fs::write(&answer, json).expect("the disk has room");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/on_duckdb.py");
    let ran = Command::new(python)
        .arg(script)
        .args([&table, &answer])
        .output()
        .expect("BENCH_PYTHON can be run");
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let seconds: f64 = String::from_utf8_lossy(&ran.stdout).trim().parse().ok()?;
    Some(Duration::from_secs_f64(seconds))
}

fn write(table: &Path, leads: usize) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(table)?);
    writeln!(file, "lead,moment,place")?;
    for life in lives(0..leads) {
        for (at, stage) in life.changes {
            writeln!(file, "{},{at},{}", life.number, STAGES[stage].1.code())?;
        }
    }
    file.flush()
}
