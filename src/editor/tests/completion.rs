use super::{edited, texts};
use crate::editor::{Completion, complete};

fn offered(from: &str, to: &str) -> Vec<Completion> {
    let (text, at) = edited(from, to);
    complete(&texts(&text), at, false).items
}

fn labels(from: &str, to: &str) -> Vec<String> {
    offered(from, to)
        .into_iter()
        .map(|item| item.label)
        .collect()
}

/// Holds what is offered against the first names that should be.
fn assert_begins(found: &[String], expected: &[&str]) {
    let begin: Vec<_> = found.iter().take(expected.len()).collect();
    assert_eq!(begin, expected, "all: {found:?}");
}

#[test]
fn columns_are_offered_behind_a_row() {
    let expected = ["sku", "name", "price"];
    assert_eq!(labels("row.sku | trim", "row.‸ | trim"), expected);
    assert_eq!(labels("row.sku | trim", "row.s‸ku | trim"), expected);
    assert_eq!(labels("row.sku | trim", "row['‸'] | trim"), expected);
    assert_eq!(labels("\"{{ row.sku | trim }}\"", "\"{{ row.‸\""), expected);
    assert_eq!(labels("\"{{ row.sku | trim }}\"", "\"{{ row.‸"), expected);
    assert_eq!(labels("\"{{ row.sku | trim }}\"", "{{ row.‸"), expected);
    assert_eq!(labels("row.sku | trim", "row.‸ +"), expected);
    let found = offered("row.sku | trim", "row.‸");
    assert_eq!(found[2].detail, "decimal");
    assert_eq!(
        found[2].doc,
        "a column of `prices.csv`, read by step `prices`"
    );
}

#[test]
fn columns_are_offered_in_every_way_of_writing() {
    let expected = ["sku", "name", "price"];
    let sku = "sku: \"{{ row.sku | trim }}\"";
    assert_eq!(labels(sku, "sku: '{{ row.‸ }}'"), expected);
    assert_eq!(
        labels(sku, "sku: |\n        a\n        {{ row.‸ }}\n"),
        expected
    );
    assert_eq!(labels(sku, "sku: >-\n        {{ row.‸\n"), expected);
    assert_eq!(labels(sku, "sku: \"\\u00e9\\n {{ row.‸ }}\""), expected);
    assert_eq!(labels(sku, "sku: \"{% if row.‸ %}a{% endif %}\""), expected);
    assert_eq!(labels(sku, "sku: \"{% if row.‸\""), expected);
    assert_eq!(labels(sku, "sku: {a: [\"{{ row.‸ }}\"]}"), expected);
    assert_eq!(labels("table: items", "table: \"{{ row.‸ }}\"").len(), 0);
    let when = "when: \"{{ latest[idx] is none or latest[idx].status == 'draft' }}\"";
    assert_eq!(labels(when, "when: row.‸"), expected);
    assert_eq!(labels(when, "when: row.sku and row.‸"), expected);
    let query = "SELECT id, status FROM items WHERE sku = {{ row.sku }}";
    assert_eq!(labels(query, "SELECT {{ row.‸ }} FROM items"), expected);
    assert_eq!(
        labels(query, "|\n      SELECT 1\n       WHERE a = {{ row.‸"),
        expected
    );
}

#[test]
fn fields_of_results_are_offered() {
    let found = labels("latest[idx].status", "latest[idx].‸");
    assert_eq!(found, ["id", "status"]);
    let found = labels(
        "steps.prices.rows }}\", as: row}\n    query",
        "steps.prices.‸ }}\", as: row}\n    query",
    );
    assert_eq!(found, ["rows", "headers", "count"]);
    assert_eq!(labels("inputs.since", "inputs.‸"), ["since"]);
    assert_eq!(labels("inputs.since", "job.‸"), ["name"]);
    assert_eq!(labels("inputs.since", "run.‸"), ["id"]);
}

#[test]
fn only_steps_that_have_run_are_offered() {
    assert_eq!(labels("inputs.since", "steps.‸"), ["stored", "prices"]);
    assert_eq!(labels("steps.prices.rows", "steps.‸"), ["prices"]);
}

#[test]
fn names_are_offered_where_they_can_be_seen() {
    let found = labels("inputs.since", "‸");
    assert_begins(
        &found,
        &["row", "idx", "latest", "steps", "inputs", "job", "run"],
    );
    assert!(found.iter().any(|name| name == "now"), "{found:?}");
    let found = labels("steps.prices.rows", "‸");
    assert_begins(&found, &["steps", "inputs", "job", "run"]);
    let found = labels(
        "{{ inputs.since }}",
        "{% for each in [1] %}{{ ‸ }}{% endfor %}",
    );
    assert_begins(&found, &["loop", "each", "row", "idx"]);
}

