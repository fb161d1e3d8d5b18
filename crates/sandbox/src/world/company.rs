//! The companies that leads work for.
//!
//! Lives here: a company and how one is drawn. Must not live here: who works there.

use std::borrow::Cow;

use super::{
    names::{INDUSTRIES, Industry, STEM},
    random::Chance,
};

/// A company as a tool's record of it says. Texts may be anything, also nasty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Its name.
    pub name: String,
    /// Its domain, without `www`.
    pub domain: String,
    /// Its industry, as HubSpot's list spells it; Mautic shows its own word for the known ones.
    pub industry: Cow<'static, str>,
    /// People employed.
    pub employees: Option<u32>,
    /// Annual revenue in yen.
    pub revenue: Option<i64>,
    /// Whether it is on the list of target accounts: `hs_is_target_account` in HubSpot, the tag
    /// `target-account` on its people in Mautic.
    pub target_list: bool,
}

impl Default for Company {
    /// A middling one: 120 people, two billion yen, not on the target list.
    fn default() -> Self {
        Self {
            name: "株式会社サンプル製作所".to_owned(),
            domain: "sample.example.jp".to_owned(),
            industry: Cow::Borrowed("MACHINERY"),
            employees: Some(120),
            revenue: Some(2_000_000_000),
            target_list: false,
        }
    }
}

impl Company {
    /// One with 1,000 people or more and five billion yen or more.
    pub fn enterprise(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            employees: Some(2400),
            revenue: Some(64_000_000_000),
            ..Self::default()
        }
    }

    /// Mautic's word for the industry.
    pub(crate) fn mautic_industry(&self) -> &str {
        INDUSTRIES
            .iter()
            .find(|known| known.hubspot == self.industry)
            .map_or(&self.industry, |known| known.mautic)
    }

    /// The `number`-th company of a world.
    pub(crate) fn drawn(chance: &mut Chance, number: usize) -> Self {
        let (stem, latin) = STEM[chance.below(STEM.len())];
        let Industry {
            suffix,
            latin: suffix_latin,
            hubspot,
            ..
        } = INDUSTRIES[chance.below(INDUSTRIES.len())];
        let name = match chance.below(10) {
            0..=6 => format!("株式会社{stem}{suffix}"),
            7 | 8 => format!("{stem}{suffix}株式会社"),
            _ => format!("合同会社{stem}{suffix}"),
        };
        let ending = if chance.happens(0.7) {
            "example.co.jp"
        } else {
            "example.jp"
        };
        let (low, high) =
            [(5, 99), (100, 299), (300, 999), (1000, 18_000)][chance.weighted(&[54, 24, 15, 7])];
        let employees = chance.between(low, high);
        let per_head = chance.between(15, 42) * 1_000_000;
        Self {
            name,
            domain: format!("{latin}-{suffix_latin}{number}.{ending}"),
            industry: Cow::Borrowed(hubspot),
            employees: chance.happens(0.94).then_some(employees as u32),
            revenue: chance.happens(0.9).then_some(employees * per_head),
            target_list: employees >= 300 && chance.happens(0.18),
        }
    }
}
