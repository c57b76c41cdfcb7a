use super::{Completion, Snapshot, Texts, complete, rename::apply};
use crate::{analysis::Source, check::SideFiles};

/// The files beside every job here.
struct Prices;

impl SideFiles for Prices {
    fn head(&self, path: &str) -> Option<Vec<u8>> {
        (path == "prices.csv").then(|| b"sku,name,price\n1,a,2\n".to_vec())
    }

    fn text(&self, path: &str) -> Result<String, String> {
        Err(format!("there is no `{path}`"))
    }
}

const JOB: &str = r#"
inputs:
  since: {type: date, default: 2024-01-01}
connections:
  shop: {type: sqlite, config: {path: shop.db}}
  crm: {type: http, config: {base_url: "https://example.com"}}
steps:
  - id: prices
    type: csv.read
    path: prices.csv
    columns: {price: decimal}
  - id: stored
    type: db.query_one
    connection: shop
    save_as: latest
    batch: {from: "{{ steps.prices.rows }}", as: row}
    query: SELECT id, status FROM items WHERE sku = {{ row.sku }}
  - id: item
    type: db.upsert
    connection: shop
    batch: {from: "{{ steps.prices.rows }}", as: row}
    when: "{{ latest[idx] is none or latest[idx].status == 'draft' }}"
    table: items
    key: sku
    mapping:
      sku: "{{ row.sku | trim }}"
      price: "{{ row.price if row.price > 0 else none }}"
      since: "{{ inputs.since }}"
  - id: later
    type: db.execute
    connection: shop
    query: DELETE FROM items
"#;

fn texts(text: &str) -> Texts<'static> {
    Texts {
        job: Source {
            name: "job.yaml".to_owned(),
            text: text.to_owned(),
        },
        project: None,
        files: &Prices,
    }
}

/// The job with `from` replaced by `to`, in which `‸` marks the cursor; the cursor.
fn edited(from: &str, to: &str) -> (String, usize) {
    assert!(JOB.contains(from), "{from}");
    let at = JOB.find(from).unwrap() + to.find('‸').unwrap();
    let text = JOB.replacen(from, &to.replacen('‸', "", 1), 1);
    (text, at)
}

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
    assert_eq!(found, ["name", "transaction"]);
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
    assert_eq!(complete(&texts(""), 999, false).items.len(), 5);
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

fn hover(from: &str, to: &str) -> String {
    let (text, at) = edited(from, to);
    let found = Snapshot::of(texts(&text)).hover(at);
    found.map(|found| found.markdown).unwrap_or_default()
}

#[test]
fn hover_tells_types_and_where_they_come_from() {
    let expected =
        "```text\nrow.price: decimal\n```\n\na column of `prices.csv`, read by step `prices`";
    assert_eq!(hover("row.price if", "row.pr‸ice if"), expected);
    let expected =
        "```text\nlatest[idx].status: json\n```\n\na column of the query of step `stored`";
    assert_eq!(hover("latest[idx].status", "latest[idx].st‸atus"), expected);
    assert!(hover("row.price if", "r‸ow.price if").contains("  name: text\n  price: decimal\n}"));
    assert!(hover("idx] is none", "id‸x] is none").contains("from 0"));
    assert!(hover("| trim", "| tr‸im").starts_with("### `trim`"));
    assert!(hover("is none or", "is no‸ne or").contains("is none"));
    assert!(hover("key: sku", "ke‸y: sku").contains("key"));
    assert!(hover("type: db.upsert", "type: db.ups‸ert").starts_with("### `db.upsert`"));
    assert!(hover("connection: shop", "connection: sh‸op").contains("`sqlite`"));
    assert_eq!(hover("DELETE FROM", "DELE‸TE FROM"), "");
}

/// The pieces of the job that the answer names, each with the line it stands on.
fn places(from: &str, to: &str, with_declaration: bool) -> Vec<String> {
    let (text, at) = edited(from, to);
    let snapshot = Snapshot::of(texts(&text));
    let found = snapshot.references(at, with_declaration);
    let line = |start: usize| text[..start].matches('\n').count() + 1;
    found
        .into_iter()
        .map(|span| format!("{} {}", line(span.start as usize), snapshot.slice(span)))
        .collect()
}

