use std::sync::Arc;

use rusqlite::{CachedStatement, Connection, types::Value as Cell};

use super::{
    Sqlite,
    bind::bind,
    cell::{read, with_scale},
    declared::{scale, value_type},
    failure::failure,
};
use crate::{
    connect::{
        Failure,
        database::{
            Probe, StatementFailure, StoreStatements, Stored, Storing, broken::Broken,
            rows::RowsBuilder,
        },
    },
    sql::{self, WAS_INSERTED},
    types::Type,
    value::{Segment, Value},
};

/// The most rows that the thread of a connection is handed at once: enough for its turns to cost nothing.
const ROWS: usize = 512;

/// No row is added to those that take so many bytes.
const BYTES: usize = 256 << 10;

/// Rows as SQLite stores them, one after the other.
#[derive(Clone)]
pub(in super::super) struct RowBatch {
    cells: Vec<Cell>,
    len: usize,
    bytes: usize,
}

impl RowBatch {
    pub(in super::super) const fn new() -> Self {
        Self {
            cells: Vec::new(),
            len: 0,
            bytes: 0,
        }
    }

    pub(in super::super) const fn len(&self) -> usize {
        self.len
    }

    pub(in super::super) const fn size(&self) -> usize {
        self.bytes
    }

    pub(in super::super) const fn is_full(&self) -> bool {
        self.len >= ROWS || self.bytes >= BYTES
    }

    pub(in super::super) fn push(&mut self, values: &[Value]) -> Result<(), StatementFailure> {
        let start = self.cells.len();
        for (index, value) in values.iter().enumerate() {
            match bind(value) {
                Ok(cell) => {
                    self.bytes += size(&cell);
                    self.cells.push(cell);
                }
                Err(failure) => {
                    self.cells.truncate(start);
                    let index = index + 1;
                    return Err(StatementFailure::Parameter { index, failure });
                }
            }
        }
        self.len += 1;
        Ok(())
    }
}

impl std::fmt::Debug for RowBatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowBatch")
            .field("len", &self.len)
            .finish_non_exhaustive()
    }
}

fn size(cell: &Cell) -> usize {
    size_of::<Cell>()
        + match cell {
            Cell::Text(text) => text.len(),
            Cell::Blob(bytes) => bytes.len(),
            Cell::Null | Cell::Integer(_) | Cell::Real(_) => 0,
        }
}

impl Sqlite {
    /// Begins to store rows; the thread of the connection goes through them while other things are done here.
    pub(in super::super) fn store(
        &mut self,
        statements: &Arc<StoreStatements>,
        batches: Vec<RowBatch>,
        savepoint: &str,
    ) -> Storing {
        self.latch.spoil();
        let statements = Arc::clone(statements);
        let name = sql::quote(savepoint);
        let stored = self.worker.send(move |connection| {
            let send = |text: String| {
                let sent = connection.execute_batch(&text);
                sent.map_err(|error| failure(&error))
            };
            send(format!("SAVEPOINT {name}"))?;
            let stored = store_all(connection, &statements, &batches)?;
            send(format!("RELEASE {name}"))?;
            Ok(stored)
        });
        Storing::spawn(async move { stored.await.map_err(Broken::Other) })
    }

    /// Takes note of what became of rows; the transaction is good again if they are stored.
    pub(in super::super) fn settled(
        &mut self,
        stored: Result<Vec<Stored>, Broken>,
    ) -> Result<Vec<Stored>, Failure> {
        let stored = stored.map_err(Broken::into_failure)?;
        self.latch.mend();
        Ok(stored)
    }
}

fn store_all(
    connection: &Connection,
    statements: &StoreStatements,
    batches: &[RowBatch],
) -> Result<Vec<Stored>, Failure> {
    if connection.is_autocommit() {
        return Err(Failure::new("SQLite has rolled the transaction back"));
    }
    let stored = batches.iter();
    stored
        .map(|rows| store(connection, statements, rows))
        .collect()
}

