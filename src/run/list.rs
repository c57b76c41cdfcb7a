use std::sync::Arc;

use crate::value::{Column, List, Record, Table, Value};

/// Collects the results of a batch, by column as long as they are records of the same fields.
#[derive(Debug, Default)]
pub(super) struct ListBuilder {
    items: Items,
}

#[derive(Debug, Default)]
enum Items {
    #[default]
    Empty,
    Records {
        names: Arc<[Arc<str>]>,
        columns: Vec<Vec<Value>>,
    },
    Values(Vec<Value>),
}

impl ListBuilder {
    pub(super) fn push(&mut self, value: Value) {
        match (&mut self.items, value) {
            (Items::Empty, Value::Record(record)) if !record.is_empty() => {
                let names: Arc<[Arc<str>]> = record.names().cloned().collect();
                let columns = record.iter().map(|(_, value)| vec![value]).collect();
                self.items = Items::Records { names, columns };
            }
            (Items::Empty, value) => self.items = Items::Values(vec![value]),
            (Items::Records { names, columns }, Value::Record(record))
                if is_alike(names, &record) =>
            {
                for (column, (_, value)) in columns.iter_mut().zip(record.iter()) {
                    column.push(value);
                }
            }
            (Items::Records { .. }, value) => {
                let mut values = std::mem::take(&mut self.items).into_values();
                values.push(value);
                self.items = Items::Values(values);
            }
            (Items::Values(values), value) => values.push(value),
        }
    }

    /// Adds the rows of a table.
    pub(super) fn extend(&mut self, table: &Arc<Table>) {
        if matches!(self.items, Items::Empty) && !table.is_empty() {
            self.items = Items::Records {
                names: Arc::clone(table.names()),
                columns: table.names().iter().map(|_| Vec::new()).collect(),
            };
        }
        match &mut self.items {
            Items::Records { names, columns } if **names == **table.names() => {
                for (column, name) in columns.iter_mut().zip(names.iter()) {
                    let cells = table.column(name).into_iter();
                    column.extend(
                        cells.flat_map(|cells| (0..cells.len()).map(|index| cells.get(index))),
                    );
                }
            }
            _ => (0..table.len())
                .for_each(|index| self.push(Value::Record(Record::row(Arc::clone(table), index)))),
        }
    }

    pub(super) fn finish(self) -> Value {
        Value::List(match self.items {
            Items::Records { names, columns } => List::table(Arc::new(table(names, columns))),
            other => List::from(other.into_values()),
        })
    }
}

impl Items {
    fn into_values(self) -> Vec<Value> {
        match self {
            Self::Empty => Vec::new(),
            Self::Values(values) => values,
            Self::Records { names, columns } => {
                let table = Arc::new(table(names, columns));
                (0..table.len())
                    .map(|index| Value::Record(Record::row(Arc::clone(&table), index)))
                    .collect()
            }
        }
    }
}

fn is_alike(names: &[Arc<str>], record: &Record) -> bool {
    record.len() == names.len() && record.names().zip(names).all(|(own, name)| own == name)
}

fn table(names: Arc<[Arc<str>]>, columns: Vec<Vec<Value>>) -> Table {
    Table::new(names, columns.into_iter().map(Column::Values).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Fields;

    fn record(name: &str, value: i64) -> Value {
        Value::from(Fields::from_iter([(Arc::from(name), Value::Int(value))]))
    }

    fn list(values: &[Value]) -> List {
        let mut builder = ListBuilder::default();
        values.iter().for_each(|value| builder.push(value.clone()));
        match builder.finish() {
            Value::List(list) => list,
            other => panic!("expected a list, found {}", other.kind()),
        }
    }

    fn field(list: &List, index: usize, name: &str) -> Option<Value> {
        match list.get(index).expect("items in memory can be read")? {
            Value::Record(record) => record.get(name),
            _ => None,
        }
    }

    #[test]
    fn records_of_other_fields_and_nulls_keep_their_places() {
        let mixed = list(&[record("a", 1), record("a", 2), Value::Null, record("b", 3)]);
        assert_eq!(mixed.len(), 4);
        assert!(matches!(field(&mixed, 1, "a"), Some(Value::Int(2))));
        assert!(matches!(mixed.get(2), Ok(Some(Value::Null))));
        assert!(matches!(field(&mixed, 3, "b"), Some(Value::Int(3))));
        assert_eq!(list(&[]).len(), 0);
    }
}
