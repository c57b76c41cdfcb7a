//! `portl run` against real databases, Lambda endpoints and HTTP servers.
//!
//! What a database alone can show is a file, `tests/run/AREA/NAME.yml`: settings, then a job (see [`cases`]). What needs
//! servers that count is a test here.

mod calls;
mod canaries;
mod cases;
mod endless;
mod examples;
mod exits;
mod flights;
mod flow_a;
mod http2;
mod inputs;
mod interrupts;
mod invocations;
mod keys;
mod limits;
mod logs;
mod memory;
mod moved_limits;
mod progress;
mod rejects;
mod requests;
mod results_kept;
mod retries;
mod schema;
mod secrets;
mod storms;
mod tls;
mod trace;

pub(crate) use cases::sqlite_rows;

use serde_json::Value;

use crate::support::portl::{Workspace, expect_said};

/// A folder whose `job.yaml` is this job, over a SQLite database `db` and an HTTP connection `api` at `url`.
fn with_servers(url: &str, steps: &str) -> Workspace {
    let job = format!(
        "name: job\nconnections:\n  db: {{type: sqlite, config: {{path: data.db}}}}\n  api: {{type: http, config: {{base_url: \"{url}\"}}}}\n\
         \x20 lambda: {{type: lambda, config: {{region: us-east-1, function_name: f, endpoint_url: \"{url}\"}}}}\n{steps}"
    );
    Workspace::new().file("job.yaml", &job)
}

/// Runs `job.yaml` with its results, and gives these by step.
fn results(workspace: &Workspace) -> Value {
    let finished = workspace
        .portl(&["run", "job.yaml", "--result", "-"])
        .expect_code(0);
    let whole: Value = serde_json::from_str(&finished.stdout).expect("results are JSON");
    whole["steps"].clone()
}
