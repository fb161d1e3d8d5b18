//! The one table of commands. From it come the registration with the chat, the parser of the terminal
//! form, `/help` and the locale keys that must exist.
//!
//! Must not live here: sentences, what a command does.

/// One command, declared once.
#[derive(Debug, PartialEq, Eq)]
pub struct Spec {
    /// Its name, or its group and its name with one space between: `status`, `kpi funnel`.
    pub path: &'static str,
    /// What may or must be said with it, required ones first.
    pub options: &'static [OptionSpec],
    /// Who may use it.
    pub permission: Permission,
    /// Who sees the answer.
    pub visibility: Visibility,
}

/// One option of a command.
#[derive(Debug, PartialEq, Eq)]
pub struct OptionSpec {
    /// Its name, as typed.
    pub name: &'static str,
    /// What may stand in it.
    pub kind: OptionKind,
    /// Whether it can be left out.
    pub need: Need,
}

/// What may stand in an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionKind {
    /// Any text.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Words for a period (`kpi.md` §1); what they mean is found where the zone and the instant are known.
    Period,
    /// A whole number.
    Integer,
    /// The id of a KPI; of a stage too, where it is asked what one means.
    Kpi,
}

/// Whether an option can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must be given.
    Required,
    /// It can be left out.
    Optional,
}

/// Who may use a command. The later one may do all that the earlier one may.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    /// Whoever sees the channel.
    #[default]
    Everyone,
    /// Who may manage the server, and who sits at the bot's terminal.
    Manage,
}

/// Who sees an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Only who asked.
    Ephemeral,
    /// Everybody in the channel.
    Channel,
}

/// What `compare` may say.
pub const COMPARISONS: &[&str] = &["previous", "last-year", "none"];
/// What `basis` may say.
pub const BASES: &[&str] = &["period", "cohort"];
/// What `kind` of a report may say.
pub const REPORTS: &[&str] = &["weekly", "biweekly", "monthly"];

/// What `by` may say.
pub const PARTS: &[&str] = &["channel", "segment", "campaign", "owner", "method"];

/// What `direction` of a goal may say.
pub const DIRECTIONS: &[&str] = &["higher", "lower"];

/// The funnel of a period.
pub const KPI_FUNNEL: Spec = Spec {
    path: "kpi funnel",
    options: &[
        OptionSpec::optional("period", OptionKind::Period),
        OptionSpec::optional("compare", OptionKind::Choice(COMPARISONS)),
        OptionSpec::optional("basis", OptionKind::Choice(BASES)),
    ],
    permission: Permission::Everyone,
    visibility: Visibility::Ephemeral,
};

/// One KPI.
pub const KPI_SHOW: Spec = Spec {
    path: "kpi show",
    options: &[
        OptionSpec::required("kpi", OptionKind::Kpi),
        OptionSpec::optional("period", OptionKind::Period),
        OptionSpec::optional("compare", OptionKind::Choice(COMPARISONS)),
        OptionSpec::optional("by", OptionKind::Choice(PARTS)),
    ],
    permission: Permission::Everyone,
    visibility: Visibility::Ephemeral,
};

/// Every KPI there is.
pub const KPI_LIST: Spec = Spec {
    path: "kpi list",
    options: &[],
    permission: Permission::Everyone,
    visibility: Visibility::Ephemeral,
};

/// What a KPI or a stage means.
pub const KPI_DEFINE: Spec = Spec {
    path: "kpi define",
    options: &[OptionSpec::required("kpi", OptionKind::Kpi)],
    permission: Permission::Everyone,
    visibility: Visibility::Ephemeral,
};

/// What posts claimed of a KPI, and what it is now.
pub const KPI_HISTORY: Spec = Spec {
    path: "kpi history",
    options: &[
        OptionSpec::required("kpi", OptionKind::Kpi),
        OptionSpec::optional("period", OptionKind::Period),
    ],
    permission: Permission::Everyone,
    visibility: Visibility::Ephemeral,
};

/// The leads behind a KPI.
pub const KPI_RECORDS: Spec = Spec {
    path: "kpi records",
    options: &[
        OptionSpec::required("kpi", OptionKind::Kpi),
        OptionSpec::optional("period", OptionKind::Period),
        OptionSpec::optional("from", OptionKind::Integer),
    ],
    permission: Permission::Manage,
    visibility: Visibility::Ephemeral,
};

/// What would have been out of the ordinary.
pub const ALERTS_SIMULATE: Spec = Spec {
    path: "alerts simulate",
    options: &[
        OptionSpec::optional("kpi", OptionKind::Kpi),
        OptionSpec::optional("weeks", OptionKind::Integer),
    ],
    permission: Permission::Everyone,
    visibility: Visibility::Ephemeral,
};

