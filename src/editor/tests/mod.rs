//! Questions about one job with a mark in it, and their answers.

mod completion;
mod places;

use super::{Snapshot, Texts, complete};
use crate::{analysis::Source, check::SideFiles};

/// The files beside every job here.
struct Prices;

impl SideFiles for Prices {
    fn head(&self, path: &str) -> Option<Vec<u8>> {
        (path == "prices.csv").then(|| b"sku,name,price\n1,a,2\n".to_vec())
    }

    fn text(&self, path: &str) -> Result<String, String> {
        if path == crate::schema::FILE {
            return Ok(STOCK.to_owned());
        }
        Err(format!("there is no `{path}`"))
    }
}

/// What is known of the database: one table.
const STOCK: &str = r#"{"version": 1, "connections": {"shop": {"tables": {"gone": null, "stock": {"columns": [
  {"name": "sku", "type": "text", "declared": "TEXT", "nullable": false},
  {"name": "count", "type": "int", "declared": "INTEGER", "nullable": true}
]}}}}}"#;

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
        job: Source::new("job.yaml".to_owned(), text.to_owned()),
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
