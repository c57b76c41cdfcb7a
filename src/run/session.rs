use std::{collections::HashMap, sync::Arc};

use crate::connect::{
    Failure,
    database::{Canceller, Database, Rows, StatementFailure, TableInfo},
};
use crate::value::Value;

/// The transaction manager of one database: everything that a run does to it goes through here.
///
/// A transaction begins with the first statement that needs one. A statement that fails spoils it (the connector refuses
/// to commit then), unless the savepoint around it is rolled back.
#[derive(Debug)]
pub(super) struct Session {
    database: Database,
    is_open: bool,
    tables: HashMap<String, Option<Arc<TableInfo>>>,
}

/// The savepoint around an item, or an attempt: one at a time.
const SAVEPOINT: &str = "portl_item";

impl Session {
    pub(super) fn new(database: Database) -> Self {
        Self {
            database,
            is_open: false,
            tables: HashMap::new(),
        }
    }

    pub(super) const fn database(&mut self) -> &mut Database {
        &mut self.database
    }

    pub(super) const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Begins a transaction unless one is open.
    pub(super) async fn ensure_open(&mut self) -> Result<(), Failure> {
        if !self.is_open {
            self.database.begin().await?;
            self.is_open = true;
        }
        Ok(())
    }

    /// Commits the transaction, if one is open; says whether there was one.
    pub(super) async fn commit(&mut self) -> Result<bool, Failure> {
        let was_open = std::mem::replace(&mut self.is_open, false);
        if was_open {
            self.database.commit().await?;
        }
        Ok(was_open)
    }

    /// Rolls the transaction back, if one is open; says whether there was one.
    pub(super) async fn roll_back(&mut self) -> Result<bool, Failure> {
        let was_open = std::mem::replace(&mut self.is_open, false);
        // Sent even after a failed statement: only an explicit ROLLBACK is one in every database.
        self.database.rollback().await?;
        Ok(was_open)
    }

    pub(super) async fn set_savepoint(&mut self) -> Result<(), Failure> {
        self.database.savepoint(SAVEPOINT).await
    }

    /// Keeps what was done since the savepoint, or undoes it.
    pub(super) async fn end_savepoint(&mut self, keep: bool) -> Result<(), Failure> {
        if !keep {
            self.database.rollback_to(SAVEPOINT).await?;
        }
        self.database.release(SAVEPOINT).await
    }

    pub(super) async fn query(
        &mut self,
        sql: &str,
        params: &[Value],
    ) -> Result<Rows, StatementFailure> {
        self.database.query(sql, params).await
    }

    /// What the catalog says of a table; asked once, and again only while the table is not there.
    pub(super) async fn table(&mut self, name: &str) -> Result<Option<Arc<TableInfo>>, Failure> {
        if let Some(Some(known)) = self.tables.get(name) {
            return Ok(Some(Arc::clone(known)));
        }
        let found = self.database.table(name).await?.map(Arc::new);
        self.tables.insert(name.to_owned(), found.clone());
        Ok(found)
    }

    pub(super) fn canceller(&self) -> Canceller {
        self.database.canceller()
    }
}