const PERIOD_AND_COMPARE: &[OptionSpec] = &[
    OptionSpec::optional("period", OptionKind::Period),
    OptionSpec::optional("compare", OptionKind::Choice(COMPARISONS)),
];

const fn part(path: &'static str) -> Spec {
    Spec {
        path,
        options: PERIOD_AND_COMPARE,
        permission: Permission::Everyone,
        visibility: Visibility::Ephemeral,
    }
}

/// A part of the catalogue each.
pub static KPI_PARTS: [Spec; 5] = [
    part("kpi email"),
    part("kpi engagement"),
    part("kpi acquisition"),
    part("kpi roi"),
    part("kpi usage"),
];

/// A cost that no tool knows.
pub const COST_ADD: Spec = Spec {
    path: "cost add",
    options: &[
        OptionSpec::required("amount", OptionKind::Text),
        OptionSpec::optional("period", OptionKind::Period),
        OptionSpec::optional("channel", OptionKind::Text),
        OptionSpec::optional("note", OptionKind::Text),
    ],
    permission: Permission::Manage,
    visibility: Visibility::Ephemeral,
};

/// The leads that are hot now.
pub const LEADS_HOT: Spec = Spec {
    path: "leads hot",
    options: &[],
    permission: Permission::Everyone,
    visibility: Visibility::Ephemeral,
};

/// A report as it would be posted, shown to the asker.
pub const REPORT_PREVIEW: Spec = Spec {
    path: "report preview",
    options: &[OptionSpec::required("kind", OptionKind::Choice(REPORTS))],
    permission: Permission::Everyone,
    visibility: Visibility::Ephemeral,
};

/// A report, posted now.
pub const REPORT_POST: Spec = Spec {
    path: "report post",
    options: &[OptionSpec::required("kind", OptionKind::Choice(REPORTS))],
    permission: Permission::Manage,
    visibility: Visibility::Ephemeral,
};

const GOAL_KPI: OptionSpec = OptionSpec::required("kpi", OptionKind::Kpi);
const PERIOD: OptionSpec = OptionSpec::optional("period", OptionKind::Period);

/// A goal, set or changed.
pub const GOAL_SET: Spec = Spec {
    path: "goal set",
    options: &[
        GOAL_KPI,
        OptionSpec::required("target", OptionKind::Text),
        PERIOD,
        OptionSpec::optional("direction", OptionKind::Choice(DIRECTIONS)),
    ],
    permission: Permission::Manage,
    visibility: Visibility::Ephemeral,
};

/// How far goals are, and where they land.
pub const GOAL_SHOW: Spec = Spec {
    path: "goal show",
    options: &[OptionSpec::optional("kpi", OptionKind::Kpi), PERIOD],
    permission: Permission::Everyone,
    visibility: Visibility::Ephemeral,
};

/// The goals that are set.
pub const GOAL_LIST: Spec = Spec {
    path: "goal list",
    options: &[],
    permission: Permission::Everyone,
    visibility: Visibility::Ephemeral,
};

/// A goal, taken back.
pub const GOAL_REMOVE: Spec = Spec {
    path: "goal remove",
    options: &[GOAL_KPI, PERIOD],
    permission: Permission::Manage,
    visibility: Visibility::Ephemeral,
};

/// Options of `/goal plan` for the rates of the usual stages, in their order.
pub const GOAL_RATES: &[&str] = &[
    "lead_mql",
    "mql_sql",
    "sql_opportunity",
    "opportunity_customer",
];

/// From a wish back to what each stage may cost or needs.
pub const GOAL_PLAN: Spec = Spec {
    path: "goal plan",
    options: &[
        OptionSpec::optional("gross_margin", OptionKind::Text),
        OptionSpec::optional("payback", OptionKind::Text),
        OptionSpec::optional("new_mrr", OptionKind::Text),
        OptionSpec::optional("arpa", OptionKind::Text),
        OptionSpec::optional(GOAL_RATES[0], OptionKind::Text),
        OptionSpec::optional(GOAL_RATES[1], OptionKind::Text),
        OptionSpec::optional(GOAL_RATES[2], OptionKind::Text),
        OptionSpec::optional(GOAL_RATES[3], OptionKind::Text),
        OptionSpec::optional("rates", OptionKind::Text),
    ],
    permission: Permission::Everyone,
    visibility: Visibility::Ephemeral,
};

/// A dated note, left beside the numbers.
pub const NOTE_ADD: Spec = Spec {
    path: "note add",
    options: &[
        OptionSpec::required("text", OptionKind::Text),
        OptionSpec::optional("date", OptionKind::Period),
    ],
    permission: Permission::Everyone,
    visibility: Visibility::Ephemeral,
};

