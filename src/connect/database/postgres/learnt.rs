use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use tokio_postgres::types::{Oid, Type as PgType};

use super::prepare::Prepared;
use crate::connect::database::Coupling;

/// What a connection has learnt of the database, and need not ask again until a statement may have changed it.
#[derive(Default)]
pub(super) struct Learnt {
    /// Statements that are prepared, by their text.
    pub(super) statements: HashMap<Arc<str>, Arc<Prepared>>,
    /// Statements for many rows that the server does not take, or not these values for.
    pub(super) unfit: HashSet<Arc<str>>,
    /// The types of arrays of items of a type; none where there is none of use.
    pub(super) arrays: HashMap<Oid, Option<PgType>>,
    /// What couples the rows of a table. True until a statement that may be the job's own, and for a transaction only: what
    /// it writes to, nobody else gives a trigger.
    pub(super) couplings: HashMap<Arc<str>, Coupling>,
}
