//! `rejects:`, the file of failed items.

use std::time::Duration;

use serde_json::Value;

use crate::support::{
    http::{Answer, Server},
    portl::Workspace,
};

use super::{expect_said, with_servers};

/// One call an item, `/name`, of the rows of `in.csv`.
fn calls(server: &Server, keys: &str) -> Workspace {
    let steps = format!(
        "steps:\n  - {{id: rows, type: csv.read, path: in.csv}}\n  - id: tell\n    type: api.call\n    connection: api\n\
         \x20   batch: {{from: \"{{{{ steps.rows.rows }}}}\", as: row{keys}}}\n    on_error: continue\n    rejects: rejects.csv\n\
         \x20   method: PUT\n    path: /{{{{ row.name }}}}\n"
    );
    with_servers(&server.url(), &steps)
        .file("in.csv", "index,name\n7,ann\n8,\"bob, \"\"b\"\"\"\n9,eve\n")
}

/// Says no to everybody but Ann.
fn picky() -> Server {
    Server::start(|request| match request.path.as_str() {
        "/ann" => Answer::status(200),
        _ => Answer::text(400, "no,\nnever"),
    })
}

#[test]
fn failed_items_are_kept_with_their_errors() {
    for keys in ["", ", concurrency: 2"] {
        let server = picky();
        let workspace = calls(&server, keys);
        let finished = workspace.portl(&["run", "job.yaml"]).expect_code(0);
        expect_said(
            &finished,
            &[
                "warning: 2 failed items are in `rejects.csv`, with the errors",
                "2 items failed (2 in files of rejects)",
            ],
        );
        let text = workspace.read("rejects.csv");
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "index,error,item_index,name");
        assert!(
            text.contains("\n1,\"") && text.contains(",8,\"bob, \"\"b\"\"\"\n"),
            "{text}"
        );
        assert!(
            text.contains("\n2,\"") && text.ends_with(",9,eve\n"),
            "{text}"
        );
        assert!(text.contains("400"), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let metadata = std::fs::metadata(workspace.path("rejects.csv")).expect("it is there");
            assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        }
    }
}

#[test]
fn the_file_is_of_the_last_run_alone() {
    let workspace = calls(&picky(), "");
    workspace.portl(&["run", "job.yaml"]).expect_code(0);
    assert!(workspace.path("rejects.csv").exists());
    // The server is gone, so every item fails; then nothing is left to fail.
    workspace.portl(&["run", "job.yaml"]).expect_code(0);
    assert!(workspace.read("rejects.csv").starts_with("index,error,"));
    std::fs::write(workspace.path("in.csv"), "index,name\n").expect("the folder can be written");
    let finished = workspace.portl(&["run", "job.yaml"]).expect_code(0);
    assert!(!workspace.path("rejects.csv").exists());
    assert!(!finished.stderr.contains("rejects"), "{}", finished.stderr);
}

#[test]
fn another_file_is_not_overwritten() {
    let server = picky();
    let workspace = calls(&server, "").file("rejects.csv", "id,name\n1,precious\n");
    let finished = workspace.portl(&["run", "job.yaml"]).expect_code(2);
    expect_said(
        &finished,
        &[
            "is there, and is not a file of rejects",
            "`tell`",
            "nothing was done",
        ],
    );
    assert_eq!(workspace.read("rejects.csv"), "id,name\n1,precious\n");
    assert!(server.requests().is_empty());
}

#[test]
fn a_run_that_fails_later_keeps_it() {
    let server = picky();
    let workspace = calls(&server, "");
    let job = format!(
        "{}  - {{id: last, type: api.call, connection: api, method: PUT, path: /never}}\n",
        workspace.read("job.yaml")
    );
    let workspace = workspace.file("job.yaml", &job);
    let finished = workspace.portl(&["run", "job.yaml"]).expect_code(4);
    expect_said(&finished, &["2 failed items are in `rejects.csv`"]);
    assert!(workspace.read("rejects.csv").ends_with(",9,eve\n"));
}

#[test]
fn an_interrupted_run_keeps_it() {
    let server = Server::start(|request| match request.path.as_str() {
        "/eve" => Answer::status(200).after(Duration::from_secs(20)),
        _ => Answer::status(400),
    });
    let workspace = calls(&server, "");
    let running = workspace.start(&["run", "job.yaml"]);
    while server.requests().len() < 3 {
        std::thread::sleep(Duration::from_millis(10));
    }
    running.signal("KILL");
    running.finish();
    let text = workspace.read("rejects.csv");
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.contains(",7,ann\n"), "{text}");
}

#[test]
fn items_of_a_group_and_of_json_are_kept_and_secrets_are_not() {
    let server = Server::start(|request| {
        let key = request.header("x-key").unwrap_or_default().to_owned();
        Answer::text(400, format!("the key {key} is bad"))
    });
    let steps = "inputs: {key: {type: secret}}\nsteps:\n  - id: each\n    type: group\n    on_error: continue\n    rejects: each.csv\n\
        \x20   batch: {from: \"{{ [{'a': 1}, {'b': ['x', none]}, 5] | tojson | fromjson }}\", as: item}\n    steps:\n\
        \x20     - {id: call, type: api.call, connection: api, method: GET, path: /x, headers: {X-Key: \"{{ inputs.key }}\"}}\n";
    let workspace = with_servers(&server.url(), steps);
    let arguments = [
        "run",
        "job.yaml",
        "--input",
        "key=canary-1",
        "--log-format",
        "json",
    ];
    let finished = workspace.portl(&arguments).expect_code(0);
    let text = workspace.read("each.csv");
    assert!(text.starts_with("index,error,a,b,item\n0,"), "{text}");
    assert!(text.contains(",,\"[\"\"x\"\",null]\",\n2,"), "{text}");
    assert!(text.contains("step `call`: "), "{text}");
    assert!(
        text.contains("‹secret›") && !text.contains("canary"),
        "{text}"
    );
    let last = finished.stderr.lines().last().expect("there are events");
    let last: Value = serde_json::from_str(last).expect("JSON");
    assert_eq!(last["details"]["rejects"]["each.csv"], 3);
}

#[test]
fn the_plan_tells_of_it() {
    let workspace = calls(&picky(), "");
    let plan = workspace.portl(&["plan", "job.yaml"]).expect_code(0).stdout;
    assert!(plan.contains("failed items go to `rejects.csv`"), "{plan}");
    let plan = workspace.portl(&["plan", "job.yaml", "--format", "json"]);
    let plan: Value = serde_json::from_str(&plan.expect_code(0).stdout).expect("JSON");
    assert_eq!(plan["steps"][1]["rejects"], "rejects.csv");
}
