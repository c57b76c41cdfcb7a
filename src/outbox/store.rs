use std::time::{Duration, Instant};

use uuid::Uuid;

use super::{Claimed, claimed::Row};
use crate::{
    connect::{
        Class, Effect, Failure, Settings,
        database::{Access, Database},
    },
    faults::{Point, point},
    message,
    spec::{self, Dialect},
    sql::outbox::{self, Counted},
    value::Value,
};

/// The outbox of a database, as one job sees it.
#[derive(Debug)]
pub struct Store {
    pub(super) database: Database,
    declaration: &'static spec::Connection,
    settings: Settings,
    pub(super) job: String,
}

impl Store {
    /// Opens the outbox for the messages of `job`.
    ///
    /// # Errors
    /// If the database can't be opened.
    pub async fn open(
        declaration: &'static spec::Connection,
        settings: &Settings,
        job: &str,
    ) -> Result<Self, Failure> {
        Ok(Self {
            database: Database::open(declaration, settings, Access::Full).await?,
            declaration,
            settings: settings.clone(),
            job: job.to_owned(),
        })
    }

    /// Opens the database anew, after its connection was lost.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn reopen(&mut self) -> Result<(), Failure> {
        self.database = Database::open(self.declaration, &self.settings, Access::Full).await?;
        Ok(())
    }

    /// Whether the tables are there.
    ///
    /// # Errors
    /// If the database can't be asked.
    pub async fn is_there(&mut self) -> Result<bool, Failure> {
        message::are_there(&mut self.database).await
    }

    /// Makes the tables that are not there.
    ///
    /// # Errors
    /// If the database refuses.
    pub async fn create(&mut self) -> Result<(), Failure> {
        message::create(&mut self.database).await
    }

    /// Leases up to `limit` messages that are due.
    pub(super) async fn claim(
        &mut self,
        owner: &str,
        limit: usize,
    ) -> Result<Vec<Claimed>, Failure> {
        let since = Instant::now();
        let token = Uuid::new_v4().to_string();
        let values = [
            Value::from(token.as_str()),
            Value::from(owner),
            Value::from(self.job.as_str()),
            Value::Int(i64::try_from(limit).unwrap_or(i64::MAX)),
        ];
        let claim = outbox::claim(self.database.dialect());
        point(Point::BeforeClaim);
        let rows = self.database.query(&claim, &values).await?.into_table()?;
        point(Point::AfterClaim);
        Ok(Claimed::read(&rows, &token, since))
    }

    /// How many messages of the job are still to be delivered.
    pub(super) async fn left(&mut self) -> Result<u64, Failure> {
        let text = outbox::left(self.database.dialect());
        let job = [Value::from(self.job.as_str())];
        let rows = self.database.query(&text, &job).await?.into_table()?;
        let row = Row {
            rows: &rows,
            index: 0,
        };
        Ok(u64::try_from(row.int("left_over").unwrap_or(0)).unwrap_or(0))
    }

    /// How long until a message is due whose turn it is; none if there is none.
    pub(super) async fn next_due(&mut self) -> Result<Option<Duration>, Failure> {
        let text = outbox::next_due(self.database.dialect());
        let job = [Value::from(self.job.as_str())];
        let rows = self.database.query(&text, &job).await?.into_table()?;
        let row = Row {
            rows: &rows,
            index: 0,
        };
        let due = row.int("due_ms");
        Ok(due.map(|ms| Duration::from_millis(u64::try_from(ms).unwrap_or(0))))
    }

    /// Takes a delivered message out. As all that settle a message, it gives false if the lease is lost: then nothing changes.
    pub(super) async fn acknowledge(
        &mut self,
        message: &Claimed,
        status: Option<u16>,
    ) -> Result<bool, Failure> {
        let [id, token] = fence(message);
        let steps = outbox::acknowledge(self.database.dialect());
        self.apply(&steps, &[id, token, number(status)]).await
    }

    /// Puts a message among the dead.
    pub(super) async fn bury(
        &mut self,
        message: &Claimed,
        failure: &Failure,
    ) -> Result<bool, Failure> {
        let steps = outbox::bury(self.database.dialect());
        self.apply(&steps, &failed(message, failure)).await
    }

    /// Lets a message wait for its next attempt.
    pub(super) async fn back_off(
        &mut self,
        message: &Claimed,
        failure: &Failure,
        wait: Duration,
    ) -> Result<bool, Failure> {
        let steps = outbox::back_off(self.database.dialect());
        let mut values = failed(message, failure).to_vec();
        values.push(milliseconds(wait));
        self.apply(&steps, &values).await
    }

    /// Gives back a message that was not sent, to be claimed again after this wait.
    pub(super) async fn release(
        &mut self,
        message: &Claimed,
        wait: Duration,
    ) -> Result<bool, Failure> {
        let [id, token] = fence(message);
        let steps = outbox::release(self.database.dialect());
        self.apply(&steps, &[id, token, milliseconds(wait)]).await
    }

    /// What must not be done: takes over whatever lease there is.
    pub(super) async fn steal(&mut self, message: &Claimed) -> Result<(), Failure> {
        let [id, token] = fence(message);
        let steal = match self.database.dialect() {
            Dialect::Postgres => "UPDATE portl_outbox SET lease_token = $2 WHERE id = $1",
            Dialect::Sqlite => "UPDATE portl_outbox SET lease_token = ?2 WHERE id = ?1",
        };
        self.database.execute(steal, &[id, token]).await?;
        Ok(())
    }

    /// Runs the statements of one change, all or none; says whether the first of them changed anything.
    pub(super) async fn apply(
        &mut self,
        steps: &[Counted],
        values: &[Value],
    ) -> Result<bool, Failure> {
        Ok(self.count(steps, values).await? > 0)
    }

    /// As [`apply`](Self::apply), but says how many rows that were.
    pub(super) async fn count(
        &mut self,
        steps: &[Counted],
        values: &[Value],
    ) -> Result<u64, Failure> {
        if let [only] = steps {
            return Ok(self
                .database
                .execute(&only.text, &values[..only.parameters])
                .await?);
        }
        self.database.begin().await?;
        let mut first = None;
        for step in steps {
            let done = self
                .database
                .execute(&step.text, &values[..step.parameters])
                .await;
            match done {
                Ok(count) => {
                    first.get_or_insert(count);
                }
                Err(failure) => {
                    self.database.rollback().await?;
                    return Err(failure.into());
                }
            }
        }
        self.database.commit().await?;
        Ok(first.unwrap_or(0))
    }
}

fn fence(message: &Claimed) -> [Value; 2] {
    [
        Value::from(message.id.as_str()),
        Value::from(message.token.as_str()),
    ]
}

/// What is kept of a failed attempt.
fn failed(message: &Claimed, failure: &Failure) -> [Value; 5] {
    let [id, token] = fence(message);
    let status = match failure.class {
        Class::Status(status) => Some(status),
        Class::LambdaThrottled => Some(429),
        _ => None,
    };
    let is_unknown = failure.effect != Effect::None;
    [
        id,
        token,
        number(status),
        Value::from(failure.message.replace('\0', "")),
        Value::Bool(is_unknown),
    ]
}

fn milliseconds(time: Duration) -> Value {
    Value::Int(i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
}

fn number(status: Option<u16>) -> Value {
    status.map_or(Value::Null, |status| Value::Int(status.into()))
}
