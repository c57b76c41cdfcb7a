use std::fmt::Write as _;
use std::fs;

use super::annotation::{Annotation, parse};
use super::case::{Case, annotated};
use super::rewrite::rewritten;

#[test]
fn every_job_gets_exactly_the_diagnostics_that_it_is_annotated_with() {
    if std::env::var_os("PORTL_REWRITE_CASES").is_some() {
        for case in annotated() {
            fs::write(&case.path, rewritten(&case)).expect("the case can be written");
        }
    }
    let differences: String = annotated().iter().map(difference).collect();
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn the_corpus_has_many_bad_and_many_good_jobs() {
    let cases = annotated();
    let bad = cases
        .iter()
        .filter(|case| !parse(&case.text).is_empty())
        .count();
    assert!(bad >= 250, "{bad} bad jobs");
    assert!(cases.len() - bad >= 80, "{} good jobs", cases.len() - bad);
}

/// What is expected and not found, and the other way round.
fn difference(case: &Case) -> String {
    let expected = parse(&case.text);
    let found = case.found(&case.text);
    let mut out = String::new();
    for one in expected
        .iter()
        .filter(|one| !found.iter().any(|found| one.expects(found)))
    {
        show(&mut out, "not found", case, one);
    }
    for one in found
        .iter()
        .filter(|found| !expected.iter().any(|one| one.expects(found)))
    {
        show(&mut out, "not expected", case, one);
    }
    out
}

fn show(out: &mut String, what: &str, case: &Case, annotation: &Annotation) {
    let help = annotation.help.as_deref().unwrap_or("-");
    writeln!(
        out,
        "{what}: {} {}\n    help: {help}",
        case.path.display(),
        annotation.written_out()
    )
    .expect("a string takes it");
}
