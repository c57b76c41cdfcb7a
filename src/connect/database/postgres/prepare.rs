use std::sync::Arc;

use tokio_postgres::types::Type as PgType;

use super::{Postgres, types::value_type};
use crate::{
    connect::{
        Effect, Failure,
        database::{
            latch::Latch,
            statement::{Parameter, Statement, check_control},
        },
    },
    value::Value,
};

/// A statement that the server has parsed.
pub(super) struct Prepared {
    /// Its name on the server; none where a pooler would lose it.
    pub(super) named: Option<tokio_postgres::Statement>,
    pub(super) parameters: Vec<PgType>,
    pub(super) statement: Arc<Statement>,
    pub(super) names: Arc<[Arc<str>]>,
}

/// How many statements stay prepared. A job has few, and each one's text is fixed.
const CAPACITY: usize = 256;

impl Postgres {
    pub(in super::super) async fn describe(
        &mut self,
        sql: &str,
    ) -> Result<Arc<Statement>, Failure> {
        Ok(Arc::clone(&self.prepare(sql).await?.statement))
    }

    pub(super) async fn prepare(&mut self, sql: &str) -> Result<Arc<Prepared>, Failure> {
        self.prepare_typed(sql, &[]).await
    }

    /// Prepares a statement whose parameters are of these types; the server finds out those that are not given.
    pub(super) async fn prepare_typed(
        &mut self,
        sql: &str,
        types: &[PgType],
    ) -> Result<Arc<Prepared>, Failure> {
        if let Some(prepared) = self.learnt.statements.get(sql) {
            return Ok(Arc::clone(prepared));
        }
        check_control(sql)?;
        let own = self.session.is_pooled && self.latch == Latch::Idle;
        if own {
            self.begin().await?;
        }
        let before = self.latch.spoil();
        let prepared = self.hear(self.client.prepare_typed(sql, types)).await;
        let prepared = prepared.map_err(|error| self.failure(&error, Effect::None));
        if prepared.is_ok() {
            self.latch = before;
        }
        if own {
            self.rollback().await?;
        }
        let prepared = Arc::new(self.examine(prepared?)?);
        let statements = &mut self.learnt.statements;
        if statements.len() >= CAPACITY {
            statements.clear();
        }
        statements.insert(sql.into(), Arc::clone(&prepared));
        Ok(prepared)
    }

    fn examine(&self, named: tokio_postgres::Statement) -> Result<Prepared, Failure> {
        let parameters = named.params().to_vec();
        let statement = Statement {
            parameters: parameters
                .iter()
                .map(|ty| Parameter {
                    ty: value_type(ty),
                    declared: ty.name().to_owned(),
                })
                .collect(),
            columns: named
                .columns()
                .iter()
                .map(|column| (column.name().into(), value_type(column.type_())))
                .collect(),
        };
        Ok(Prepared {
            parameters,
            names: statement.names(),
            statement: Arc::new(statement),
            named: (!self.session.is_pooled).then_some(named),
        })
    }
}

impl Prepared {
    /// Lets through as many values as there are parameters.
    pub(super) fn check_count(&self, params: &[Value]) -> Result<(), Failure> {
        let (wanted, given) = (self.parameters.len(), params.len());
        if wanted == given {
            return Ok(());
        }
        Err(Failure::new(format!(
            "the statement has {wanted} parameters, but {given} values were given"
        )))
    }
}
