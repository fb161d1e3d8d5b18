//! Who and what stands around the leads: sales people, campaigns, emails, forms, pages, files, stages.
//!
//! Lives here: what both tools list as their assets. Must not live here: leads.

use super::hours::{self, DAY, HOUR};

/// Someone who owns leads.
#[derive(Debug, Clone)]
pub(crate) struct Seller {
    pub(crate) family: &'static str,
    pub(crate) given: &'static str,
    pub(crate) login: &'static str,
    pub(crate) active: bool,
}

/// A campaign with the emails it sends, one a step.
#[derive(Debug, Clone)]
pub(crate) struct Campaign {
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) active: bool,
    /// Indices of its emails, in the order of its steps.
    pub(crate) emails: Vec<u16>,
    /// Yen a month while it runs.
    pub(crate) monthly_cost: i64,
    /// Midnight, UTC, of its first and its last day.
    pub(crate) starts: i64,
    pub(crate) ends: Option<i64>,
}

impl Campaign {
    /// Yen spent up to `now`: whole months, at the beginning of each.
    pub(crate) fn spent(&self, now: i64) -> i64 {
        let until = self.ends.map_or(now, |ends| now.min(ends));
        if until < self.starts {
            return 0;
        }
        ((until - self.starts) / (30 * DAY) + 1) * self.monthly_cost
    }
}

/// An email.
#[derive(Debug, Clone)]
pub(crate) struct Email {
    pub(crate) name: String,
    pub(crate) subject: String,
    /// When it was made.
    pub(crate) made_at: i64,
    /// When it goes out to everybody; `None` for a campaign's mail, which goes out lead by lead.
    pub(crate) sent_at: Option<i64>,
    /// Its campaign.
    pub(crate) campaign: u16,
}

/// A form, page or file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asset {
    pub(crate) name: &'static str,
    pub(crate) alias: &'static str,
}

/// A stage and what each tool calls it.
#[derive(Debug, Clone)]
pub(crate) struct StageName {
    /// The word of the world.
    pub(crate) word: String,
    /// HubSpot's value.
    pub(crate) hubspot: String,
    /// What HubSpot's people see.
    pub(crate) hubspot_label: String,
    /// Mautic's id and name; `None` where Mautic has no stage for it.
    pub(crate) mautic: Option<(u32, String)>,
}

/// Everything around the leads.
#[derive(Debug, Clone)]
pub(crate) struct Cast {
    pub(crate) sellers: Vec<Seller>,
    pub(crate) campaigns: Vec<Campaign>,
    pub(crate) emails: Vec<Email>,
    pub(crate) stages: Vec<StageName>,
}

/// Steps of the pipeline of deals; the last two are closed.
pub(crate) const PIPELINE: [(&str, &str, f64); 6] = [
    ("appointmentscheduled", "商談設定", 0.2),
    ("qualifiedtobuy", "課題確認", 0.4),
    ("presentationscheduled", "提案", 0.6),
    ("contractsent", "見積・契約", 0.9),
    ("closedwon", "受注", 1.0),
    ("closedlost", "失注", 0.0),
];
/// Index of the step that means won.
pub(crate) const WON: u8 = 4;
/// Index of the step that means lost.
pub(crate) const LOST: u8 = 5;

/// Forms.
pub(crate) const FORMS: [Asset; 4] = [
    Asset {
        name: "お問い合わせ",
        alias: "contact",
    },
    Asset {
        name: "資料請求",
        alias: "brochure",
    },
    Asset {
        name: "セミナー申込",
        alias: "seminar",
    },
    Asset {
        name: "デモ申込",
        alias: "demo",
    },
];
/// Index of the form that asks for a demo.
pub(crate) const DEMO_FORM: u16 = 3;

/// Pages.
pub(crate) const PAGES: [Asset; 8] = [
    Asset {
        name: "トップ",
        alias: "",
    },
    Asset {
        name: "料金",
        alias: "pricing",
    },
    Asset {
        name: "導入事例",
        alias: "case-studies",
    },
    Asset {
        name: "導入事例 製造業",
        alias: "case-studies/manufacturing",
    },
    Asset {
        name: "機能",
        alias: "features",
    },
    Asset {
        name: "ブログ",
        alias: "blog",
    },
    Asset {
        name: "セミナー",
        alias: "seminars",
    },
    Asset {
        name: "お問い合わせ",
        alias: "contact",
    },
];
/// Pages that show an intent to buy.
pub(crate) const KEY_PAGES: [u16; 3] = [1, 2, 3];

