use std::{pin::pin, sync::Arc};

use futures_util::TryStreamExt as _;
use tokio_postgres::{Client, Row};

use super::{
    Postgres,
    bind::{Bound, bind},
    cell::Cell,
    failure::failure,
    learnt::Learnt,
    prepare::Prepared,
};
use crate::{
    connect::{
        Effect, Failure,
        database::{
            Answer, Rows, StatementFailure,
            broken::Broken,
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
        // A function that it calls may give a table a trigger.
        self.learnt.couplings.clear();
        self.ask(sql, params).await
    }

    /// Runs a statement of Portl's own, or any other.
    pub(super) async fn ask(
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
            self.learnt = Learnt::default();
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
        let rows = self
            .patience
            .wait(fetch(&self.client, prepared, sql, bound))
            .await;
        rows.map_err(|broken| match broken {
            Broken::Server(error) => self.failure(&error, self.latch.effect_if_lost(only_reads)),
            Broken::Other(failure) => failure.effect(self.latch.effect_if_unreadable(only_reads)),
        })
    }

    pub(in super::super) async fn send_ahead(
        &mut self,
        sql: &str,
        params: &[Value],
    ) -> Result<Answer, StatementFailure> {
        let prepared = self.prepare(sql).await?;
        prepared.check_count(params)?;
        let bound = bind_all(&prepared, params)?;
        self.learnt.couplings.clear();
        self.latch.spoil();
        if may_change_schema(sql) {
            self.learnt = Learnt::default();
        }
        let client = Arc::clone(&self.client);
        let text: Arc<str> = sql.into();
        Ok(Answer::begin(async move {
            fetch(&client, &prepared, &text, bound).await
        }))
    }

    /// The rows of a statement that was sent. A server that works on those ahead of it is not silent.
    pub(in super::super) async fn rows(&self, answer: Answer) -> Result<Rows, Broken> {
        self.patience.wait(answer.rows()).await
    }

    pub(in super::super) fn answered(&self, rows: Result<Rows, Broken>) -> Result<Rows, Failure> {
        rows.map_err(|broken| match broken {
            Broken::Server(error) => self.failure(&error, Effect::None),
            Broken::Other(failure) => failure.effect(Effect::None),
        })
    }

    pub(in super::super) fn all_answered(&mut self) {
        self.latch.mend();
    }
}

/// Runs a statement to its end, whatever becomes of its rows.
pub(super) async fn fetch(
    client: &Client,
    prepared: &Prepared,
    sql: &str,
    bound: Vec<Bound>,
) -> Result<Rows, Broken> {
    let stream = match &prepared.named {
        Some(statement) => client.query_raw(statement, bound).await,
        None => {
            let typed = bound.into_iter().zip(prepared.parameters.iter().cloned());
            client.query_typed_raw(sql, typed).await
        }
    };
    let mut stream = pin!(stream?);
    let mut rows = RowsBuilder::new(prepared.names.clone());
    let mut unreadable = None;
    while let Some(row) = stream.try_next().await? {
        if unreadable.is_none() {
            unreadable = read(&row, &mut rows).err();
        }
    }
    match unreadable {
        Some(failure) => Err(Broken::Other(failure)),
        None => Ok(rows.finish(stream.rows_affected().unwrap_or(0))),
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
