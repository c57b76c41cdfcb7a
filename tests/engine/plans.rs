//! What the plan says of each strategy: its name, its reason, and the statements it sends.

use std::fmt::Write as _;

use crate::support::{portl::Workspace, snapshot::assert_snapshot};

use super::strategies::{CASES, job};

/// Steps that no database does.
const OTHERS: &[(&str, &str)] = &[
    (
        "calls",
        "type: api.call, connection: api, batch: {ROWS}, method: GET, path: \"/{{ row.code }}\"",
    ),
    (
        "calls, 16 in flight",
        "type: api.call, connection: api, batch: {ROWS, concurrency: 16}, method: GET, path: \"/{{ row.code }}\"",
    ),
    (
        "invocations, 4 in flight",
        "type: lambda.invoke, connection: fn, batch: {ROWS, concurrency: 4}, payload: {code: \"{{ row.code }}\"}",
    ),
    (
        "steps inside",
        "type: group, batch: {ROWS}, steps: [{id: call, type: api.call, connection: api, method: GET, path: \"/{{ row.code }}\"}]",
    ),
    (
        "file",
        "type: csv.write, path: out.csv, rows: \"{{ steps.rows.rows }}\"",
    ),
];

/// What the plan says of the step that goes through the rows, up to the values of its statement.
fn section(job: &str) -> String {
    let workspace = Workspace::new()
        .file("job.yaml", job)
        .file("in.csv", "code,name,email,price,day,kind\n");
    let plan = workspace
        .portl(&["plan", "--offline", "--sample", "0", "job.yaml"])
        .expect_code(0);
    let begin = plan.stdout.find("\n 2. ").expect("the plan has two steps");
    let section = &plan.stdout[begin + 1..];
    let end = ["\n 3. ", "\n      $1 "].map(|end| section.find(end).unwrap_or(section.len()));
    section[..end[0].min(end[1])].trim_end().to_owned()
}

/// The sections of all cases, each behind its name.
fn sections<'c>(cases: impl IntoIterator<Item = (&'c str, String)>) -> String {
    cases
        .into_iter()
        .fold(String::new(), |mut text, (name, job)| {
            write!(text, "# {name}\n{}\n\n", section(&job)).expect("a string takes all");
            text
        })
}

#[test]
fn the_plan_names_the_strategy_of_each_step_and_its_statements() {
    for (dialect, config) in [
        ("postgres", "{url: \"postgres://127.0.0.1/db\"}"),
        ("sqlite", "{path: data.db}"),
    ] {
        let connection = format!("{{type: {dialect}, config: {config}}}");
        let cases = CASES
            .iter()
            .map(|case| (case.name, job(case, &connection, true, "fail")));
        assert_snapshot("engine", dialect, &sections(cases));
    }
}

#[test]
fn the_plan_names_the_strategy_of_what_is_no_statement() {
    let cases = OTHERS.iter().map(|(name, step)| {
        let step = step.replace("ROWS", "from: \"{{ steps.rows.rows }}\", as: row");
        let job = format!(
            "name: case\nconnections:\n  api: {{type: http, config: {{base_url: \"http://127.0.0.1:9\"}}}}\n  \
             fn: {{type: lambda, config: {{function_name: f, region: us-east-1}}}}\nsteps:\n  \
             - {{id: rows, type: csv.read, path: in.csv}}\n  - {{id: row, {step}}}\n"
        );
        (*name, job)
    });
    assert_snapshot("engine", "others", &sections(cases));
}
