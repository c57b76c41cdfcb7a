//! Fixes: each one mends its mistake, harms nothing, and `check --fix` makes all of them.

use std::fs;

use portl::analysis::{Analysis, Source, mend};
use portl::diagnostic::{Diagnostic, Fix, Severity};
use portl::text::FileId;

use super::case::{Case, annotated, examples};
use crate::support::portl::Workspace;

const JOB: FileId = FileId(0);

/// The text with one fix made.
fn applied(text: &str, fix: &Fix) -> Option<String> {
    let edits = fix.written_in(JOB)?;
    let mut mended = text.to_owned();
    let mut behind = text.len();
    for (span, new) in edits.into_iter().rev() {
        assert!(span.range().end <= behind, "edits overlap: {fix:?}");
        behind = span.range().start;
        mended.replace_range(span.range(), new);
    }
    Some(mended)
}

fn count(analysis: &Analysis, like: &Diagnostic) -> usize {
    let found = analysis.diagnostics.iter();
    found
        .filter(|one| (one.code, &one.message) == (like.code, &like.message))
        .count()
}

fn mended(case: &Case, text: &str) -> portl::analysis::Mended {
    let job = Source::new("job.yaml".to_owned(), text.to_owned());
    mend(job, case.project().as_ref(), &case.beside(), true)
}

