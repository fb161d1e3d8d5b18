//! The funnel in words: the answer to `/kpi funnel`, and the parts of it that posts share.
//!
//! Lives here: which blocks the answer has and in which order. Must not live here: the lines of a block
//! (one file each), the numbers (`kpi::funnel`).

mod conversion;
mod entered;
mod flows;
mod times;
mod verdict;

use kpi::funnel::Funnel;

use crate::{
    args,
    frame::{Frame, Sheet},
    locale::Locale,
    message::Message,
};

/// The answer to `/kpi funnel`.
pub fn answer(locale: Locale, frame: Frame<'_>, funnel: &Funnel) -> Message {
    let sheet = Sheet {
        words: locale.words(),
        frame,
        funnel,
    };
    if !sheet.is_reached() {
        return no_data(sheet);
    }
    let basis = sheet.basis_asked();
    let blocks = [
        vec![sheet.line(Some(basis))],
        sheet.entered(),
        sheet.conversions(basis),
        sheet.stock(),
        sheet.times(),
    ];
    let title = args![period = sheet.period(), verdict = sheet.verdict()];
    Message {
        content: sheet.words.say("funnel-title", title),
        body: Some(join(&blocks)),
        ..Message::default()
    }
    .bounded()
}

fn no_data(sheet: Sheet<'_>) -> Message {
    let title = args![period = sheet.period(), at = sheet.as_of()];
    Message {
        content: sheet.words.say("funnel-no-data", title),
        body: Some(sheet.words.word("funnel-no-data-hint")),
        ..Message::default()
    }
    .bounded()
}

/// Blocks of lines with an empty line between them; blocks without lines leave no trace.
pub(crate) fn join(blocks: &[Vec<String>]) -> String {
    let filled = blocks.iter().filter(|block| !block.is_empty());
    let texts: Vec<String> = filled.map(|block| block.join("\n")).collect();
    texts.join("\n\n")
}
