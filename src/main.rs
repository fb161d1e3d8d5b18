//! The program. One result becomes one exit code; everything else is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    funnelbot::main()
}
