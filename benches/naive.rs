//! The baseline of the funnel: the same numbers by looking at every lead.
//!
//! Must not live here: day tables, any short cut.

use kpi::{
    definition::Definition,
    funnel::{Funnel, FunnelQuestion, Span, SpanFacts, measure},
    rollup::Facts,
    stage::Place,
    timeline::{Move, Timeline},
};

use crate::generator::{Life, STAGES, lives};

/// Every lead's moves, in memory and ready to be counted: the baseline neither reads nor parses.
pub(crate) fn timelines(leads: usize) -> Vec<Timeline> {
    lives(0..leads).map(|life| timeline(&life)).collect()
}

fn timeline(life: &Life) -> Timeline {
    let mut moves: Vec<Move> = Vec::with_capacity(life.changes.len());
    for (at, stage) in &life.changes {
        let last = moves.last();
        moves.push(Move {
            at: *at,
            from: last.map_or(Place::Outside, |last| last.to),
            to: STAGES[*stage].1,
            since: last.map(|last| last.at),
            position: 0,
        });
    }
    Timeline { moves }
}

/// The funnel that is asked for.
pub(crate) fn funnel(
    timelines: &[Timeline],
    definition: &Definition,
    question: &FunnelQuestion,
) -> Funnel {
    let facts = |span| facts(timelines, definition, question.counted(span));
    let now = facts(question.period);
    measure(
        &definition.ladder,
        question,
        now,
        question.comparison.map(facts),
    )
}

fn facts(timelines: &[Timeline], definition: &Definition, span: Span) -> SpanFacts {
    let span = span.start.as_millisecond()..span.end.as_millisecond();
    let mut sum = SpanFacts {
        stock_start: vec![0; definition.ladder.len()],
        facts: Facts::new(&definition.ladder),
    };
    for timeline in timelines {
        sum.facts.add(timeline, &span);
        let before = timeline.moves.iter().rfind(|lead| lead.at < span.start);
        if let Some(rank) = before.and_then(|lead| lead.to.rank()) {
            sum.stock_start[usize::from(rank)] += 1;
        }
    }
    sum
}
