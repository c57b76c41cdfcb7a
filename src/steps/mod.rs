//! The step types, one file each: keys, result type, and how a step is checked into the typed job.
//!
//! Takes an untyped step and the checker; gives an operation of the typed job and the type of its result for one item.

mod api_call;
mod conditional;
mod csv_read;
mod csv_write;
mod db_delete;
mod db_execute;
mod db_insert;
mod db_query_many;
mod db_query_one;
mod db_update;
mod db_upsert;
mod delivery;
mod group;
mod lambda_invoke;
mod outbox_enqueue;
mod statement;
mod table;

use crate::{check::StepType, spec};

/// Lists the step types once, for the checker and for everything that derives from their declarations.
macro_rules! step_types {
    ($($module:ident),+ $(,)?) => {
        /// Every step type.
        pub static ALL: &[&StepType] = &[$(&$module::STEP),+];
        /// The declaration of every step type, in the same order.
        pub static DECLARATIONS: &[&spec::Step] = &[$(&$module::STEP.declaration),+];
    };
}

step_types! {
    csv_read,
    csv_write,
    db_upsert,
    db_insert,
    db_update,
    db_delete,
    db_query_one,
    db_query_many,
    db_execute,
    lambda_invoke,
    api_call,
    conditional,
    group,
    outbox_enqueue,
}
