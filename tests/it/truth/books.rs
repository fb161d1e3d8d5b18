//! What the team knows by itself: the file in which it names what counts, and the tables it imports.
//!
//! Lives here: both as facts, and both as the text that people write. Must not live here: counting.

use std::{fmt::Write, path::Path, process::Command};

use funnelbot::stage::{SEEDED_TEAM, Stage};
use jiff::civil::{Date, date};
use kpi::model::Tool;

/// What counts for a method: numbers of forms, files, emails and pages, and channels.
#[derive(Debug, Clone, Default)]
pub(crate) struct MethodActs {
    pub(crate) forms: Vec<u16>,
    pub(crate) downloads: Vec<u16>,
    pub(crate) emails: Vec<u16>,
    pub(crate) pages: Vec<u16>,
    pub(crate) channels: Vec<&'static str>,
}

pub(crate) struct Cost {
    pub(crate) first: Date,
    pub(crate) last: Date,
    pub(crate) yen: i64,
}

pub(crate) struct Deal {
    name: &'static str,
    pub(crate) customer: &'static str,
    pub(crate) won: Date,
    pub(crate) amount: i64,
    pub(crate) monthly: i64,
    pub(crate) starts: Date,
    /// The last day.
    pub(crate) ends: Date,
}

pub(crate) struct Visitors {
    pub(crate) first: Date,
    pub(crate) last: Date,
    pub(crate) visitors: i64,
}

pub(crate) struct Books {
    tool: Tool,
    /// The email and the form that answers it.
    pub(crate) survey: (u16, u16),
    pub(crate) conversion_forms: Vec<u16>,
    pub(crate) conversion_files: Vec<u16>,
    pub(crate) methods: Vec<(&'static str, MethodActs)>,
    pub(crate) costs: Vec<Cost>,
    /// Of a tool that knows no deals.
    pub(crate) deals: Vec<Deal>,
    pub(crate) traffic: Vec<Visitors>,
}

impl Books {
    pub(crate) fn of(tool: Tool) -> Self {
        Self {
            tool,
            survey: (2, 0),
            conversion_forms: vec![0, 1, 3],
            conversion_files: vec![1],
            methods: methods(),
            costs: costs(),
            deals: if tool == Tool::Mautic {
                deals()
            } else {
                Vec::new()
            },
            traffic: traffic(),
        }
    }

    /// The team's file.
    pub(crate) fn file(&self) -> String {
        let mut file = SEEDED_TEAM.to_owned();
        let (email, form) = self.survey;
        let forms = self.forms(&self.conversion_forms);
        let files = numbers(&self.conversion_files);
        let form = self.form(form);
        write!(
            file,
            "[surveys]\n\"{}\" = \"{form}\"\n[conversions]\nforms = {forms:?}\ndownloads = {files:?}\n",
            email + 1
        )
        .expect("a text takes everything");
        for (method, acts) in &self.methods {
            let channels = acts.channels.iter().map(|channel| self.channel(channel));
            write!(
                file,
                "[methods.{method}]\nforms = {:?}\ndownloads = {:?}\nemails = {:?}\npages = {:?}\nchannels = {:?}\n",
                self.forms(&acts.forms),
                numbers(&acts.downloads),
                numbers(&acts.emails),
                acts.pages.iter().map(|page| address(*page)).collect::<Vec<_>>(),
                channels.collect::<Vec<_>>(),
            )
            .expect("a text takes everything");
        }
        file
    }

    fn forms(&self, forms: &[u16]) -> Vec<String> {
        forms.iter().map(|form| self.form(*form)).collect()
    }

    /// A form's id in the tool.
    fn form(&self, form: u16) -> String {
        match self.tool {
            Tool::Hubspot => format!("0000000{form}-1111-4222-8333-444444444444"),
            Tool::Mautic => (form + 1).to_string(),
        }
    }

