use std::sync::Arc;

use indexmap::IndexMap;

use super::{Table, Value};

/// Named values in the order they were given.
pub type Fields = IndexMap<Arc<str>, Value>;

/// A record: named values of its own, or a row of a table.
#[derive(Debug, Clone)]
pub struct Record(Repr);

#[derive(Debug, Clone)]
enum Repr {
    Fields(Arc<Fields>),
    Row { table: Arc<Table>, index: usize },
}

impl Record {
    /// Row `index` of `table`, without copying it.
    #[must_use]
    pub const fn row(table: Arc<Table>, index: usize) -> Self {
        Self(Repr::Row { table, index })
    }

    /// The value of a field, or none where the record has no such field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value> {
        match &self.0 {
            Repr::Fields(fields) => fields.get(name).cloned(),
            Repr::Row { table, index } => Some(table.column(name)?.get(*index)),
        }
    }

    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Repr::Fields(fields) => fields.len(),
            Repr::Row { table, .. } => table.names().len(),
        }
    }

    /// Whether there is no field at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// About how many bytes of memory it takes: of a table's row, its share.
    #[must_use]
    pub fn size(&self) -> usize {
        match &self.0 {
            Repr::Fields(fields) => fields.values().map(Value::size).sum(),
            Repr::Row { table, .. } => table.size() / table.len().max(1),
        }
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        let (fields, table) = match &self.0 {
            Repr::Fields(fields) => (Some(fields), None),
            Repr::Row { table, .. } => (None, Some(table)),
        };
        let own = fields.into_iter().flat_map(|fields| fields.keys());
        own.chain(table.into_iter().flat_map(|table| table.names().iter()))
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Arc<str>, Value)> {
        let (fields, row) = match &self.0 {
            Repr::Fields(fields) => (Some(fields), None),
            Repr::Row { table, index } => (None, Some((table, *index))),
        };
        let own = fields.into_iter().flat_map(|fields| fields.iter());
        let own = own.map(|(name, value)| (Arc::clone(name), value.clone()));
        let cells = row.into_iter().flat_map(|(table, index)| table.row(index));
        own.chain(cells.map(|(name, value)| (Arc::clone(name), value)))
    }
}

impl From<Fields> for Record {
    fn from(fields: Fields) -> Self {
        Self(Repr::Fields(Arc::new(fields)))
    }
}