#[test]
fn every_fix_alone_mends_its_mistake() {
    let mut fixes = 0;
    let mut wrong = Vec::new();
    for case in annotated() {
        let before = case.analyze(&case.text, &case.beside());
        for found in &before.diagnostics {
            let Some(text) = found.fix.as_ref().and_then(|fix| applied(&case.text, fix)) else {
                continue;
            };
            fixes += 1;
            let after = case.analyze(&text, &case.beside());
            if count(&after, found) >= count(&before, found) {
                wrong.push(format!(
                    "{:?}: {} stays: {:?}",
                    case.path, found.message, found.fix
                ));
            }
            // What YAML hid comes to light; anything else that is new was done by the fix.
            let hides = ["yaml.", "job.", "template."]
                .iter()
                .any(|family| found.code.name.starts_with(family));
            let errors = after.diagnostics.iter().filter(|one| {
                one.code.severity == Severity::Error && count(&after, one) > count(&before, one)
            });
            for one in errors.filter(|_| !hides) {
                wrong.push(format!(
                    "{:?}: {} gives {}",
                    case.path, found.message, one.message
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(fixes > 40, "only {fixes} fixes in the corpus");
}

#[test]
fn fixing_twice_is_fixing_once_and_adds_no_error() {
    for case in annotated().into_iter().chain(examples()) {
        let once = mended(&case, &case.text);
        let twice = mended(&case, &once.text);
        assert_eq!(once.text, twice.text, "{:?}", case.path);
        assert!(twice.fixed.is_empty(), "{:?}", case.path);
        if once.fixed.is_empty() {
            assert_eq!(once.text, case.text, "{:?}", case.path);
        }
    }
}

/// What is only likely to be meant is said and not written: a fix would change what the job does by a guess.
#[test]
fn a_guess_is_left_to_people() {
    let job = "\
connections:
  db: {type: sqlite, config: {path: a.db}}
  api: {type: http, config: {base_url: \"https://api.test\", redirects: follow}}
steps:
  - {id: a, type: db.insert, connection: db, table: t, mapping: {x: \"{{ 'a' | capitalize }}\"}, on_conflict: do_nothing}
  - {id: b, type: api.call, connection: api, method: FETCH, path: /x}
  - {id: c, type: http.delete, connection: api, path: /x, retry: {max_retries: 3}}
";
    let workspace = Workspace::new().file("job.yaml", job);
    let said = workspace
        .portl(&["check", "--fix", "job.yaml"])
        .expect_code(1)
        .stderr;
    for help in [
        "`same_origin`",
        "`GET`",
        "`api.call`",
        "`max_attempts`",
        "`title`",
    ] {
        assert!(said.contains(&format!("write {help}")), "{help}: {said}");
    }
    let text = fs::read_to_string(workspace.path("job.yaml")).expect("the job is there");
    assert_eq!(text, job.replace("do_nothing", "skip"));
}

/// The example with the mistake of the template that it was made from.
fn slip() -> String {
    let job = include_str!("../../examples/template/job.yaml");
    let right = "version_check[idx] is none or version_check[idx].status == 'published'";
    assert!(job.contains(right));
    job.replace(right, "version_check.status == 'published'")
}

#[test]
fn the_slip_of_the_template_is_mended() {
    let workspace = Workspace::of_example("template").file("job.yaml", &slip());
    let found = workspace
        .portl(&["check", "job.yaml"])
        .expect_code(1)
        .stderr;
    assert_eq!(found.matches("error[").count(), 1, "{found}");
    assert!(found.contains("error[type.list-as-record]"), "{found}");
    let fixed = workspace
        .portl(&["check", "--fix", "job.yaml"])
        .expect_code(0)
        .stderr;
    assert!(fixed.contains("fixed job.yaml:"), "{fixed}");
    // What a resource without a version is to get is for the author to say.
    assert!(fixed.contains("warning[type.maybe-null]"), "{fixed}");
    let text = fs::read_to_string(workspace.path("job.yaml")).expect("the job is there");
    let line = "when: \"{{ version_check[idx].status == 'published' }}\"";
    assert!(text.contains(line), "{text}");
    workspace
        .portl(&["plan", "--offline", "job.yaml"])
        .expect_code(0);
}

#[test]
fn only_what_is_mended_changes_in_a_file() {
    let job = "\u{feff}steps:\r\n  - id: a # kept\r\n    typ: csv.read\r\n    path: \"x.csv\"\r\n";
    let workspace = Workspace::new().file("job.yaml", job);
    workspace
        .portl(&["check", "--fix", "job.yaml"])
        .expect_code(0);
    let text = fs::read_to_string(workspace.path("job.yaml")).expect("the job is there");
    assert_eq!(text, job.replace("typ:", "type:"));
}

#[test]
fn what_is_left_decides_how_it_ends() {
    let job = "steps:\n  - {id: a, typ: csv.read, path: x.csv, zzz: 1}\n";
    let workspace = Workspace::new().file("job.yaml", job);
    let said = workspace
        .portl(&["check", "--fix", "job.yaml"])
        .expect_code(1)
        .stderr;
    assert!(said.contains("fixed job.yaml:2:"), "{said}");
    assert!(said.contains("error[job.unknown-key]"), "{said}");
}

#[test]
fn keys_under_config_move_up_with_their_comments() {
    let job = "\
connections:
  db: {type: sqlite, config: {path: a.db}}
steps:
  - id: a
    type: db.query_many
    config:
      connection: db
      # which people
      query: |
        SELECT id
          FROM people -- # all
    save_as: people # kept
";
    let workspace = Workspace::new().file("job.yaml", job);
    workspace
        .portl(&["check", "--fix", "--advice", "job.yaml"])
        .expect_code(0);
    let text = fs::read_to_string(workspace.path("job.yaml")).expect("the job is there");
    let flat = "\
    type: db.query_many
    connection: db
    # which people
    query: |
      SELECT id
        FROM people -- # all
    save_as: people # kept
";
    assert!(text.ends_with(flat), "{text}");
}

#[test]
fn a_hole_in_quotes_becomes_a_parameter() {
    let job = "\
connections:
  db: {type: sqlite, config: {path: a.db}}
inputs: {name: text}
steps:
  - id: a
    type: db.query_many
    query: \"SELECT id FROM people WHERE a = '{{ inputs.name }}' AND b LIKE '%{{ inputs.name }}%'\"
";
    let workspace = Workspace::new().file("job.yaml", job);
    workspace
        .portl(&["check", "--fix", "job.yaml"])
        .expect_code(0);
    let text = fs::read_to_string(workspace.path("job.yaml")).expect("the job is there");
    let mended = "a = {{ inputs.name }} AND b LIKE '%' || {{ inputs.name }} || '%'\"\n";
    assert!(text.ends_with(mended), "{text}");
}

#[test]
fn standard_input_comes_back_mended() {
    let job = "steps:\n  - {id: a, typ: csv.read, path: x.csv}\n";
    let workspace = Workspace::new().file("in.yaml", job);
    let path = workspace.path("in.yaml");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_portl"))
        .args(["check", "--fix", "-"])
        .stdin(fs::File::open(path).expect("the file is there"))
        .output()
        .expect("portl runs");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        job.replace("typ:", "type:")
    );
}

#[test]
fn a_file_that_cannot_be_written_stays_as_it_is() {
    let job = "steps:\n  - {id: a, typ: csv.read, path: x.csv}\n";
    let workspace = Workspace::new().file("job.yaml", job);
    let path = workspace.path("job.yaml");
    let mut permissions = fs::metadata(&path).expect("the job is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("the job is ours");
    let said = workspace
        .portl(&["check", "--fix", "job.yaml"])
        .expect_code(2)
        .stderr;
    assert!(said.contains("it is read-only"), "{said}");
    let text = fs::read_to_string(path).expect("the job is there");
    assert_eq!(text, job);
}
