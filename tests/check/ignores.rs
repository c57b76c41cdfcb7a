//! What a machine does about a comment that ignores nothing.

use portl::analysis::{Analysis, Source, analyze};
use portl::diagnostic::{Fix, Replacement};

use super::case::annotated;

fn checked(text: &str) -> Analysis {
    let source = Source::new("job.yaml".to_owned(), text.to_owned());
    analyze(source, None, &annotated()[0].beside())
}

/// The text after the edits of a fix.
fn mended(text: &str, fix: &Fix) -> String {
    let mut text = text.to_owned();
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    for edit in edits {
        let Replacement::Source(new) = &edit.text else {
            panic!("a comment is no value: {edit:?}");
        };
        text.replace_range(edit.span.range(), new);
    }
    text
}

/// The job with a comment behind its step and one above, after each fix that is offered has been made.
fn after_all_fixes(behind: &str, above: &str) -> String {
    let mut text = format!(
        "inputs: {{note: text?}}\nsteps:\n{above}  - id: a\n    type: csv.write\n    path: a.csv\n    \
         rows: \"{{{{ [{{'note': inputs.note | upper}}] }}}}\"{behind}\n"
    );
    while let Some(fix) = {
        let found = checked(&text).diagnostics;
        found.into_iter().find_map(|found| found.fix)
    } {
        text = mended(&text, &fix);
    }
    text
}

#[test]
fn what_ignores_nothing_is_deleted_without_a_trace() {
    let clean = after_all_fixes("", "");
    for comment in [
        "# portl: ignore[step.useless-retry] old",
        "# portl: ignore[step.useless-retry,job.nested-config] old",
        "# portl: ignore[ sql.malformed , job.nested-config ] old",
        "# portl: ignore[what.is-that, sql.malformed, job.nested-config] old",
    ] {
        assert_eq!(after_all_fixes(&format!("   {comment}"), ""), clean);
        assert_eq!(after_all_fixes("", &format!("  {comment}\n")), clean);
    }
}

#[test]
fn what_ignores_something_stays() {
    let kept = |codes: &str| after_all_fixes(&format!(" # portl: ignore[{codes}] why"), "");
    let only = after_all_fixes(" # portl: ignore[type.maybe-null] why", "");
    assert!(only.contains("ignore[type.maybe-null] why"), "{only}");
    assert_eq!(kept("type.maybe-nul"), only);
    for codes in [
        "job.nested-config, type.maybe-null",
        "type.maybe-null, job.nested-config",
        "sql.malformed, type.maybe-null, job.nested-config",
        "type.maybe-null, type.maybe-null",
    ] {
        assert_eq!(kept(codes), only, "{codes}");
    }
}

#[test]
fn what_is_ignored_is_kept_with_its_reason() {
    let text = after_all_fixes(
        " # portl: ignore[type.maybe-null] the caller gives one ",
        "",
    );
    let analysis = checked(&text);
    assert!(analysis.diagnostics.is_empty(), "{analysis:?}");
    let [ignored] = analysis.ignored.as_slice() else {
        panic!("{:?}", analysis.ignored);
    };
    assert_eq!(ignored.diagnostic.code.name, "type.maybe-null");
    assert_eq!(ignored.reason, "the caller gives one");
}