    /// A channel as the tool names it.
    fn channel(&self, word: &str) -> &'static str {
        match (self.tool, word) {
            (Tool::Hubspot, "paid") => "PAID_SEARCH",
            (Tool::Hubspot, "referral") => "REFERRALS",
            (Tool::Hubspot, "social") => "SOCIAL_MEDIA",
            (Tool::Mautic, "paid") => "google / cpc",
            (Tool::Mautic, "referral") => "partner / referral",
            (Tool::Mautic, "social") => "linkedin / social",
            _ => panic!("{word} is no channel of these"),
        }
    }

    /// Takes the tables in as people do: as files, by the command.
    pub(crate) fn import(&self, stage: &Stage) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut costs = "from,to,amount,currency\n".to_owned();
        for Cost { first, last, yen } in &self.costs {
            writeln!(costs, "{first},{last},{yen},JPY").expect("a text takes everything");
        }
        let mut deals = "deal,customer,won,amount,currency,monthly,starts,ends\n".to_owned();
        for deal in &self.deals {
            let Deal {
                name,
                customer,
                won,
                amount,
                monthly,
                starts,
                ends,
            } = deal;
            writeln!(
                deals,
                "{name},{customer},{won},{amount},JPY,{monthly},{starts},{ends}"
            )
            .expect("a text takes everything");
        }
        let mut traffic = "from,to,visitors\n".to_owned();
        for Visitors {
            first,
            last,
            visitors,
        } in &self.traffic
        {
            writeln!(traffic, "{first},{last},{visitors}").expect("a text takes everything");
        }
        let tables = [("costs", costs), ("deals", deals), ("traffic", traffic)];
        for (kind, text) in tables {
            if kind != "deals" || !self.deals.is_empty() {
                import(stage, folder.path(), kind, &text);
            }
        }
    }
}

fn import(stage: &Stage, folder: &Path, kind: &str, text: &str) {
    let file = folder.join(format!("{kind}.csv"));
    std::fs::write(&file, text).expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_funnelbot"))
        .args(["import", kind, "--at", &stage.clock().now().to_string()])
        .arg(&file)
        .current_dir(folder)
        .env(
            "DATABASE_URL",
            format!("sqlite://{}", stage.database().display()),
        )
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{kind}: {said}");
}

fn numbers(of: &[u16]) -> Vec<String> {
    of.iter().map(|number| (number + 1).to_string()).collect()
}

/// How the address of a page, and of no other, begins.
fn address(page: u16) -> String {
    let alias = match page {
        1 => "pricing",
        4 => "features",
        5 => "blog",
        _ => panic!("page {page} is not among those named"),
    };
    format!("https://www.example.jp/{alias}")
}

fn methods() -> Vec<(&'static str, MethodActs)> {
    let none = MethodActs::default;
    let forms = |forms: &[u16]| MethodActs {
        forms: forms.to_vec(),
        ..none()
    };
    let downloads = |downloads: &[u16]| MethodActs {
        downloads: downloads.to_vec(),
        ..none()
    };
    let emails = |emails: &[u16]| MethodActs {
        emails: emails.to_vec(),
        ..none()
    };
    let pages = |pages: &[u16]| MethodActs {
        pages: pages.to_vec(),
        ..none()
    };
    let channels = |channels: &[&'static str]| MethodActs {
        channels: channels.to_vec(),
        ..none()
    };
    let newsletters: Vec<u16> = (15..60).collect();
    vec![
        ("web-content", pages(&[4, 5])),
        ("newsletter", emails(&newsletters)),
        ("scenario-mail", emails(&[0, 1, 2, 3, 4, 5])),
        (
            "video",
            MethodActs {
                pages: vec![1],
                ..forms(&[1])
            },
        ),
        ("online-seminar", forms(&[2])),
        ("white-paper", downloads(&[1, 2])),
        ("survey", forms(&[0])),
        ("retargeting-ad", channels(&["paid"])),
        (
            "printed-newsletter",
            MethodActs {
                channels: vec!["social"],
                ..forms(&[1])
            },
        ),
        ("sales-visit", forms(&[3])),
        ("telephone", channels(&["referral", "social"])),
        ("on-site-seminar", downloads(&[0])),
    ]
}

