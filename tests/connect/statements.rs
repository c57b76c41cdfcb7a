//! The statements that `check` must not complain about are valid: databases run all of them.

use super::databases::{memory, run};
use crate::{check::statements::statements, support::postgres::Database};

#[test]
fn postgres_runs_its_statements() {
    let database = Database::create();
    // Some need a transaction around them.
    database.execute("BEGIN");
    for statement in statements("postgres.sql") {
        database.execute(&statement);
    }
    database.execute("ROLLBACK");
}

#[tokio::test]
async fn sqlite_runs_its_statements() {
    let mut database = memory().await;
    for statement in statements("sqlite.sql") {
        run(&mut database, &statement).await;
    }
}
