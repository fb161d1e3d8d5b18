//! The terminal: lines on standard output. A reader that has gone away (`| head`) ends the program quietly.

use std::io::{ErrorKind, Write};

/// Prints a line.
pub(super) fn say(line: impl std::fmt::Display) {
    print(format_args!("{line}\n"));
}

/// Prints without a line break, at once.
pub(super) fn print(text: impl std::fmt::Display) {
    let mut screen = std::io::stdout().lock();
    let printed = write!(screen, "{text}").and_then(|()| screen.flush());
    if printed.is_err_and(|fault| fault.kind() == ErrorKind::BrokenPipe) {
        std::process::exit(0);
    }
}