fn store(
    connection: &Connection,
    statements: &StoreStatements,
    rows: &RowBatch,
) -> Result<Stored, Failure> {
    let mut one = Query::of(connection, &statements.one)?;
    let mut existed = Query::of_probe(connection, statements.existed.as_ref())?;
    let mut kept = Query::of_probe(connection, statements.kept.as_ref())?;
    let mut names = one.names.clone();
    if statements.is_upsert {
        names.push(WAS_INSERTED.into());
    }
    let mut returned = statements.returns.then(|| RowsBuilder::new(names.into()));
    let (mut inserted, mut affected) = (0, 0);
    let width = rows.cells.len().checked_div(rows.len).unwrap_or(0);
    for row in rows.cells.chunks_exact(width.max(1)) {
        let was_there = match &mut existed {
            Some((query, probe)) => query.first(&probe.of(row))?.is_some(),
            None => false,
        };
        let before = connection.total_changes();
        let mut stored = one.first(row)?;
        let is_stored = connection.total_changes() != before;
        affected += u64::from(is_stored);
        let was_inserted = is_stored && !was_there;
        inserted += u64::from(was_inserted);
        let Some(returned) = &mut returned else {
            continue;
        };
        if let (false, Some((query, probe))) = (is_stored, &mut kept) {
            stored = query.first(&probe.of(row))?;
        }
        let mut cells = stored.unwrap_or_default();
        if cells.len() != one.names.len() {
            return Err(Failure::new("a row that was stored did not come back"));
        }
        if statements.is_upsert {
            cells.push(Value::Bool(was_inserted));
        }
        for (index, cell) in cells.into_iter().enumerate() {
            returned.push(index, cell);
        }
    }
    Ok(Stored {
        rows: returned
            .map(|returned| returned.finish(affected).into_table())
            .transpose()?
            .map(Segment::from),
        inserted,
        affected,
    })
}

impl Probe {
    fn of(&self, row: &[Cell]) -> Vec<Cell> {
        let values = self.parameters.iter().map(|index| row[*index].clone());
        values.collect()
    }
}

/// A statement that is run again and again.
struct Query<'c> {
    statement: CachedStatement<'c>,
    names: Vec<Arc<str>>,
    types: Vec<(Option<Type>, Option<u32>)>,
}

impl<'c> Query<'c> {
    fn of(connection: &'c Connection, text: &str) -> Result<Self, Failure> {
        let statement = connection
            .prepare_cached(text)
            .map_err(|error| failure(&error))?;
        let names = statement.column_names().map(Arc::from).collect();
        let types = statement.columns().map(|column| {
            let declared = column.decl_type();
            (declared.and_then(value_type), declared.and_then(scale))
        });
        let types = types.collect();
        Ok(Self {
            statement,
            names,
            types,
        })
    }

    fn of_probe<'p>(
        connection: &'c Connection,
        probe: Option<&'p Probe>,
    ) -> Result<Option<(Self, &'p Probe)>, Failure> {
        let query = probe.map(|probe| Ok((Self::of(connection, &probe.text)?, probe)));
        query.transpose()
    }

    /// Runs it to its end, and gives its first row.
    fn first(&mut self, parameters: &[Cell]) -> Result<Option<Vec<Value>>, Failure> {
        for (index, cell) in parameters.iter().enumerate() {
            self.statement
                .raw_bind_parameter(index + 1, cell)
                .map_err(|error| failure(&error))?;
        }
        let mut rows = self.statement.raw_query();
        let mut first = None;
        while let Some(row) = rows.next().map_err(|error| failure(&error))? {
            if first.is_some() {
                continue;
            }
            let cells = self.types.iter().enumerate().map(|(index, (ty, scale))| {
                let cell = row.get_ref(index).map_err(|error| failure(&error))?;
                let value = read(cell, ty.as_ref(), &self.names[index])?;
                Ok(with_scale(value, *scale))
            });
            first = Some(cells.collect::<Result<Vec<_>, Failure>>()?);
        }
        Ok(first)
    }
}
