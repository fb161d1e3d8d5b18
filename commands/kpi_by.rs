//! `/kpi show … by`: a number split by channel, segment, campaign, owner or method, and why it moved.
//!
//! Lives here: by what a KPI can be split, and from groups of leads to the parts that are shown. Must not live here:
//! where the groups come from (the store), how a change is split (`kpi::split`), numbers of anything but leads'
//! stages (`kpi_by/tallied`).

mod tallied;

use kpi::{
    by::By,
    catalogue::{
        Age, Kpi,
        counted::{Counted, Side},
        measured::{Amount, Measured, Missing},
        quantity::Quantity,
    },
    counting::Method,
    definition::Definition,
    funnel::{Basis, FunnelQuestion, Span, SpanFacts, measure},
    split::{ChannelChange, ChannelCounts, Split},
    stage::Rank,
};
use report::{
    kpi::{MOST_PARTS, Part, PartName, Parts, Setting, Shown, Why},
    locale::Locale,
};
use serde_json::{Value, json};
use store::{Group, Reach, StoreError, TallyQuestion};

use crate::{
    kpi::Counts,
    kpi_show::number,
    office::Office,
    reply::{Error, UserError},
};

/// A split KPI, every part of it.
pub(crate) struct Divided {
    by: By,
    parts: Vec<Part>,
    /// All that do not stand in a message, as one.
    rest: Option<Part>,
    why: Option<Why>,
    /// Why there are no parts.
    missing: Option<Missing>,
}

/// By what numbers of leads' stages can be split.
const BY_OF_STAGES: &[By] = &By::ALL;
/// By what costs can be split.
const BY_OF_COSTS: &[By] = &[By::Channel, By::Campaign];

/// Splits a KPI as far as it can be.
///
/// # Errors
/// A KPI that cannot be split, or a store that cannot be read.
pub(crate) async fn divide(
    office: &Office,
    counts: &Counts,
    kpi: &Kpi,
    by: By,
) -> Result<Divided, Error> {
    let quantities = kpi.formula.quantities();
    let ways = ways(&quantities);
    if !ways.contains(&by) {
        return Err(cannot(kpi, by, &ways).into());
    }
    let agreement = office.agreement();
    let definition = &agreement.definition;
    let asked = TallyQuestion {
        span: counts.period.span,
        as_of: counts.as_of,
        definition,
        needed: &quantities,
    };
    let none = office.store().no_parts(office.workspace(), &asked, by);
    if let Some(missing) = none.await? {
        return Ok(Divided::without(by, missing));
    }
    if quantities.iter().all(|one| can_split(*one)) {
        of_stages(office, counts, kpi, by).await
    } else {
        tallied::divide(office, counts, kpi, by).await
    }
}

/// By what something made of these can be split; nothing where it cannot.
fn ways(quantities: &[Quantity]) -> Vec<By> {
    let all = |can: &dyn Fn(Quantity) -> bool| quantities.iter().all(|one| can(*one));
    if all(&can_split) {
        let is_cost = quantities.contains(&Quantity::Cost);
        let ways = if is_cost { BY_OF_COSTS } else { BY_OF_STAGES };
        return ways.to_vec();
    }
    let tallied = |by: &By| all(&|one| store::splits(*by).contains(&one));
    By::ALL.into_iter().filter(tallied).collect()
}

fn cannot(kpi: &Kpi, by: By, ways: &[By]) -> UserError {
    if ways.is_empty() {
        return UserError::new("error-kpi-whole").with("kpi", &kpi.id);
    }
    let forms = ways.iter().map(|by| format!("by:{}", by.as_str()));
    UserError::new("error-kpi-by")
        .with("kpi", &kpi.id)
        .with("by", by.as_str())
        .accepting(forms)
}

