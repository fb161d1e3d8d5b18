//! Words of change in answers about KPIs: how often they stand there although nothing has changed.

use kpi::{
    catalogue::{
        Better, Catalogue, Kpi,
        measured::{Amount, Missing, Number},
        quantity::Quantity,
    },
    definition::Definition,
    funnel::FunnelPeriod,
};
use report::{
    LOCALES, Locale, args,
    kpi::{Setting, Shown, group, show},
};

use crate::sample::{at, frame};

/// Periods of a company in which nothing changes.
const PERIODS: usize = 400;

/// Chance from a fixed seed.
struct Chance(u64);

impl Chance {
    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// How many of `of` it is that happen with that chance.
    fn count(&mut self, of: i64, rate: f64) -> i64 {
        (0..of).filter(|_| self.unit() < rate).count() as i64
    }

    /// Mails of a month: sent, bounced, opened, each with a chance that stays the same.
    fn month(&mut self, rate: f64) -> [i64; 3] {
        let sent = self.count(900, 0.4);
        let bounced = self.count(sent, 0.01);
        [sent, bounced, self.count(sent - bounced, rate)]
    }
}

fn counted([sent, bounced, opened]: [i64; 3]) -> impl Fn(Quantity) -> Amount {
    move |quantity| match quantity {
        // Deals come one by one, as many as mails in this company.
        Quantity::Sent | Quantity::DealsWon => Ok(Number::Count(sent)),
        Quantity::Bounced => Ok(Number::Count(bounced)),
        Quantity::Opened | Quantity::Unsubscribed => Ok(Number::Count(opened)),
        _ => Err(Missing::NotReadYet),
    }
}

fn shown(kpi: &Kpi, now: [i64; 3], before: [i64; 3]) -> Shown<'_> {
    Shown {
        kpi,
        now: kpi.measure(&counted(now), None),
        previous: Some(kpi.measure(&counted(before), None)),
    }
}

fn october(definition: &Definition) -> Setting<'_> {
    let frame = frame(definition, "2026-10");
    Setting {
        frame,
        period: FunnelPeriod {
            start: frame.period.span.start,
            end: frame.period.span.end,
            open: false,
        },
        comparison: Some(frame.period.span),
        as_of: at("2026-11-16T09:00"),
        tools: &[],
    }
}

/// Mails go out by hundreds: nobody knows how far their number scatters.
#[test]
fn of_what_comes_in_clusters_nothing_is_said() {
    let definition = Definition::default();
    let catalogue = Catalogue::new(&definition.ladder, Vec::new());
    let kpi = catalogue
        .find("emails-sent")
        .expect("it is in the catalogue");
    let shown = shown(kpi, [900, 0, 0], [90, 0, 0]);
    for locale in LOCALES {
        let words = locale.words();
        let text = show(*locale, &october(&definition), &shown).body;
        let text = text.unwrap_or_default();
        for key in ["kpi-change-unclear", "kpi-change-up", "kpi-change-down"] {
            let said = format!("{}{}", words.word("sep"), words.word(key));
            assert!(!text.contains(&said), "{said:?} in {text}");
        }
    }
}

#[test]
fn words_of_change_stand_in_at_most_5_percent_of_answers_where_nothing_changed() {
    let definition = Definition::default();
    let catalogue = Catalogue::new(&definition.ladder, Vec::new());
    let setting = october(&definition);
    for (id, rate) in [
        ("open-rate", 0.3),
        ("open-rate", 0.02),
        ("unsubscribe-rate", 0.01),
        ("subscription-kept-rate", 0.05),
        ("deals-won", 0.3),
    ] {
        let kpi = catalogue.find(id).expect("it is in the catalogue");
        let mut chance = Chance(0x2026_1123);
        let mut claimed = 0;
        for _ in 0..PERIODS {
            let (now, before) = (chance.month(rate), chance.month(rate));
            let shown = shown(kpi, now, before);
            let claims = LOCALES
                .iter()
                .map(|locale| claims(*locale, &setting, &shown));
            let claims: Vec<bool> = claims.collect();
            assert!(claims.windows(2).all(|pair| pair[0] == pair[1]));
            claimed += usize::from(claims[0]);
        }
        assert!(claimed > 0, "{id}: chance does its part");
        assert!(
            claimed * 20 <= PERIODS,
            "{id} at {rate}: {claimed} of {PERIODS}"
        );
    }
}

/// Whether the answers call the number better or worse, or of a number that is neither up or down.
fn claims(locale: Locale, setting: &Setting<'_>, shown: &Shown<'_>) -> bool {
    let words = locale.words();
    let answers = [
        show(locale, setting, shown),
        group(locale, "-", setting, std::slice::from_ref(shown)),
    ];
    let claims = answers.map(|answer| {
        let text = answer.body.unwrap_or_default();
        let unclear = text.contains(&words.word("kpi-change-unclear"));
        let judged = ["kpi-change-up", "kpi-change-down"].iter().any(|key| {
            let change = words.word(key);
            let judge = |key| text.contains(&words.say(key, args![change = change.clone()]));
            judge("kpi-change-good") || judge("kpi-change-bad")
        });
        let is_judged = shown.kpi.better != Better::Neither;
        assert_eq!(judged, is_judged && !unclear, "{text}");
        !unclear
    });
    assert_eq!(claims[0], claims[1]);
    claims[0]
}
