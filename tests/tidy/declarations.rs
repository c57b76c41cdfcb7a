//! What is declared can be looked up: every name is unique and every declaration says what it is for.

use std::collections::BTreeSet;

use portl::{
    analysis::REGISTRY,
    diagnostic::messages,
    spec::{Step, connections},
};

fn each_once<'a>(what: &str, names: impl IntoIterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(seen.insert(name), "{what} `{name}` is declared twice");
    }
    assert!(!seen.is_empty(), "no {what} is declared");
}

fn is_kebab(word: &str) -> bool {
    !word.is_empty()
        && !word.starts_with('-')
        && !word.ends_with('-')
        && word
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[test]
fn codes_are_named_once_and_by_rule() {
    each_once("the code", messages::all().map(|code| code.name));
    for code in messages::all() {
        let (family, mistake) = code.name.split_once('.').unwrap_or_default();
        assert!(
            is_kebab(family) && is_kebab(mistake),
            "`{}` is not `family.the-mistake`",
            code.name
        );
    }
}

#[test]
fn a_summary_is_a_sentence() {
    for code in messages::all() {
        let summary = code.summary;
        let begins = summary.starts_with(|c: char| c.is_uppercase() || c == '`');
        assert!(
            begins && summary.ends_with('.'),
            "`{}`: {summary:?}",
            code.name
        );
    }
}

#[test]
fn helpers_and_tests_are_documented_and_shown() {
    each_once(
        "the helper",
        REGISTRY.functions.iter().map(|function| function.name),
    );
    each_once(
        "the test",
        REGISTRY.predicates.iter().map(|predicate| predicate.name),
    );
    let helpers = REGISTRY
        .functions
        .iter()
        .map(|it| (it.name, it.doc, it.examples.len()));
    let tests = REGISTRY
        .predicates
        .iter()
        .map(|it| (it.name, it.doc, it.examples.len()));
    for (name, doc, examples) in helpers.chain(tests) {
        assert!(doc.ends_with('.'), "`{name}`: {doc:?}");
        assert!(examples > 0, "`{name}` has no example");
    }
}

/// A conditional's `when` picks the branch; nothing else may mean something else than on other steps.
#[test]
fn only_a_conditional_has_its_own_when() {
    let mut own = Vec::new();
    for step in REGISTRY.steps {
        let is_common = |name: &str| Step::COMMON.iter().any(|key| key.name == name);
        let keys = step.keys.iter().filter(|key| is_common(key.name));
        own.extend(keys.map(|key| (step.name, key.name)));
    }
    assert_eq!(own, [("conditional", "when")]);
}

#[test]
fn steps_keys_and_settings_are_documented() {
    each_once("the step type", REGISTRY.steps.iter().map(|step| step.name));
    each_once("the common key", Step::COMMON.iter().map(|key| key.name));
    for step in REGISTRY.steps {
        assert!(
            !step.doc.is_empty() && !step.result.is_empty(),
            "`{}`",
            step.name
        );
        each_once("the key", step.keys.iter().map(|key| key.name));
        for key in step.keys.iter().chain(Step::COMMON) {
            assert!(!key.doc.is_empty(), "`{}` of `{}`", key.name, step.name);
        }
    }
    each_once(
        "the connection type",
        connections::ALL.iter().map(|connection| connection.name),
    );
    for connection in connections::ALL {
        assert!(!connection.doc.is_empty(), "`{}`", connection.name);
        each_once(
            "the setting",
            connection.settings.iter().map(|setting| setting.name),
        );
        for setting in connection.settings {
            assert!(
                !setting.doc.is_empty(),
                "`{}` of `{}`",
                setting.name,
                connection.name
            );
        }
    }
}
