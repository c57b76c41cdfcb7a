use std::sync::Arc;

use super::{
    engine::Engine,
    failure::Failed,
    frame::At,
    observer::Event,
    retry::{Repeatable, next_wait},
};
use crate::{
    connect::{database::Rows as FetchedRows, spool::SpoolBuilder},
    plan::{Kept, Operation, Rows, Statement, Step, StoredRow},
    sql::WAS_INSERTED,
    value::{Fields, List, ReadError, Record, Value},
};

impl Engine<'_> {
    /// A step on a database. With a `retry:`, each attempt stands in a savepoint of its own.
    pub(super) async fn database_operation(
        &mut self,
        step: &Step,
        at: Option<&At>,
    ) -> Result<Value, Failed> {
        let (Some(_), Some(connection)) = (&step.retry, step.connection) else {
            return self.database_attempt(step, at).await;
        };
        let mut attempt = 1;
        loop {
            self.set_savepoint(step, connection).await?;
            let outcome = self.database_attempt(step, at).await;
            let session = self.databases.session(connection);
            session.end_savepoint(outcome.is_ok()).await?;
            let Err(failed) = outcome else { return outcome };
            let failure = crate::connect::Failure::new("").class(failed.cause.class);
            let Some(wait) = next_wait(step.retry.as_ref(), Repeatable::Yes, &failure, attempt)
            else {
                return Err(failed.attempts(attempt));
            };
            attempt += 1;
            self.ledger.add(|summary| summary.retries += 1);
            let reason = failed.cause.message.as_str();
            let index = at.map(|at| at.index);
            self.notice(&Event::RetryScheduled {
                step: &step.name,
                index,
                attempt,
                wait,
                reason,
            });
            tokio::time::sleep(wait).await;
        }
    }

    async fn database_attempt(&mut self, step: &Step, at: Option<&At>) -> Result<Value, Failed> {
        match &step.operation {
            Operation::StoreRow(row) if row.existed.is_some() || row.stored.is_some() => {
                self.store_row(step, row, at).await
            }
            Operation::Enqueue { .. } => self.enqueue(step, at).await,
            _ => {
                let (statement, table) = one_statement(step);
                let rows = self.run_statement(step, statement, table, at).await?;
                Ok(self.outcome(step, rows)?)
            }
        }
    }

    /// The result of a step of one statement, which is counted.
    pub(super) fn outcome(&self, step: &Step, rows: FetchedRows) -> Result<Value, ReadError> {
        Ok(match &step.operation {
            Operation::StoreRow(row) => {
                let was_inserted = if row.is_upsert {
                    returned_flag(&rows)
                } else {
                    rows.affected > 0
                };
                self.count_stored(was_inserted, rows.affected);
                if step.kept == Kept::Nothing || (row.may_skip && rows.affected == 0) {
                    return Ok(Value::Null);
                }
                stored_record(&rows, row.is_upsert.then_some(was_inserted))
            }
            Operation::ChangeRows { deletes, .. } => {
                self.ledger.add(|summary| {
                    let count = if *deletes {
                        &mut summary.deleted
                    } else {
                        &mut summary.updated
                    };
                    *count += rows.affected;
                });
                changed(rows, *deletes)
            }
            Operation::Query { rows: wanted, .. } => {
                let fetched = match wanted {
                    Rows::One => u64::from(!rows.is_empty()),
                    Rows::Many(_) => rows.len() as u64,
                };
                self.ledger.add(|summary| summary.rows_fetched += fetched);
                queried(rows, *wanted)?
            }
            _ => {
                self.ledger.add(|summary| summary.executed += 1);
                record([("count", count(rows.affected))])
            }
        })
    }

    fn count_stored(&self, was_inserted: bool, affected: u64) {
        self.ledger.add(|summary| {
            let count = if was_inserted {
                &mut summary.inserted
            } else {
                &mut summary.updated
            };
            *count += affected;
        });
    }

    async fn store_row(
        &mut self,
        step: &Step,
        row: &StoredRow,
        at: Option<&At>,
    ) -> Result<Value, Failed> {
        let table = Some(row.table.as_str());
        let existed = match &row.existed {
            Some(probe) => Some(!self.run_statement(step, probe, table, at).await?.is_empty()),
            None => None,
        };
        let stored = self.run_statement(step, &row.statement, table, at).await?;
        let was_inserted = match existed {
            Some(existed) => !existed && stored.affected > 0,
            None if row.is_upsert => returned_flag(&stored),
            None => stored.affected > 0,
        };
        self.count_stored(was_inserted, stored.affected);
        if step.kept == Kept::Nothing || (row.may_skip && stored.affected == 0) {
            return Ok(Value::Null);
        }
        let kept = match &row.stored {
            Some(read) if stored.affected == 0 => self.run_statement(step, read, table, at).await?,
            _ => stored,
        };
        Ok(stored_record(&kept, row.is_upsert.then_some(was_inserted)))
    }
}

/// The statement of a step that has one, and the table that it works on.
pub(super) fn one_statement(step: &Step) -> (&Statement, Option<&str>) {
    match &step.operation {
        Operation::StoreRow(row) => (&row.statement, Some(&row.table)),
        Operation::ChangeRows {
            statement, table, ..
        } => (statement, Some(table)),
        Operation::Query { statement, .. } | Operation::Execute { statement, .. } => {
            (statement, None)
        }
        _ => unreachable!("lowering says which operations are one statement"),
    }
}

fn queried(rows: FetchedRows, wanted: Rows) -> Result<Value, ReadError> {
    Ok(match wanted {
        Rows::One => rows.first().map_or(Value::Null, Value::Record),
        Rows::Many(limit) => {
            let all = rows.len();
            let taken = limit.map_or(all, |limit| {
                all.min(usize::try_from(limit).unwrap_or(usize::MAX))
            });
            let rows = first(rows.into_list(), taken)?;
            record([("rows", Value::List(rows)), ("count", count(taken as u64))])
        }
    })
}

/// PostgreSQL says itself whether the row is new; no row came back where it was kept.
fn returned_flag(rows: &FetchedRows) -> bool {
    matches!(rows.cell(WAS_INSERTED), Some(Value::Bool(true)))
}

fn stored_record(rows: &FetchedRows, was_inserted: Option<bool>) -> Value {
    let mut fields = Fields::new();
    fields.extend(rows.first().iter().flat_map(Record::iter));
    if let Some(was_inserted) = was_inserted {
        fields.insert(WAS_INSERTED.into(), Value::Bool(was_inserted));
    }
    Value::from(fields)
}

fn changed(rows: FetchedRows, deletes: bool) -> Value {
    let count = count(rows.affected);
    if deletes {
        return record([("count", count)]);
    }
    record([("count", count), ("rows", Value::List(rows.into_list()))])
}

fn first(rows: List, taken: usize) -> Result<List, ReadError> {
    if taken == rows.len() {
        return Ok(rows);
    }
    let mut first = SpoolBuilder::default();
    for row in rows.iter().take(taken) {
        first.push(row?);
    }
    Ok(first.finish())
}

fn record<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::from(
        fields
            .into_iter()
            .map(|(name, value)| (Arc::from(name), value))
            .collect::<Fields>(),
    )
}

fn count(count: u64) -> Value {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
}
