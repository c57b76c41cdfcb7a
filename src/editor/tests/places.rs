use super::{JOB, edited, texts};
use crate::editor::{Snapshot, rename::apply};

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
    assert!(hover("steps.prices.rows", "st‸eps.prices.rows").contains("the results of steps"));
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
    let connection = ("connection: shop", "connection: sh‸op");
    assert!(refused(connection.0, connection.1, "a: b").contains("a letter first"));
    assert!(refused(connection.0, connection.1, "crm").contains("already"));
    let unnamed = "batch: {from: \"{{ [1] }}\"}\n    when: item == 1\n    query: DELETE FROM items";
    let marked = unnamed.replace("item ==", "it‸em ==");
    assert!(refused("query: DELETE FROM items", &marked, "x").contains("write `as:`"));
    assert!(refused("row.sku | trim", "row.s‸ku | trim", "x").contains("can be renamed"));
}
