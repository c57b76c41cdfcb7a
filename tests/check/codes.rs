use std::collections::BTreeSet;

use portl::diagnostic::messages;

use super::annotation::parse;
use super::case::annotated;

/// What no job says by its text alone: see `limits.rs` and `surroundings.rs`.
const ELSEWHERE: &[&str] = &[
    "yaml.empty",
    "yaml.too-large",
    "yaml.too-deep",
    "yaml.too-many-values",
    "env.unset",
    "env.file",
    "env.setting",
    "input.missing",
    "input.value",
];

#[test]
fn every_code_occurs_in_an_annotation() {
    let cases = annotated();
    let annotations = cases.iter().flat_map(|case| parse(&case.text));
    let mut seen: BTreeSet<_> = annotations.map(|found| found.code().to_owned()).collect();
    seen.extend(ELSEWHERE.iter().map(|code| (*code).to_owned()));
    let unseen: Vec<_> = messages::all()
        .filter(|code| !seen.contains(code.name))
        .collect();
    assert!(unseen.is_empty(), "{unseen:#?}");
}

#[test]
fn no_two_codes_have_the_same_name() {
    let mut names = BTreeSet::new();
    for code in messages::all() {
        assert!(names.insert(code.name), "{} is declared twice", code.name);
    }
}
