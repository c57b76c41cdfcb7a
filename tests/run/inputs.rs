//! What a job is given: inputs, variables, files, shared connections.

use serde_json::json;

use crate::support::{
    http::{Answer, Server},
    portl::{Finished, Workspace},
};

use super::expect_said;

const JOB: &str = "inputs:\n  day: {type: date}\n  most: {type: int, default: 3}\n  note: {type: text, default: \"${env:NOTE:-none}\"}\n\
    connections: {db: {type: sqlite, config: {path: \":memory:\"}}}\n\
    steps:\n  - {id: row, type: db.query_one, connection: db, query: \"SELECT {{ inputs.day }} AS day, {{ inputs.most + 1 }} AS most, {{ inputs.note }} AS note\"}\n";

fn run(workspace: &Workspace, arguments: &[&str]) -> Finished {
    let all: Vec<_> = ["run", "job.yaml", "--result", "-"]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    workspace.portl(&all)
}

fn row(finished: &Finished) -> serde_json::Value {
    let whole: serde_json::Value = serde_json::from_str(&finished.stdout).expect("JSON");
    whole["steps"]["row"].clone()
}

#[test]
fn inputs_are_typed_and_have_defaults() {
    let workspace = Workspace::new()
        .file("job.yaml", JOB)
        .file("e.env", "NOTE=from a file\n");
    let given = run(&workspace, &["--input", "day=2024-02-29"]).expect_code(0);
    assert_eq!(
        row(&given),
        json!({"day": "2024-02-29", "most": 4, "note": "none"})
    );
    let more = [
        "--input",
        "day=2024-02-29",
        "--input",
        "most=9",
        "--env-file",
        "e.env",
    ];
    assert_eq!(
        row(&run(&workspace, &more).expect_code(0)),
        json!({"day": "2024-02-29", "most": 10, "note": "from a file"})
    );
    let workspace = workspace.env("NOTE", "from outside");
    assert_eq!(
        row(&run(&workspace, &more).expect_code(0))["note"],
        "from outside"
    );
}

const VARIABLES: &str = "inputs: {first: {type: text, default: \"${env:FIRST}\"}, second: {type: secret, default: \"${env:SECOND:-x}\"}}\n\
    connections: {db: {type: sqlite, config: {path: \":memory:\"}}}\n\
    steps:\n  - {id: row, type: db.query_one, connection: db, query: \"SELECT {{ inputs.first }} AS first, length({{ inputs.second }}) AS second\"}\n";

#[test]
fn a_variable_that_is_not_set_comes_from_the_env_beside_the_job() {
    let workspace = Workspace::new()
        .file("jobs/job.yaml", VARIABLES)
        .file(".env", "FIRST=of another folder\n")
        .file("jobs/.env", "FIRST=beside\nSECOND='four'\n")
        .file("e.env", "FIRST=named\n");
    let run = |workspace: &Workspace, arguments: &[&str]| {
        let all = ["run", "jobs/job.yaml", "--result", "-"].into_iter();
        let all: Vec<_> = all.chain(arguments.iter().copied()).collect();
        row(&workspace.portl(&all).expect_code(0))
    };
    assert_eq!(
        run(&workspace, &[]),
        json!({"first": "beside", "second": 4})
    );
    // A file that is named stands in its place: what that one lacks does not come from here.
    assert_eq!(
        run(&workspace, &["--env-file", "e.env"]),
        json!({"first": "named", "second": 1})
    );
    let workspace = workspace.env("FIRST", "of the environment");
    assert_eq!(run(&workspace, &[])["first"], "of the environment");
    let planned = workspace.portl(&["plan", "jobs/job.yaml"]).expect_code(0);
    expect_said(
        &planned,
        &["variables: `SECOND` from `.env`; `FIRST` from the environment"],
    );
}

#[test]
fn a_missing_variable_names_the_file_that_it_could_stand_in() {
    let workspace = Workspace::new()
        .file("job.yaml", VARIABLES)
        .file("e.env", "");
    let missing = run(&workspace, &[]).expect_code(2);
    expect_said(&missing, &["`export FIRST=…`", "`FIRST=…` in `.env`"]);
    let missing = run(&workspace, &["--env-file", "e.env"]).expect_code(2);
    expect_said(&missing, &["`FIRST=…` in `e.env`"]);
}

#[test]
fn a_line_of_the_env_that_is_none_is_told_by_its_place_alone() {
    let workspace = Workspace::new()
        .file("job.yaml", VARIABLES)
        .file(".env", "FIRST=1\nhunter2\n");
    let refused = run(&workspace, &[]).expect_code(2);
    expect_said(&refused, &["error: .env:2: expected NAME=VALUE"]);
    assert!(!refused.stderr.contains("hunter2"), "{}", refused.stderr);
    // A job that asks for nothing has no use for the file.
    let set = workspace.env("FIRST", "1").env("SECOND", "2");
    run(&set, &[]).expect_code(0);
}