/// The notes about a period.
pub const NOTE_LIST: Spec = Spec {
    path: "note list",
    options: &[PERIOD],
    permission: Permission::Everyone,
    visibility: Visibility::Ephemeral,
};

/// How fresh the numbers are, and what is wrong.
pub const STATUS: Spec = Spec {
    path: "status",
    options: &[],
    permission: Permission::Everyone,
    visibility: Visibility::Ephemeral,
};

/// What can be asked.
pub const HELP: Spec = Spec {
    path: "help",
    options: &[],
    permission: Permission::Everyone,
    visibility: Visibility::Ephemeral,
};

/// Every command, in the order `/help` shows them.
pub const COMMANDS: &[&Spec] = &[
    &KPI_FUNNEL,
    &KPI_SHOW,
    &KPI_PARTS[0],
    &KPI_PARTS[1],
    &KPI_PARTS[2],
    &KPI_PARTS[3],
    &KPI_PARTS[4],
    &KPI_LIST,
    &KPI_DEFINE,
    &KPI_HISTORY,
    &KPI_RECORDS,
    &COST_ADD,
    &LEADS_HOT,
    &REPORT_PREVIEW,
    &REPORT_POST,
    &GOAL_SET,
    &GOAL_SHOW,
    &GOAL_LIST,
    &GOAL_REMOVE,
    &GOAL_PLAN,
    &NOTE_ADD,
    &NOTE_LIST,
    &ALERTS_SIMULATE,
    &STATUS,
    &HELP,
];

/// The commands whose answers are for everybody who may ask: they can be shared, and read in another language. What
/// shows single people or changes anything is not among them.
pub const QUESTIONS: &[&Spec] = &[
    &KPI_FUNNEL,
    &KPI_SHOW,
    &KPI_PARTS[0],
    &KPI_PARTS[1],
    &KPI_PARTS[2],
    &KPI_PARTS[3],
    &KPI_PARTS[4],
    &KPI_LIST,
    &KPI_DEFINE,
    &KPI_HISTORY,
    &REPORT_PREVIEW,
    &GOAL_SHOW,
    &GOAL_LIST,
    &GOAL_PLAN,
    &NOTE_LIST,
    &ALERTS_SIMULATE,
];

/// The command of that path.
pub fn find(path: &str) -> Option<&'static Spec> {
    COMMANDS.iter().copied().find(|spec| spec.path == path)
}

/// The commands of a group, in order; none where there is no such group.
pub fn group(name: &str) -> impl Iterator<Item = &'static Spec> {
    COMMANDS
        .iter()
        .copied()
        .filter(move |spec| spec.group() == Some(name))
}

/// First words of all commands in order, each once: what the chat lists as a command of its own.
pub fn roots() -> Vec<&'static str> {
    let mut roots = Vec::new();
    for spec in COMMANDS {
        if roots.last() != Some(&spec.root()) {
            roots.push(spec.root());
        }
    }
    roots
}

/// The locale key of a first word, or of a whole path.
pub fn key(path: &str) -> String {
    format!("cmd-{}", path.replace(' ', "-"))
}

/// Every locale key that the table needs in every language, in the order of the table.
pub fn keys() -> Vec<String> {
    let mut keys = Vec::new();
    for root in roots() {
        if group(root).next().is_some() {
            keys.extend(with_description(key(root)));
        }
    }
    for spec in COMMANDS {
        keys.extend(with_description(spec.key()));
        for option in spec.options {
            keys.extend(with_description(spec.option_key(option)));
            for choice in option.choices() {
                keys.push(spec.choice_key(option, choice));
            }
        }
    }
    keys
}

fn with_description(key: String) -> [String; 2] {
    let description = format!("{key}-desc");
    [key, description]
}

impl Spec {
    /// Whether its answers can be shared.
    pub fn is_question(&self) -> bool {
        QUESTIONS.iter().any(|spec| spec.path == self.path)
    }

    /// The first word: the group, or the name of a command without one.
    pub fn root(&self) -> &'static str {
        self.path
            .split_once(' ')
            .map_or(self.path, |(group, _)| group)
    }

    /// The group, where it has one.
    pub fn group(&self) -> Option<&'static str> {
        self.path.split_once(' ').map(|(group, _)| group)
    }

    /// The last word.
    pub fn name(&self) -> &'static str {
        self.path
            .split_once(' ')
            .map_or(self.path, |(_, name)| name)
    }

    /// The option of that name.
    pub fn option(&self, name: &str) -> Option<&'static OptionSpec> {
        self.options.iter().find(|option| option.name == name)
    }

    /// Locale key of the name; with `-desc` appended, of the description.
    pub fn key(&self) -> String {
        key(self.path)
    }

    /// Locale key of an option's name; with `-desc` appended, of its description.
    pub fn option_key(&self, option: &OptionSpec) -> String {
        format!("{}-opt-{}", self.key(), option.name)
    }

    /// Locale key of a choice.
    pub fn choice_key(&self, option: &OptionSpec, choice: &str) -> String {
        format!("{}-{choice}", self.option_key(option))
    }

    /// The accepted form, as typed: `/report post kind:weekly|biweekly|monthly`.
    pub fn usage(&self) -> String {
        let mut usage = format!("/{}", self.path);
        for option in self.options {
            usage.push(' ');
            usage.push_str(&option.usage());
        }
        usage
    }
}

