//! What stands around the steps: connections, inputs, the transaction.

use super::step;
use crate::{
    job::{
        Config, Piece, Transaction,
        testing::{read, read_with},
    },
    value::Value,
};

#[test]
fn connections_fill_in_variables_and_files() {
    let found = read(
        "connections:\n  pg:\n    type: postgres\n    config:\n      host: x-${env:HOST:-localhost}.$${y}\n      password: ${file:pw.txt}\n      username: ${env:PGUSER:?set it}\n      port: 5432\nsteps: [{id: a, type: csv.read, path: a}]",
    );
    found.assert(&[]);
    let config = &found.job().connections[0].config;
    let Config::Scalar(host) = &config["host"] else {
        panic!("a host");
    };
    assert!(host.literal.is_none());
    let [
        Piece::Text(before),
        Piece::Variable { name, default, .. },
        Piece::Text(after),
    ] = host.pieces.as_slice()
    else {
        panic!("three pieces: {host:?}");
    };
    assert_eq!((before.as_str(), after.as_str()), ("x-", ".${y}"));
    assert_eq!(default.as_deref(), Some("localhost"));
    assert_eq!(found.sources.slice(name.span), "HOST");
    let Config::Scalar(port) = &config["port"] else {
        panic!("a port");
    };
    assert!(matches!(port.literal, Some(Value::Int(5432))));
}

#[test]
fn connections_are_checked_as_far_as_they_are_known() {
    let job = |connection: &str| {
        read(&format!(
            "connections: {{db: {connection}}}\nsteps: [{{id: a, type: csv.read, path: a}}]"
        ))
    };
    let found = job("{type: oracle}");
    found.assert(&[(
        "job.unknown-type",
        "oracle",
        "write one of: `postgres`, `sqlite`, `lambda`, `http`",
    )]);
    assert_eq!(found.job().broken_connections, ["db"]);
    job("{type: sqlite, path: x}").assert(&[(
        "job.unknown-key",
        "path",
        "move it under `config`: `config: {path: …}`",
    )]);
    job("{type: postgres, config: {hots: x, port: many, sslmode: requre, connect_timeout: soon}}")
        .assert(&[
            ("job.unknown-key", "hots", "write `host`"),
            ("job.wrong-value", "many", "write `port: 10`"),
            ("job.wrong-value", "requre", "write `require`"),
            ("job.wrong-value", "soon", "write `connect_timeout: 30`"),
        ]);
    job("{type: postgres, config: {host: '{{ inputs.host }}', user_name: x, username: '${env:A'}}")
        .assert(&[
            (
                "env.template",
                "{{ inputs.host }}",
                "write `${env:NAME}`, or move the value into the step as `{{ inputs.name }}`",
            ),
            ("job.unknown-key", "user_name", "write `username`"),
            (
                "env.syntax",
                "${env:A",
                "close it: `${env:NAME}`; a literal `${` is written `$${`",
            ),
        ]);
    job("{type: sqlite, config: {path: '${HOME}'}}").assert(&[(
        "env.syntax",
        "${HOME}",
        "write `${env:HOME}`; a literal `${` is written `$${`",
    )]);
    job("{type: http, config: {rate_limit: {per_second: fast}}}").assert(&[(
        "job.wrong-value",
        "fast",
        "write `per_second: 10`",
    )]);
}

#[test]
fn the_project_file_shares_its_connections() {
    let found = read_with(
        "connections: {a: {type: sqlite, config: {path: own}}}\nsteps: [{id: a, type: csv.read, path: a}]",
        Some(
            "connections: {a: {type: sqlite, config: {path: shared}}, b: {type: http}}\nsteps: []",
        ),
    );
    found.assert(&[("job.unknown-key", "steps", "known keys: `connections`")]);
    let names: Vec<_> = found
        .job()
        .connections
        .iter()
        .map(|connection| (connection.name.value.as_str(), connection.name.span.file.0))
        .collect();
    assert_eq!(names, [("a", 0), ("b", 1)]);
}

#[test]
fn interpolation_elsewhere_asks_for_an_input() {
    let found = step("type: csv.read\npath: in/${env:IN_DIR:-x}/$${env:Y}.csv");
    found.assert(&[(
        "job.interpolation-outside",
        "${env:IN_DIR:-x}",
        "write `{{ inputs.in_dir }}` here and declare `inputs: {in_dir: {type: text, default: \"${env:IN_DIR:-x}\"}}`",
    )]);
    let found = step("type: lambda.invoke\npayload: {a: [\"${file:keys/api.key}\"]}");
    assert_eq!(
        found.sources.slice(found.sorted()[0].span),
        "${file:keys/api.key}"
    );
    assert!(
        found.sorted()[0]
            .help
            .as_deref()
            .is_some_and(|help| help.contains("type: secret"))
    );
}

#[test]
fn inputs_have_a_type_and_a_default() {
    let job = |inputs: &str| {
        read(&format!(
            "inputs: {inputs}\nsteps: [{{id: a, type: csv.read, path: a}}]"
        ))
    };
    let found = job(
        "{since: date, max: {type: int?, default: null}, opts: {type: json, default: {a: [1]}}, key: {type: secret, default: '${env:KEY}'}}",
    );
    found.assert(&[]);
    let types: Vec<_> = found
        .job()
        .inputs
        .iter()
        .map(|input| input.ty.to_string())
        .collect();
    assert_eq!(types, ["date", "int?", "json", "secret"]);
    let default = found.job().inputs[2].default.as_ref().expect("a default");
    assert!(matches!(default.literal, Some(Value::Record(_))));
    job("{since: dat}").assert(&[("job.unknown-type", "dat", "write `date`")]);
    job("{since: {typ: date}}").assert(&[("job.unknown-key", "typ", "write `type`")]);
    job("{since: {default: a}}").assert(&[(
        "job.missing-key",
        "since",
        "add `type: text`: what its value is read as",
    )]);
    let text = job("{code: {type: text, default: 007}}");
    text.assert(&[]);
    let default = text.job().inputs[0].default.as_ref().expect("a default");
    assert!(matches!(&default.literal, Some(Value::Text(text)) if **text == *"007"));
    job("{max: {type: int, default: many}}").assert(&[(
        "job.wrong-value",
        "many",
        "write `default: 10`",
    )]);
    job("{since: {type: date, default: ~}}").assert(&[(
        "job.wrong-shape",
        "~",
        "write `type: date?`",
    )]);
}

#[test]
fn a_transaction_has_a_scope() {
    let job = |transaction: &str| {
        read(&format!(
            "transaction: {transaction}\nsteps: [{{id: a, type: csv.read, path: a}}]"
        ))
    };
    assert_eq!(job("{scope: db}").job().transaction.value, Transaction::Job);
    assert_eq!(
        job("{scope: none}").job().transaction.value,
        Transaction::Step
    );
    job("db").assert(&[("job.wrong-shape", "db", "write `transaction: {scope: db}`")]);
    job("{scope: job}").assert(&[("job.wrong-value", "job", "write `db`")]);
}

#[test]
fn legacy_jobs_are_refused_once() {
    let found = read("source: {type: csv, path: a}\ndestination: {type: sqlite}\nbatch_size: 3");
    assert!(found.job.is_none());
    let sorted = found.sorted();
    assert_eq!(sorted.len(), 1);
    assert_eq!(sorted[0].code.name, "job.legacy");
    assert_eq!(found.sources.slice(sorted[0].span), "source");
}