async fn of_stages(office: &Office, counts: &Counts, kpi: &Kpi, by: By) -> Result<Divided, Error> {
    let quantities = kpi.formula.quantities();
    let has_cost = quantities.contains(&Quantity::Cost);
    let reach = if quantities
        .iter()
        .any(|one| matches!(one, Quantity::Stock(_)))
    {
        Reach::Stock
    } else {
        Reach::Moves
    };
    let agreement = office.agreement();
    let definition = &agreement.definition;
    let question = counts.question(definition.window_days);
    let groups = office
        .store()
        .funnel_by(office.workspace(), definition, &question, by, reach)
        .await?;
    let why = match quantities.as_slice() {
        // Where a lead counts in several parts, the parts explain no whole.
        [Quantity::Entered(rank)] if !by.overlaps() => why(&groups, *rank),
        _ => None,
    };
    let costs = match has_cost {
        true => Some(Costs::read(office, definition, &question, by).await?),
        false => None,
    };
    let sizer = Sizer {
        kpi,
        definition,
        question: &question,
        costs,
    };
    let mut divided = sizer.divide(groups, by);
    divided.why = why;
    Ok(divided)
}

/// Why the arrivals at a stage changed; `None` where there is no comparison.
pub(crate) fn why(groups: &[Group], rank: Rank) -> Option<Why> {
    let index = usize::from(rank);
    let from = index.saturating_sub(1);
    let counts = |facts: &SpanFacts| ChannelCounts {
        entered: facts.facts.entered[from],
        converted: facts.facts.entered[index],
    };
    let changes = groups
        .iter()
        .map(|group| {
            Some(ChannelChange {
                channel: group.value.clone().unwrap_or_default(),
                before: counts(group.previous.as_ref()?),
                now: counts(&group.now),
            })
        })
        .collect::<Option<Vec<_>>>()?;
    let sum = |side: fn(&ChannelChange) -> i64| changes.iter().map(side).sum();
    Some(Why {
        rank,
        before: sum(|change| change.before.converted),
        now: sum(|change| change.now.converted),
        split: Split::of(changes)?,
    })
}

fn can_split(quantity: Quantity) -> bool {
    matches!(
        quantity,
        Quantity::Stock(_)
            | Quantity::Delta(_)
            | Quantity::Entered(_)
            | Quantity::Returned(_)
            | Quantity::Cohort(..)
            | Quantity::Converted(..)
            | Quantity::Velocity(..)
            | Quantity::TimeIn(_)
            | Quantity::SalesCycle
            | Quantity::Cost
    )
}

/// What was spent on each channel or campaign, in the period and in the comparison.
struct Costs {
    now: Vec<(Option<String>, Amount)>,
    previous: Vec<(Option<String>, Amount)>,
}

impl Costs {
    async fn read(
        office: &Office,
        definition: &Definition,
        question: &FunnelQuestion,
        by: By,
    ) -> Result<Self, StoreError> {
        let spent = async |span: Span| {
            let question = TallyQuestion {
                span,
                as_of: question.as_of,
                definition,
                needed: &[],
            };
            office
                .store()
                .costs_by(office.workspace(), &question, by)
                .await
        };
        Ok(Self {
            now: spent(question.period).await?,
            previous: match question.comparison {
                Some(span) => spent(span).await?,
                None => Vec::new(),
            },
        })
    }
}

/// The channels or campaigns of a part.
type Values<'a> = &'a [Option<String>];

/// What was spent on these channels together; a channel without an entry has no cost, not a cost of zero.
fn spent(costs: &[(Option<String>, Amount)], values: Values<'_>) -> Amount {
    let is_one = |name: &Option<String>| {
        values.iter().any(|value| match (value, name) {
            (Some(one), Some(other)) => one.to_lowercase() == other.to_lowercase(),
            _ => false,
        })
    };
    let mut amounts = costs.iter().filter(|(name, _)| is_one(name));
    let Some((_, first)) = amounts.next() else {
        return Err(Missing::NoneInPeriod("costs"));
    };
    amounts.try_fold(first.clone()?, |sum, (_, amount)| {
        sum.plus(&amount.clone()?)
    })
}

/// Measures groups.
struct Sizer<'a> {
    kpi: &'a Kpi,
    definition: &'a Definition,
    question: &'a FunnelQuestion,
    costs: Option<Costs>,
}