#[test]
fn a_folder_of_that_name_is_none_of_ours() {
    let workspace = Workspace::new()
        .file("job.yaml", VARIABLES)
        .file(".env/bin/python", "");
    expect_said(
        &run(&workspace, &[]).expect_code(2),
        &["`FIRST` is not set"],
    );
}

#[cfg(unix)]
#[test]
fn secrets_that_everybody_can_read_are_warned_of() {
    use std::{fs, os::unix::fs::PermissionsExt};
    let workspace = Workspace::new()
        .file("job.yaml", VARIABLES)
        .file(".env", "FIRST=one\nSECOND=hunter2\n");
    let set = |mode| {
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(workspace.path(".env"), permissions).expect("it is ours");
    };
    set(0o644);
    let warned = run(&workspace, &[]).expect_code(0);
    expect_said(
        &warned,
        &["warning: `.env` holds secrets", "`chmod 600 .env`"],
    );
    let quiet = run(&workspace, &["--quiet"]).expect_code(0);
    assert!(!quiet.stderr.contains("chmod"), "{}", quiet.stderr);
    set(0o640);
    let content = run(&workspace, &[]).expect_code(0);
    assert!(!content.stderr.contains("chmod"), "{}", content.stderr);
    set(0o644);
    let workspace = workspace.env("SECOND", "from outside");
    let none = run(&workspace, &[]).expect_code(0);
    assert!(!none.stderr.contains("chmod"), "{}", none.stderr);
}

#[test]
fn a_missing_wrong_or_unknown_input_is_said_before_anything_runs() {
    let workspace = Workspace::new().file("job.yaml", JOB);
    let cases: [(&[&str], &[&str]); 4] = [
        (&[], &["`day`"]),
        (&["--input", "day=29.02.2024"], &["`day`", "29.02.2024"]),
        (
            &["--input", "day=2024-01-01", "--input", "mots=1"],
            &["`mots`", "--input most="],
        ),
        (&["--input", "day"], &["NAME=VALUE"]),
    ];
    for (arguments, texts) in cases {
        expect_said(&run(&workspace, arguments).expect_code(2), texts);
    }
}

#[test]
fn an_unset_variable_is_named_with_its_place() {
    let job = |value: &str| {
        format!(
            "connections:\n  db:\n    type: sqlite\n    config: {{path: \"{value}\"}}\nsteps:\n  - {{id: a, type: db.execute, connection: db, query: CREATE TABLE t (x int)}}\n"
        )
    };
    let run = |value: &str| {
        Workspace::new()
            .file("job.yaml", &job(value))
            .portl(&["run", "job.yaml"])
    };
    expect_said(
        &run("${env:DB_PATH}").expect_code(2),
        &["DB_PATH", "job.yaml:4:"],
    );
    expect_said(
        &run("${env:DB_PATH:?say where}").expect_code(2),
        &["DB_PATH", "say where", "job.yaml:4:"],
    );
    expect_said(
        &run("${file:nowhere.txt}").expect_code(2),
        &["nowhere.txt", "job.yaml:4:"],
    );
    run("${env:DB_PATH:-:memory:}").expect_code(0);
    let workspace = Workspace::new()
        .file("job.yaml", &job("${file:where.txt}"))
        .file("where.txt", "found.db\n");
    workspace.portl(&["run", "job.yaml"]).expect_code(0);
    assert!(workspace.path("found.db").exists());
}

#[test]
fn a_job_in_a_folder_finds_its_files_and_shared_connections() {
    let workspace = Workspace::new()
        .file("portl.yaml", "connections: {db: {type: sqlite, config: {path: \":memory:\"}}}\n")
        .file("jobs/in.csv", "x\n1\n")
        .file(
            "jobs/job.yaml",
            "steps:\n  - {id: read, type: csv.read, path: in.csv}\n  - {id: write, type: csv.write, path: out.csv, rows: \"{{ steps.read.rows }}\"}\n\
             \x20 - {id: row, type: db.query_one, connection: db, query: SELECT 1 AS one}\n",
        );
    workspace.portl(&["run", "jobs/job.yaml"]).expect_code(0);
    assert_eq!(workspace.read("jobs/out.csv").replace('\r', ""), "x\n1\n");
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let server = Server::in_turn([Answer::status(200)]);
    let run = |value: &str| {
        let url = server.url();
        let job = format!(
            "connections:\n  api: {{type: http, config: {{base_url: \"{url}\", timeout: \"{value}\"}}}}\nsteps:\n  - {{id: a, type: api.call, connection: api, method: GET, path: /x}}\n"
        );
        let workspace = Workspace::new().file("job.yaml", &job).env("EMPTY", "");
        workspace.portl(&["run", "job.yaml"])
    };
    let refused = run("${env:EMPTY}").expect_code(2);
    expect_said(&refused, &["`EMPTY`", "job.yaml:2:"]);
    assert_eq!(server.requests().len(), 0);
    run("${env:EMPTY:-}").expect_code(0);
    assert_eq!(server.requests().len(), 1);
}
