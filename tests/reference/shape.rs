//! The schema takes the jobs that are right, and refuses what has the wrong shape.

use std::{fs, path::Path};

use portl::{analysis::REGISTRY, reference};
use serde_json::Value as Json;

/// What is wrong: where, and the keyword of the schema that says so.
fn wrong(job: &str) -> Vec<String> {
    let value: Json = serde_yaml::from_str(job).unwrap_or_else(|e| panic!("{e}\n{job}"));
    let validator =
        jsonschema::validator_for(&reference::schema(&REGISTRY)).expect("it is a schema");
    let errors = validator.iter_errors(&value);
    errors
        .map(|error| {
            let keyword = error.schema_path().to_string();
            let keyword = keyword.rsplit('/').next().unwrap_or_default();
            format!("{} {keyword}", error.instance_path())
        })
        .collect()
}

#[test]
fn examples_fit() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry
            .expect("the folder can be listed")
            .path()
            .join("job.yaml");
        if let Ok(job) = fs::read_to_string(&path) {
            assert_eq!(wrong(&job), Vec::<String>::new(), "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 4, "only {seen} examples");
}

#[test]
fn other_ways_of_writing_fit() {
    for step in [
        "{id: a, type: csv.read, config: {path: a.csv}}",
        "{id: a, type: db.upsert, table: t, key: code, mapping: {code: 1, note: null}, update: [note]}",
        "{id: a, type: lambda.invoke, payload: '{{ now() }}', timeout: 500ms, retry: {retry_on: http_503}}",
        "{id: a, type: api.call, method: GET, path: /a, expect_status: 404, returns: [{n: int?}]}",
        "{id: a, type: db.query_many, query: SELECT 1, batch: {from: steps.b, as: row, concurrency: 2}}",
    ] {
        assert_eq!(
            wrong(&format!("steps: [{step}]")),
            Vec::<String>::new(),
            "{step}"
        );
    }
    let around = "connections: {db: {type: postgres, config: {port: '${env:PORT}', connect_timeout: 2s}}}\n\
                  inputs: {a: date, b: {type: int?, default: null}}\n\
                  steps: [{id: a, type: csv.read, path: a.csv, columns: {p: decimal, d: {type: date, format: '%Y'}}}]";
    assert_eq!(wrong(around), Vec::<String>::new());
}

#[test]
fn what_has_the_wrong_shape_is_refused() {
    for (job, what) in [
        ("name: a", " required"),
        ("steps: []", "/steps minItems"),
        (
            "stepz: []\nsteps: [{id: a, type: csv.read, path: a}]",
            " additionalProperties",
        ),
        (
            "steps: [{id: a, type: csv.red, path: a}]",
            "/steps/0/type enum",
        ),
        ("steps: [{type: csv.read, path: a}]", "/steps/0 required"),
        ("steps: [{id: a, type: csv.read}]", "/steps/0 anyOf"),
        (
            "steps: [{id: A, type: csv.read, path: a}]",
            "/steps/0/id pattern",
        ),
        (
            "steps: [{id: a, type: csv.read, path: a, limit: -1}]",
            "/steps/0/limit minimum",
        ),
        (
            "steps: [{id: a, type: csv.read, path: a, pth: b}]",
            "/steps/0 additionalProperties",
        ),
        (
            "steps: [{id: a, type: csv.read, path: a, retry: {retry_on: sometimes}}]",
            "/steps/0/retry/retry_on anyOf",
        ),
        (
            "steps: [{id: a, type: csv.read, path: a, columns: {p: money}}]",
            "/steps/0/columns/p anyOf",
        ),
        (
            "steps: [{id: a, type: group, steps: [{id: b, type: group, steps: []}]}]",
            "/steps/0/steps/0/steps minItems",
        ),
        (
            "connections: {a: {type: sqlite, config: {file: b}}}\nsteps: [{id: a, type: csv.read, path: a}]",
            "/connections/a/config additionalProperties",
        ),
        (
            "connections: {a: {type: http, config: {redirects: all}}}\nsteps: [{id: a, type: csv.read, path: a}]",
            "/connections/a/config/redirects anyOf",
        ),
    ] {
        let found = wrong(job);
        assert!(found.iter().any(|found| found == what), "{job}: {found:?}");
    }
}
