use std::time::Duration;

use super::{Store, claimed::Row};
use crate::{connect::Failure, sql::outbox, value::Value};

/// How many messages of a job are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Due now.
    pub ready: u64,
    /// Waiting for their next attempt.
    pub waiting: u64,
    /// Waiting for an older one of their order key.
    pub parked: u64,
    /// Leased by a drainer.
    pub sending: u64,
    /// Given up.
    pub dead: u64,
    /// Delivered, and not purged yet.
    pub done: u64,
    /// How old the oldest is that is neither delivered nor dead.
    pub oldest: Option<Duration>,
    /// Those of other jobs.
    pub elsewhere: u64,
}

/// A dead message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dead {
    /// Its id.
    pub id: String,
    /// Its key.
    pub key: String,
    /// The step that enqueued it.
    pub step: String,
    /// The connection that was to deliver it.
    pub connection: String,
    /// Its order key: what is newer waits for it.
    pub order_key: Option<String>,
    /// How often it was tried.
    pub attempts: i64,
    /// The last status that its receiver answered with.
    pub last_status: Option<i64>,
    /// Why it was given up.
    pub last_error: Option<String>,
    /// When, in UTC.
    pub died_at: String,
}

impl Counts {
    /// All that are to be delivered still.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.ready + self.waiting + self.parked + self.sending
    }
}

impl Store {
    /// Counts the messages of the job.
    ///
    /// # Errors
    /// If the database can't be asked.
    pub async fn counts(&mut self) -> Result<Counts, Failure> {
        let text = outbox::count(self.database.dialect());
        let rows = self
            .database
            .query(&text, &[self.job()])
            .await?
            .into_table()?;
        let row = Row {
            rows: &rows,
            index: 0,
        };
        let count = |column| u64::try_from(row.int(column).unwrap_or(0)).unwrap_or(0);
        let oldest = row.int("oldest_ms").and_then(|ms| u64::try_from(ms).ok());
        Ok(Counts {
            ready: count("ready"),
            waiting: count("waiting"),
            parked: count("parked"),
            sending: count("sending"),
            dead: count("dead"),
            done: count("done"),
            oldest: oldest.map(Duration::from_millis),
            elsewhere: count("elsewhere"),
        })
    }

    /// The dead messages of the job, the oldest first.
    ///
    /// # Errors
    /// If the database can't be asked.
    pub async fn dead(&mut self) -> Result<Vec<Dead>, Failure> {
        let text = outbox::dead(self.database.dialect());
        let rows = self
            .database
            .query(&text, &[self.job()])
            .await?
            .into_table()?;
        let dead = (0..rows.len()).map(|index| {
            let row = Row { rows: &rows, index };
            Dead {
                id: row.text("id"),
                key: row.text("dedup_key"),
                step: row.text("step"),
                connection: row.text("connection"),
                order_key: row.maybe_text("order_key"),
                attempts: row.int("attempts").unwrap_or(0),
                last_status: row.int("last_status"),
                last_error: row.maybe_text("last_error"),
                died_at: row.text("died_at"),
            }
        });
        Ok(dead.collect())
    }

    /// Lets a dead message be delivered after all; false if there is none of this id.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn requeue(&mut self, id: &str) -> Result<bool, Failure> {
        let steps = outbox::requeue(self.database.dialect());
        self.apply(&steps, &[self.job(), Value::from(id)]).await
    }

    /// Forgets a dead message, its key included; false if there is none of this id.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn discard(&mut self, id: &str) -> Result<bool, Failure> {
        let steps = outbox::discard(self.database.dialect());
        self.apply(&steps, &[self.job(), Value::from(id)]).await
    }

    /// Forgets the delivered messages that are older than this; says how many.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn purge(&mut self, age: Duration) -> Result<u64, Failure> {
        let steps = outbox::purge(self.database.dialect());
        let age = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
        self.count(&steps, &[self.job(), Value::Int(age)]).await
    }

    fn job(&self) -> Value {
        Value::from(self.job.as_str())
    }
}
