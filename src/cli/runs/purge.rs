use std::time::Duration;

use super::{databases::Databases, intent::KEPT};
use crate::{
    cli::{exit, terminal},
    run::forget,
};

/// `portl runs JOB --purge TIME`
///
/// What the local log may still ask for stays: a run that the journal has forgotten looks like one that never committed.
pub(super) fn purge(databases: &Databases, age: Duration) -> Result<u8, u8> {
    if age < KEPT {
        terminal::complain(
            "`--purge` takes 90d or more: for so long `portl run JOB --resume RUN_ID` may have to ask for a run",
        );
        return Err(exit::USAGE);
    }
    let job = &databases.plan.job;
    let counts = databases
        .ask(async |declaration, settings| forget(declaration, settings, job, age).await)?;
    let count: u64 = counts.into_iter().sum();
    let transactions = if count == 1 {
        "transaction"
    } else {
        "transactions"
    };
    terminal::say(&format!("forgot {count} {transactions} of earlier runs\n"));
    Ok(exit::DONE)
}
