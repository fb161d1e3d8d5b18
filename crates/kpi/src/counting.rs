//! What a team names as a survey, as a conversion, as one of its methods of nurturing (`kpi.md` §4).
//!
//! Lives here: the agreement. Must not live here: how it is read from a file, how it is counted (the store).

use std::collections::BTreeMap;

/// Days after a click within which a conversion is attributed to its mail, where the team says nothing (`kpi.md` §4).
pub const ATTRIBUTION_DAYS: u32 = 7;

/// The agreement on what counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// Emails that carry a survey, each with the form that answers it; ids in the tool.
    pub surveys: BTreeMap<String, String>,
    /// Acts that are conversions; `None` where nothing is named.
    pub conversions: Option<Acts>,
    /// Days after a click within which a conversion belongs to its mail.
    pub attribution_days: u32,
    /// What counts for each method of nurturing.
    pub methods: BTreeMap<Method, Acts>,
}

impl Default for Counting {
    fn default() -> Self {
        Self {
            surveys: BTreeMap::new(),
            conversions: None,
            attribution_days: ATTRIBUTION_DAYS,
            methods: BTreeMap::new(),
        }
    }
}

/// Acts of leads, by what they were done with. `*` is any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acts {
    /// Forms sent: ids in the tool.
    pub forms: Vec<String>,
    /// Files downloaded: ids in the tool.
    pub downloads: Vec<String>,
    /// Emails clicked in: ids in the tool.
    pub emails: Vec<String>,
    /// Pages seen: how their address begins.
    pub pages: Vec<String>,
    /// New leads of these channels.
    pub channels: Vec<String>,
}

/// A list of these means anything.
pub const ANY: &str = "*";

macro_rules! methods {
    ($($(#[$note:meta])* $name:ident = $word:literal,)+) => {
        /// The twelve methods of nurturing (`kpi.md` §4).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Method {
            $($(#[$note])* $name,)+
        }

        impl Method {
            /// Every method.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word in settings and formulas.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// Key of its acts in the team's file.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("methods.", $word),)+
                }
            }

            /// The method of that word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|method| method.as_str() == word)
            }
        }
    };
}

methods! {
    /// Articles on the web site: conversions.
    WebContent = "web-content",
    /// A newsletter by mail: views.
    Newsletter = "newsletter",
    /// Mails of a scenario: views.
    ScenarioMail = "scenario-mail",
    /// Films: views.
    Video = "video",
    /// Seminars on the web: registrations.
    OnlineSeminar = "online-seminar",
    /// White papers: downloads.
    WhitePaper = "white-paper",
    /// Surveys: answers.
    Survey = "survey",
    /// Advertising to people who were there before: accesses.
    RetargetingAd = "retargeting-ad",
    /// A newsletter on paper: responses.
    PrintedNewsletter = "printed-newsletter",
    /// Visits by sales: opportunities.
    SalesVisit = "sales-visit",
    /// Calls: appointments.
    Telephone = "telephone",
    /// Seminars in a room: registrations.
    OnSiteSeminar = "on-site-seminar",
}
