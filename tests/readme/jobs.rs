//! YAML in documents: whole jobs, or pieces that a frame makes whole.
//!
//! ```` ```yaml ```` checks clean, ```` ```yaml run ```` runs as well, and ```` ```yaml wrong CODE ```` gets this diagnostic.

use super::blocks::{Block, blocks};
use crate::support::portl::Workspace;

/// What the steps of a piece may talk to and read.
const CONNECTIONS: &str = "\
connections:
  shop: {type: sqlite, config: {path: shop.db}}
  resize: {type: lambda, config: {region: us-east-1, function_name: resize}}
  crm: {type: http, config: {base_url: \"https://crm.example\"}}
";
const STEPS: &str = "\
steps:
  - {id: orders, type: csv.read, path: orders.csv, columns: {amount: decimal, placed_on: date}}
";
const ORDERS: &str =
    "number,customer,amount,placed_on\n1001,ann,12.50,2024-03-01\n1002,ben,7,2024-03-02\n";

/// The whole job that a block stands for.
fn job(text: &str) -> String {
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    let mut job = String::new();
    if !has("connections:") {
        job.push_str(CONNECTIONS);
    }
    if text.starts_with("- ") {
        job.push_str(STEPS);
        job.extend(text.lines().flat_map(|line| ["  ", line, "\n"]));
        return job;
    }
    job.push_str(text);
    if !has("steps:") {
        job.push_str(STEPS);
    }
    job
}

fn workspace(block: &Block) -> Workspace {
    Workspace::new()
        .file("job.yaml", &job(&block.text))
        .file("orders.csv", ORDERS)
        .file(
            "report.sql",
            "SELECT number FROM orders WHERE customer = :customer\n",
        )
}

#[test]
fn every_job_checks() {
    let all = blocks("yaml");
    assert!(all.len() > 8, "only {} blocks", all.len());
    for block in all {
        let checked = workspace(&block).portl(&["check", "--format", "json", "job.yaml"]);
        let codes: Vec<_> = checked
            .stdout
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("each line is JSON"))
            .map(|found| found["code"].as_str().expect("a code").to_owned())
            .collect();
        let expected: &[String] = match block.words.get(1).map(String::as_str) {
            Some("wrong") => &block.words[2..],
            _ => &[],
        };
        assert_eq!(codes, expected, "{}\n{}", block.place, checked.stdout);
    }
}

#[test]
fn jobs_that_say_so_run() {
    let mut all = blocks("yaml");
    all.retain(|block| block.words.get(1).is_some_and(|word| word == "run"));
    assert!(!all.is_empty());
    for block in all {
        let run = workspace(&block).portl(&["run", "job.yaml"]);
        assert_eq!(run.code, Some(0), "{}\n{}", block.place, run.stderr);
    }
}
