//! The pictures of posts: the trend under the weekly summary, the funnel under the monthly one.
//!
//! Lives here: which numbers of a post are drawn, and the words of the picture. Must not live here: how a chart
//! is drawn (`chart`), which periods are measured.

use kpi::funnel::Span;

use super::{Draft, Edition};
use crate::{
    chart::{
        Amount, Band, Chart, FunnelPlot, FunnelStage, GoalKind, Plot, PointState, Ratio, TrendPlot,
        TrendPoint, Unit,
    },
    escape,
    frame::{Sheet, raw_stage_name},
    locale::Locale,
    notes::{Note, flags},
    picture::Picture,
    plain,
};

/// One of the periods that a trend shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastPeriod {
    /// From when to when.
    pub span: Span,
    /// How many leads entered each stage, by the stage's id; empty where that is not available.
    pub entered: Vec<(String, i64)>,
    /// Whether it had ended at the as-of.
    pub state: PointState,
    /// How many were to enter the stage that the verdict is about.
    pub goal: Option<Amount>,
}

/// The trend of the stage that the verdict is about; the last of `periods` is the post's own. `None` where nothing
/// moved, which is told in two lines.
pub fn trend(
    locale: Locale,
    edition: Edition<'_>,
    periods: &[PastPeriod],
    goal: GoalKind,
    notes: &[Note],
) -> Option<Picture> {
    let sheet = Draft::new(locale, edition).sheet;
    if sheet.is_still() || periods.is_empty() {
        return None;
    }
    let stage = &sheet.telling()?.id;
    let spans: Vec<Span> = periods.iter().map(|period| period.span).collect();
    let points = periods.iter().map(|period| TrendPoint {
        label: sheet.words.day(period.span.start, sheet.zone()),
        value: entered(period, stage).map(Amount::count),
        state: period.state,
        goal: period.goal,
    });
    let plot = TrendPlot {
        name: name(sheet, stage),
        unit: Unit::Count,
        points: points.collect(),
        band: band(periods, stage),
        notes: flags(sheet.zone(), &spans, notes),
        goal,
    };
    Some(picture("weekly", sheet, sheet.verdict(), Plot::Trend(plot)))
}

/// The funnel of the post's period beside its comparison. `None` where nothing moved.
pub fn funnel(locale: Locale, edition: Edition<'_>) -> Option<Picture> {
    let sheet = Draft::new(locale, edition).sheet;
    if sheet.is_still() {
        return None;
    }
    let stages = sheet.funnel.stages.iter().map(|row| FunnelStage {
        name: name(sheet, &row.id),
        now: Some(row.now.entered),
        before: row.previous.map(|previous| previous.entered),
        conversion: into(sheet, &row.id),
    });
    let before = sheet.funnel.comparison.map(|_| sheet.before());
    let plot = FunnelPlot {
        now: sheet.period(),
        before,
        stages: stages.collect(),
    };
    Some(picture(
        "monthly",
        sheet,
        sheet.verdict(),
        Plot::Funnel(plot),
    ))
}

fn picture(name: &str, sheet: Sheet<'_>, verdict: String, plot: Plot) -> Picture {
    let read = |text: &str| plain::line(text, sheet.words, sheet.zone());
    let chart = Chart {
        title: read(&verdict),
        under: read(&sheet.line(None)),
        locale: sheet.words.locale(),
        plot,
    };
    Picture::new(name, chart)
}

/// The name of a stage as it stands in a picture, where markdown means nothing.
fn name(sheet: Sheet<'_>, id: &str) -> String {
    const MOST: usize = 40;
    escape::plain(
        raw_stage_name(sheet.words, sheet.frame.definition, id),
        MOST,
    )
}

fn entered(period: &PastPeriod, stage: &str) -> Option<i64> {
    let mut stages = period.entered.iter();
    stages.find(|(id, _)| id == stage).map(|(_, count)| *count)
}

/// The conversion into a stage from the one just before it.
fn into(sheet: Sheet<'_>, stage: &str) -> Option<Ratio> {
    let stages = &sheet.funnel.stages;
    let place = stages.iter().position(|row| row.id == stage)?;
    let above = &stages.get(place.checked_sub(1)?)?.id;
    let mut conversions = sheet.funnel.conversions.iter();
    let row = conversions.find(|row| row.to == stage && row.from == *above)?;
    Some(Ratio {
        numerator: row.now.numerator,
        denominator: row.now.denominator,
    })
}

/// What is normal by the periods before the newest one.
fn band(periods: &[PastPeriod], stage: &str) -> Option<Band> {
    let (_, earlier) = periods.split_last()?;
    let settled = earlier
        .iter()
        .filter(|period| period.state == PointState::Settled);
    let counts: Vec<i64> = settled
        .filter_map(|period| entered(period, stage))
        .collect();
    Band::of(&counts)
}