impl OptionSpec {
    const fn optional(name: &'static str, kind: OptionKind) -> Self {
        Self {
            name,
            kind,
            need: Need::Optional,
        }
    }

    const fn required(name: &'static str, kind: OptionKind) -> Self {
        Self {
            name,
            kind,
            need: Need::Required,
        }
    }

    /// Its choices; none for an option that takes anything else.
    pub fn choices(&self) -> &'static [&'static str] {
        match self.kind {
            OptionKind::Choice(choices) => choices,
            _ => &[],
        }
    }

    /// The accepted form, as typed; in brackets where it can be left out.
    pub fn usage(&self) -> String {
        let form = match self.kind {
            OptionKind::Choice(choices) => format!("{}:{}", self.name, choices.join("|")),
            OptionKind::Integer => format!("{}:0", self.name),
            OptionKind::Text | OptionKind::Period | OptionKind::Kpi => {
                format!("{}:…", self.name)
            }
        };
        match self.need {
            Need::Required => form,
            Need::Optional => format!("[{form}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use kpi::{by::By, period::Compare};
    use report::locale::LOCALES;

    use super::{
        COMMANDS, COMPARISONS, Need, PARTS, Permission, QUESTIONS, find, group, keys, roots,
    };

    fn is_name(word: &str) -> bool {
        (1..=32).contains(&word.len())
            && word
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c))
    }

    #[test]
    fn names_fit_the_chat() {
        for spec in COMMANDS {
            assert!(spec.path.split(' ').count() <= 2, "{}", spec.path);
            assert!(spec.path.split(' ').all(is_name), "{}", spec.path);
            assert!(spec.options.len() <= 25, "{}", spec.path);
            for option in spec.options {
                assert!(is_name(option.name), "{}", option.name);
                assert!(option.choices().len() <= 25, "{}", option.name);
            }
        }
    }

    #[test]
    fn required_options_come_first() {
        for spec in COMMANDS {
            let needs: Vec<bool> = spec
                .options
                .iter()
                .map(|o| o.need == Need::Optional)
                .collect();
            assert!(needs.is_sorted(), "{}", spec.path);
        }
    }

    #[test]
    fn paths_and_keys_are_unique_and_groups_stand_together() {
        let paths: HashSet<&str> = COMMANDS.iter().map(|spec| spec.path).collect();
        assert_eq!(paths.len(), COMMANDS.len());
        let roots = roots();
        assert_eq!(roots.iter().collect::<HashSet<_>>().len(), roots.len());
        let keys = keys();
        assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len());
        assert!(keys.contains(&"cmd-kpi-funnel-opt-compare-last-year".to_owned()));
        assert!(keys.contains(&"cmd-kpi-desc".to_owned()));
    }

    #[test]
    fn every_name_description_and_choice_has_words_in_every_language() {
        for locale in LOCALES {
            for key in keys() {
                assert!(locale.words().has(&key), "{key} in {}", locale.code());
            }
        }
    }

    #[test]
    fn comparisons_are_those_that_periods_know() {
        assert_eq!(COMPARISONS, Compare::ALL.map(Compare::as_str));
        assert_eq!(PARTS, By::ALL.map(By::as_str));
    }

    #[test]
    fn what_can_be_shared_may_be_asked_by_everyone() {
        for spec in QUESTIONS {
            assert_eq!(spec.permission, Permission::Everyone, "{}", spec.path);
        }
    }

    #[test]
    fn a_command_is_found_by_its_path_alone() {
        assert_eq!(find("kpi funnel").map(|spec| spec.name()), Some("funnel"));
        assert_eq!(find("kpi"), None);
        assert_eq!(group("report").count(), 2);
        assert_eq!(group("status").count(), 0);
    }

    #[test]
    fn the_usage_shows_what_is_accepted() {
        let usage = find("kpi funnel").map(|spec| spec.usage());
        assert_eq!(
            usage.as_deref(),
            Some("/kpi funnel [period:…] [compare:previous|last-year|none] [basis:period|cohort]")
        );
        let usage = find("report post").map(|spec| spec.usage());
        assert_eq!(
            usage.as_deref(),
            Some("/report post kind:weekly|biweekly|monthly")
        );
    }
}
