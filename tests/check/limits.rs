//! Jobs that are too large or too small to lie in a folder.

use std::time::{Duration, Instant};

use portl::analysis::{Analysis, Source, analyze};

use super::case::annotated;

fn codes(text: String) -> Vec<&'static str> {
    let files = annotated()[0].beside();
    let source = Source::new("job.yaml".to_owned(), text);
    let Analysis { diagnostics, .. } = analyze(source, None, &files);
    diagnostics.iter().map(|found| found.code.name).collect()
}

#[test]
fn a_file_without_a_job_says_so_and_nothing_else() {
    for text in ["", "\n", "# a comment\n", "---\n", "\u{feff}"] {
        assert_eq!(codes(text.to_owned()), ["yaml.empty"], "{text:?}");
    }
}

#[test]
fn what_is_too_much_is_one_error() {
    let many = format!("steps: [{}]", "a, ".repeat(200_000));
    let deep = format!("steps: {}{}", "[".repeat(100), "]".repeat(100));
    let large = format!("name: {}", "a".repeat(2_000_000));
    assert_eq!(codes(many), ["yaml.too-many-values"]);
    assert_eq!(codes(deep), ["yaml.too-deep"]);
    assert_eq!(codes(large), ["yaml.too-large"]);
}

/// A build that is not optimised has time enough.
const LONG: Duration = Duration::from_secs(3);

#[test]
fn a_name_that_is_set_of_itself_twice_over_and_over_is_followed_once() {
    let sets: String = (0..60)
        .map(|n| format!("{{% set a{} = a{n} ~ a{n} %}}", n + 1))
        .collect();
    let job = format!(
        "connections: {{api: {{type: http, config: {{base_url: \"http://a\"}}}}}}\nsteps:\n  - id: put\n    type: api.call\n    method: PUT\n    path: /a\n    idempotency_key: \"{{% set a0 = now() %}}{sets}{{{{ a60 }}}}\"\n"
    );
    let begin = Instant::now();
    assert_eq!(codes(job), ["effect.unstable-key"]);
    assert!(begin.elapsed() < LONG, "{:?}", begin.elapsed());
}

#[test]
fn long_conditions_inside_of_each_other_take_no_time() {
    let mut job =
        "inputs: {m: text}\nconnections: {db: {type: sqlite, config: {path: a}}}\nsteps:\n"
            .to_owned();
    let mut indent = "  ".to_owned();
    for depth in 0..12 {
        let parts: Vec<_> = (0..150)
            .map(|part| format!("inputs.m != 'a{depth}_{part}'"))
            .collect();
        let when = parts.join(" and ");
        job.push_str(&format!(
            "{indent}- id: c{depth}\n{indent}  type: conditional\n{indent}  when: {when}\n{indent}  then:\n"
        ));
        indent.push_str("    ");
    }
    job.push_str(&format!(
        "{indent}- {{id: last, type: db.execute, query: DELETE FROM a WHERE true}}\n"
    ));
    let begin = Instant::now();
    assert_eq!(codes(job), [] as [&str; 0]);
    assert!(begin.elapsed() < LONG, "{:?}", begin.elapsed());
}

/// Where something is wrong, secrets are looked for in every line.
#[test]
fn long_lines_are_searched_for_secrets_once() {
    for piece in [
        "a: {",
        "password: x,",
        "a://b",
        "x:",
        "password=",
        "  : ",
        "é://",
    ] {
        let line = piece.repeat(400_000 / piece.len());
        let begin = Instant::now();
        assert!(!codes(format!("nam: '{line}'\n")).is_empty());
        assert!(begin.elapsed() < LONG, "{piece}: {:?}", begin.elapsed());
    }
}
