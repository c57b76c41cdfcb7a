use std::{sync::Arc, time::Instant};

use super::{
    engine::Engine,
    failure::{Cause, Failed, Sent},
    frame::{At, View},
    observer::Work,
};
use crate::{
    connect::database::{Rows, StatementFailure, TableInfo},
    ir::ConnectionId,
    plan::{Parameter, Role, Statement, Step},
    spec::Dialect,
    sql::placeholder,
    value::{Value, convert::convert, parse::float_from_decimal, show::shown},
};

/// How much of a parameter's value a failure shows.
const WIDTH: usize = 200;

/// The parameters of a statement, and the columns that they are for.
pub(super) struct Binder<'p> {
    statement: &'p Statement,
    table: Option<Arc<TableInfo>>,
    /// Which column of the table each parameter is for.
    columns: Vec<Option<usize>>,
    dialect: Dialect,
}

impl Engine<'_> {
    /// Runs a statement that works on `table`, or on nobody knows which.
    pub(super) async fn run_statement(
        &mut self,
        step: &Step,
        statement: &Statement,
        table: Option<&str>,
        at: Option<&At>,
    ) -> Result<Rows, Failed> {
        let binder = self.binder(step, statement, table).await?;
        let values = binder.bind(&self.view(at))?;
        let session = self.session(step, connection_of(step)).await?;
        let begun = Instant::now();
        let answered = session.query(&statement.text, &values).await;
        let work = Work::Statements {
            items: 1,
            statements: 1,
        };
        self.worked(step, work, begun);
        match answered {
            Ok(rows) => Ok(rows),
            Err(failure) => Err(binder.failed(failure, &values)),
        }
    }

    /// What gives the statement's parameters their values.
    pub(super) async fn binder<'p>(
        &mut self,
        step: &Step,
        statement: &'p Statement,
        table: Option<&str>,
    ) -> Result<Binder<'p>, Failed> {
        let connection = connection_of(step);
        let dialect = self.plan.connections[connection.0].declaration.dialect;
        let table = match table {
            Some(table) => self.session(step, connection).await?.table(table).await?,
            None => None,
        };
        let columns = statement.parameters.iter().map(|parameter| {
            let table = table.as_ref().filter(|_| parameter.role != Role::Hole)?;
            let mut columns = table.columns.iter();
            columns.position(|column| *column.name == *parameter.name)
        });
        Ok(Binder {
            statement,
            columns: columns.collect(),
            table,
            dialect: dialect.unwrap_or(Dialect::Postgres),
        })
    }
}

pub(super) fn connection_of(step: &Step) -> ConnectionId {
    step.connection
        .expect("the checker gives every database step a connection")
}

impl Binder<'_> {
    pub(super) const fn statement(&self) -> &Statement {
        self.statement
    }

    /// The table that the statement works on, where it is known.
    pub(super) fn table(&self) -> Option<&TableInfo> {
        self.table.as_deref()
    }

    /// The values of the parameters, of the types of the columns they are for.
    pub(super) fn bind(&self, view: &View<'_>) -> Result<Vec<Value>, Failed> {
        let parameters = self.statement.parameters.iter().zip(&self.columns);
        let values = parameters.map(|(parameter, column)| {
            let value = view
                .evaluate(&parameter.value)
                .map_err(|stop| unevaluated(parameter, stop.into()))?;
            self.fit(parameter, *column, value)
        });
        values.collect()
    }

    fn fit(
        &self,
        parameter: &Parameter,
        column: Option<usize>,
        value: Value,
    ) -> Result<Value, Failed> {
        match (column, &self.table) {
            (Some(column), Some(table)) if value.is_null() => {
                if parameter.role == Role::Stored && !table.columns[column].nullable {
                    return Err(null_refused(&parameter.name, &table.name)
                        .at(parameter.value.span)
                        .into());
                }
                Ok(value)
            }
            (Some(column), Some(table)) if self.dialect == Dialect::Sqlite => {
                convert(value, &table.columns[column].ty)
                    .map_err(|failure| unfit(parameter, failure).into())
            }
            (None, _) if self.dialect == Dialect::Sqlite => Ok(as_number(value)),
            // PostgreSQL says itself what each parameter is, and its connector converts to that.
            _ => Ok(value),
        }
    }

    /// What a failed statement tells. A value that fits no parameter was never sent, and so was not the statement.
    pub(super) fn failed(&self, failure: StatementFailure, values: &[Value]) -> Failed {
        match failure {
            StatementFailure::Failed(failure) => {
                Failed::from(failure).sent(sent(self.statement, values, self.dialect))
            }
            StatementFailure::Parameter { index, failure } => {
                match self.statement.parameters.get(index.wrapping_sub(1)) {
                    Some(parameter) => unfit(parameter, failure).into(),
                    None => Cause::from(failure).into(),
                }
            }
        }
    }
}

/// A decimal as the number that SQLite would read it as in a literal: text would be greater than any number.
fn as_number(value: Value) -> Value {
    match value {
        Value::Decimal(decimal) if decimal.scale() == 0 => match i64::try_from(decimal) {
            Ok(int) => Value::Int(int),
            Err(_) => Value::Decimal(decimal),
        },
        // A float has 15 digits that are surely kept; more than that stays exact, as text.
        Value::Decimal(decimal) if decimal.mantissa().unsigned_abs() < 10_u128.pow(15) => {
            Value::Float(float_from_decimal(decimal))
        }
        other => other,
    }
}

fn null_refused(column: &str, table: &str) -> Cause {
    let message =
        format!("the value of `{column}` is null, and `{table}.{column}` can't hold a null");
    let mut cause = Cause::new(message);
    cause.help = Some(format!(
        "give it a value: `{column}: \"{{{{ … | default(…) }}}}\"`, or skip the row with `when:`"
    ));
    cause
}

/// A value that does not fit where it is going, by the name of that place.
fn unfit(parameter: &Parameter, failure: crate::value::Failure) -> Cause {
    unevaluated(parameter, Cause::from(failure).at(parameter.value.span))
}

/// What keeps a parameter from having a value, with the name of the place that it is for.
fn unevaluated(parameter: &Parameter, mut cause: Cause) -> Cause {
    let place = match parameter.role {
        Role::Stored | Role::Compared => format!("column `{}`", parameter.name),
        Role::Hole => format!("parameter `{}`", parameter.name),
    };
    cause.message = format!("{place}: {}", cause.message);
    cause
}

fn sent(statement: &Statement, values: &[Value], dialect: Dialect) -> Sent {
    let parameters = statement.parameters.iter().zip(values).enumerate();
    Sent::Sql {
        text: statement.text.clone(),
        parameters: parameters
            .map(|(position, (parameter, value))| {
                (
                    format!("{} {}", placeholder(dialect, position + 1), parameter.name),
                    shown(value, WIDTH),
                )
            })
            .collect(),
    }
}
