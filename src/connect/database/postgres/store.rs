use std::{pin::pin, sync::Arc};

use bytes::Bytes;
use futures_util::{
    SinkExt as _,
    future::{join, join3},
};
use tokio_postgres::{
    Client, ToStatement,
    types::{Kind, Type as PgType},
};

use super::{
    Postgres,
    binary::Encoding,
    query::fetch,
    row_batch::{Column, RowBatch},
};
use crate::{
    connect::{
        Class, Failure,
        database::{Answer, Rows, StoreStatements, Stored, Storing, broken::Broken},
    },
    sql::{self, INSERTED, STORED_ROWS, WAS_INSERTED},
    value::{Segment, Table, Value},
};

/// Types of arrays by the type of their items; the server is asked for those that a database defines.
const ARRAYS: &[(PgType, PgType)] = &[
    (PgType::BOOL, PgType::BOOL_ARRAY),
    (PgType::INT2, PgType::INT2_ARRAY),
    (PgType::INT4, PgType::INT4_ARRAY),
    (PgType::INT8, PgType::INT8_ARRAY),
    (PgType::OID, PgType::OID_ARRAY),
    (PgType::FLOAT4, PgType::FLOAT4_ARRAY),
    (PgType::FLOAT8, PgType::FLOAT8_ARRAY),
    (PgType::NUMERIC, PgType::NUMERIC_ARRAY),
    (PgType::DATE, PgType::DATE_ARRAY),
    (PgType::TIMESTAMP, PgType::TIMESTAMP_ARRAY),
    (PgType::TIMESTAMPTZ, PgType::TIMESTAMPTZ_ARRAY),
    (PgType::TEXT, PgType::TEXT_ARRAY),
    (PgType::VARCHAR, PgType::VARCHAR_ARRAY),
    (PgType::BPCHAR, PgType::BPCHAR_ARRAY),
    (PgType::UUID, PgType::UUID_ARRAY),
    (PgType::JSON, PgType::JSON_ARRAY),
    (PgType::JSONB, PgType::JSONB_ARRAY),
];

/// Around statements that the server may not take.
const TRIAL: &str = "portl_trial";

/// Boxes are the one type whose arrays are not written with commas: they have no array here.
const ARRAY_OF: &str = "\
SELECT a.oid AS oid, a.typname::text AS name, n.nspname::text AS schema
FROM pg_catalog.pg_type AS t
JOIN pg_catalog.pg_type AS a ON a.oid = t.typarray
JOIN pg_catalog.pg_namespace AS n ON n.oid = a.typnamespace
WHERE t.oid = $1 AND t.typdelim = ','";

impl Postgres {
    /// A batch of rows for the statement for one; none if some column's values can't be sent in arrays, or the server takes
    /// one of the two statements not at all: MERGE came with PostgreSQL 15, and not every query can stand inside another.
    /// What it does not take spoils nothing.
    pub(in super::super) async fn row_batch(
        &mut self,
        one: &str,
        many: &str,
    ) -> Result<Option<RowBatch>, Failure> {
        if self.learnt.unfit.contains(many) {
            return Ok(None);
        }
        let mut texts = [one, many].into_iter();
        if texts.all(|text| self.learnt.statements.contains_key(text)) {
            return self.prepare_batch(one, many).await;
        }
        self.savepoint(TRIAL).await?;
        let batch = match self.prepare_batch(one, many).await {
            Err(failure) if failure.class == Class::Connection => return Err(failure),
            Err(_) => {
                self.rollback_to(TRIAL).await?;
                None
            }
            Ok(batch) => batch,
        };
        self.release(TRIAL).await?;
        if batch.is_none() {
            self.learnt.unfit.insert(many.into());
        }
        Ok(batch)
    }

    async fn prepare_batch(&mut self, one: &str, many: &str) -> Result<Option<RowBatch>, Failure> {
        let prepared = self.prepare(one).await?;
        prepared.statement.check_names()?;
        let mut columns = Vec::with_capacity(prepared.parameters.len());
        for ty in &prepared.parameters {
            let Some(encoding) = Encoding::of(ty) else {
                return Ok(None);
            };
            let Some(array) = self.array_of(encoding.ty()).await? else {
                return Ok(None);
            };
            columns.push(Column { encoding, array });
        }
        let batch = RowBatch::new(columns.into());
        self.prepare_typed(many, &batch.array_types()).await?;
        Ok(Some(batch))
    }