impl Sizer<'_> {
    fn divide(&self, mut groups: Vec<Group>, by: By) -> Divided {
        self.add_bought(&mut groups);
        let mut sized: Vec<(Group, Part)> = groups
            .into_iter()
            .map(|group| {
                let name = part_name(by, group.value.as_deref());
                let part = self.part(&group, std::slice::from_ref(&group.value), name);
                (group, part)
            })
            .filter(|(_, part)| !is_empty(part))
            .collect();
        sized.sort_by(|(_, one), (_, other)| largest_first(one, other));
        // Those who count in several parts would count twice in the sum.
        let is_long = sized.len() > MOST_PARTS + 1 && !by.overlaps();
        let rest = is_long.then(|| self.rest(&sized[MOST_PARTS..]));
        Divided {
            by,
            parts: sized.into_iter().map(|(_, part)| part).collect(),
            rest,
            why: None,
            missing: None,
        }
    }

    /// Channels that cost something and brought nobody have a part of their own.
    fn add_bought(&self, groups: &mut Vec<Group>) {
        let Some(costs) = &self.costs else { return };
        for (name, _) in costs.now.iter().chain(&costs.previous) {
            let Some(name) = name else { continue };
            let known = |group: &Group| {
                let value = group.value.as_ref();
                value.is_some_and(|value| value.to_lowercase() == name.to_lowercase())
            };
            if !groups.iter().any(known) {
                groups.push(Group {
                    value: Some(name.clone()),
                    now: self.nothing(),
                    previous: self.question.comparison.map(|_| self.nothing()),
                });
            }
        }
    }

    fn nothing(&self) -> SpanFacts {
        let ladder = &self.definition.ladder;
        SpanFacts {
            stock_start: vec![0; ladder.len()],
            facts: kpi::rollup::Facts::new(ladder),
        }
    }

    fn rest(&self, others: &[(Group, Part)]) -> Part {
        let mut whole = Group {
            value: None,
            now: self.nothing(),
            previous: self.question.comparison.map(|_| self.nothing()),
        };
        for (group, _) in others {
            merge(&mut whole.now, &group.now);
            if let Some((whole, part)) = whole.previous.as_mut().zip(group.previous.as_ref()) {
                merge(whole, part);
            }
        }
        let values: Vec<Option<String>> = others
            .iter()
            .map(|(group, _)| group.value.clone())
            .collect();
        self.part(&whole, &values, PartName::Others(others.len()))
    }

    fn part(&self, group: &Group, values: Values<'_>, name: PartName) -> Part {
        let side = |side: Side| self.measured(group, values, side);
        Part {
            name,
            now: side(Side::Now),
            previous: group.previous.is_some().then(|| side(Side::Previous)),
        }
    }

    fn measured(&self, group: &Group, values: Values<'_>, side: Side) -> Measured {
        let ladder = &self.definition.ladder;
        let funnel = |basis| {
            let question = FunnelQuestion {
                basis,
                ..self.question.clone()
            };
            measure(ladder, &question, group.now.clone(), group.previous.clone())
        };
        let span = match side {
            Side::Now => self.question.period,
            Side::Previous => self.question.comparison.unwrap_or(self.question.period),
        };
        let age = Age::of(span, self.question.as_of, self.definition);
        let mut counted = Counted::aged(age);
        counted.put_funnel(ladder, &funnel(Basis::Period), side);
        counted.put_cohorts(ladder, &funnel(Basis::Cohort).conversions, side);
        if let Some(costs) = &self.costs {
            let costs = match side {
                Side::Now => &costs.now,
                Side::Previous => &costs.previous,
            };
            counted.put(Quantity::Cost, spent(costs, values));
        }
        counted.measure(self.kpi)
    }
}

fn merge(whole: &mut SpanFacts, part: &SpanFacts) {
    whole.facts.merge(&part.facts);
    for (sum, stock) in whole.stock_start.iter_mut().zip(&part.stock_start) {
        *sum += stock;
    }
}

/// Whether there is nothing to say of a part in either period. What is not available is said.
fn is_empty(part: &Part) -> bool {
    let nothing = |measured: &Measured| {
        if measured.missing.is_some() {
            return false;
        }
        let base = measured
            .numerator
            .or(measured.denominator)
            .or(measured.value);
        base.is_none_or(|base| base == 0.0) && measured.denominator.is_none_or(|base| base == 0.0)
    };
    nothing(&part.now) && part.previous.as_ref().is_none_or(nothing)
}

