use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;
use crate::limits::{YAML_DEPTH, YAML_SIZE, YAML_VALUES};

const DEPTH: usize = YAML_DEPTH.default as usize;
const BYTES: usize = (YAML_SIZE.default as usize) << 20;
const VALUES: usize = YAML_VALUES.default as usize;

const JOB: &str = r#"name: resources
connections:
  pg: &pg {type: postgres, config: {url: "${env:PG_URL:-x}"}}
  other: {<<: *pg, timeout: 5}
steps:
  - id: read
    type: csv.read
    columns: {price: decimal, on: {type: date, format: '%d''%m'}}
  - id: latest
    query: |
      SELECT id
        FROM t WHERE a = {{ res.id }}
    note: >-
      folded größe
      text
  - id: tell
    path: "/a\u00e9/{{ x
      | trim }}"
    when: "{{ a is none }}" # comment
"#;

fn only_code(text: &str) -> String {
    let parsed = parse_text(text);
    assert!(parsed.node.is_none(), "a limit leaves no tree");
    let codes: Vec<_> = parsed.found.iter().map(|found| found.code.name).collect();
    assert_eq!(codes.len(), 1, "{codes:?}");
    codes[0].to_owned()
}

/// Lists of nine aliases each, nested: 9 to the power of `levels` values in a few lines.
fn bomb(levels: usize, padding: usize) -> String {
    let mut text = format!("a0: &a0 [{}]\n", vec!["x"; 9 + padding].join(", "));
    for level in 1..=levels {
        let alias = format!("*a{}", level - 1);
        let list = vec![alias; 9].join(", ");
        writeln!(text, "a{level}: &a{level} [{list}]").expect("a string takes it");
    }
    text
}

#[test]
fn an_alias_bomb_is_an_error_at_the_alias() {
    let text = bomb(9, 50_000);
    assert!(text.len() > 150_000);
    let started = std::time::Instant::now();
    assert_eq!(only_code(&text), "yaml.too-many-values");
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    let found = parse_text(&text).found;
    let alias = found.iter().next().expect("one was found").span;
    assert_eq!(alias.end - alias.start, 3);
    assert_eq!(only_code(&bomb(9, 0)), "yaml.too-many-values");
    assert!(parse_text(&bomb(3, 0)).node.is_some());
}

#[test]
fn a_long_text_is_kept_once_however_often_it_is_named() {
    let long = "x".repeat(500_000);
    let aliases = vec!["*a"; 50_000].join(", ");
    let (_, node) = tree_of(&format!("a: &a '{long}'\nb: [{aliases}]\n"));
    let NodeKind::List(values) = &value(&node, "b").kind else {
        panic!("expected a list")
    };
    let first = scalar(&values[0]).text().as_ptr();
    assert!(
        values
            .iter()
            .all(|value| scalar(value).text().as_ptr() == first)
    );
}

#[test]
fn nesting_has_an_end() {
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse_text(&nested(DEPTH)).node.is_some());
    assert_eq!(only_code(&nested(DEPTH + 1)), "yaml.too-deep");
    assert_eq!(only_code(&"[".repeat(50_000)), "yaml.too-deep");
    assert_eq!(only_code(&"- ".repeat(50_000)), "yaml.too-deep");
    assert_eq!(only_code(&"{a: ".repeat(50_000)), "yaml.too-deep");
    let through_alias = format!(
        "- &a {}\n- [{}*a{}]\n",
        nested(40),
        "[".repeat(30),
        "]".repeat(30)
    );
    assert_eq!(only_code(&through_alias), "yaml.too-deep");
}

#[test]
fn files_and_their_values_have_a_limit() {
    assert_eq!(
        only_code(&format!("a: {}", "x".repeat(BYTES))),
        "yaml.too-large"
    );
    assert_eq!(only_code(&"- 1\n".repeat(VALUES)), "yaml.too-many-values");
    assert!(parse_text(&"- 1\n".repeat(VALUES - 1)).node.is_some());
}

#[test]
fn large_files_are_read_in_linear_time() {
    let keys: String = (0..45_000).map(|key| format!("key{key}: 1\n")).collect();
    let started = std::time::Instant::now();
    assert!(parse_text(&keys).node.is_some());
    let aliases: String = (0..30_000)
        .map(|at| format!("- &a{at} x\n- *b{at}\n"))
        .collect();
    assert_eq!(parse_text(&aliases).found.iter().count(), 30_000);
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}

/// Parses, and asks for the place of everything that came out.
fn exercise(text: &str) {
    let parsed = parse_text(text);
    assert!(
        parsed.node.is_some() || parsed.found.has_errors(),
        "nothing was read and nothing was said: {text:?}"
    );
    for found in parsed.found.iter() {
        let source = parsed.sources.file(found.span.file).text();
        assert!(
            source.get(found.span.range()).is_some(),
            "{found:?} in {text:?}"
        );
    }
    parsed
        .node
        .iter()
        .for_each(|node| visit(&parsed.sources, node));
}

fn visit(sources: &Sources, node: &Node) {
    let source = sources.file(node.span.file).text();
    assert!(
        source.get(node.span.range()).is_some(),
        "{node:?} in {source:?}"
    );
    match &node.kind {
        NodeKind::Scalar(scalar) => visit_scalar(source, scalar),
        NodeKind::List(values) => values.iter().for_each(|value| visit(sources, value)),
        NodeKind::Map(map) => map.entries.iter().for_each(|entry| {
            visit_scalar(source, &entry.key);
            visit(sources, &entry.value);
        }),
        NodeKind::Error => {}
    }
}

fn visit_scalar(source: &str, scalar: &Scalar) {
    for (at, found) in scalar.text().char_indices() {
        let span = scalar.span_of(at..at + found.len_utf8());
        assert!(
            source.get(span.range()).is_some(),
            "{scalar:?} in {source:?}"
        );
    }
}

#[test]
fn the_job_itself_has_no_mistake() {
    tree_of(JOB);
    for (at, _) in JOB.char_indices() {
        exercise(&JOB[..at]);
        exercise(&JOB[at..]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_mutation_of_a_job_panics(
        edits in prop::collection::vec(
            (any::<prop::sample::Index>(), 0..12_usize, "[\t\r\n \"'\\\\{}\\[\\]:,#&*!|>%@`?~<\u{feff}\u{0}éa1-]{0,4}"),
            1..5,
        )
    ) {
        let mut text = JOB.to_owned();
        for (index, len, replacement) in edits {
            let start = text.floor_char_boundary(index.index(text.len() + 1));
            let end = text.ceil_char_boundary((start + len).min(text.len()));
            text.replace_range(start..end, &replacement);
        }
        exercise(&text);
    }

    #[test]
    fn no_noise_panics(text in "([\t\r\n \"'\\\\{}\\[\\]:,#&*!|>%@`?~<\u{feff}éab1-]|: |- |\\{\\{|\\}\\}|\n  ){0,40}") {
        exercise(&text);
    }
}
