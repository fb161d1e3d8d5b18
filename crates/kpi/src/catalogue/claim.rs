//! What a change of a number may claim, by how the number is made.
//!
//! Lives here: which quantity is a part of which, and which happen independently of each other. Must not live here:
//! the tests themselves (`significance`).

use crate::{
    catalogue::{formula::Formula, quantity::Quantity},
    exposure::Exposures,
    funnel::{Basis, ConversionRow},
    significance::{Evidence, compare_rates, compare_ratios},
};

/// Which test a change is put to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Claim {
    /// A part of a whole: of each of n it is known whether it is one of the k.
    Share,
    /// Two counts of independent happenings, of which neither is a part of the other.
    Ratio,
    /// A count of independent happenings.
    Count,
    /// Nothing is claimed: of amounts, medians and levels, of differences, and of what comes in clusters, such as the
    /// pages of one visit or the mails of one newsletter.
    #[default]
    Nothing,
}

impl Claim {
    /// That of a formula.
    pub fn of(formula: &Formula) -> Self {
        match formula {
            Formula::Is(quantity) if quantity.is_independent() => Self::Count,
            Formula::Rest(of) if Self::of(of) == Self::Share => Self::Share,
            Formula::Over(above, below) if is_part(above, below) => Self::Share,
            Formula::Over(above, below) => match (&**above, &**below) {
                (Formula::Is(above), Formula::Is(below))
                    if above.is_independent()
                        && (below.is_independent() || *below == Quantity::Visitors) =>
                {
                    Self::Ratio
                }
                _ => Self::Nothing,
            },
            _ => Self::Nothing,
        }
    }

    /// What is said of two rates `k/n`; `None` where nothing can be.
    pub(super) fn of_rates(
        self,
        now: (i64, i64),
        before: (i64, i64),
        exposures: &Exposures,
    ) -> Option<Evidence> {
        let is_part = |(above, below): (i64, i64)| (0..=below).contains(&above);
        match self {
            Self::Share if is_part(now) && is_part(before) => compare_rates(now, before),
            Self::Ratio => compare_ratios(now, before, exposures),
            _ => None,
        }
    }
}

impl ConversionRow {
    /// What is said of the change; `None` beside no comparison, while either side can still grow, or where nothing
    /// divides. On basis period the leads above are not those below.
    pub fn evidence(&self, exposures: &Exposures) -> Option<Evidence> {
        let (now, before) = (self.now, self.previous?);
        if now.maturing || before.maturing {
            return None;
        }
        let claim = match self.basis {
            Basis::Cohort => Claim::Share,
            Basis::Period => Claim::Ratio,
        };
        claim.of_rates(
            (now.numerator, now.denominator),
            (before.numerator, before.denominator),
            exposures,
        )
    }
}

fn is_part(above: &Formula, below: &Formula) -> bool {
    match (above, below) {
        // The whole is written as its parts.
        (part, Formula::Plus(one, other)) => part == &**one || part == &**other,
        (Formula::Minus(whole, part), below) => &**whole == below && is_part(part, whole),
        (Formula::Is(part), Formula::Is(whole)) => part.is_part_of(*whole),
        // What was delivered: nothing happens to a mail that came back.
        (Formula::Is(part), below) if *below == super::delivered() => {
            *part != Quantity::Bounced && part.is_part_of(Quantity::Sent)
        }
        _ => false,
    }
}

impl Quantity {
    /// Whether one of these happens independently of the next: each lead and each deal goes its own way.
    fn is_independent(self) -> bool {
        matches!(
            self,
            Self::Entered(_) | Self::Returned(_) | Self::Reactivated | Self::DealsWon
        )
    }

    /// Whether each of these is one of those.
    fn is_part_of(self, whole: Self) -> bool {
        match self {
            Self::Bounced
            | Self::Unsubscribed
            | Self::Replied
            | Self::MailConversions
            | Self::SurveysDelivered
            | Self::Opened => whole == Self::Sent,
            Self::Clicked => matches!(whole, Self::Opened | Self::Sent),
            Self::SurveysAnswered => matches!(whole, Self::SurveysDelivered | Self::Sent),
            Self::Active | Self::Dormant => whole == Self::Contacts,
            Self::SegmentActive => whole == Self::SegmentMembers,
            Self::ScenarioCompleted => whole == Self::ScenarioEntered,
            Self::AutomationsActive => whole == Self::Automations,
            Self::Converted(from, to) => whole == Self::Cohort(from, to),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Claim;
    use crate::{
        catalogue::{Catalogue, custom::parse},
        stage::Ladder,
    };

    #[test]
    fn every_kpi_claims_what_its_formula_allows() {
        let catalogue = Catalogue::new(&Ladder::default(), Vec::new());
        let mut claims: Vec<(Claim, Vec<&str>)> = Vec::new();
        for kpi in catalogue.iter() {
            let claim = Claim::of(&kpi.formula);
            match claims.iter_mut().find(|(known, _)| *known == claim) {
                Some((_, families)) => families.push(&kpi.family),
                None => claims.push((claim, vec![&kpi.family])),
            }
        }
        let families = |wanted: Claim| {
            let mut families = claims
                .iter()
                .find(|(claim, _)| *claim == wanted)
                .map(|(_, families)| families.clone())
                .unwrap_or_default();
            families.sort_unstable();
            families.dedup();
            families
        };
        assert_eq!(
            families(Claim::Share),
            [
                "acceptance",
                "active-rate",
                "click-rate",
                "click-to-open",
                "cohort",
                "delivery-rate",
                "email-cvr",
                "open-rate",
                "reply-rate",
                "scenario-completion",
                "segment-engagement",
                "subscription-kept-rate",
                "survey-answer-rate",
                "unsubscribe-rate",
            ]
        );
        assert_eq!(families(Claim::Ratio), ["conversion", "visitor-to-lead"]);
        assert_eq!(
            families(Claim::Count),
            ["deals-won", "entered", "reactivated", "returned"]
        );
    }

    #[test]
    fn a_ratio_of_a_teams_own_is_no_share_by_its_looks() {
        let claim = |formula| Claim::of(&parse(formula, &Ladder::default()).unwrap());
        assert_eq!(claim("active / dormant"), Claim::Nothing);
        assert_eq!(claim("stock:mql / contacts"), Claim::Nothing);
        assert_eq!(claim("unsubscribed / clicked"), Claim::Nothing);
        assert_eq!(claim("bounced / (sent - bounced)"), Claim::Nothing);
        assert_eq!(claim("page-views / forms"), Claim::Nothing);
        assert_eq!(claim("opened / sent"), Claim::Share);
        assert_eq!(claim("1 - opened / sent"), Claim::Share);
        assert_eq!(claim("accepted / (accepted + refused)"), Claim::Share);
        assert_eq!(claim("deals-won / entered:lead"), Claim::Ratio);
        assert_eq!(claim("forms + downloads"), Claim::Nothing);
    }
}
