//! Jobs that are too large or too small to lie in a folder.

use portl::analysis::{Analysis, Source, analyze};

use super::case::annotated;

fn codes(text: String) -> Vec<&'static str> {
    let files = annotated()[0].beside();
    let source = Source {
        name: "job.yaml".to_owned(),
        text,
    };
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
