use std::pin::pin;

use futures_util::TryStreamExt as _;
use tokio_postgres::{Error, Row, RowStream};

use super::{
    Postgres,
    bind::{Bound, bind},
    cell::Cell,
    failure::failure,
    prepare::Prepared,
};
use crate::{
    connect::{
        Failure,
        database::{
            Rows, StatementFailure,
            latch::Latch,
            rows::RowsBuilder,
            statement::{may_change_schema, only_reads},
        },
    },
    value::Value,
};

impl Postgres {
    pub(in super::super) async fn query(
        &mut self,
        sql: &str,
        params: &[Value],
    ) -> Result<Rows, StatementFailure> {
        let own = self.session.is_pooled && self.latch == Latch::Idle;
        if !own {
            return self.query_here(sql, params).await;
        }
        self.begin().await?;
        match self.query_here(sql, params).await {
            Ok(rows) => {
                self.commit(None).await?;
                Ok(rows)
            }
            Err(failure) => {
                self.rollback().await?;
                Err(failure)
            }
        }
    }

    async fn query_here(&mut self, sql: &str, params: &[Value]) -> Result<Rows, StatementFailure> {
        let before = self.latch.spoil();
        let prepared = self.prepare(sql).await?;
        prepared.check_count(params)?;
        let bound = bind_all(&prepared, params)?;
        let rows = self.fetch(&prepared, sql, bound).await;
        if may_change_schema(sql) {
            self.prepared.clear();
        }
        let rows = rows?;
        self.latch = before;
        Ok(rows)
    }

    async fn fetch(
        &self,
        prepared: &Prepared,
        sql: &str,
        bound: Vec<Bound>,
    ) -> Result<Rows, Failure> {
        let only_reads = only_reads(sql);
        let fetched = self.answered(self.fetched(prepared, sql, bound)).await;
        fetched
            .map_err(|why| self.failure(&why, self.latch.effect_if_lost(only_reads)))?
            .map_err(|failure| failure.effect(self.latch.effect_if_unreadable(only_reads)))
    }

    /// The rows, all of them; or why one can't be read.
    async fn fetched(
        &self,
        prepared: &Prepared,
        sql: &str,
        bound: Vec<Bound>,
    ) -> Result<Result<Rows, Failure>, Error> {
        let mut stream = pin!(self.start(prepared, sql, bound).await?);
        let mut rows = RowsBuilder::new(prepared.names.clone());
        let mut unreadable = None;
        while let Some(row) = stream.try_next().await? {
            if unreadable.is_none() {
                unreadable = read(&row, &mut rows).err();
            }
        }
        Ok(match unreadable {
            Some(failure) => Err(failure),
            None => Ok(rows.finish(stream.rows_affected().unwrap_or(0))),
        })
    }

    async fn start(
        &self,
        prepared: &Prepared,
        sql: &str,
        bound: Vec<Bound>,
    ) -> Result<RowStream, Error> {
        match &prepared.named {
            Some(statement) => self.client.query_raw(statement, bound).await,
            None => {
                let typed = bound.into_iter().zip(prepared.parameters.iter().cloned());
                self.client.query_typed_raw(sql, typed).await
            }
        }
    }
}

fn read(row: &Row, rows: &mut RowsBuilder) -> Result<(), Failure> {
    for (index, column) in row.columns().iter().enumerate() {
        let cell: Cell = row.try_get(index).map_err(|error| failure(&error))?;
        let value = cell.0.map_err(|failure| Failure {
            help: failure.help,
            ..Failure::new(format!("column `{}`: {}", column.name(), failure.message))
        })?;
        rows.push(index, value);
    }
    Ok(())
}

fn bind_all(prepared: &Prepared, params: &[Value]) -> Result<Vec<Bound>, StatementFailure> {
    let typed = params.iter().zip(&prepared.parameters);
    typed
        .enumerate()
        .map(|(index, (value, ty))| {
            bind(value, ty).map_err(|failure| StatementFailure::Parameter {
                index: index + 1,
                failure,
            })
        })
        .collect()
}
