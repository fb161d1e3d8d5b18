//! How the value of a KPI is written, and why there is none. Must not live here: what stands around it.

use jiff::Timestamp;
use kpi::{
    catalogue::{
        measured::{Measured, Missing},
        quantity::{Kind, Unit},
    },
    input::Reason,
    model::Tool,
};

use super::Told;
use crate::{
    args, escape,
    format::numbers::{change, count, fixed, signed},
};

impl Told<'_> {
    /// The value with its unit and, of a share, its counts: `26.1%（62/238）`, `58件`.
    pub(super) fn value(&self, measured: &Measured) -> Option<String> {
        let figure = self.figure(measured)?;
        if let Some((above, below)) = measured.counts().filter(|_| self.is_share()) {
            return Some(format!("{figure}{}", self.words.base(above, below)));
        }
        match self.shown.kpi.shape.unit {
            Unit::Leads
            | Unit::Mails
            | Unit::Deals
            | Unit::Acts
            | Unit::Visitors
            | Unit::Automations
            | Unit::Points => {
                let unit = self.shown.kpi.shape.unit;
                Some(self.words.say(key(unit), args![n = figure]))
            }
            Unit::Money | Unit::Seconds | Unit::Rate => Some(figure),
        }
    }

    /// The bare figure: `26.1%`, `58`, `3日4時間`, `120万円`.
    pub(super) fn figure(&self, measured: &Measured) -> Option<String> {
        let value = measured.value?;
        match self.shown.kpi.shape.unit {
            Unit::Rate => Some(match measured.counts() {
                Some((above, below)) => self.words.percent(above, below),
                None => format!("{}%", fixed(value * 100.0)?),
            }),
            Unit::Seconds => Some(self.words.duration(value)),
            Unit::Money => {
                let currency = measured.currency.as_deref()?;
                Some(self.words.minor(value, currency))
            }
            Unit::Points => fixed(value),
            Unit::Leads
            | Unit::Mails
            | Unit::Deals
            | Unit::Acts
            | Unit::Visitors
            | Unit::Automations => whole(value).map(count),
        }
    }

    /// The difference to the comparison: counts with the percent change, rates in points.
    pub(super) fn change(&self, previous: &Measured) -> Option<String> {
        let (now, before) = (self.shown.now.value?, previous.value?);
        if self.shown.now.currency != previous.currency {
            return None;
        }
        let difference = now - before;
        match self.shown.kpi.shape.unit {
            Unit::Rate => {
                let points = fixed(difference * 100.0)?;
                let sign = if difference > 0.0 { "+" } else { "" };
                Some(
                    self.words
                        .say("kpi-points", args![points = format!("{sign}{points}")]),
                )
            }
            Unit::Leads
            | Unit::Mails
            | Unit::Deals
            | Unit::Acts
            | Unit::Visitors
            | Unit::Automations => {
                let (now, before) = (whole(now)?, whole(before)?);
                let told = signed(now - before);
                let is_flow = self.shown.kpi.shape.kind == Kind::Flow;
                Some(
                    match change(now, before).filter(|_| is_flow || before > 0) {
                        Some(percent) if before > 0 => format!("{told} ({percent})"),
                        _ => told,
                    },
                )
            }
            Unit::Seconds | Unit::Money | Unit::Points => None,
        }
    }

    /// Why there is no number, as a sentence.
    pub(super) fn reason(&self, missing: &Missing) -> String {
        let words = self.words;
        match missing {
            Missing::NotGiven(tool, reason) => {
                let why = self.why_not_given(*reason);
                words.say("missing-not-given", args![tool = name(*tool), why = why])
            }
            Missing::NoPermission(scope) => words.say(
                "missing-no-permission",
                args![scope = escape::inline(scope, 60)],
            ),
            Missing::NotEntered(what) => words.word(&format!("missing-not-entered-{what}")),
            Missing::NoneInPeriod(what) => words.word(&format!("missing-none-in-period-{what}")),
            Missing::EnteredUpTo { first, up_to } => {
                let (first, up_to) = (words.date(*first), words.date(*up_to));
                words.say("missing-entered-up-to", args![first = first, up_to = up_to])
            }
            Missing::NoRefusals => words.word("missing-no-refusals"),
            Missing::NotBegun => words.word("missing-not-begun"),
            Missing::NotConfigured(setting) => {
                words.say("missing-not-configured", args![setting = *setting])
            }
            Missing::OnlySince(at) => {
                let at = Timestamp::from_millisecond(*at).unwrap_or_default();
                let zone = &self.setting.frame.definition.zone;
                let at = words.day_near(at, zone, self.setting.as_of);
                words.say("missing-only-since", args![at = at])
            }
            Missing::NotReadYet => words.word("missing-not-read-yet"),
            Missing::SeveralCurrencies(amounts) => {
                let amounts: Vec<String> = amounts.iter().map(|money| words.money(money)).collect();
                let amounts = amounts.join(&words.word("comma"));
                words.say("missing-several-currencies", args![amounts = amounts])
            }
            Missing::Senseless => words.word("missing-senseless"),
        }
    }
}

impl Told<'_> {
    fn why_not_given(&self, reason: Reason) -> String {
        match reason {
            Reason::NotConfigured(setting) => {
                self.words.say(reason.key(), args![setting = setting])
            }
            Reason::NeedsScope(scope) => self.words.say(reason.key(), args![scope = scope]),
            plain => self.words.word(plain.key()),
        }
    }
}

fn whole(value: f64) -> Option<i64> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a count that came from an i64"
    )]
    value.is_finite().then_some(value.round() as i64)
}

fn key(unit: Unit) -> &'static str {
    match unit {
        Unit::Leads => "value-leads",
        Unit::Mails => "value-mails",
        Unit::Deals => "value-deals",
        Unit::Acts => "value-acts",
        Unit::Visitors => "value-visitors",
        Unit::Automations => "value-automations",
        Unit::Points => "value-points",
        Unit::Money | Unit::Seconds | Unit::Rate => "value-plain",
    }
}

/// As its maker writes it.
fn name(tool: Tool) -> &'static str {
    match tool {
        Tool::Hubspot => "HubSpot",
        Tool::Mautic => "Mautic",
    }
}
