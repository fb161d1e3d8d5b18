//! The arrows of ARCHITECTURE.md, asserted from what cargo knows, and what must stay absent.

use std::{collections::BTreeMap, fs, path::Path};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// package, what it may use of ours, the heavy dependencies that it alone owns.
const ARROWS: &[(&str, &[&str], &[&str])] = &[
    ("kpi", &[], &[]),
    ("leads", &["kpi"], &[]),
    ("ma", &["kpi"], &["reqwest"]),
    ("store", &["kpi", "leads"], &["sqlx"]),
    ("report", &["kpi", "leads"], &["fluent-bundle", "resvg"]),
    (
        "funnelbot-commands",
        &["kpi", "leads", "report", "store"],
        &[],
    ),
    (
        "chat",
        &["kpi", "leads", "report", "store", "funnelbot-commands"],
        &["serenity"],
    ),
    ("sandbox", &[], &["axum", "tokio-tungstenite"]),
    (
        "funnelbot",
        &[
            "kpi",
            "leads",
            "ma",
            "store",
            "report",
            "funnelbot-commands",
            "chat",
            "sandbox",
        ],
        &["clap", "tracing-subscriber", "cron", "dotenvy", "toml"],
    ),
];

/// What tests and benches alone may use beyond that, and why.
const FOR_TESTS: &[(&str, &str)] = &[
    // Connecting is tried on the sandboxed servers.
    ("chat", "sandbox"),
    // A server that answers what no real tool would.
    ("ma", "axum"),
    // Its log lines are searched for secrets.
    ("ma", "tracing-subscriber"),
    // Rules are read as people write them.
    ("leads", "toml"),
    // The imitated Discord's answers are read by the library that reads the real one's.
    ("sandbox", "serenity"),
    // Rows are counted behind the program's back.
    ("funnelbot", "sqlx"),
];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata answers")
}

/// What each package names of that kind; what builds a package counts as the package itself.
fn dependencies(
    metadata: &Metadata,
    counts: fn(DependencyKind) -> bool,
) -> BTreeMap<String, Vec<String>> {
    metadata
        .packages
        .iter()
        .map(|package| {
            let names = package
                .dependencies
                .iter()
                .filter(|dependency| counts(dependency.kind))
                .map(|dependency| dependency.name.clone());
            (package.name.to_string(), names.collect())
        })
        .collect()
}

fn normal_dependencies(metadata: &Metadata) -> BTreeMap<String, Vec<String>> {
    dependencies(metadata, |kind| kind != DependencyKind::Development)
}

#[test]
fn every_package_uses_only_what_its_arrows_allow() {
    let used = normal_dependencies(&metadata());
    assert_eq!(
        used.len(),
        ARROWS.len(),
        "a package without arrows, or an arrow without a package"
    );
    for (package, allowed, _) in ARROWS {
        let ours: Vec<&String> = used[*package]
            .iter()
            .filter(|name| used.contains_key(*name))
            .collect();
        for name in ours {
            assert!(
                allowed.contains(&name.as_str()),
                "{package} must not use {name}"
            );
        }
    }
}

#[test]
fn a_heavy_dependency_has_one_owner() {
    let used = normal_dependencies(&metadata());
    for (owner, _, owned) in ARROWS {
        for heavy in *owned {
            for (package, names) in &used {
                let uses = names.iter().any(|name| name == heavy);
                assert_eq!(
                    uses,
                    package == owner,
                    "{heavy} belongs to {owner}, see {package}"
                );
            }
        }
    }
}

