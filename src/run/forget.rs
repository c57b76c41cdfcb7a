//! Taking old runs out of the journal.

use std::time::Duration;

use crate::{
    connect::{
        Failure, Settings,
        database::{Access, Database},
    },
    spec,
    sql::{JOURNAL, forget_in_journal},
    value::Value,
};

/// Has the journal of a database forget the transactions of a job that began longer than `age` ago; says how many.
///
/// What is forgotten can't be told from what was never committed: so nobody may ask for those runs any more.
///
/// # Errors
/// If the database can't be reached, or refuses.
pub async fn forget(
    declaration: &'static spec::Connection,
    settings: &Settings,
    job: &str,
    age: Duration,
) -> Result<u64, Failure> {
    let mut database = Database::open(declaration, settings, Access::Full).await?;
    if database.table(JOURNAL).await?.is_none() {
        return Ok(0);
    }
    let seconds = i64::try_from(age.as_secs()).unwrap_or(i64::MAX);
    let values = [Value::from(job), Value::Int(seconds)];
    let statement = forget_in_journal(database.dialect());
    Ok(database.query(&statement, &values).await?.affected)
}
