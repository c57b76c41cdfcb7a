//! The files under `grammar/` that are generated.

use std::{fs, path::Path};

use portl::{
    analysis::REGISTRY,
    limits::{CSV_CELL, CSV_COLUMNS, CSV_RECORD, Most, OF_JOB, OF_PROCESS, Unit},
    reference,
};

fn is_fresh(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("grammar")
        .join(name);
    if std::env::var_os("PORTL_UPDATE").is_some() {
        fs::write(&path, text).expect("the file can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "grammar/{name} is stale: run `PORTL_UPDATE=1 cargo test reference`"
    );
}

#[test]
fn the_reference_is_fresh() {
    is_fresh("reference.md", &reference::markdown(&REGISTRY));
}

#[test]
fn the_stories_are_fresh() {
    is_fresh("diagnostics.md", &reference::stories());
}

#[test]
fn the_schema_is_fresh() {
    let schema = serde_json::to_string_pretty(&reference::schema(&REGISTRY)).expect("it is JSON");
    is_fresh("job.schema.json", &format!("{schema}\n"));
}

#[test]
fn every_limit_is_in_the_language() {
    let language = include_str!("../../docs/language.md");
    let step = [&CSV_RECORD, &CSV_CELL, &CSV_COLUMNS];
    for limit in OF_PROCESS.iter().chain(OF_JOB).copied().chain(step) {
        let typed = [format!("`{}`", limit.name), format!("{}: ", limit.name)];
        let row = language.lines().find(|line| {
            line.starts_with("| ") && typed.iter().any(|typed| line.contains(typed.as_str()))
        });
        let most = match limit.unit {
            Unit::Count => grouped(limit.default),
            _ => Most::of(limit).to_string(),
        };
        assert!(row.is_some_and(|row| row.contains(&most)), "{limit:?}");
    }
}

/// A number with its thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    let groups: Vec<_> = groups.map(String::from_utf8_lossy).collect();
    groups.join(",")
}

#[test]
fn everything_declared_is_in_the_reference() {
    let text = reference::markdown(&REGISTRY);
    let steps = REGISTRY
        .steps
        .iter()
        .map(|step| format!("### `{}`", step.name));
    let helpers = REGISTRY
        .functions
        .iter()
        .map(|it| format!("### `{}`", it.name));
    let tests = REGISTRY
        .predicates
        .iter()
        .map(|it| format!("### `is {}`", it.name));
    let codes = portl::diagnostic::messages::all().map(|code| format!("| [`{}`](", code.name));
    for heading in steps.chain(helpers).chain(tests).chain(codes) {
        assert_eq!(text.matches(&heading).count(), 1, "{heading}");
    }
}
