use super::{
    failure::Item,
    frame::{At, View},
};
use crate::{
    plan::{Operation, Role, Step, StoredRow},
    sql::WAS_INSERTED,
    value::{Value, show::shown},
};

/// How many fields of an item are named where no better key is known.
const FIELDS: usize = 4;
/// How much of a value is shown.
const WIDTH: usize = 60;

/// An item as people recognise it: its position, and the key of the row that the step stores; where there is none, the
/// item's first scalar fields.
pub(super) fn item(at: &At, step: &Step, view: &View<'_>) -> Item {
    let stored = match &step.operation {
        Operation::StoreRow(row) => key_of_row(row, view),
        _ => None,
    };
    Item {
        index: at.index,
        key: stored.unwrap_or_else(|| fields(&at.item)),
    }
}

/// The values of the key columns; none if one of them is what failed.
fn key_of_row(row: &StoredRow, view: &View<'_>) -> Option<Vec<(String, String)>> {
    let of_column = |column: &str| {
        let parameters = &row.statement.parameters;
        let parameter = parameters
            .iter()
            .find(|parameter| parameter.role == Role::Stored && parameter.name == column)?;
        let value = view.evaluate(&parameter.value).ok()?;
        Some((column.to_owned(), shown(&value, WIDTH)))
    };
    let key: Option<Vec<_>> = row.key.iter().map(|column| of_column(column)).collect();
    key.filter(|key| !key.is_empty())
}

fn fields(item: &Value) -> Vec<(String, String)> {
    match item {
        Value::Record(record) => record
            .iter()
            .filter(|(name, value)| {
                &**name != WAS_INSERTED
                    && !matches!(value, Value::Null | Value::List(_) | Value::Record(_))
            })
            .take(FIELDS)
            .map(|(name, value)| (name.to_string(), shown(&value, WIDTH)))
            .collect(),
        Value::Null => Vec::new(),
        other => vec![("item".to_owned(), shown(other, WIDTH))],
    }
}
