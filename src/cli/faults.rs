//! Faults in the words of a language: what happened, which setting, how to mend it.
//!
//! Lives here: from a fault's kind and arguments to a sentence. Must not live here: where faults come from.

use chat::gateway::{GatewayFault, INVITATION};
use ma::PullError;
use report::{Words, args, locale::Locale};
use store::StoreError;

use crate::config::ConfigFault;

/// The sentence of a fault; what has no words of its own says it as the log does.
pub(crate) fn sentence(fault: &anyhow::Error, locale: Locale) -> String {
    let words = locale.words();
    let worded = fault.chain().find_map(|cause| {
        if let Some(fault) = cause.downcast_ref::<ConfigFault>() {
            Some(fault.say(words))
        } else if let Some(fault) = cause.downcast_ref::<PullError>() {
            Some(of_tool(fault, words))
        } else if let Some(fault) = cause.downcast_ref::<StoreError>() {
            of_store(fault, words)
        } else {
            let fault = cause.downcast_ref::<GatewayFault>()?;
            Some(of_chat(fault, words))
        }
    });
    worded.unwrap_or_else(|| format!("{fault:#}"))
}

/// A tool that gave nothing.
pub(crate) fn of_tool(fault: &PullError, words: &Words) -> String {
    match fault {
        // The connector's own words tell what is refused more closely, in English.
        PullError::Denied { .. } if words.locale() == Locale::En => fault.to_string(),
        PullError::Denied { setting, .. } => {
            words.say("fault-tool-denied", args![setting = *setting])
        }
        PullError::Unavailable { scope, .. } => words.say("fault-tool-scope", args![scope = scope]),
        PullError::Throttled { until } => {
            words.say("fault-tool-throttled", args![until = until.to_string()])
        }
        PullError::Unreachable { what } => words.say("fault-tool-away", args![what = what]),
        PullError::Garbled { what } => words.say("fault-tool-garbled", args![what = what]),
    }
}

/// A database that cannot be used; `None` for defects of ours, which the log tells.
fn of_store(fault: &StoreError, words: &Words) -> Option<String> {
    Some(match fault {
        StoreError::Absent { path } => words.say("fault-database-absent", args![path = path]),
        StoreError::Locked { path } => words.say("fault-database-locked", args![path = path]),
        StoreError::Newer { found, known } => words.say(
            "fault-database-newer",
            args![found = found.to_string(), known = known.to_string()],
        ),
        StoreError::Older { lacks } => {
            words.say("fault-database-older", args![lacks = lacks.to_string()])
        }
        StoreError::Full => words.word("fault-database-full"),
        StoreError::Corrupt { what } => words.say("fault-database-corrupt", args![what = what]),
        StoreError::Unusable { what } => words.say("fault-database-unusable", args![what = what]),
        _ => return None,
    })
}

fn of_chat(fault: &GatewayFault, words: &Words) -> String {
    match fault {
        GatewayFault::Denied { setting, .. } if *setting == INVITATION => {
            words.word("fault-discord-invitation")
        }
        GatewayFault::Denied { setting, .. } if *setting == "DISCORD_GUILD" => {
            words.word("fault-discord-guild")
        }
        GatewayFault::Denied { setting, .. } => {
            words.say("fault-discord-token", args![setting = *setting])
        }
        GatewayFault::Unreachable { what } => words.say("fault-discord-away", args![what = what]),
    }
}
