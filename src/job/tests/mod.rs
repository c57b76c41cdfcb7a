//! How keys are read, and what is wrong with them.

mod around;
mod keys;

use super::{
    Step,
    testing::{FLOW_A, FLOW_B, Read, read},
};
use crate::diagnostic::Diagnostic;

/// A job of one step with these lines in it.
fn step(lines: &str) -> Read {
    read(&format!(
        "steps:\n  - id: one\n    {}\n",
        lines.replace('\n', "\n    ")
    ))
}

fn only(read: &Read) -> &Step {
    &read.job().steps[0]
}

fn message(read: &Read) -> String {
    let found: Vec<Diagnostic> = read.sorted();
    found[0].message.clone()
}

#[test]
fn the_flows_are_jobs() {
    for (flow, count) in [(FLOW_A, 10), (FLOW_B, 10)] {
        let read = read(flow);
        read.assert(&[]);
        assert_eq!(read.job().step_count, count);
    }
}

#[test]
fn steps_are_numbered_parents_first() {
    let read = read(FLOW_A);
    let version = &read.job().steps[4];
    let numbers: Vec<_> = version.children().map(|child| child.id.0).collect();
    assert_eq!((version.id.0, numbers), (4, vec![5, 6]));
    assert_eq!(read.job().steps[5].id.0, 7);
}

#[test]
fn the_name_is_the_files_stem_unless_it_is_given() {
    assert_eq!(step("type: csv.read\npath: a.csv").job().name, "nightly");
    assert_eq!(read(FLOW_A).job().name, "flow_a");
}

#[test]
fn unknown_keys_name_the_near_one() {
    step("type: csv.read\npath: a.csv\nhas_headr: true").assert(&[(
        "job.unknown-key",
        "has_headr",
        "write `has_header`",
    )]);
    step("type: csv.read\npath: a.csv\nbatch: {from: x, concurency: 2}").assert(&[(
        "job.unknown-key",
        "concurency",
        "write `concurrency`",
    )]);
    step("type: csv.read\npath: a.csv\nretry: {attempts: 2}").assert(&[(
        "job.unknown-key",
        "attempts",
        "write `max_attempts`",
    )]);
    read("stepss: []\nsteps: [{id: a, type: csv.read, path: a}]\ntransaction: {scop: db}").assert(
        &[
            ("job.unknown-key", "stepss", "write `steps`"),
            ("job.unknown-key", "scop", "write `scope`"),
        ],
    );
}

#[test]
fn missing_keys_show_how_they_are_typed() {
    step("type: db.upsert\ntable: t\nmapping: {}").assert(&[(
        "job.missing-key",
        "one",
        "add `key: [name]`: the columns that identify a row",
    )]);
    read("steps:\n  - type: csv.read\n    path: a.csv").assert(&[(
        "job.missing-key",
        "type",
        "add `id: name`: the name by which other steps refer to this one",
    )]);
    read("steps:\n  - id: a\n    path: a.csv").assert(&[(
        "job.missing-key",
        "id",
        "add `type: db.upsert`: what the step does",
    )]);
    read("name: x").assert(&[(
        "job.missing-key",
        "name",
        "add `steps: [{id: …, type: …}]`: what the job does, in order",
    )]);
    assert!(step("type: db.upsert\ntable: t").job().steps[0].is_broken);
}

#[test]
fn wrong_shapes_say_what_was_expected_and_found() {
    for (steps, slice, help, expected) in [
        (
            "{id: a, type: csv.read, path: b}",
            "id",
            "write `[{id: …}]`",
            "`steps`: expected a list of steps, found one step",
        ),
        (
            "{a: {type: csv.read, path: b}}",
            "a",
            "write each step as an item with its id: `- id: a`",
            "`steps`: expected a list of steps, found a map",
        ),
        (
            "a",
            "a",
            "write `steps: [{id: …, type: …}]`",
            "`steps`: expected a list of steps, found text",
        ),
    ] {
        let found = read(&format!("steps: {steps}"));
        found.assert(&[("job.wrong-shape", slice, help)]);
        assert_eq!(message(&found), expected);
    }
    for (lines, slice, expected) in [
        (
            "type: csv.read\npath: [a]",
            "[a]",
            "`path`: expected text, found a list",
        ),
        (
            "type: csv.read\npath: a\nlimit: '10'",
            "'10'",
            "`limit`: expected a whole number, found text",
        ),
        (
            "type: csv.read\npath: a\nhas_header: no",
            "no",
            "`has_header`: expected `true` or `false`, found text",
        ),
        (
            "type: csv.read\npath: a\nwhen:",
            "",
            "`when`: expected an expression, found nothing",
        ),
        (
            "type: db.upsert\ntable: '{{ x }}'\nkey: a\nmapping: {}",
            "'{{ x }}'",
            "`table`: expected plain text, found an expression",
        ),
    ] {
        let found = step(lines);
        assert_eq!(message(&found), expected);
        let sorted = found.sorted();
        assert_eq!(found.sources.slice(sorted[0].span), slice, "{lines}");
        assert_eq!(sorted.len(), 1, "{lines}");
    }
}

#[test]
fn unknown_types_name_the_near_one_and_are_read_as_it() {
    let found = step("type: csv.raed\npath: a.csv\ndelimitr: x");
    let sorted = found.sorted();
    assert_eq!(sorted[0].code.name, "job.unknown-type");
    assert_eq!(sorted[0].help.as_deref(), Some("write `csv.read`"));
    assert_eq!(sorted[1].code.name, "job.unknown-key");
    assert_eq!(only(&found).declaration.name, "csv.read");

    let found = step("type: shell\nrun: x\nsteps:\n  - id: inner\n    type: group");
    let codes: Vec<_> = found.sorted().iter().map(|found| found.code.name).collect();
    assert_eq!(codes, ["job.unknown-type", "job.missing-key"]);
    assert!(only(&found).is_broken);
    assert_eq!(found.job().step_count, 2);
}

#[test]
fn ids_are_names_and_unique_in_the_whole_job() {
    let found = read(
        "steps:\n  - {id: a, type: csv.read, path: a}\n  - id: g\n    type: group\n    steps:\n      - {id: a, type: csv.read, path: a}\n",
    );
    found.assert(&[("job.duplicate-id", "a", "rename one of the two: `id: a_2`")]);
    let sorted = found.sorted();
    assert_eq!(sorted[0].related[0].1, "first used here");
    assert!(sorted[0].related[0].0 < sorted[0].span);
    read("steps: [{id: Read-CSV, type: csv.read, path: a}]").assert(&[(
        "job.bad-id",
        "Read-CSV",
        "write `read_csv`",
    )]);
    read("steps: [{id: none, type: csv.read, path: a}]").assert(&[(
        "job.bad-id",
        "none",
        "write `none_value`",
    )]);
}

#[test]
fn ten_mistakes_are_found_in_one_go() {
    let found = read(
        "inputs: {a: dat}\nconnections: {c: {type: oracle}}\nbatchsize: 1\nsteps:\n  - {id: X, type: csv.read, path: a}\n  - {id: b, type: csv.raed, path: a}\n  - {id: c, type: csv.read}\n  - {id: d, type: csv.read, path: a, limit: x}\n  - {id: d, type: csv.read, path: a}\n  - {id: e, type: csv.read, path: a, retry: {retry_on: never}}\n  - {id: f, type: api.call, method: PSOT, bdy: x}\n",
    );
    assert_eq!(found.sorted().len(), 11);
    assert_eq!(found.job().step_count, 7);
}
