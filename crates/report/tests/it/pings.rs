//! Pings, what becomes of them, and the list of hot leads.

use kpi::definition::Definition;
use leads::{
    condition::{Actual, Condition, Reason},
    facts::LeadFacts,
    rule::{Rule, default_rules},
};
use report::{
    LOCALES, Locale,
    cut::units,
    gone,
    leads_list::{self, ClaimState, HotList, HotRow},
    message::{Action, Mention, Message},
    ping::{self, Claimed, Ping},
};

use crate::sample::{at, lead, shown};

fn reasons() -> Vec<Reason> {
    vec![
        Reason {
            condition: Condition::EmployeesAtLeast(1_000),
            actual: Actual::Employees(1_200),
        },
        Reason {
            condition: Condition::AnnualRevenueAtLeast(5_000_000_000.0),
            actual: Actual::AnnualRevenue(5_230_000_000.0),
        },
        Reason {
            condition: Condition::FirstContactWithinMonths(3),
            actual: Actual::FirstContact(at("2026-10-02T10:00")),
        },
    ]
}

fn rule() -> Rule {
    default_rules()
        .into_iter()
        .next()
        .expect("there are default rules")
}

fn ping<'a>(
    rule: &'a Rule,
    reasons: &'a [Reason],
    lead: &'a LeadFacts,
    definition: &'a Definition,
) -> Ping<'a> {
    Ping {
        id: 17,
        rule,
        reasons,
        lead,
        definition,
        mention: Some(Mention::User(9_001)),
    }
}

const CLAIM: Claimed<'_> = Claimed {
    id: 17,
    by: "佐藤 *主任*",
    at: jiff::Timestamp::constant(1_794_789_660, 0),
    sent_at: jiff::Timestamp::constant(1_794_789_300, 0),
};

#[test]
fn a_ping_and_its_claim() {
    let (rule, reasons, lead, definition) = (
        rule(),
        reasons(),
        lead("サンプル精機株式会社"),
        Definition::default(),
    );
    let ping = ping(&rule, &reasons, &lead, &definition);
    let sent = |locale: Locale| ping::message(locale, &ping);
    insta::assert_snapshot!("a_ping", shown(sent));
    insta::assert_snapshot!(
        "a_claimed_ping",
        shown(|locale| ping::claimed(locale, &sent(locale), &CLAIM))
    );
    for locale in LOCALES {
        let claimed = ping::claimed(*locale, &sent(*locale), &CLAIM);
        assert_eq!(claimed.mention, None);
        assert!(!claimed.content.contains("<@"));
        assert!(
            matches!(&claimed.buttons[0].action, Action::Press { key, enabled: false, .. } if key == "ping:17:claim")
        );
        assert_eq!(claimed.buttons[1], sent(*locale).buttons[1]);
    }
}

#[test]
fn a_lead_of_which_little_is_known() {
    let (rule, definition) = (rule(), Definition::default());
    let bare = LeadFacts {
        place: kpi::stage::Place::Outside,
        company: None,
        industry: None,
        job_title: None,
        employees: None,
        owner: None,
        link: None,
        ..lead("")
    };
    let reasons = [Reason {
        condition: Condition::ScoreAtLeast(80.0),
        actual: Actual::Score(86.0),
    }];
    let ping = Ping {
        mention: None,
        ..ping(&rule, &reasons, &bare, &definition)
    };
    insta::assert_snapshot!(shown(|locale| ping::message(locale, &ping)));
}

#[test]
fn a_ping_is_read_in_five_seconds_and_mentions_its_owner_alone() {
    let nasty = "@everyone ](http://x) <@1> taro@example.com 03-1234-5678 \u{202E}".repeat(60);
    let lead = LeadFacts {
        company: Some(nasty.clone()),
        industry: Some(nasty.clone()),
        job_title: Some(nasty.clone()),
        owner: Some(nasty),
        ..lead("")
    };
    let (rule, reasons, definition) = (rule(), reasons(), Definition::default());
    let ping = ping(&rule, &reasons, &lead, &definition);
    for locale in LOCALES {
        let message = ping::message(*locale, &ping);
        let all = units(&message.content) + units(message.body.as_deref().unwrap_or_default());
        assert!(all <= 600, "{all} in {}", locale.code());
        let text = format!("{}{}", message.content, message.body.unwrap_or_default());
        assert_eq!(text.matches('@').count(), 1, "{text}");
        assert!(text.starts_with("<@9001>") && !text.contains("](") && !text.contains("1234"));
    }
}

#[test]
fn the_one_who_comes_too_late_is_told() {
    let at = CLAIM.at;
    insta::assert_snapshot!(
        "too_late",
        shown(|locale| ping::already_claimed(locale, "佐藤", at))
    );
    insta::assert_snapshot!(
        "pressed_twice",
        shown(|locale| ping::already_yours(locale, at))
    );
    insta::assert_snapshot!("unknown_ping", shown(ping::unknown));
}

#[test]
fn the_first_sync_is_told_once() {
    let rules = default_rules();
    let hot = [(&rules[0], 3), (&rules[1], 9), (&rules[2], 0)];
    insta::assert_snapshot!(
        "baseline",
        shown(|locale| ping::baseline(locale, &hot, "hot-baseline-1"))
    );
    insta::assert_snapshot!(
        "baseline_of_none",
        shown(|locale| ping::baseline(locale, &[], "hot-baseline-1"))
    );
}

