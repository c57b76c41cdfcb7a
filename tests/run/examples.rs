//! The examples, run as they are.

use serde_json::json;

use crate::support::{
    http::{Answer, Server},
    lambda::emulator_url,
    portl::Workspace,
    postgres::Database,
};

use super::expect_said;

#[test]
fn the_quickstart_runs_twice() {
    let workspace = Workspace::of_example("quickstart");
    let first = workspace.portl(&["run", "job.yaml"]).expect_code(0);
    let report = workspace.read("report.csv");
    let again = workspace.portl(&["run", "job.yaml"]).expect_code(0);
    assert_eq!(report, workspace.read("report.csv"));
    expect_said(&again, &["0 rows inserted"]);
    assert!(first.stderr.contains("rows inserted"), "{}", first.stderr);
}

#[test]
fn a_typed_csv_reaches_postgres_and_only_changes_are_written_again() {
    let database = Database::with_schema(include_str!("../../examples/csv_to_postgres/schema.sql"));
    let workspace = Workspace::of_example("csv_to_postgres").env("PORTL_PG_URL", database.url());
    workspace.portl(&["run", "job.yaml"]).expect_code(0);
    let count = database.count("customers");
    assert!(count > 0);
    let again = workspace.portl(&["run", "job.yaml"]).expect_code(0);
    expect_said(&again, &["0 rows inserted, 0 updated"]);
    assert_eq!(database.count("customers"), count);
}

#[test]
fn the_pages_of_an_api_are_gathered() {
    let server = Server::start(|request| {
        let (_, page) = request.path.split_once("page=").expect("a page");
        let page: i64 = page
            .split('&')
            .next()
            .unwrap_or_default()
            .parse()
            .expect("a number");
        let items = [page * 2 - 1, page * 2].map(|id| json!({"id": id, "name": format!("n{id}"), "price": 1.25, "tags": ["t"], "note": null}));
        Answer::json(200, &json!({"page": page, "pages": 6, "items": items}))
    });
    let workspace = Workspace::of_example("api_paging").env("PORTL_API_URL", &server.url());
    workspace.portl(&["run", "job.yaml"]).expect_code(0);
    let database = rusqlite::Connection::open(workspace.path("catalogue.db")).expect("it is there");
    let stored = super::cases::sqlite_rows(
        &database,
        "SELECT id, name, price, tags, note FROM articles ORDER BY id",
    );
    assert_eq!(stored.len(), 12);
    assert_eq!(stored[11], ["12", "n12", "1.25", "[\"t\"]", "null"]);
}

#[test]
fn the_template_of_the_first_portl_runs() {
    let database = Database::with_schema(include_str!("../../examples/template/schema.sql"));
    let api = Server::in_turn([Answer::status(201)]);
    let (server, name) = database.url().rsplit_once('/').expect("a database");
    let (_, port) = server.rsplit_once(':').expect("a port");
    let workspace = Workspace::of_example("template")
        .env("PG_HOST", "127.0.0.1")
        .env("PG_PORT", port)
        .env("PG_DATABASE", name)
        .env("PG_PASSWORD", "none")
        .env("API_BASE_URL", &api.url())
        .env("API_TOKEN", "token")
        .env("AWS_ENDPOINT_URL_LAMBDA", &emulator_url());
    workspace.portl(&["run", "job.yaml"]).expect_code(0);
    assert_eq!(
        (
            database.count("catalog.items"),
            database.count("catalog.item_versions")
        ),
        (3, 3)
    );
    assert_eq!(api.requests().len(), 3);
    workspace.portl(&["run", "job.yaml"]).expect_code(0);
    assert_eq!(database.count("catalog.item_versions"), 3);
    assert_eq!(api.requests().len(), 3);
}