/// By what parts are sorted: counts by their value, rates and medians by what they stand on.
fn size(part: &Part) -> f64 {
    let now = &part.now;
    now.denominator.or(now.value).unwrap_or(0.0)
}

fn largest_first(one: &Part, other: &Part) -> std::cmp::Ordering {
    let by_size = size(other).total_cmp(&size(one));
    by_size.then_with(|| label(one).cmp(label(other)))
}

fn part_name(by: By, value: Option<&str>) -> PartName {
    match value {
        None => PartName::Unknown,
        Some(word) => match Method::parse(word).filter(|_| by == By::Method) {
            Some(method) => PartName::Method(method),
            None => PartName::Named(word.to_owned()),
        },
    }
}

fn label(part: &Part) -> &str {
    match &part.name {
        PartName::Named(name) => name,
        PartName::Method(method) => method.as_str(),
        // After every name.
        PartName::Unknown | PartName::Others(_) => "\u{10FFFF}",
    }
}

impl Divided {
    /// No parts, and why.
    fn without(by: By, missing: Missing) -> Self {
        Self {
            by,
            parts: Vec::new(),
            rest: None,
            why: None,
            missing: Some(missing),
        }
    }

    /// Why there are no parts, as a sentence.
    pub(crate) fn reason(
        &self,
        locale: Locale,
        setting: &Setting<'_>,
        shown: &Shown<'_>,
    ) -> Option<String> {
        let missing = self.missing.as_ref()?;
        Some(report::kpi::why_missing(locale, setting, shown, missing))
    }

    /// As it stands in a message: the largest parts, and the others as one.
    pub(crate) fn shown(&self) -> Parts {
        let largest = if self.parts.len() > MOST_PARTS + 1 {
            &self.parts[..MOST_PARTS]
        } else {
            &self.parts
        };
        Parts {
            by: self.by,
            parts: largest.iter().chain(&self.rest).cloned().collect(),
            left_out: match self.rest {
                Some(_) => 0,
                None => self.parts.len() - largest.len(),
            },
            why: self.why.clone(),
            missing: self.missing.clone(),
        }
    }

    /// As `docs/json.md` describes it: every part.
    pub(crate) fn told(&self, whole: &Measured) -> Value {
        let of = |measured: &Measured| measured.value.map(number);
        let parts = self.parts.iter().map(|part| {
            let now = &part.now;
            // A count is a part of the whole count.
            let counted = now.numerator.is_none() && now.denominator.is_none();
            let (above, below) = if counted {
                (now.value, whole.value)
            } else {
                (now.numerator, now.denominator)
            };
            let key = match &part.name {
                PartName::Named(name) => Some(name.as_str()),
                PartName::Method(method) => Some(method.as_str()),
                PartName::Unknown | PartName::Others(_) => None,
            };
            json!({
                "key": key,
                "value": of(now),
                "numerator": above.map(number),
                "denominator": below.map(number),
                "previous": part.previous.as_ref().and_then(of),
            })
        });
        Value::Array(parts.collect())
    }

    /// Why it moved, as `docs/json.md` describes it.
    pub(crate) fn explained(&self) -> Value {
        let Some(why) = &self.why else {
            return Value::Null;
        };
        let [volume, rate, mix] = why
            .split
            .tenths()
            .map(|tenths| number(tenths as f64 / 10.0));
        let largest = why.split.largest().map(|one| {
            let name = Some(&one.channel.channel).filter(|name| !name.is_empty());
            json!({
                "key": name,
                "change": one.change,
                "before": one.channel.before.converted,
                "now": one.channel.now.converted,
                "entered_before": one.channel.before.entered,
                "entered_now": one.channel.now.entered,
            })
        });
        json!({
            "before": why.before,
            "now": why.now,
            "change": why.split.change,
            "volume": volume,
            "rate": rate,
            "mix": mix,
            "largest": largest.collect::<Vec<_>>(),
        })
    }
}
