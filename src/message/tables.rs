use crate::{
    connect::{
        Failure,
        database::{Database, StatementFailure},
    },
    sql::outbox,
};

/// Whether a database has the tables of the outbox.
///
/// # Errors
/// If it can't be asked.
pub async fn are_there(database: &mut Database) -> Result<bool, Failure> {
    let rows = database
        .query(outbox::are_there(database.dialect()), &[])
        .await?;
    Ok(!rows.is_empty())
}

/// Makes the tables of the outbox that are not there yet, in a transaction of its own. Two that do so at once both succeed.
///
/// # Errors
/// If the database refuses, because its user may not create tables, say; then nothing was made.
pub async fn create(database: &mut Database) -> Result<(), Failure> {
    database.begin().await?;
    for statement in outbox::create(database.dialect()) {
        let made: Result<_, StatementFailure> = database.query(&statement.text, &[]).await;
        if let Err(failure) = made {
            database.rollback().await?;
            return Err(failure.into());
        }
    }
    database.commit().await
}