/// Files.
pub(crate) const FILES: [Asset; 4] = [
    Asset {
        name: "サービス紹介資料",
        alias: "service-overview",
    },
    Asset {
        name: "導入事例集",
        alias: "case-book",
    },
    Asset {
        name: "業務改善ガイド",
        alias: "kaizen-guide",
    },
    Asset {
        name: "料金表",
        alias: "price-list",
    },
];

/// The address of a page.
pub(crate) fn page_url(page: u16) -> String {
    let alias = PAGES[usize::from(page) % PAGES.len()].alias;
    format!("https://www.example.jp/{alias}")
}

/// Where leads come from: our word, HubSpot's source, Mautic's utm source and medium.
pub(crate) const CHANNELS: [(&str, &str, &str, &str); 8] = [
    ("organic", "ORGANIC_SEARCH", "google", "organic"),
    ("paid", "PAID_SEARCH", "google", "cpc"),
    ("referral", "REFERRALS", "partner", "referral"),
    ("event", "OFFLINE", "expo", "event"),
    ("webinar", "OFFLINE", "webinar", "webinar"),
    ("email", "EMAIL_MARKETING", "newsletter", "email"),
    ("social", "SOCIAL_MEDIA", "linkedin", "social"),
    ("direct", "DIRECT_TRAFFIC", "direct", "none"),
];
/// How often each channel is the one.
pub(crate) const CHANNEL_WEIGHTS: [u32; 8] = [28, 17, 8, 14, 12, 9, 6, 6];
/// The channel of exhibitions.
pub(crate) const EVENT: u8 = 3;

/// The campaign that wakes up those who went quiet.
pub(crate) const DORMANT: u16 = 3;

/// The newsletter's campaign.
pub(crate) const NEWSLETTER: u16 = 5;

/// Index of a stage of the standard list.
pub(crate) mod stage {
    pub(crate) const SUBSCRIBER: u16 = 0;
    pub(crate) const LEAD: u16 = 1;
    pub(crate) const MQL: u16 = 2;
    pub(crate) const SQL: u16 = 3;
    pub(crate) const OPPORTUNITY: u16 = 4;
    pub(crate) const CUSTOMER: u16 = 5;
    pub(crate) const EVANGELIST: u16 = 6;
    pub(crate) const RECYCLED: u16 = 7;
    pub(crate) const REJECTED: u16 = 8;
    pub(crate) const LOST: u16 = 9;
    pub(crate) const CHURNED: u16 = 10;
}

/// Word, HubSpot's value, HubSpot's label, Mautic's id and name (0 is none).
const STAGES: [(&str, &str, &str, u32, &str); 11] = [
    ("subscriber", "subscriber", "Subscriber", 0, ""),
    ("lead", "lead", "Lead", 1, "Lead"),
    (
        "mql",
        "marketingqualifiedlead",
        "Marketing Qualified Lead",
        2,
        "MQL",
    ),
    (
        "sql",
        "salesqualifiedlead",
        "Sales Qualified Lead",
        3,
        "SQL",
    ),
    (
        "opportunity",
        "opportunity",
        "Opportunity",
        4,
        "Opportunity",
    ),
    ("customer", "customer", "Customer", 5, "Customer"),
    ("evangelist", "evangelist", "Evangelist", 5, "Customer"),
    ("recycled", "other", "Other", 6, "Recycled"),
    ("rejected", "148392011", "Rejected", 7, "Rejected"),
    ("lost", "148392012", "Lost", 8, "Lost"),
    ("churned", "148392013", "Churned", 9, "Churned"),
];

const CAMPAIGNS: [(&str, &str, bool, [&str; 3]); 6] = [
    (
        "資料請求フォロー",
        "資料請求後のステップメール",
        true,
        ["資料のご案内", "活用のヒント", "無料相談のご案内"],
    ),
    (
        "展示会フォロー",
        "展示会で名刺交換した方へ",
        true,
        ["ご来場のお礼", "当日の資料", "デモのご案内"],
    ),
    (
        "セミナー参加者育成",
        "セミナー参加後の育成",
        true,
        ["ご参加のお礼", "録画と資料", "導入事例のご紹介"],
    ),
    (
        "休眠掘り起こし",
        "半年動きのない方へ",
        true,
        ["最近の新機能", "導入事例のご紹介", "アンケートのお願い"],
    ),
    (
        "広告LP問い合わせ",
        "広告から来た方へ",
        false,
        ["お問い合わせのお礼", "料金のご案内", "デモのご案内"],
    ),
    ("月刊メールマガジン", "毎月第2火曜日", true, ["", "", ""]),
];

