//! A segment as bytes, and back.

use std::{borrow::Cow, sync::Arc};

use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::value::{Column, Fields, IntColumn, List, Record, Segment, Table, TextColumn, Value};

#[derive(Serialize, Deserialize)]
enum Page<'s> {
    Rows {
        names: Arc<[Arc<str>]>,
        columns: Vec<Cells<'s>>,
        absent: Cow<'s, [usize]>,
    },
    Values(Vec<Cell>),
}

#[derive(Serialize, Deserialize)]
enum Cells<'s> {
    Nulls(usize),
    Bools(Cow<'s, [Option<bool>]>),
    Ints(Cow<'s, IntColumn>),
    Text(Cow<'s, TextColumn>),
    Values(Vec<Cell>),
}

#[derive(Serialize, Deserialize)]
enum Cell {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Decimal([u8; 16]),
    Text(Arc<str>),
    Bytes(Arc<[u8]>),
    /// Year, month and day.
    Date(i16, i8, i8),
    /// Nanoseconds since 1970.
    Timestamp(i128),
    List(Vec<Cell>),
    Record(Vec<(Arc<str>, Cell)>),
}

/// The bytes of a segment; none if it holds what is not to be written: a secret, or rows that are not in memory.
pub(super) fn encode(segment: &Segment) -> Option<Vec<u8>> {
    let page = match segment {
        Segment::Rows { table, absent } => Page::Rows {
            names: Arc::clone(table.names()),
            columns: table.columns().iter().map(cells).collect::<Option<_>>()?,
            absent: Cow::Borrowed(absent),
        },
        Segment::Values(values) => Page::Values(all(values)?),
    };
    postcard::to_allocvec(&page).ok()
}

fn cells(column: &Column) -> Option<Cells<'_>> {
    Some(match column {
        Column::Nulls(count) => Cells::Nulls(*count),
        Column::Bools(cells) => Cells::Bools(Cow::Borrowed(cells)),
        Column::Ints(column) => Cells::Ints(Cow::Borrowed(column)),
        Column::Text(column) => Cells::Text(Cow::Borrowed(column)),
        Column::Values(values) => Cells::Values(all(values)?),
    })
}

fn all(values: &[Value]) -> Option<Vec<Cell>> {
    values.iter().map(cell).collect()
}

fn cell(value: &Value) -> Option<Cell> {
    Some(match value {
        Value::Null => Cell::Null,
        Value::Bool(truth) => Cell::Bool(*truth),
        Value::Int(int) => Cell::Int(*int),
        Value::Float(float) => Cell::Float(*float),
        Value::Decimal(decimal) => Cell::Decimal(decimal.serialize()),
        Value::Text(text) => Cell::Text(Arc::clone(text)),
        Value::Bytes(bytes) => Cell::Bytes(Arc::clone(bytes)),
        Value::Date(date) => Cell::Date(date.year(), date.month(), date.day()),
        Value::Timestamp(instant) => Cell::Timestamp(instant.as_nanosecond()),
        Value::List(list) => Cell::List(items(list)?),
        Value::Record(record) => {
            let fields = record.iter();
            let fields = fields.map(|(name, value)| Some((name, cell(&value)?)));
            Cell::Record(fields.collect::<Option<_>>()?)
        }
        Value::Secret(_) => return None,
    })
}

fn items(list: &List) -> Option<Vec<Cell>> {
    if !list.is_in_memory() {
        return None;
    }
    list.iter().map(|item| cell(&item.ok()?)).collect()
}

/// The segment that was encoded; none if these bytes are no segment.
pub(super) fn decode(page: &[u8]) -> Option<Segment> {
    Some(match postcard::from_bytes(page).ok()? {
        Page::Rows {
            names,
            columns,
            absent,
        } => {
            let columns = columns.into_iter().map(column).collect::<Option<_>>()?;
            Segment::Rows {
                table: Arc::new(Table::new(names, columns)),
                absent: absent.into_owned(),
            }
        }
        Page::Values(cells) => Segment::Values(values(cells)?),
    })
}

fn column(cells: Cells<'_>) -> Option<Column> {
    Some(match cells {
        Cells::Nulls(count) => Column::Nulls(count),
        Cells::Bools(cells) => Column::Bools(cells.into_owned()),
        Cells::Ints(column) => Column::Ints(column.into_owned()),
        Cells::Text(column) => Column::Text(column.into_owned()),
        Cells::Values(cells) => Column::Values(values(cells)?),
    })
}

fn values(cells: Vec<Cell>) -> Option<Vec<Value>> {
    cells.into_iter().map(value).collect()
}

fn value(cell: Cell) -> Option<Value> {
    Some(match cell {
        Cell::Null => Value::Null,
        Cell::Bool(truth) => Value::Bool(truth),
        Cell::Int(int) => Value::Int(int),
        Cell::Float(float) => Value::Float(float),
        Cell::Decimal(bytes) => Value::Decimal(Decimal::deserialize(bytes)),
        Cell::Text(text) => Value::Text(text),
        Cell::Bytes(bytes) => Value::Bytes(bytes),
        Cell::Date(year, month, day) => Value::Date(Date::new(year, month, day).ok()?),
        Cell::Timestamp(nanos) => Value::Timestamp(Timestamp::from_nanosecond(nanos).ok()?),
        Cell::List(cells) => Value::from(values(cells)?),
        Cell::Record(fields) => {
            let fields = fields.into_iter();
            let fields = fields.map(|(name, cell)| Some((name, value(cell)?)));
            Value::Record(Record::from(fields.collect::<Option<Fields>>()?))
        }
    })
}
