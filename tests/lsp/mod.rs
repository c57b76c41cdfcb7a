//! The language server, as an editor meets it: by its protocol, and in Neovim.

mod client;
mod corpus;
mod neovim;
mod protocol;

use serde_json::{Value as Json, json};

use crate::support::portl::Workspace;

/// What the job of a test reads.
const PRICES: &str = "sku,name,price\n1,a,2\n";

/// A job without a mistake, with wide characters before a name.
const JOB: &str = r#"connections:
  shop: {type: sqlite, config: {path: shop.db}}
steps:
  - id: prices
    type: csv.read
    path: prices.csv
  - id: item
    type: db.upsert
    batch: {from: "{{ steps.prices.rows }}", as: row}
    table: items
    key: sku
    mapping:
      sku: "{{ row.sku }}"
      name: "é🦀 {{ row.name | trim }}"
"#;

fn workspace() -> Workspace {
    Workspace::new().file("prices.csv", PRICES)
}

/// The URI of a file of the folder.
fn uri(workspace: &Workspace, name: &str) -> String {
    format!("file://{}", workspace.path(name).display())
}

/// The text without the mark `‸`, and its position as the protocol counts.
fn marked(text: &str) -> (String, Json) {
    let at = text.find('‸').expect("the text has a mark");
    let before = &text[..at];
    let line = before.matches('\n').count();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let character = before[start..].encode_utf16().count();
    (
        text.replacen('‸', "", 1),
        json!({"line": line, "character": character}),
    )
}