    async fn array_of(&mut self, item: &PgType) -> Result<Option<PgType>, Failure> {
        if let Some((_, array)) = ARRAYS.iter().find(|(known, _)| known == item) {
            return Ok(Some(array.clone()));
        }
        if let Some(known) = self.learnt.arrays.get(&item.oid()) {
            return Ok(known.clone());
        }
        let array = self.read_array_of(item).await?;
        self.learnt.arrays.insert(item.oid(), array.clone());
        Ok(array)
    }

    async fn read_array_of(&mut self, item: &PgType) -> Result<Option<PgType>, Failure> {
        let oid = Value::Int(item.oid().into());
        let found = self.ask(ARRAY_OF, &[oid]).await?;
        let (Some(Value::Int(oid)), Some(Value::Text(name)), Some(Value::Text(schema))) =
            (found.cell("oid"), found.cell("name"), found.cell("schema"))
        else {
            return Ok(None);
        };
        let oid = u32::try_from(oid).map_err(|_| Failure::new("a type's number is too large"))?;
        let kind = Kind::Array(item.clone());
        let array = PgType::new(name.to_string(), oid, kind, schema.to_string());
        Ok(Some(array))
    }

    /// Begins to store batches of rows, one after the other, in a savepoint. The server works on them while other things
    /// are done here. The savepoint goes ahead of the rows, and its release behind them, without waiting.
    pub(in super::super) async fn store(
        &mut self,
        statements: &Arc<StoreStatements>,
        batches: Vec<RowBatch>,
        savepoint: &str,
    ) -> Result<Storing, Failure> {
        let text = statements
            .many
            .as_deref()
            .expect("PostgreSQL is asked only for what has a statement for many rows");
        let types = batches.first().map(RowBatch::array_types);
        let prepared = self.prepare_typed(text, &types.unwrap_or_default()).await?;
        let parameters: Vec<_> = batches
            .iter()
            .map(|batch| (batch.arrays(), batch.len()))
            .collect();
        drop(batches);
        // What is returned may be unreadable here, though all went well there: the savepoint has to stay till then.
        let is_settled_there = parameters.len() == 1 && !statements.returns;
        self.latch.spoil();
        let (client, statements) = (Arc::clone(&self.client), Arc::clone(statements));
        let patience = self.patience.clone();
        let store = async move {
            // All are on their way before the first is answered.
            let sent = parameters.into_iter().map(|(arrays, len)| {
                let (client, prepared) = (Arc::clone(&client), Arc::clone(&prepared));
                let statements = Arc::clone(&statements);
                let answer = Answer::begin(async move {
                    let text = statements.many.as_deref().unwrap_or_default();
                    fetch(&client, &prepared, text, arrays).await
                });
                (answer, len)
            });
            let sent: Vec<_> = sent.collect();
            let mut all = Vec::with_capacity(sent.len());
            for (answer, len) in sent {
                let rows = patience.wait(answer.rows()).await?;
                all.push(stored(rows, len, &statements)?);
            }
            Ok(all)
        };
        Ok(self.in_savepoint(savepoint, is_settled_there, store))
    }

    /// Begins to load a batch of rows whose keys are all new, in a savepoint; none if COPY can't take them.
    pub(in super::super) async fn copy(
        &mut self,
        text: &str,
        batch: &RowBatch,
        savepoint: &str,
    ) -> Result<Option<Storing>, Failure> {
        if !batch.is_binary() {
            return Ok(None);
        }
        let prepared = self.prepare(text).await?;
        self.latch.spoil();
        let (client, patience) = (Arc::clone(&self.client), self.patience.clone());
        let (text, data, len) = (text.to_owned(), batch.copy_data(), batch.len() as u64);
        let load = async move {
            let copied = match &prepared.named {
                Some(statement) => patience.wait(copy_in(&client, statement, data)).await?,
                None => patience.wait(copy_in(&client, &text, data)).await?,
            };
            if copied != len {
                let message = format!("{len} rows were sent, and {copied} were stored");
                return Err(Broken::Other(Failure::new(message)));
            }
            let (inserted, affected) = (copied, copied);
            Ok(vec![Stored {
                rows: None,
                inserted,
                affected,
            }])
        };
        Ok(Some(self.in_savepoint(savepoint, false, load)))
    }

