use std::sync::Arc;

use super::{ColumnBuilder, Record, Table, Value};

/// Some items of a list, one behind the other: by column as far as they are records of the same fields, or null.
#[derive(Debug)]
pub enum Segment {
    /// Rows of a table.
    Rows {
        /// The rows.
        table: Arc<Table>,
        /// Which of them, in order, stand for a null.
        absent: Vec<usize>,
    },
    /// Anything else.
    Values(Vec<Value>),
}

impl Segment {
    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Rows { table, .. } => table.len(),
            Self::Values(values) => values.len(),
        }
    }

    /// Whether there is no item.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at `index`.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn get(&self, index: usize) -> Value {
        match self {
            Self::Rows { absent, .. } if absent.binary_search(&index).is_ok() => Value::Null,
            Self::Rows { table, .. } => Value::Record(Record::row(Arc::clone(table), index)),
            Self::Values(values) => values[index].clone(),
        }
    }

    /// About how many bytes of memory it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Self::Rows { table, absent } => table.size() + size_of_val(&absent[..]),
            Self::Values(values) => values.iter().map(Value::size).sum(),
        }
    }
}

impl From<Table> for Segment {
    fn from(table: Table) -> Self {
        Self::Rows {
            table: Arc::new(table),
            absent: Vec::new(),
        }
    }
}

/// Collects items.
#[derive(Debug, Default)]
pub struct SegmentBuilder {
    items: Items,
}

#[derive(Debug)]
enum Items {
    /// So many nulls: what the rest will be is not known yet.
    Nulls(usize),
    Rows {
        names: Arc<[Arc<str>]>,
        columns: Vec<ColumnBuilder>,
        len: usize,
        absent: Vec<usize>,
    },
    Values(Vec<Value>),
}

impl Default for Items {
    fn default() -> Self {
        Self::Nulls(0)
    }
}

impl SegmentBuilder {
    /// Appends an item.
    pub fn push(&mut self, value: Value) {
        match (&mut self.items, value) {
            (Items::Nulls(count), Value::Null) => *count += 1,
            (
                Items::Rows {
                    columns,
                    len,
                    absent,
                    ..
                },
                Value::Null,
            ) => {
                let cells = columns.iter_mut();
                cells.for_each(|column| column.push(Value::Null));
                absent.push(*len);
                *len += 1;
            }
            (
                Items::Rows {
                    names,
                    columns,
                    len,
                    ..
                },
                Value::Record(record),
            ) if is_alike(names, &record) => {
                for (column, (_, value)) in columns.iter_mut().zip(record.iter()) {
                    column.push(value);
                }
                *len += 1;
            }
            (Items::Values(values), value) => values.push(value),
            (_, value) => {
                self.make_fit(&value);
                self.push(value);
            }
        }
    }

    /// Turns what is there into what can hold such an item, too.
    fn make_fit(&mut self, value: &Value) {
        self.items = match (std::mem::take(&mut self.items), value) {
            (Items::Nulls(count), Value::Record(record)) if !record.is_empty() => {
                let names: Arc<[Arc<str>]> = record.names().cloned().collect();
                let columns = names
                    .iter()
                    .map(|_| ColumnBuilder::of_nulls(count))
                    .collect();
                Items::Rows {
                    names,
                    columns,
                    len: count,
                    absent: (0..count).collect(),
                }
            }
            (items, _) => {
                let segment = Self { items }.finish();
                Items::Values((0..segment.len()).map(|index| segment.get(index)).collect())
            }
        };
    }

    /// How many items there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match &self.items {
            Items::Nulls(count) => *count,
            Items::Rows { len, .. } => *len,
            Items::Values(values) => values.len(),
        }
    }

    /// Whether there is no item.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The items.
    #[must_use]
    pub fn finish(self) -> Segment {
        match self.items {
            Items::Nulls(count) => Segment::Values(vec![Value::Null; count]),
            Items::Rows {
                names,
                columns,
                absent,
                ..
            } => {
                let columns = columns.into_iter().map(ColumnBuilder::finish).collect();
                Segment::Rows {
                    table: Arc::new(Table::new(names, columns)),
                    absent,
                }
            }
            Items::Values(values) => Segment::Values(values),
        }
    }
}

fn is_alike(names: &[Arc<str>], record: &Record) -> bool {
    record.len() == names.len() && record.names().zip(names).all(|(own, name)| own == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Fields;

    fn record(name: &str, value: i64) -> Value {
        Value::from(Fields::from_iter([(Arc::from(name), Value::Int(value))]))
    }

    fn segment(values: &[Value]) -> Segment {
        let mut builder = SegmentBuilder::default();
        values.iter().cloned().for_each(|value| builder.push(value));
        builder.finish()
    }

    fn field(segment: &Segment, index: usize, name: &str) -> Option<Value> {
        match segment.get(index) {
            Value::Record(record) => record.get(name),
            _ => None,
        }
    }

    #[test]
    fn records_and_nulls_are_rows() {
        let rows = segment(&[Value::Null, record("a", 1), Value::Null, record("a", 2)]);
        assert!(matches!(rows, Segment::Rows { .. }));
        assert_eq!(rows.len(), 4);
        assert!(rows.get(0).is_null() && rows.get(2).is_null());
        assert!(matches!(field(&rows, 1, "a"), Some(Value::Int(1))));
        assert!(matches!(field(&rows, 3, "a"), Some(Value::Int(2))));
    }

    #[test]
    fn records_of_other_fields_and_nulls_keep_their_places() {
        let mixed = segment(&[record("a", 1), record("a", 2), Value::Null, record("b", 3)]);
        assert_eq!(mixed.len(), 4);
        assert!(matches!(field(&mixed, 1, "a"), Some(Value::Int(2))));
        assert!(mixed.get(2).is_null());
        assert!(matches!(field(&mixed, 3, "b"), Some(Value::Int(3))));
        assert_eq!(segment(&[]).len(), 0);
        assert_eq!(segment(&[Value::Null, Value::Int(1)]).len(), 2);
    }
}