#[test]
fn references_are_all_places_that_mean_it() {
    let expected = ["8 prices", "16 prices", "21 prices"];
    assert_eq!(places("id: prices", "id: pri‸ces", true), expected);
    assert_eq!(places("id: prices", "id: pri‸ces", false), expected[1..]);
    let expected = ["12 stored", "15 latest", "22 latest", "22 latest"];
    assert_eq!(
        places("latest[idx].status", "la‸test[idx].status", true),
        expected
    );
    assert_eq!(
        places("connection: shop", "connection: sh‸op", false).len(),
        3
    );
}

fn defined(from: &str, to: &str) -> String {
    let (text, at) = edited(from, to);
    let snapshot = Snapshot::of(texts(&text));
    let Some(span) = snapshot.definition(at) else {
        return String::new();
    };
    let start = span.start as usize;
    format!(
        "{} {}",
        text[..start].matches('\n').count() + 1,
        snapshot.slice(span)
    )
}

#[test]
fn definitions_are_found() {
    assert_eq!(
        defined("latest[idx].status", "la‸test[idx].status"),
        "15 latest"
    );
    assert_eq!(defined("row.sku | trim", "ro‸w.sku | trim"), "21 row");
    assert_eq!(
        defined("steps.prices.rows", "steps.pri‸ces.rows"),
        "8 prices"
    );
    assert_eq!(defined("inputs.since", "inputs.sin‸ce"), "3 since");
    assert_eq!(defined("row.price if", "row.pri‸ce if"), "11 price");
    assert_eq!(
        defined("row.sku | trim", "row.sk‸u | trim"),
        "10 prices.csv"
    );
    assert_eq!(defined("connection: shop", "connection: sh‸op"), "5 shop");
    assert_eq!(defined("DELETE FROM", "DELE‸TE FROM"), "");
}

fn renamed(from: &str, to: &str, new: &str) -> Result<String, String> {
    let (text, at) = edited(from, to);
    let edits = Snapshot::of(texts(&text)).rename(at, new)?;
    Ok(apply(&text, &edits))
}

#[test]
fn a_rename_changes_every_occurrence() {
    let found = renamed("id: prices", "id: pri‸ces", "list").unwrap();
    assert_eq!(
        found,
        JOB.replace("id: prices", "id: list")
            .replace("steps.prices", "steps.list")
    );
    let found = renamed("latest[idx].status", "lat‸est[idx].status", "newest").unwrap();
    assert_eq!(found, JOB.replace("latest", "newest"));
    let (first, second) = JOB.split_at(JOB.find("- id: item").unwrap());
    let found = renamed("row.sku | trim", "r‸ow.sku | trim", "each").unwrap();
    let row = second
        .replace("as: row", "as: each")
        .replace("row.", "each.");
    assert_eq!(found, format!("{first}{row}"));
    let found = renamed("connection: shop", "connection: sh‸op", "db").unwrap();
    assert_eq!(
        found,
        JOB.replace("shop:", "db:").replace(": shop\n", ": db\n")
    );
}

#[test]
fn names_that_do_not_fit_or_are_taken_are_refused() {
    let refused = |from, to, new| renamed(from, to, new).unwrap_err();
    let id = ("id: prices", "id: pri‸ces");
    assert!(refused(id.0, id.1, "Price list").contains("can't be the id of a step"));
    assert!(refused(id.0, id.1, "none").contains("word of the expression language"));
    assert!(refused(id.0, id.1, "later").contains("already"));
    let result = ("save_as: latest", "save_as: lat‸est");
    assert!(refused(result.0, result.1, "row").contains("already"));
    assert!(refused(result.0, result.1, "steps").contains("stands for"));
    let item = ("row.sku | trim", "r‸ow.sku | trim");
    assert!(refused(item.0, item.1, "latest").contains("already"));
    assert!(refused("row.sku | trim", "row.s‸ku | trim", "x").contains("can be renamed"));
}

#[test]
fn no_place_of_any_text_makes_it_panic() {
    let broken = JOB.replace("}}", "}").replace("as: row", "as: [row");
    for text in [
        JOB,
        &broken,
        &JOB.replace('\n', "\r\n"),
        &JOB.replace("items", "é🦀"),
    ] {
        let snapshot = Snapshot::of(texts(text));
        for offset in (0..=text.len()).step_by(7) {
            let _ = snapshot.hover(offset);
            let _ = snapshot.definition(offset);
            let _ = snapshot.references(offset, true);
            let _ = snapshot.rename(offset, "other");
            let _ = complete(&texts(text), offset, false);
        }
    }
}
