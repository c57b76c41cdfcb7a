use serde_json::Value;

use super::annotation::{Annotation, parse};
use super::case::annotated;
use crate::support::portl::Workspace;
use portl::text::Position;

const JOB: &str = "ten_mistakes.yml";

/// A folder with the job of ten mistakes, without what annotates it.
fn workspace() -> (Workspace, Vec<Annotation>) {
    let cases = annotated();
    let case = cases
        .iter()
        .find(|case| case.path.ends_with(JOB))
        .expect("the job is there");
    let workspace = Workspace::new()
        .file(JOB, &case.text)
        .file("people.csv", "code,name,age\n");
    (workspace, parse(&case.text))
}

#[test]
fn a_job_with_ten_mistakes_gets_ten_diagnostics_as_json() {
    let (workspace, expected) = workspace();
    let finished = workspace
        .portl(&["check", JOB, "--format", "json"])
        .expect_code(1);
    let objects: Vec<Value> = finished
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is an object"))
        .collect();
    let found: Vec<_> = objects.iter().map(annotation).collect();
    assert_eq!(found, expected);
    assert_eq!(found.len(), 10);
    assert_eq!(finished.stderr, "");
}

#[test]
fn every_object_has_the_fields_that_scripts_rely_on() {
    let (workspace, _) = workspace();
    let finished = workspace.portl(&["check", JOB, "--format", "json"]);
    let place = ["line", "column", "end_line", "end_column"];
    for line in finished.stdout.lines() {
        let object: Value = serde_json::from_str(line).expect("a line is an object");
        let fields: Vec<_> = object.as_object().expect("an object").keys().collect();
        let mut expected = vec!["code", "severity", "message", "help", "file"];
        expected.extend(place);
        expected.push("labels");
        expected.extend(object.get("fix").map(|_| "fix"));
        assert_eq!(fields, expected);
        assert_eq!(object["file"], JOB);
        for label in object["labels"].as_array().expect("a list") {
            assert!(label["message"].is_string(), "{label}");
            assert!(place.iter().all(|number| label[number].is_u64()), "{label}");
        }
        for edit in object["fix"].as_array().into_iter().flatten() {
            assert!(edit["text"].is_string(), "{edit}");
            assert!(place.iter().all(|number| edit[number].is_u64()), "{edit}");
        }
    }
}

#[test]
fn a_job_with_ten_mistakes_gets_ten_diagnostics_as_text() {
    let (workspace, expected) = workspace();
    let finished = workspace.portl(&["check", JOB]).expect_code(1);
    assert_eq!(finished.stdout, "");
    let said = &format!("\n{}", finished.stderr);
    assert_eq!(said.matches("\nerror[").count(), 10, "{said}");
    let mut rest = said.as_str();
    for one in expected {
        let (code, message) = one.text.split_once(": ").expect("a code and a message");
        let at = rest
            .find(&format!("\n{code}"))
            .unwrap_or_else(|| panic!("{code} in order: {said}"));
        rest = &rest[at..];
        let words: String = message.split_whitespace().collect();
        let seen: String = rest.split_whitespace().collect();
        assert!(seen.contains(&words), "{message}: {said}");
        let place = format!("{JOB}:{}:{}", one.start.line, one.start.column);
        assert!(rest.contains(&place), "{place}: {said}");
    }
    assert!(
        said.lines().all(|line| line.chars().count() <= 100),
        "{said}"
    );
}

#[test]
fn the_result_of_a_batch_read_as_one_record_is_mended_with_idx() {
    let (_, expected) = workspace();
    let slip = expected
        .iter()
        .find(|one| one.code() == "type.list-as-record");
    let help = slip.and_then(|slip| slip.help.as_deref());
    assert_eq!(help, Some("write `version_check[idx].status`"));
}

/// A JSON object as what was expected.
fn annotation(object: &Value) -> Annotation {
    let text = |key: &str| object[key].as_str().map(str::to_owned);
    let number = |key: &str| {
        let number = object[key].as_u64().expect("a number");
        usize::try_from(number).expect("files are small")
    };
    let [severity, code, message] = ["severity", "code", "message"]
        .map(|key| text(key).unwrap_or_else(|| panic!("{key} is missing: {object}")));
    Annotation {
        project: None,
        start: Position {
            line: number("line"),
            column: number("column"),
        },
        end: Position {
            line: number("end_line"),
            column: number("end_column"),
        },
        text: format!("{severity}[{code}]: {message}"),
        help: text("help"),
    }
}