/// Yen that each campaign costs a month.
const MONTHLY_COSTS: [i64; 6] = [180_000, 650_000, 300_000, 60_000, 900_000, 120_000];

impl Cast {
    /// The standard company: five sellers and one who left, six campaigns, and a newsletter on the
    /// second Tuesday of each month between the instants (milliseconds).
    pub(crate) fn standard(from: i64, until: i64) -> Self {
        let mut emails = Vec::new();
        let mut campaigns = Vec::new();
        for (index, (name, description, active, steps)) in CAMPAIGNS.into_iter().enumerate() {
            let campaign = index as u16;
            let mut own = Vec::new();
            for subject in steps.into_iter().filter(|subject| !subject.is_empty()) {
                own.push(emails.len() as u16);
                emails.push(Email {
                    name: format!("{name} {}通目", own.len()),
                    subject: subject.to_owned(),
                    made_at: from,
                    sent_at: None,
                    campaign,
                });
            }
            campaigns.push(Campaign {
                name,
                description,
                active,
                emails: own,
                monthly_cost: MONTHLY_COSTS[index],
                starts: (hours::day_of(from) + 7 * index as i64) * DAY,
                ends: (!active).then(|| (hours::day_of(from) + 600) * DAY),
            });
        }
        for (number, sent_at) in second_tuesdays(from, until).into_iter().enumerate() {
            campaigns[usize::from(NEWSLETTER)]
                .emails
                .push(emails.len() as u16);
            emails.push(Email {
                name: format!("メールマガジン 第{}号", number + 1),
                subject: format!("【第{}号】今月のお役立ち情報", number + 1),
                made_at: sent_at - 3 * DAY,
                sent_at: Some(sent_at),
                campaign: NEWSLETTER,
            });
        }
        Self {
            sellers: sellers(),
            campaigns,
            emails,
            stages: stages(),
        }
    }

    /// The index of the stage with that word; an unknown word becomes a stage of its own.
    pub(crate) fn stage(&mut self, word: &str) -> u16 {
        if let Some(known) = self.stages.iter().position(|stage| stage.word == word) {
            return known as u16;
        }
        let next = self
            .stages
            .iter()
            .filter_map(|stage| stage.mautic.as_ref())
            .map(|(id, _)| *id)
            .max();
        self.stages.push(StageName {
            word: word.to_owned(),
            hubspot: word.to_owned(),
            hubspot_label: word.to_owned(),
            mautic: Some((next.unwrap_or(0) + 1, word.to_owned())),
        });
        (self.stages.len() - 1) as u16
    }

    /// Indices of the newsletters, in order of sending.
    pub(crate) fn newsletters(&self) -> &[u16] {
        &self.campaigns[usize::from(NEWSLETTER)].emails
    }
}

fn sellers() -> Vec<Seller> {
    let seller = |family, given, login, active| Seller {
        family,
        given,
        login,
        active,
    };
    vec![
        seller("水野", "健", "mizuno", true),
        seller("大西", "恵理", "onishi", true),
        seller("白石", "翼", "shiraishi", true),
        seller("北川", "美和", "kitagawa", true),
        seller("黒田", "誠司", "kuroda", true),
        seller("早川", "誠", "hayakawa", false),
    ]
}

fn stages() -> Vec<StageName> {
    STAGES
        .into_iter()
        .map(|(word, hubspot, label, id, name)| StageName {
            word: word.to_owned(),
            hubspot: hubspot.to_owned(),
            hubspot_label: label.to_owned(),
            mautic: (id > 0).then(|| (id, name.to_owned())),
        })
        .collect()
}

/// Ten in the morning, Japanese time.
fn second_tuesdays(from: i64, until: i64) -> Vec<i64> {
    (hours::day_of(from)..=hours::day_of(until))
        .map(hours::start_of)
        .filter(|start| hours::weekday(*start) == 1 && (8..=14).contains(&day_of_month(*start)))
        .map(|start| start + 10 * HOUR)
        .filter(|sent_at| (from..until).contains(sent_at))
        .collect()
}

/// The day of the month of a Japanese midnight.
fn day_of_month(start: i64) -> i8 {
    jiff::Timestamp::from_millisecond(start + 9 * HOUR).map_or(0, |instant| {
        jiff::tz::Offset::UTC.to_datetime(instant).day()
    })
}
