//! Prints `docs/kpis.md`.

#![expect(clippy::print_stdout, reason = "printing is all it does")]

fn main() {
    print!("{}", report::kpi::document());
}
