//! What a person sees of a run while it is under way, and at its end.

use std::time::Duration;

use crate::support::{
    http::{Answer, Server},
    portl::{Finished, Workspace},
};

use super::with_servers;

/// What takes a line of a terminal away.
const CLEARED: &str = "\u{1b}[2K";

/// A job of which a step takes more than a second, one item after another.
fn slow() -> (Server, Workspace) {
    let server = Server::start(|_| Answer::status(200).after(Duration::from_millis(30)));
    let steps = "steps:\n\
        \x20 - {id: at_first, type: api.call, connection: api, method: GET, path: /}\n\
        \x20 - id: each\n    type: conditional\n    batch: {from: \"{{ range(40) }}\", as: n}\n    when: \"{{ n % 4 > 0 }}\"\n    then:\n\
        \x20     - {id: tell_all_of_them_a_thing_that_is_long, type: api.call, connection: api, method: GET, path: \"/{{ n }}\"}\n";
    let workspace = with_servers(&server.url(), steps);
    (server, workspace)
}

/// Runs a command on a terminal of so many columns; gives all that was written to it. After so many seconds, if any, somebody
/// presses Ctrl-C.
fn on_terminal(
    workspace: &Workspace,
    columns: u32,
    command: &str,
    stopped: Option<f32>,
) -> Finished {
    let typed = stopped.map_or_else(
        || ":".to_owned(),
        |seconds| format!("sleep {seconds}; printf '\\003'"),
    );
    workspace.shell(&format!(
        "({typed}) | TERM=xterm script --quiet --return --command 'stty cols {columns} rows 24; {command}' /dev/null"
    ))
}

#[test]
fn a_slow_step_shows_items_rate_and_time_left_on_one_line() {
    for columns in [80, 140] {
        let (_server, workspace) = slow();
        let finished = on_terminal(&workspace, columns, "portl run job.yaml", None).expect_code(0);
        let drawn: Vec<_> = finished
            .stdout
            .split(['\r', '\n'])
            .filter(|line| line.contains("/40 "))
            .map(|line| line.rsplit(CLEARED).next().unwrap_or(line))
            .collect();
        assert!(drawn.len() >= 5, "{}", finished.stdout);
        for line in &drawn {
            assert!(line.contains("each [") && line.contains("/s "), "{line}");
            assert!(line.chars().count() <= columns as usize, "{line}");
        }
        assert!(
            drawn.iter().any(|line| line.ends_with(" s left")),
            "{drawn:?}"
        );
        let behind = finished.stdout.rsplit("/40 ").next().unwrap_or_default();
        assert!(behind.contains(CLEARED), "it is taken away: {behind}");
        assert!(!behind.contains(" [="), "{behind}");
    }
}

#[test]
fn nothing_is_left_of_it_after_ctrl_c() {
    let (_server, workspace) = slow();
    let finished = on_terminal(&workspace, 80, "portl run job.yaml", Some(1.0)).expect_code(130);
    let (before, behind) = finished
        .stdout
        .rsplit_once("/40 ")
        .expect("the bar was there");
    assert!(before.contains("each ["), "{before}");
    let (end, rest) = behind.split_once(CLEARED).expect("it is taken away");
    assert!(!end.contains('\n'), "{end}");
    assert!(rest.contains("interrupted"), "{rest}");
}

#[test]
fn nothing_is_drawn_where_nobody_looks_or_asked_for_it() {
    let (_server, workspace) = slow();
    let piped = workspace.portl(&["run", "job.yaml"]).expect_code(0);
    assert!(
        !piped.stderr.contains(['\r', '\u{1b}', '[']),
        "{}",
        piped.stderr
    );
    for flags in ["--quiet", "--log-format json", "--no-progress"] {
        let command = format!("portl run job.yaml {flags}");
        let finished = on_terminal(&workspace, 80, &command, None).expect_code(0);
        assert!(!finished.stdout.contains("[="), "{}", finished.stdout);
        assert!(!finished.stdout.contains(CLEARED), "{}", finished.stdout);
    }
}

#[test]
fn a_run_of_a_second_ends_with_where_the_time_went() {
    let (_server, workspace) = slow();
    let finished = workspace.portl(&["run", "job.yaml"]).expect_code(0);
    let lines: Vec<_> = finished.stderr.lines().collect();
    let shape: Vec<Vec<_>> = lines
        .iter()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(
        shape[2],
        ["step", "done", "time", "rate", "share"],
        "{lines:#?}"
    );
    assert_eq!(shape[3][0], "(before)");
    assert_eq!(shape[4][0], "at_first");
    assert_eq!(shape[5][..3], ["each", "40", "items"]);
    assert_eq!(
        shape[6][..3],
        ["tell_all_of_them_a_thing_that_is_long", "30", "items"]
    );
    assert!(lines[6].starts_with("    tell"), "{}", lines[6]);
    assert!(
        shape[6].contains(&"/s") || lines[6].contains("/s "),
        "{}",
        lines[6]
    );
    assert!(
        lines[7].contains("job done: "),
        "the summary ends it: {lines:#?}"
    );
    assert_eq!(lines.len(), 8);
    let quiet = workspace
        .portl(&["run", "job.yaml", "--quiet"])
        .expect_code(0);
    assert_eq!(quiet.stderr.lines().count(), 1, "{}", quiet.stderr);
}

#[test]
fn a_short_run_has_no_table_and_a_failed_one_has_it_before_the_failure() {
    let server = Server::in_turn([
        Answer::status(200),
        Answer::status(404).after(Duration::from_millis(1_100)),
    ]);
    let steps = "steps:\n  - {id: calls, type: api.call, connection: api, batch: {from: \"{{ range(2) }}\", as: n}, method: GET, path: \"/{{ n }}\"}\n";
    let workspace = with_servers(&server.url(), steps);
    let failed = workspace.portl(&["run", "job.yaml"]).expect_code(3);
    let table = failed.stderr.find("share").expect("a table");
    let error = failed
        .stderr
        .find("error: step `calls` failed")
        .expect("an error");
    assert!(table < error, "{}", failed.stderr);
    assert!(
        failed.stderr.contains("calls     1 item  1.1 s"),
        "{}",
        failed.stderr
    );

    let server = Server::start(|_| Answer::status(200));
    let quick = with_servers(&server.url(), steps);
    let finished = quick.portl(&["run", "job.yaml"]).expect_code(0);
    assert!(!finished.stderr.contains("share"), "{}", finished.stderr);
}