fn costs() -> Vec<Cost> {
    let cost = |first: Date, last: Date, yen| Cost { first, last, yen };
    vec![
        cost(date(2026, 8, 1), date(2026, 8, 31), 310_000),
        cost(date(2026, 9, 1), date(2026, 9, 30), 400_001),
        cost(date(2026, 9, 15), date(2026, 10, 14), 1_000_000),
        cost(date(2026, 10, 1), date(2026, 10, 31), 777_777),
        cost(date(2026, 11, 3), date(2026, 11, 3), 50_000),
        cost(date(2026, 11, 1), date(2027, 3, 31), 2_000_000),
    ]
}

fn deals() -> Vec<Deal> {
    let deal = |name, customer, won, amount, monthly, starts, ends| Deal {
        name,
        customer,
        won,
        amount,
        monthly,
        starts,
        ends,
    };
    vec![
        deal(
            "A-1",
            "alpha",
            date(2026, 7, 20),
            1_200_000,
            100_000,
            date(2026, 8, 1),
            date(2026, 10, 31),
        ),
        // Goes on with less, from the day after.
        deal(
            "A-2",
            "alpha",
            date(2026, 10, 20),
            960_000,
            80_000,
            date(2026, 11, 1),
            date(2027, 10, 31),
        ),
        deal(
            "B-1",
            "beta",
            date(2026, 9, 1),
            600_000,
            50_000,
            date(2026, 9, 10),
            date(2027, 9, 9),
        ),
        // More of it.
        deal(
            "B-2",
            "beta",
            date(2026, 10, 5),
            240_000,
            20_000,
            date(2026, 10, 15),
            date(2027, 9, 9),
        ),
        // Leaves.
        deal(
            "C-1",
            "gamma",
            date(2025, 10, 1),
            360_000,
            30_000,
            date(2025, 10, 5),
            date(2026, 10, 4),
        ),
        deal(
            "D-1",
            "delta",
            date(2026, 10, 31),
            1_800_000,
            150_000,
            date(2026, 10, 31),
            date(2027, 10, 30),
        ),
        deal(
            "E-1",
            "epsilon",
            date(2026, 11, 2),
            90_000,
            7_500,
            date(2026, 11, 10),
            date(2027, 11, 9),
        ),
        // Won today, and begins later.
        deal(
            "F-1",
            "zeta",
            date(2026, 11, 12),
            500_000,
            40_000,
            date(2026, 12, 1),
            date(2027, 11, 30),
        ),
        deal(
            "G-1",
            "eta",
            date(2026, 8, 15),
            120_000,
            10_000,
            date(2026, 9, 1),
            date(2026, 11, 7),
        ),
        deal(
            "H-1",
            "theta",
            date(2026, 7, 1),
            144_000,
            12_000,
            date(2026, 7, 1),
            date(2026, 9, 15),
        ),
    ]
}

/// August and October as whole months, September and November day by day.
fn traffic() -> Vec<Visitors> {
    let mut traffic = vec![
        Visitors {
            first: date(2026, 8, 1),
            last: date(2026, 8, 31),
            visitors: 5100,
        },
        Visitors {
            first: date(2026, 10, 1),
            last: date(2026, 10, 31),
            visitors: 6200,
        },
    ];
    let days = (1..=30).map(|day| (date(2026, 9, day), 150 + i64::from(day)));
    let november = (1..=12).map(|day| (date(2026, 11, day), 200 - i64::from(day)));
    traffic.extend(days.chain(november).map(|(day, visitors)| Visitors {
        first: day,
        last: day,
        visitors,
    }));
    traffic
}
