use std::sync::Arc;

use super::{
    engine::Engine,
    failure::{Cause, Failed, Sent},
    frame::{At, View},
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

impl Engine<'_> {
    /// Runs a statement that works on `table`, or on nobody knows which.
    pub(super) async fn run_statement(
        &mut self,
        step: &Step,
        statement: &Statement,
        table: Option<&str>,
        at: Option<&At>,
    ) -> Result<Rows, Failed> {
        let connection = step
            .connection
            .expect("the checker gives every database step a connection");
        let info = self.table_info(step, connection, table).await?;
        let dialect = self.plan.connections[connection.0].declaration.dialect;
        let values = bind(statement, info.as_deref(), dialect, &self.view(at))?;
        let session = self.session(step, connection).await?;
        match session.query(&statement.text, &values).await {
            Ok(rows) => Ok(rows),
            Err(failure) => Err(failed(failure, statement, &values, dialect)),
        }
    }

    async fn table_info(
        &mut self,
        step: &Step,
        connection: ConnectionId,
        table: Option<&str>,
    ) -> Result<Option<Arc<TableInfo>>, Failed> {
        let Some(table) = table else { return Ok(None) };
        let session = self.session(step, connection).await?;
        Ok(session.table(table).await?)
    }
}

/// The values of a statement's parameters, of the types of the columns they are for.
fn bind(
    statement: &Statement,
    table: Option<&TableInfo>,
    dialect: Option<Dialect>,
    view: &View<'_>,
) -> Result<Vec<Value>, Failed> {
    let values = statement.parameters.iter().map(|parameter| {
        let value = view
            .evaluate(&parameter.value)
            .map_err(|stop| unevaluated(parameter, stop.into()))?;
        let column = table
            .filter(|_| parameter.role != Role::Hole)
            .and_then(|table| table.column(&parameter.name));
        match (column, table) {
            (Some(column), Some(table)) if value.is_null() => {
                if parameter.role == Role::Stored && !column.nullable {
                    return Err(null_refused(&parameter.name, &table.name)
                        .at(parameter.value.span)
                        .into());
                }
                Ok(value)
            }
            (None, _) if dialect == Some(Dialect::Sqlite) => Ok(as_number(value)),
            // PostgreSQL says itself what each parameter is, and its connector converts to that.
            (Some(column), _) if dialect == Some(Dialect::Sqlite) => {
                convert(value, &column.ty).map_err(|failure| unfit(parameter, failure).into())
            }
            _ => Ok(value),
        }
    });
    values.collect()
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

/// A value that fits no parameter was never sent, and so was not the statement.
fn failed(
    failure: StatementFailure,
    statement: &Statement,
    values: &[Value],
    dialect: Option<Dialect>,
) -> Failed {
    match failure {
        StatementFailure::Failed(failure) => {
            Failed::from(failure).sent(sent(statement, values, dialect))
        }
        StatementFailure::Parameter { index, failure } => {
            match statement.parameters.get(index.wrapping_sub(1)) {
                Some(parameter) => unfit(parameter, failure).into(),
                None => Cause::from(failure).into(),
            }
        }
    }
}

fn sent(statement: &Statement, values: &[Value], dialect: Option<Dialect>) -> Sent {
    let dialect = dialect.unwrap_or(Dialect::Postgres);
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
