//! How `check` writes what it finds, and which files it takes.

use portl::analysis::{Source, analyze};
use portl::render::{Style, diagnostics};
use serde_json::Value;

use super::case::annotated;
use crate::support::portl::Workspace;
use crate::support::snapshot::assert_snapshot;

/// The name needs escapes in every format.
const NAME: &str = "jobs/größe, 5%: a.yaml";
/// An error with a second label, a warning, an advice with a fix, and a warning that is put aside.
const JOB: &str = "\
inputs: {note: text?}
connections:
  db: {type: sqlite, config: {path: a.db}}
steps:
  - id: store
    type: db.insert
    batch: {from: \"{{ [{'größe': 1}] }}\", as: row}
    table: a
    mapping: {größe: \"{{ row.größe }}\"}
  - id: again
    type: db.insert
    batch: {from: \"{{ [{'größe': 1}] }}\", as: row}
    table: b
    mapping: {id: \"日本 {{ steps.store.größe }}\", note: \"{{ inputs.note | upper }}\"}
  - id: last
    type: db.insert
    config: {table: c, mapping: {note: \"{{ inputs.note | upper }}\"}} # portl: ignore[type.maybe-null] 100%, sure
    on_error: continue # portl: ignore[type.maybe-nul] misspelled
";

fn workspace() -> Workspace {
    Workspace::new()
        .file(NAME, JOB)
        .file(
            "jobs/good.yml",
            "steps:\n  - {id: a, type: csv.write, path: a, rows: \"{{ [{'a': 1}] }}\"}\n",
        )
        .file("jobs/.hidden/b.yaml", "steps: 1\n")
        .file("jobs/portl.yaml", "connections: {}\n")
}

fn check(arguments: &str) -> String {
    let finished = workspace().shell(&format!("portl check {arguments}"));
    format!(
        "{}--- stderr\n{}--- exit {:?}\n",
        finished.stdout, finished.stderr, finished.code
    )
}

#[test]
fn as_text() {
    assert_snapshot("check", "text", &check("jobs --advice"));
}

#[test]
fn as_text_in_ascii() {
    let finished = workspace()
        .env("LANG", "C")
        .portl(&["check", "jobs", "--advice"]);
    assert_snapshot("check", "text_ascii", &finished.stderr);
}

#[test]
fn colours_follow_the_environment() {
    let colored = |workspace: Workspace| {
        let said = workspace.portl(&["check", "jobs"]).expect_code(1).stderr;
        said.contains('\u{1b}')
    };
    assert!(!colored(workspace()), "piped");
    assert!(colored(workspace().env("CLICOLOR_FORCE", "1")));
    assert!(!colored(workspace().env("CLICOLOR_FORCE", "0")));
    assert!(!colored(
        workspace().env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1")
    ));
}

#[test]
fn as_text_in_terminals_of_all_widths() {
    let source = Source::new(NAME.to_owned(), JOB.to_owned());
    let analysis = analyze(source, None, &annotated()[0].beside());
    for width in [80, 140] {
        let style = Style {
            unicode: true,
            ..Style::plain(width)
        };
        let text = diagnostics::text(&analysis.diagnostics, usize::MAX, &analysis.sources, style);
        assert_snapshot("check", &format!("text_{width}"), &text);
    }
}

#[test]
fn as_json() {
    assert_snapshot("check", "json", &check("jobs --advice --format json"));
}

#[test]
fn as_annotations_for_github() {
    assert_snapshot("check", "github", &check("jobs --advice --format github"));
    let stdin = check("- --format github < 'jobs/größe, 5%: a.yaml'");
    assert!(
        stdin.starts_with("::error title=type.list-as-record::"),
        "{stdin}"
    );
}

/// The log of `portl check ARGUMENTS --format sarif`, held against the schema of SARIF.
fn sarif(workspace: &Workspace, arguments: &str) -> Value {
    let schema = include_str!("../support/sarif/schema-2.1.0.json");
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema is one");
    let finished = workspace.shell(&format!("portl check {arguments} --format sarif"));
    let log: Value = serde_json::from_str(&finished.stdout)
        .unwrap_or_else(|error| panic!("{error}: {finished:?}"));
    let errors: Vec<_> = validator
        .iter_errors(&log)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    log
}

#[test]
fn as_sarif() {
    let log = sarif(&workspace(), "jobs --advice");
    let mut shown = log.clone();
    for rule in shown["runs"][0]["tool"]["driver"]["rules"]
        .as_array_mut()
        .expect("there are rules")
    {
        let story = rule["help"].take();
        assert_eq!(story["text"], story["markdown"]);
        assert!(
            story["text"]
                .as_str()
                .is_some_and(|text| text.contains("## Right"))
        );
    }
    assert_snapshot("check", "sarif", &format!("{shown:#}\n"));
}

#[test]
fn sarif_is_valid_whatever_is_checked() {
    let workspace = workspace();
    sarif(&workspace, "jobs/good.yml");
    sarif(&workspace, "- < jobs/good.yml");
    let log = sarif(&workspace, "- < 'jobs/größe, 5%: a.yaml'");
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "-");
    let log = sarif(&workspace, "jobs/good.yml jobs/gone.yml");
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    for case in annotated().chunks(40) {
        let files: Vec<_> = case
            .iter()
            .map(|case| format!("'{}'", case.path.display()))
            .collect();
        sarif(&workspace, &format!("--advice {}", files.join(" ")));
    }
}

#[test]
fn every_file_is_checked_once_and_in_order() {
    let bad = "steps: 1\n";
    let workspace = ["b/b.yaml", "a.yaml", "b/a/c.yml", "b/c.txt"]
        .into_iter()
        .fold(Workspace::new(), |workspace, name| {
            workspace.file(name, bad)
        });
    let files = |arguments: &str| {
        let command = format!("portl check --format json {arguments} < a.yaml");
        let finished = workspace.shell(&command).expect_code(1);
        let lines = finished.stdout.lines().map(|line| {
            let object: Value = serde_json::from_str(line).expect("a line is an object");
            object["file"]
                .as_str()
                .expect("a file has a name")
                .to_owned()
        });
        lines.collect::<Vec<_>>()
    };
    assert_eq!(files("b a.yaml"), ["b/a/c.yml", "b/b.yaml", "a.yaml"]);
    assert_eq!(
        files("a.yaml ./a.yaml b/../a.yaml - - b/b.yaml b"),
        ["a.yaml", "-", "b/b.yaml", "b/a/c.yml"]
    );
    assert_eq!(files("b/c.txt"), ["b/c.txt"]);
}

#[test]
fn a_file_that_is_not_there_does_not_keep_others_from_being_checked() {
    let workspace = Workspace::new()
        .file("a.yaml", "steps: 1\n")
        .file("empty/a.txt", "");
    let finished = workspace
        .portl(&["check", "gone.yaml", "a.yaml"])
        .expect_code(2);
    assert!(
        finished.stderr.contains("`gone.yaml` can't be read"),
        "{finished:?}"
    );
    assert!(finished.stderr.contains("job.wrong-shape"), "{finished:?}");
    let finished = workspace.portl(&["check", "empty"]).expect_code(2);
    assert!(
        finished.stderr.contains("no job file in `empty`"),
        "{finished:?}"
    );
}

/// A job with 300 mistakes.
fn many() -> Workspace {
    let wrong = |n| {
        format!(
            "  - {{id: e{n}, type: db.execute, connection: db, query: 'SELECT {{{{ gone{n} }}}}'}}\n"
        )
    };
    let steps: String = (0..300).map(wrong).collect();
    let connections = "connections: {db: {type: sqlite, config: {path: a.db}}}\n";
    Workspace::new().file("many.yaml", &format!("{connections}steps:\n{steps}"))
}

#[test]
fn of_many_diagnostics_the_first_are_shown_and_the_rest_is_counted() {
    let workspace = many();
    let shown = workspace.portl(&["check", "many.yaml"]).expect_code(1);
    assert_eq!(shown.stderr.matches("error[").count(), 200);
    let last = shown.stderr.lines().rev().take(3).collect::<Vec<_>>();
    assert!(last[1].contains("300 errors in many.yaml"), "{last:?}");
    assert_eq!(
        last[2],
        "100 more are not shown: `portl check --max-diagnostics 300 many.yaml` shows all"
    );
    let all = workspace
        .portl(&["check", "--max-diagnostics", "0", "many.yaml"])
        .expect_code(1);
    assert_eq!(all.stderr.matches("error[").count(), 300);
    assert!(!all.stderr.contains("not shown"));
}

#[test]
fn programs_are_told_that_not_everything_is_shown() {
    let workspace = many();
    let json = workspace.portl(&["check", "--format", "json", "many.yaml"]);
    let objects: Vec<Value> = json
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(objects.len(), 201);
    assert_eq!(objects[200]["not_shown"], 100);
    let github = workspace.portl(&["check", "--format", "github", "many.yaml"]);
    let last = github.stdout.lines().last().expect("a line");
    assert!(
        last.starts_with("::warning::100 more are not shown"),
        "{last}"
    );
    let log = sarif(&workspace, "many.yaml");
    let notes = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    let said = notes[0]["message"]["text"].as_str().expect("a message");
    assert!(said.starts_with("100 more are not shown"), "{said}");
    assert_eq!(
        log["runs"][0]["results"].as_array().map(Vec::len),
        Some(200)
    );
}

#[test]
fn a_secret_is_blotted_out_where_what_says_so_is_not_shown() {
    let workspace = Workspace::new().file(
        "job.yaml",
        "{connections: {db: {type: postgres, config: {host: h, username: u, password: hunter2-hunter2, database: d}}}, steps: [{id: a, type: db.execute, connection: db, query: 'SELECT {{ gone }}'}]}\n",
    );
    let shown = workspace.portl(&["check", "--max-diagnostics", "1", "job.yaml"]);
    assert!(shown.stderr.contains("gone"), "{}", shown.stderr);
    assert!(shown.stderr.contains("1 more"), "{}", shown.stderr);
    assert!(!shown.stderr.contains("hunter2"), "{}", shown.stderr);
}