    /// Behind work that failed the release fails, too, so that the savepoint is still there to go back to.
    ///
    /// `is_settled_there` says that all the work is on its way once it has begun, and fails on the server if at all: so the
    /// release can follow at once.
    fn in_savepoint(
        &self,
        savepoint: &str,
        is_settled_there: bool,
        work: impl Future<Output = Result<Vec<Stored>, Broken>> + Send + 'static,
    ) -> Storing {
        let (client, patience) = (Arc::clone(&self.client), self.patience.clone());
        let name = sql::quote(savepoint);
        Storing::spawn(async move {
            let (set, release) = (
                format!("SAVEPOINT {name}"),
                format!("RELEASE SAVEPOINT {name}"),
            );
            let send = async |text: &str| Ok::<(), Broken>(client.batch_execute(text).await?);
            let set = patience.wait(send(&set));
            let release = patience.wait(send(&release));
            let (set, stored, released) = if is_settled_there {
                join3(set, work, release).await
            } else {
                let (set, stored) = join(set, work).await;
                (set, Ok(stored?), release.await)
            };
            let stored = stored?;
            set.and(released)?;
            Ok(stored)
        })
    }

    /// Takes note of what became of rows; the transaction is good again if they are stored.
    pub(in super::super) fn settled(
        &mut self,
        stored: Result<Vec<Stored>, Broken>,
    ) -> Result<Vec<Stored>, Failure> {
        match stored {
            Ok(stored) => {
                self.latch.mend();
                Ok(stored)
            }
            Err(Broken::Server(error)) => {
                Err(self.failure(&error, self.latch.effect_if_lost(false)))
            }
            Err(Broken::Other(failure)) => Err(failure),
        }
    }
}

async fn copy_in<T>(client: &Client, statement: &T, data: Bytes) -> Result<u64, Broken>
where
    T: ?Sized + ToStatement,
{
    let mut sink = pin!(client.copy_in(statement).await?);
    sink.send(data).await?;
    Ok(sink.finish().await?)
}

/// What a statement for `len` rows says that it did.
fn stored(rows: Rows, len: usize, statements: &StoreStatements) -> Result<Stored, Broken> {
    if statements.returns {
        let affected = rows.affected;
        let table = rows.into_table().map_err(Broken::Other)?;
        if table.len() != len {
            let message = format!("{len} rows were sent, and {} came back", table.len());
            return Err(Broken::Other(Failure::new(message)));
        }
        return Ok(if statements.may_lack {
            found(table)
        } else {
            returned(table, affected)
        });
    }
    let (inserted, affected) = match (rows.cell(INSERTED), rows.cell(STORED_ROWS)) {
        (Some(Value::Int(inserted)), Some(Value::Int(stored))) => {
            (inserted.unsigned_abs(), stored.unsigned_abs())
        }
        _ => (rows.affected, rows.affected),
    };
    Ok(Stored {
        rows: None,
        inserted,
        affected,
    })
}

fn returned(table: Table, affected: u64) -> Stored {
    let inserted = table.column(WAS_INSERTED).map(|column| {
        let news = (0..table.len()).filter(|row| matches!(column.get(*row), Value::Bool(true)));
        news.count() as u64
    });
    Stored {
        inserted: inserted.unwrap_or(affected),
        affected,
        rows: Some(Segment::from(table)),
    }
}

/// What was looked up; the last column says where nothing was found.
fn found(table: Table) -> Stored {
    let (table, found) = table.split_last();
    let absent = (0..found.len()).filter(|row| found.get(*row).is_null());
    let absent: Vec<_> = absent.collect();
    Stored {
        inserted: 0,
        affected: (table.len() - absent.len()) as u64,
        rows: Some(Segment::Rows {
            table: Arc::new(table),
            absent,
        }),
    }
}
