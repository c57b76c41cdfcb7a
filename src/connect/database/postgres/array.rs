use tokio_postgres::types::Type as PgType;

use super::bind::{Bound, bind};
use crate::value::{Failure, List, Value};

/// A list as PostgreSQL reads an array of one dimension: `{"a",NULL}`.
///
/// # Errors
/// If an item does not fit, named by its index.
pub(super) fn literal(list: &List, item: &PgType) -> Result<String, Failure> {
    let mut items = Vec::with_capacity(list.len());
    for (index, value) in list.iter().enumerate() {
        let value = value?;
        let within = |failure: Failure| Failure {
            message: format!("`[{index}]`: {}", failure.message),
            ..failure
        };
        items.push(element(&value, item).map_err(within)?);
    }
    Ok(format!("{{{}}}", items.join(",")))
}

fn element(value: &Value, item: &PgType) -> Result<String, Failure> {
    Ok(match bind(value, item)? {
        Bound::Null => "NULL".to_owned(),
        Bound::Text(text) => quoted(&text),
        Bound::Bytes(bytes) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            quoted(&format!("\\x{hex}"))
        }
    })
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
