//! Every log line of the test run, so that tests can look for what must not stand in one.

use std::{
    io,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};

#[derive(Debug, Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Buffer {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

static LINES: LazyLock<Buffer> = LazyLock::new(|| {
    let buffer = Buffer::default();
    let everything = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false);
    everything.with_writer(buffer.clone()).init();
    buffer
});

/// From now on everything is logged.
pub(crate) fn listen() {
    LazyLock::force(&LINES);
}

/// All lines so far.
pub(crate) fn so_far() -> String {
    String::from_utf8_lossy(&LINES.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
}
