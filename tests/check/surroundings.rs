//! What only shows once a job meets its surroundings: `run` says it before anything is done.

use crate::support::portl::Workspace;

const JOB: &str = "\
inputs: {INPUT}
connections:
  db: {type: sqlite, config: {path: a.db}}
  api: {type: http, config: {base_url: \"http://localhost\", timeout: \"${env:WAIT:-3}\", headers: {A: HEADER}}}
steps:
  - {id: call, type: api.call, method: GET, path: /a}
";

/// Runs the job with an input and a header, and expects one error before the run.
fn refused(input: &str, header: &str, variables: &[(&str, &str)]) -> String {
    let job = JOB.replace("INPUT", input).replace("HEADER", header);
    let mut workspace = Workspace::new().file("job.yaml", &job);
    for (name, value) in variables {
        workspace = workspace.env(name, value);
    }
    workspace.portl(&["run", "job.yaml"]).expect_code(2).stderr
}

#[test]
fn what_is_missing_around_a_job_is_said_with_its_code_and_place() {
    for (code, place, said) in [
        (
            "env.unset",
            "job.yaml:4:",
            refused("", "\"${env:TOKEN}\"", &[]),
        ),
        (
            "env.file",
            "job.yaml:4:",
            refused("", "\"${file:gone}\"", &[]),
        ),
        (
            "env.setting",
            "job.yaml:4:",
            refused("", "b", &[("WAIT", "soon")]),
        ),
        (
            "input.missing",
            "job.yaml:1:",
            refused("since: date", "b", &[]),
        ),
        (
            "input.value",
            "job.yaml:1:",
            refused(
                "since: {type: date, default: \"${env:DAY}\"}",
                "b",
                &[("DAY", "today")],
            ),
        ),
    ] {
        assert!(said.contains(&format!("error[{code}]")), "{code}: {said}");
        assert!(said.contains(place), "{place}: {said}");
        assert_eq!(said.matches("error[").count(), 1, "{said}");
    }
}
