//! Limits of files and templates: each names what moves it as it is typed, and is moved by that.

use std::fmt::Write as _;

use crate::support::portl::{Finished, Workspace};

/// Checks that standard error holds each of these, wherever its lines break.
#[track_caller]
fn expect_said(finished: &Finished, texts: &[&str]) {
    let said = finished.stderr.split_whitespace().collect::<Vec<_>>();
    let said = said.join(" ");
    for text in texts {
        assert!(said.contains(text), "no `{text}` in\n{}", finished.stderr);
    }
}

/// A query that is given an expression, with keys at the top of the job.
fn expression(expression: &str, top: &str) -> String {
    format!(
        "{top}\nconnections: {{db: {{type: sqlite, config: {{path: data.db}}}}}}\n\
         inputs: {{part: text, many: int}}\n\
         steps:\n  - {{id: a, type: db.query_one, query: \"SELECT :x AS x\", params: {{x: \"{expression}\"}}}}\n"
    )
}

fn run(job: &str) -> Finished {
    let part = "part=".to_owned() + &"x".repeat(100_000);
    let inputs = ["--input", &part, "--input", "many=1100000"];
    Workspace::new()
        .file("job.yaml", job)
        .portl(&[&["run", "job.yaml"], &inputs[..]].concat())
}

/// A limit of a job: it stops `made`, its help is `setting`, and that setting lets it through.
#[track_caller]
fn is_moved(made: &str, message: &str, setting: &str) {
    let refused = run(&expression(made, "")).expect_code(3);
    let typed = format!("`{setting}` at the top of the job");
    expect_said(&refused, &[message, &typed]);
    run(&expression(made, setting)).expect_code(0);
}

#[test]
fn text_is_as_long_as_the_job_allows() {
    let long = "the text would be longer than the limit of 1 MiB";
    let setting = "limits: {text: 2}";
    for made in [
        "{{ inputs.part | replace('x', 'xxxxxxxxxxxx') | length }}",
        "{{ range(12) | join(inputs.part) | length }}",
        "{% for i in range(12) %}{{ inputs.part }}{% endfor %}",
        "{% set a = inputs.part | replace('x', 'xxxxxx') %}{{ a ~ a }}",
        "{{ inputs.part | replace('x', 'xxxxxxxxx') | b64encode | length }}",
    ] {
        is_moved(made, long, setting);
    }
    let json = "{{ {'a': inputs.part | replace('x', 'xxxxxx'), 'b': inputs.part | replace('x', 'xxxxxx')} | tojson | length }}";
    is_moved(
        json,
        "the JSON would be longer than the limit of 1 MiB",
        setting,
    );
    // What a whole expression makes may be text of that length as well.
    let whole = "{{ inputs.part | replace('x', 'xxxxxxxxxxxx') }}";
    run(&expression(whole, setting)).expect_code(0);
}

#[test]
fn a_range_is_as_long_as_the_job_allows() {
    let made = "{{ range(inputs.many) | length }}";
    is_moved(
        made,
        "beyond the limit of 1000000",
        "limits: {range: 2000000}",
    );
}

#[test]
fn a_template_takes_as_many_steps_as_the_job_allows() {
    let made = "{% for i in range(inputs.many // 1000) %}{% for j in range(600) %}{% if j < 0 %}x{% endif %}{% endfor %}{% endfor %}x";
    let setting = "limits: {template_steps: 4000000}";
    let patient = "limits: {template_time: 1min}";
    let refused = run(&expression(made, patient)).expect_code(3);
    expect_said(
        &refused,
        &["takes more than 2000000 steps", &format!("`{setting}`")],
    );
    let patient = "limits: {template_steps: 40000000, template_time: 1min}";
    run(&expression(made, patient)).expect_code(0);
}

#[test]
fn a_template_takes_as_long_as_the_job_allows() {
    let made = "{% for i in range(4000) %}{{ i }}{% endfor %}";
    let refused = run(&expression(made, "limits: {template_time: 1ms}")).expect_code(3);
    let typed = "`limits: {template_time: 2ms}` at the top of the job";
    expect_said(&refused, &["the template takes longer than 1 ms", typed]);
    run(&expression(made, "limits: {template_time: 1min}")).expect_code(0);
}

#[test]
fn a_limit_that_cannot_be_is_refused() {
    for (limits, said) in [
        ("{text: 0}", "expected MiB, from 1 to 256"),
        ("{text: 257}", "expected MiB, from 1 to 256"),
        ("{template_time: 2h}", "expected a time, from 1ms to 600s"),
        (
            "{range: many}",
            "expected a whole number, from 1 to 100000000",
        ),
        ("{txt: 2}", "write `text`"),
    ] {
        let refused = run(&expression("x", &format!("limits: {limits}"))).expect_code(1);
        expect_said(&refused, &[said]);
    }
}

/// Reads a CSV file with these keys.
fn read(csv: &str, keys: &str) -> Finished {
    let job = format!("steps: [{{id: rows, type: csv.read, path: in.csv{keys}}}]\n");
    let workspace = Workspace::new().file("job.yaml", &job).file("in.csv", csv);
    workspace.portl(&["run", "job.yaml"])
}

