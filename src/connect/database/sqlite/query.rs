use std::sync::Arc;

use rusqlite::{CachedStatement, Connection, Error, types::Value as Stored};

use super::{
    Sqlite,
    bind::bind,
    cell::{read, with_scale},
    declared::{scale, value_type},
    failure::failure,
};
use crate::{
    connect::{
        Class, Failure,
        database::{
            Answer, Parameter, Rows, Statement, StatementFailure,
            broken::Broken,
            latch::Latch,
            rows::RowsBuilder,
            statement::{check_control, may_change_schema},
        },
    },
    types::Type,
    value::Value,
};

const CAPACITY: usize = 256;

impl Sqlite {
    pub(in super::super) async fn describe(
        &mut self,
        sql: &str,
    ) -> Result<Arc<Statement>, Failure> {
        if let Some(statement) = self.described.get(sql) {
            return Ok(Arc::clone(statement));
        }
        check_control(sql)?;
        let before = self.latch.spoil();
        let text: Arc<str> = sql.into();
        let owned = Arc::clone(&text);
        let statement = Arc::new(
            self.worker
                .run(move |connection| prepare(connection, &owned))
                .await?,
        );
        self.latch = before;
        if self.described.len() >= CAPACITY {
            self.described.clear();
        }
        self.described.insert(text, Arc::clone(&statement));
        Ok(statement)
    }

    pub(in super::super) async fn query(
        &mut self,
        sql: &str,
        params: &[Value],
    ) -> Result<Rows, StatementFailure> {
        check_control(sql)?;
        let before = self.latch.spoil();
        let bound = bind_all(params)?;
        let text: Arc<str> = sql.into();
        let rows = self
            .worker
            .run(move |connection| run(connection, &text, bound, before))
            .await;
        if may_change_schema(sql) {
            self.described.clear();
        }
        let rows = rows?;
        self.latch = before;
        Ok(rows)
    }
}

impl Sqlite {
    pub(in super::super) async fn send_ahead(
        &mut self,
        sql: &str,
        params: &[Value],
    ) -> Result<Answer, StatementFailure> {
        check_control(sql)?;
        let bound = bind_all(params)?;
        self.latch.spoil();
        if may_change_schema(sql) {
            self.described.clear();
        }
        let text: Arc<str> = sql.into();
        let sent = self
            .worker
            .send(move |connection| run(connection, &text, bound, Latch::Open));
        Ok(Answer::begin(
            async move { sent.await.map_err(Broken::Other) },
        ))
    }

    pub(in super::super) fn answered(&self, rows: Result<Rows, Broken>) -> Result<Rows, Failure> {
        rows.map_err(|broken| broken.into_failure())
    }

    pub(in super::super) fn all_answered(&mut self) {
        self.latch.mend();
    }
}

fn bind_all(params: &[Value]) -> Result<Vec<Stored>, StatementFailure> {
    let stored = params.iter().enumerate().map(|(index, value)| {
        bind(value).map_err(|failure| StatementFailure::Parameter {
            index: index + 1,
            failure,
        })
    });
    stored.collect()
}

fn prepare(connection: &Connection, sql: &str) -> Result<Statement, Failure> {
    let prepared = connection
        .prepare_cached(sql)
        .map_err(|error| failure(&error))?;
    let any = Parameter {
        ty: Type::Json,
        declared: "any".to_owned(),
    };
    let columns = prepared.columns();
    let statement = Statement {
        parameters: vec![any; prepared.parameter_count()],
        columns: columns
            .map(|column| {
                let ty = column.decl_type().and_then(value_type);
                (column.name().into(), ty.unwrap_or(Type::Json))
            })
            .collect(),
    };
    Ok(statement)
}

fn run(
    connection: &Connection,
    sql: &str,
    params: Vec<Stored>,
    latch: Latch,
) -> Result<Rows, Failure> {
    if latch.is_in_transaction() && connection.is_autocommit() {
        return Err(Failure::new("SQLite has rolled the transaction back"));
    }
    let mut statement = connection
        .prepare_cached(sql)
        .map_err(|error| failure(&error))?;
    let (wanted, given) = (statement.parameter_count(), params.len());
    if wanted != given {
        return Err(Failure::new(format!(
            "the statement has {wanted} parameters, but {given} values were given"
        )));
    }
    for (index, value) in params.into_iter().enumerate() {
        statement
            .raw_bind_parameter(index + 1, value)
            .map_err(|error| failure(&error))?;
    }
    let before = connection.total_changes();
    let is_read = statement.readonly();
    let mut rows = fetch(&mut statement, latch, is_read)?;
    if !is_read {
        let changed = connection.total_changes() != before;
        rows.affected = if changed { connection.changes() } else { 0 };
    }
    Ok(rows)
}

/// Reads every row, whatever becomes of the cells: a statement that is not run to its end does not do all it says.
fn fetch(
    statement: &mut CachedStatement<'_>,
    latch: Latch,
    is_read: bool,
) -> Result<Rows, Failure> {
    let lost = |error: Error| failure(&error);
    let types: Vec<_> = statement
        .columns()
        .map(|column| {
            column
                .decl_type()
                .map(|declared| (value_type(declared), scale(declared)))
        })
        .collect();
    let names: Arc<[Arc<str>]> = statement.column_names().map(Arc::from).collect();
    let mut table = RowsBuilder::new(Arc::clone(&names));
    let mut unreadable = None;
    let mut count = 0;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(lost)? {
        count += 1;
        for (index, declared) in types.iter().enumerate() {
            let cell = row.get_ref(index).map_err(lost)?;
            let (ty, scale) = declared
                .as_ref()
                .map_or((None, None), |(ty, scale)| (ty.as_ref(), *scale));
            match read(cell, ty, names[index].as_ref()) {
                Ok(value) => table.push(index, with_scale(value, scale)),
                Err(failure) => {
                    unreadable.get_or_insert(failure);
                    table.push(index, Value::Null);
                }
            }
        }
    }
    match unreadable {
        None => Ok(table.finish(count)),
        Some(failure) => Err(failure
            .class(Class::Other)
            .effect(latch.effect_if_unreadable(is_read))),
    }
}
