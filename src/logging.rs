//! Log lines: text for people, JSON for machines, always on standard error.

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{ConfigFault, LogFormat, Settings};

/// Starts logging as the settings say.
///
/// # Errors
/// When `LOG_LEVEL` is no level.
pub(crate) fn start(settings: &Settings) -> Result<(), ConfigFault> {
    // The libraries below us log at info what only concerns them.
    let directives = format!(
        "warn,{0}={1}",
        OURS.join(&format!("={},", settings.log_level)),
        settings.log_level
    );
    let filter = EnvFilter::try_new(directives).map_err(|_no_level| ConfigFault::Unusable {
        name: "LOG_LEVEL",
        key: "fault-setting-log-level",
        value: settings.log_level.clone(),
        example: "info",
    })?;
    let lines = fmt::layer().with_writer(std::io::stderr).with_target(false);
    let registry = tracing_subscriber::registry().with(filter);
    match settings.log_format {
        LogFormat::Text => registry
            .with(lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())))
            .init(),
        LogFormat::Json => registry.with(lines.json()).init(),
    }
    Ok(())
}

const OURS: [&str; 6] = [
    "funnelbot",
    "funnelbot_commands",
    "ma",
    "store",
    "chat",
    "report",
];