#[test]
fn tests_use_no_more_than_their_package_but_for_named_reasons() {
    let used = dependencies(&metadata(), |kind| kind == DependencyKind::Development);
    let mut needed = Vec::new();
    for (package, allowed, owned) in ARROWS {
        for name in &used[*package] {
            let is_ours = used.contains_key(name);
            let is_heavy = ARROWS
                .iter()
                .any(|(_, _, owned)| owned.contains(&name.as_str()));
            let is_own = allowed.contains(&name.as_str()) || owned.contains(&name.as_str());
            if (is_ours || is_heavy) && !is_own {
                needed.push((*package, name.clone()));
            }
        }
    }
    for (package, name) in &needed {
        assert!(
            FOR_TESTS.contains(&(*package, name.as_str())),
            "the tests of {package} must not use {name}"
        );
    }
    for (package, name) in FOR_TESTS {
        assert!(
            needed.contains(&(*package, (*name).to_owned())),
            "{package} no longer needs {name} for its tests: take the line out"
        );
    }
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).expect("a source file is UTF-8");
            found.push((path.display().to_string(), text));
        }
    }
}

fn sources_of(folders: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in folders {
        sources(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
            &mut found,
        );
    }
    found
}

const OURS: &[&str] = &[
    "src",
    "commands",
    "crates/kpi/src",
    "crates/leads/src",
    "crates/ma/src",
    "crates/store/src",
    "crates/report/src",
    "crates/chat/src",
];

#[test]
fn only_config_reads_the_environment_and_only_the_clock_reads_the_time() {
    for (file, text) in sources_of(OURS) {
        let env = text.contains("env::var(") || text.contains("env::vars(");
        assert!(
            !env || file.ends_with("src/config.rs"),
            "{file} reads the environment"
        );
        let now = [
            "Timestamp::now(",
            "ZonedDateTime::now(",
            "SystemTime::now(",
            "Utc::now(",
            "Local::now(",
        ]
        .iter()
        .any(|call| text.contains(call));
        assert!(
            !now || file.ends_with("src/clock.rs"),
            "{file} reads the machine's clock"
        );
        // Spans between requests are measured where they are throttled.
        let measures = text.contains("Instant::now(");
        assert!(
            !measures || file.contains("crates/ma/src/http"),
            "{file} measures real time"
        );
    }
}

#[test]
fn only_the_scheduler_and_the_two_http_clients_sleep() {
    for (file, text) in sources_of(OURS) {
        let waits = [
            "sleep(",
            "sleep_until(",
            "time::interval",
            "thread::park_timeout",
        ];
        let sleeps = waits.iter().any(|call| text.contains(call));
        let allowed = [
            "src/cli/run.rs",
            "crates/ma/src/http",
            "crates/chat/src/http.rs",
        ]
        .iter()
        .any(|place| file.contains(place));
        assert!(!sleeps || allowed, "{file} sleeps");
    }
}

#[test]
fn production_code_knows_no_tests_and_has_no_loose_ends() {
    // A file of tests alone is declared as such by the module above it.
    let production = |(file, _): &(String, String)| {
        let file = Path::new(file);
        let (Some(folder), Some(name)) = (file.parent(), file.file_stem()) else {
            return true;
        };
        let above = fs::read_to_string(folder.with_extension("rs")).unwrap_or_default();
        !file.ends_with("tests.rs")
            && !above.contains(&format!("#[cfg(test)]\nmod {};", name.display()))
    };
    for (file, text) in sources_of(OURS).into_iter().filter(production) {
        let production = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        for smell in ["cfg(test)", "todo!(", "unimplemented!(", ".unwrap()"] {
            assert!(
                !production.contains(smell),
                "{file} has {smell} outside its tests"
            );
        }
        assert!(
            !file.ends_with("/mod.rs"),
            "{file}: a module is name.rs beside its folder"
        );
        assert!(
            text.starts_with("//!"),
            "{file} does not say what lives in it"
        );
    }
}

#[test]
fn the_store_is_the_only_place_with_sql_and_no_chat_type_is_known_below_chat() {
    for (file, text) in sources_of(&[
        "src",
        "commands",
        "crates/report/src",
        "crates/ma/src",
        "crates/chat/src",
    ]) {
        assert!(!text.contains("sqlx::"), "{file} speaks SQL");
    }
    for (file, text) in sources_of(&[
        "commands",
        "crates/store/src",
        "crates/report/src",
        "crates/kpi/src",
    ]) {
        assert!(
            !text.contains("serenity::"),
            "{file} knows the chat library"
        );
    }
}