#[test]
fn a_cell_is_as_long_as_the_step_allows() {
    let csv = format!("a,b\n1,{}\n", "x".repeat((1 << 20) + 1));
    let refused = read(&csv, "").expect_code(3);
    expect_said(
        &refused,
        &["the cell is longer than 1 MiB", "`max_cell: 2` in the step"],
    );
    read(&csv, ", max_cell: 2").expect_code(0);
}

#[test]
fn a_header_is_as_long_as_the_step_allows() {
    let name = "x".repeat((1 << 20) + 1);
    let csv = format!("{name},b\n1,2\n");
    let refused = read(&csv, "").expect_code(1);
    expect_said(
        &refused,
        &["the cell is longer than 1 MiB", "`max_cell: 2` in the step"],
    );
    read(&csv, ", max_cell: 2").expect_code(0);
}

#[test]
fn a_record_is_as_long_as_the_step_allows() {
    let csv = format!("a,b\n1,\"{}\"\n", "x".repeat(17 << 20));
    let refused = read(&csv, ", max_cell: 20").expect_code(3);
    let typed = "`max_record: 32` in the step";
    expect_said(&refused, &["the record is longer than 16 MiB", typed]);
    read(&csv, ", max_cell: 20, max_record: 32").expect_code(0);
}

#[test]
fn a_file_has_as_many_columns_as_the_step_allows() {
    let mut csv = "c0".to_owned();
    for column in 1..5000 {
        write!(csv, ",c{column}").expect("text grows");
    }
    let refused = read(&csv, "").expect_code(1);
    let typed = "`max_columns: 8192` in the step";
    expect_said(&refused, &["at most 4096 columns, found 5000", typed]);
    read(&csv, ", max_columns: 8192").expect_code(0);
    let refused = read(&csv, ", max_columns: 0").expect_code(1);
    expect_said(&refused, &["a whole number, from 1 to 65536"]);
}

/// Checks a job with a variable set; without one there is none.
fn check(job: &str, variable: Option<(&str, &str)>) -> Finished {
    let workspace = Workspace::new().file("job.yaml", job);
    workspace.portl_with(variable.as_slice(), &["check", "job.yaml"])
}

const STEP: &str = "steps: [{id: a, type: csv.read, path: \"{{ 'a.csv' }}\"}]\n";

#[test]
fn a_job_is_as_large_as_the_variable_allows() {
    let job = format!("# {}\n{STEP}", "x".repeat(1 << 20));
    let refused = check(&job, None).expect_code(2);
    expect_said(
        &refused,
        &[
            "larger than the limit of 1 MiB",
            "`PORTL_YAML_SIZE=2 portl …`",
        ],
    );
    check(&job, Some(("PORTL_YAML_SIZE", "2"))).expect_code(0);
}

#[test]
fn a_job_nests_as_deep_as_the_variable_allows() {
    let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    let job = |levels| {
        format!(
            "inputs: {{deep: {{type: json, default: {}}}}}\n{STEP}",
            nested(levels)
        )
    };
    let refused = check(&job(70), None).expect_code(1);
    expect_said(
        &refused,
        &[
            "deeper than the limit of 64",
            "`PORTL_YAML_DEPTH=96 portl …`",
        ],
    );
    check(&job(70), Some(("PORTL_YAML_DEPTH", "96"))).expect_code(0);
    let refused = check(&job(100), Some(("PORTL_YAML_DEPTH", "96"))).expect_code(1);
    expect_said(&refused, &["96 is the most that `PORTL_YAML_DEPTH` allows"]);
}

#[test]
fn steps_nest_as_deep_as_is_allowed() {
    let groups = 46;
    let open: String = (0..groups)
        .map(|level| format!("{{id: g{level}, type: group, batch: {{from: \"{{{{ [1] }}}}\", as: b{level}}}, steps: ["))
        .collect();
    let leaf = "{id: leaf, type: csv.write, path: out.csv, rows: \"{{ [{'a': b0}] }}\"}";
    let job = format!("steps: [{open}{leaf}{}]\n", "]}".repeat(groups));
    let workspace = Workspace::new()
        .file("job.yaml", &job)
        .file("other.yaml", STEP);
    let deep = [("PORTL_YAML_DEPTH", "96")];
    for arguments in [
        &["check", "job.yaml", "other.yaml"][..],
        &["plan", "job.yaml"],
        &["run", "job.yaml"],
    ] {
        workspace.portl_with(&deep, arguments).expect_code(0);
    }
}

#[test]
fn a_job_holds_as_many_values_as_the_variable_allows() {
    let job = format!(
        "inputs: {{many: {{type: json, default: [{}]}}}}\n{STEP}",
        "1,".repeat(100_001)
    );
    let refused = check(&job, None).expect_code(1);
    let typed = "`PORTL_YAML_VALUES=200000 portl …`";
    expect_said(&refused, &["more values than the limit of 100000", typed]);
    check(&job, Some(("PORTL_YAML_VALUES", "200000"))).expect_code(0);
}

#[test]
fn a_variable_that_is_no_limit_is_refused() {
    for set in ["0", "97", "deep", ""] {
        let refused = check(STEP, Some(("PORTL_YAML_DEPTH", set))).expect_code(2);
        let said = format!(
            "the variable `PORTL_YAML_DEPTH` is `{set}`: expected a whole number, from 1 to 96"
        );
        expect_said(&refused, &[&said]);
    }
}