/// Pings 17 and up, one for each company.
fn pings_of<'a>(
    rule: &'a Rule,
    reasons: &'a [Reason],
    companies: &'a [LeadFacts],
    definition: &'a Definition,
) -> Vec<Ping<'a>> {
    companies
        .iter()
        .zip(17..)
        .map(|(lead, id)| Ping {
            id,
            ..ping(rule, reasons, lead, definition)
        })
        .collect()
}

fn companies(count: usize) -> Vec<LeadFacts> {
    (1..=count)
        .map(|number| lead(&format!("サンプル第{number}工業")))
        .collect()
}

#[test]
fn many_at_once_are_one_message() {
    let (rule, reasons, definition) = (rule(), reasons(), Definition::default());
    let companies = companies(8);
    let pings = pings_of(&rule, &reasons, &companies, &definition);
    let sent = |locale: Locale| ping::digest(locale, &pings, "hot-digest-9");
    insta::assert_snapshot!("digest", shown(sent));
    let claim = Claimed { id: 18, ..CLAIM };
    insta::assert_snapshot!(
        "claimed_digest",
        shown(|locale| ping::claimed(locale, &sent(locale), &claim))
    );
    for locale in LOCALES {
        let without = |message: &Message| gone::without(*locale, message, 1, 17);
        let left = without(&sent(*locale));
        let body = left.body.clone().unwrap_or_default();
        assert!(!body.contains("サンプル第1工業"), "{body}");
        for row in ["サンプル第2工業", "サンプル第8工業"] {
            assert!(body.contains(row), "{body}");
        }
        let pressable = |message: &Message| {
            let buttons = message.buttons.iter();
            let enabled = buttons
                .filter(|button| matches!(button.action, Action::Press { enabled, .. } if enabled));
            enabled.count()
        };
        assert_eq!(pressable(&left) + 1, pressable(&sent(*locale)));
        assert_eq!(without(&left), left, "done twice it is the same");
    }
}

#[test]
fn every_lead_of_a_digest_can_be_claimed_and_every_claim_is_shown() {
    let (rule, reasons, definition) = (rule(), reasons(), Definition::default());
    let companies = companies(40);
    let pings = pings_of(&rule, &reasons, &companies, &definition);
    for locale in LOCALES {
        let holds = ping::digest_holds(*locale, &pings);
        assert!((10..=25).contains(&holds), "{holds}");
        let mut message = ping::digest(*locale, &pings[..holds], "hot-digest-9");
        assert_eq!(message.buttons.len(), holds);
        for ping in &pings[..holds] {
            let claim = Claimed {
                id: ping.id,
                ..CLAIM
            };
            message = ping::claimed(*locale, &message, &claim);
        }
        let body = message.body.expect("rows and claims");
        assert_eq!(body.matches("](https://").count(), holds, "{body}");
        assert_eq!(body.matches('✅').count(), holds, "{body}");
        assert!(!body.ends_with('…'), "{body}");
    }
}

#[test]
fn a_digest_of_long_names_holds_fewer_and_at_least_one() {
    let (rule, reasons, definition) = (rule(), reasons(), Definition::default());
    let long = LeadFacts {
        owner: Some("_".repeat(100)),
        job_title: Some("_".repeat(100)),
        link: Some(format!("https://tool.example/{}", "a".repeat(480))),
        ..lead(&"_".repeat(100))
    };
    let companies = vec![long; 30];
    let pings = pings_of(&rule, &reasons, &companies, &definition);
    for locale in LOCALES {
        let holds = ping::digest_holds(*locale, &pings);
        assert!((1..8).contains(&holds), "{holds}");
        let body = ping::digest(*locale, &pings[..holds], "k").body;
        assert!(!body.unwrap_or_default().ends_with('…'));
        assert_eq!(ping::digest_holds(*locale, &[]), 0);
    }
}

#[test]
fn a_claim_button_names_its_ping() {
    assert_eq!(ping::claimed_id(&ping::claim_key(17)), Some(17));
    assert_eq!(ping::claimed_id("ping:x:claim"), None);
    assert_eq!(leads_list::listed_id(&leads_list::listed_key(17)), Some(17));
    assert_eq!(leads_list::listed_id(&ping::claim_key(17)), None);
    assert_eq!(ping::claimed_id("other:1"), None);
}

fn list(locale: Locale, count: usize) -> Message {
    let definition = Definition::default();
    let companies = companies(count);
    let rows: Vec<HotRow<'_>> = companies
        .iter()
        .enumerate()
        .map(|(index, lead)| HotRow {
            lead,
            reasons: reasons(),
            claim: match index % 3 {
                0 => ClaimState::Open { ping: 17 },
                1 => ClaimState::Claimed {
                    by: "佐藤".to_owned(),
                    at: CLAIM.at,
                },
                _ => ClaimState::NeverPinged,
            },
        })
        .collect();
    let list = HotList {
        rows: &rows,
        total: u64::try_from(count).unwrap_or(0),
        as_of: Some(at("2026-11-16T06:02")),
        definition: &definition,
    };
    leads_list::answer(locale, &list)
}

#[test]
fn the_list_of_hot_leads() {
    insta::assert_snapshot!("hot_list", shown(|locale| list(locale, 12)));
    insta::assert_snapshot!("hot_list_of_none", shown(|locale| list(locale, 0)));
    for locale in LOCALES {
        let message = list(*locale, 12);
        assert!(units(&message.content) + units(&message.body.unwrap_or_default()) <= 1_200);
    }
}
