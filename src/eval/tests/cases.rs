//! Tables of cases: what Jinja2 gives as well, where Portl differs, and the examples of the helpers.

use super::{Names, REGISTRY, literal, written};
use crate::{
    eval::{Stop, fold},
    spec::Example,
};

fn names() -> Names {
    Names::default()
        .written("n", "none")
        .written("t", "true")
        .written("f", "false")
        .written("i", "7")
        .written("d", "2.5")
        .written("s", "'héllo'")
        .written("l", "[3, 1, 2]")
        .written("e", "[]")
        .written("m", "{}")
        .written("r", "{'a': 1, 'b': {'c': none, 'd': [10, 20]}}")
        .written("rows", "[{'id': 1, 'name': 'a'}, {'id': 2, 'name': 'b'}]")
        .written("pairs", "[['x', 1], ['y', 2]]")
}

/// What is wrong with a case, if anything: its result is a literal, or a part of a failure's message behind `!`.
fn complaint(names: &Names, source: &str, expected: &str) -> Option<String> {
    let found = match names.evaluate(source) {
        Ok(value) => literal(value),
        Err(Stop::Failed(failed)) => format!("! {failed}"),
        Err(Stop::Unknown) => "unknown".to_owned(),
    };
    let is_right = match expected.strip_prefix("! ") {
        Some(message) => found.starts_with("! ") && found.contains(message),
        None => found == written(expected),
    };
    (!is_right).then(|| format!("{source}\n  expected {expected}\n  found    {found}\n"))
}

fn check(table: &str) -> usize {
    let names = names();
    let cases: Vec<_> = table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.rsplit_once(" => ").expect("a case has a result"))
        .collect();
    let complaints: String = cases
        .iter()
        .filter_map(|(source, expected)| complaint(&names, source, expected))
        .collect();
    assert!(complaints.is_empty(), "\n{complaints}");
    cases.len()
}

#[test]
fn agrees_with_jinja() {
    assert!(check(include_str!("same.txt")) > 200);
}

#[test]
fn differs_from_jinja_where_it_means_to() {
    assert!(check(include_str!("differs.txt")) > 70);
}

#[test]
fn examples_of_helpers_and_tests_hold() {
    let names = Names::default();
    let functions = REGISTRY.functions.iter().flat_map(|one| one.examples);
    let predicates = REGISTRY.predicates.iter().flat_map(|one| one.examples);
    let complaints: String = functions
        .chain(predicates)
        .filter_map(|Example { expression, gives }| complaint(&names, expression, gives))
        .collect();
    assert!(complaints.is_empty(), "\n{complaints}");
}

#[test]
fn folding_changes_no_value() {
    for line in include_str!("same.txt").lines() {
        let Some((source, expected)) = line.rsplit_once(" => ") else {
            continue;
        };
        if line.starts_with('#') {
            continue;
        }
        let names = names();
        let mut expr = names.expr(source);
        fold(&mut expr, &super::runtime());
        let value = super::evaluate(&expr, &names, &super::runtime()).unwrap();
        assert_eq!(literal(value), written(expected), "{source}");
    }
}
