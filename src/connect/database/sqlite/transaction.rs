use rusqlite::Connection;

use super::{Sqlite, failure::failure};
use crate::{
    connect::{
        Failure,
        database::latch::{Latch, refused},
    },
    sql,
};

impl Sqlite {
    pub(in super::super) async fn begin(&mut self) -> Result<(), Failure> {
        self.latch.check_idle()?;
        self.latch = Latch::Spoilt;
        let begun = self.send("BEGIN IMMEDIATE".to_owned()).await;
        self.latch = if begun.is_ok() {
            Latch::Open
        } else {
            Latch::Idle
        };
        begun
    }

    /// SQLite keeps a transaction open whose COMMIT has failed; it is rolled back. What it says of a COMMIT needs no proof.
    pub(in super::super) async fn commit(&mut self, _proof: Option<&str>) -> Result<(), Failure> {
        if self.latch != Latch::Open {
            let refused = refused(self.latch);
            self.rollback().await?;
            return Err(refused);
        }
        self.latch.spoil();
        match self.worker.run(commit).await {
            Ok(()) => {
                self.latch = Latch::Idle;
                Ok(())
            }
            Err(failure) => {
                self.rollback().await?;
                Err(failure)
            }
        }
    }

    pub(in super::super) async fn rollback(&mut self) -> Result<(), Failure> {
        self.latch = Latch::Idle;
        self.worker.run(rollback).await
    }

    pub(in super::super) async fn savepoint(&mut self, name: &str) -> Result<(), Failure> {
        self.within("SAVEPOINT", name).await
    }

    pub(in super::super) async fn release(&mut self, name: &str) -> Result<(), Failure> {
        self.within("RELEASE", name).await
    }

    pub(in super::super) async fn rollback_to(&mut self, name: &str) -> Result<(), Failure> {
        self.latch.spoil();
        self.send(format!("ROLLBACK TO {}", sql::quote(name)))
            .await?;
        self.latch = Latch::Open;
        Ok(())
    }

    /// Outside a transaction SQLite takes a savepoint for one; and it lets a spoilt one go on.
    async fn within(&mut self, verb: &str, name: &str) -> Result<(), Failure> {
        if self.latch != Latch::Open {
            return Err(refused(self.latch));
        }
        self.latch.spoil();
        self.send(format!("{verb} {}", sql::quote(name))).await?;
        self.latch = Latch::Open;
        Ok(())
    }

    async fn send(&self, text: String) -> Result<(), Failure> {
        let send = move |connection: &Connection| {
            connection
                .execute_batch(&text)
                .map_err(|error| failure(&error))
        };
        self.worker.run(send).await
    }
}

/// Some failures (a full disk, say) roll back by themselves; then there is nothing to commit.
fn commit(connection: &Connection) -> Result<(), Failure> {
    if connection.is_autocommit() {
        return Err(refused(Latch::Spoilt));
    }
    connection
        .execute_batch("COMMIT")
        .map_err(|error| failure(&error))
}

/// What was rolled back because the disk is full stays in the file until somebody reads it: so it is read, and whoever comes
/// next finds the room that was there before.
fn rollback(connection: &Connection) -> Result<(), Failure> {
    let rolled_back = if connection.is_autocommit() {
        connection.pragma_query_value(None, "schema_version", |_| Ok(()))
    } else {
        connection.execute_batch("ROLLBACK")
    };
    rolled_back.map_err(|error| failure(&error))
}
