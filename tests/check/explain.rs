//! `portl explain`

use portl::diagnostic::messages;

use crate::support::portl::Workspace;
use crate::support::snapshot::assert_snapshot;

#[test]
fn a_code_has_its_story() {
    let workspace = Workspace::new();
    let finished = workspace
        .portl(&["explain", "type.list-as-record"])
        .expect_code(0);
    assert_snapshot("check", "explain", &finished.stdout);
    assert_eq!(finished.stderr, "");
    let pasted = workspace
        .portl(&["explain", "error[type.list-as-record]: `a` is a list"])
        .expect_code(0);
    assert_eq!(pasted.stdout, finished.stdout);
    let colored = workspace.env("CLICOLOR_FORCE", "1");
    let finished = colored
        .portl(&["explain", "type.list-as-record"])
        .expect_code(0);
    assert!(finished.stdout.contains("\u{1b}["), "{finished:?}");
}

#[test]
fn without_a_code_all_are_listed() {
    let finished = Workspace::new().portl(&["explain"]).expect_code(0);
    for code in messages::all() {
        let is_line = |line: &str| line.split_whitespace().next() == Some(code.name);
        assert_eq!(
            finished.stdout.lines().filter(|line| is_line(line)).count(),
            1
        );
    }
    let family = Workspace::new()
        .portl(&["explain", "ignore"])
        .expect_code(0);
    assert_snapshot("check", "explain_family", &family.stdout);
}

#[test]
fn a_code_that_is_none_gets_the_near_one() {
    let finished = Workspace::new()
        .portl(&["explain", "type.list-as-recrod"])
        .expect_code(2);
    assert_eq!(
        finished.stderr,
        "error: there is no code `type.list-as-recrod`: did you mean `type.list-as-record`?\n"
    );
    let finished = Workspace::new().portl(&["explain", "xyz"]).expect_code(2);
    assert!(
        finished.stderr.contains("`portl explain` lists all"),
        "{finished:?}"
    );
}
