//! What is kept of results changes nothing of what a job does: with `--result` all of it is kept, without it only what
//! later steps read.

use rusqlite::Connection;
use serde_json::json;

use crate::support::{
    http::{Answer, Server},
    portl::Workspace,
    snapshot::stable,
};

use super::cases::{sqlite_cases, sqlite_rows};

/// Runs what `open` gives twice, with and without `--result`, and checks that a database is the same after both.
fn expect_same(name: &str, arguments: &[String], database: &str, open: impl Fn() -> Workspace) {
    let after = |more: &[&str]| {
        let workspace = open();
        let arguments = arguments.iter().map(String::as_str);
        let mut all: Vec<_> = ["run", "job.yaml"].into_iter().chain(arguments).collect();
        all.extend(more);
        let code = workspace.portl(&all).code;
        let database = Connection::open(workspace.path(database)).expect("the folder can be read");
        (code, content(&database))
    };
    let all_kept = after(&["--result", "all.json"]);
    let only_what_is_read = after(&[]);
    assert_eq!(all_kept, only_what_is_read, "{name}");
}

/// Every row of every table, moments and run ids by name.
fn content(database: &Connection) -> Vec<String> {
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
    let tables = sqlite_rows(database, tables).into_iter().flatten();
    let rows = tables.flat_map(|table| {
        let rows = sqlite_rows(database, &format!("SELECT * FROM \"{table}\""));
        rows.into_iter()
            .map(move |row| stable(&format!("{table}: {}", row.join(" | "))))
    });
    rows.collect()
}

#[test]
fn a_case_leaves_the_same_with_and_without_results() {
    let cases = sqlite_cases();
    assert!(!cases.is_empty(), "no cases on SQLite");
    for case in cases {
        expect_same(&case.name, &case.arguments, "data.db", || case.workspace());
    }
}

#[test]
fn an_example_leaves_the_same_with_and_without_results() {
    expect_same("quickstart", &[], "shop.db", || {
        Workspace::of_example("quickstart")
    });

    let server = Server::start(|_| {
        let items = [1, 2].map(|id| json!({"id": id, "name": format!("n{id}"), "price": 1.25, "tags": ["t"], "note": null}));
        Answer::json(200, &json!({"page": 1, "pages": 1, "items": items}))
    });
    expect_same("api_paging", &[], "catalogue.db", || {
        Workspace::of_example("api_paging").env("PORTL_API_URL", &server.url())
    });
}
