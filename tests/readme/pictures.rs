//! The pictures of the README are real output.

use super::blocks::{Block, blocks};
use crate::support::portl::Workspace;

/// The picture that begins with these words.
fn picture(begins: &str) -> Block {
    let mut all = blocks("text");
    all.retain(|block| block.text.trim_start().starts_with(begins));
    assert_eq!(all.len(), 1, "pictures that begin with {begins:?}");
    all.remove(0)
}

#[test]
fn the_mistake_is_shown_as_check_shows_it() {
    let (right, wrong) = (
        "version_check[idx].status == 'published'",
        "version_check.status == 'published'",
    );
    let workspace = Workspace::of_example("template");
    let job = workspace.read("job.yaml");
    assert!(job.contains(right));
    let workspace = workspace.file("job.yaml", &job.replace(right, wrong));
    let checked = workspace.portl(&["check", "job.yaml"]).expect_code(1);
    let shown = picture("error[").text;
    assert!(checked.stderr.contains(&shown), "{}", checked.stderr);
}

#[test]
fn the_plan_is_shown_as_plan_shows_it() {
    let planned = Workspace::of_example("quickstart")
        .portl(&["plan", "job.yaml"])
        .expect_code(0);
    let mut rest = planned.stdout.lines();
    let shown = picture("4. product").text;
    for line in shown.lines().filter(|line| line.trim() != "…") {
        let found = rest.any(|real| real == line);
        assert!(found, "no more {line:?} in\n{}", planned.stdout);
    }
}