#[test]
fn helpers_and_tests_are_offered_that_fit() {
    let found = labels("row.sku | trim", "row.sku | ‸");
    assert!(found.iter().any(|name| name == "upper"), "{found:?}");
    assert!(!found.iter().any(|name| name == "sum"), "{found:?}");
    let found = labels("row.sku | trim", "steps.prices.rows | l‸");
    assert!(found.iter().any(|name| name == "length"), "{found:?}");
    assert!(!found.iter().any(|name| name == "upper"), "{found:?}");
    let found = labels("row.sku | trim", "row.sku is ‸");
    assert!(found.iter().any(|name| name == "none"), "{found:?}");
    let found = labels("row.sku | trim", "row.sku | int(‸)");
    assert_begins(&found, &["default="]);
}

#[test]
fn keys_are_offered_that_fit_the_type() {
    let found = labels("    key: sku", "    ke‸");
    assert_eq!(found[0], "save_as", "{found:?}");
    assert!(found.iter().any(|name| name == "update"), "{found:?}");
    assert!(found.iter().any(|name| name == "key"), "{found:?}");
    assert!(
        !found.iter().any(|name| name == "table" || name == "query"),
        "{found:?}"
    );
    assert_eq!(labels("config: {path", "config: {‸"), ["path"]);
    assert_eq!(
        labels("{type: date, default: 2024-01-01}", "{type: date, ‸}"),
        ["default"]
    );
    assert_eq!(
        labels("as: row}\n    query", "‸}\n    query"),
        ["as", "concurrency"]
    );
    let found = labels("steps:\n", "tra‸\nsteps:\n");
    assert_eq!(found, ["name", "transaction", "limits"]);
    assert_eq!(
        labels("columns: {price", "columns: {‸, price"),
        ["sku", "name"]
    );
    let found = labels("  - id: later", "  - ‸\n  - id: later");
    assert_begins(&found, &["type", "id"]);
    let found = offered("    key: sku", "    upd‸");
    let key = found.iter().find(|item| item.label == "update").unwrap();
    assert_eq!(key.insert, "update: ");
}

#[test]
fn values_are_offered_that_fit_the_key() {
    let found = labels("type: db.execute", "type: db.‸");
    assert!(
        found.iter().any(|name| name == "db.query_many"),
        "{found:?}"
    );
    let (text, at) = edited("type: db.execute", "type: db.‸");
    let found = complete(&texts(&text), at, false);
    assert_eq!(&text[found.replaces], "db.");
    assert_eq!(
        labels("type: sqlite", "type: ‸"),
        ["postgres", "sqlite", "lambda", "http"]
    );
    assert_eq!(labels("connection: shop", "connection: ‸"), ["shop"]);
    let found = labels("key: sku", "key: sku\n    update: ‸");
    assert!(found.iter().any(|name| name == "changed"), "{found:?}");
    assert!(found.iter().any(|name| name == "price"), "{found:?}");
    assert!(labels("price: decimal", "price: ‸").contains(&"timestamp".to_owned()));
    assert_eq!(
        labels("key: sku", "on_error: ‸\n    key: sku"),
        ["fail", "continue"]
    );
    assert_eq!(
        labels("DELETE FROM items", "DELETE ‸"),
        Vec::<String>::new()
    );
}

#[test]
fn nothing_is_offered_where_nothing_is_known() {
    assert_eq!(complete(&texts("a: [b"), 6, false).items, []);
    assert_eq!(complete(&texts(""), 999, false).items.len(), 6);
}

#[test]
fn a_project_file_has_connections_only() {
    let found = complete(&texts("con"), 3, true).items;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].insert, "connections:");
    let found = complete(
        &texts("connections:\n  a: {type: http, config: {ti}}"),
        42,
        true,
    );
    let labels: Vec<_> = found.items.iter().map(|item| item.label.as_str()).collect();
    assert!(labels.contains(&"timeout"), "{labels:?}");
}

#[test]
fn tables_and_columns_of_a_known_database_are_offered() {
    assert_eq!(labels("table: items", "table: ‸"), ["stock"]);
    let head = "table: items\n    key: sku\n    mapping:\n      sku";
    let found = offered(head, "table: stock\n    key: sku\n    mapping:\n      ‸");
    let names: Vec<_> = found.iter().map(|item| item.label.as_str()).collect();
    assert_eq!(names, ["sku", "count"]);
    assert_eq!(found[0].doc, "`sku`: TEXT, not null");
    let other = labels(head, "table: items\n    key: sku\n    mapping:\n      ‸");
    assert_eq!(other, [] as [&str; 0], "nothing is known of that table");
}
