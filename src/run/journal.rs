//! The journal of runs: a row in `portl_run` that is the first statement of each transaction of a run.
//!
//! It is lock and proof. While the transaction is open nobody else can enter the same row; once it is committed the row is
//! there; and if somebody else could enter it, the transaction can never commit any more. So a COMMIT whose answer was lost
//! can be settled over a second connection, and never by looking alone: "not there" would not say that it will not come.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::session::Source;
use crate::{
    connect::{
        Class, Failure, Settings,
        database::{Access, Database},
    },
    faults::{Guard, Point, point, stands},
    spec::{self, Dialect},
    sql::{JOURNAL, create_journal, enter_journal, find_in_journal, list_journal},
    value::Value,
};

/// What a run is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The run's id.
    pub run_id: String,
    /// The job's name.
    pub job: String,
    /// The digest of the job and of what it was given.
    pub digest: String,
}

/// A transaction as the journal knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The run it is of.
    pub identity: Identity,
    /// Which of its transactions, from 0.
    pub part: u32,
}

/// The journal of a run in one database.
#[derive(Debug)]
pub(super) struct Journal {
    entry: Entry,
    /// Whether the transaction that is open has its row.
    is_entered: bool,
}

/// What was found out of a COMMIT whose answer was lost.
#[derive(Debug)]
pub enum Settled {
    /// It was committed.
    Committed,
    /// It was not, and never will be.
    NeverCommitted,
    /// Nobody can tell, and why not.
    Unknown(Failure),
}

/// How long to look for the outcome of a commit: a server that restarts needs some seconds.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// So many runs are listed.
const MOST: usize = 200;
/// How long to wait between two looks.
pub(super) const PAUSE: Duration = Duration::from_millis(250);

impl Journal {
    /// The journal in a database, whose table is made if it is not there.
    ///
    /// # Errors
    /// If the table can't be made, or may not be written: why.
    pub(super) async fn open(database: &mut Database, identity: Identity) -> Result<Self, Failure> {
        if database.table(JOURNAL).await?.is_none() {
            create(database).await?;
        }
        point(Point::JournalMade);
        if !may_enter(database).await? {
            return Err(Failure::new(format!(
                "the role may not INSERT into `{JOURNAL}`"
            )));
        }
        Ok(Self {
            entry: Entry { identity, part: 0 },
            is_entered: false,
        })
    }

    pub(super) fn entry(&self) -> Option<Entry> {
        self.is_entered.then(|| self.entry.clone())
    }

    /// Takes down the transaction that has just begun, unless it only reads.
    pub(super) async fn enter(
        &mut self,
        database: &mut Database,
        writes: bool,
    ) -> Result<(), Failure> {
        self.is_entered = writes && stands(Guard::JournalFirst);
        if !self.is_entered {
            return Ok(());
        }
        enter(database, &self.entry)
            .await
            .map_err(|failure| Failure {
                message: format!(
                    "the run can't be entered in `{JOURNAL}`: {}",
                    failure.message
                ),
                ..failure
            })
    }

    /// The query that gives a row once the transaction is committed.
    pub(super) fn proof(&self) -> Option<String> {
        (self.is_entered && stands(Guard::CommitProof))
            .then(|| find_in_journal(&self.entry.identity.run_id, self.entry.part))
    }

    /// Counts on: the next transaction of the run has a row of its own.
    pub(super) fn committed(&mut self) {
        self.entry.part += u32::from(self.is_entered);
    }
}

/// Two runs may make the table at once: the one that comes second finds it.
async fn create(database: &mut Database) -> Result<(), Failure> {
    let statement = create_journal(database.dialect());
    let Err(failure) = database.execute(&statement, &[]).await else {
        return Ok(());
    };
    match database.table(JOURNAL).await? {
        Some(_) => Ok(()),
        None => Err(failure.into()),
    }
}

async fn may_enter(database: &mut Database) -> Result<bool, Failure> {
    if database.dialect() != Dialect::Postgres {
        return Ok(true);
    }
    let question = format!("SELECT has_table_privilege('{JOURNAL}', 'INSERT') AS may");
    let rows = database.query(&question, &[]).await?;
    Ok(matches!(rows.cell("may"), Some(Value::Bool(true))))
}

async fn enter(database: &mut Database, entry: &Entry) -> Result<(), Failure> {
    let identity = &entry.identity;
    let values = [
        Value::text(identity.run_id.as_str()),
        Value::Int(entry.part.into()),
        Value::text(identity.job.as_str()),
        Value::text(identity.digest.as_str()),
    ];
    let statement = enter_journal(database.dialect());
    let entered = database.execute(&statement, &values).await;
    entered.map(drop).map_err(Failure::from)
}

/// Finds out what became of a transaction whose COMMIT was sent.
///
/// Waits while the transaction is still under way, and while the server can't be reached, but not longer than 30 seconds.
pub(super) async fn settle(source: &Source, entry: Option<Entry>) -> Settled {
    let Some(entry) = entry else {
        return Settled::Unknown(Failure::new(format!("the run is not in `{JOURNAL}`")));
    };
    let until = Instant::now() + PATIENCE;
    loop {
        let why = match look(source, &entry).await {
            Ok(settled) => return settled,
            Err(failure) => failure,
        };
        let passes = matches!(
            why.class,
            Class::Connection | Class::Timeout | Class::Serialization
        );
        if !passes || Instant::now() >= until {
            return Settled::Unknown(why);
        }
        sleep(PAUSE).await;
    }
}

/// As a run does itself, for a run that is over: what became of one of its transactions.
pub async fn settle_entry(
    declaration: &'static spec::Connection,
    settings: &Settings,
    entry: Entry,
) -> Settled {
    let source = Source {
        declaration,
        settings: settings.clone(),
    };
    settle(&source, Some(entry)).await
}

/// A run in the journal: it committed something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The run's id.
    pub run_id: String,
    /// The job's name.
    pub job: String,
    /// When its transaction began, as the database says it.
    pub started_at: String,
}

/// The committed runs that a database knows of, the latest first; none where it keeps no journal.
///
/// # Errors
/// If the database can't be reached, or the journal can't be read.
pub async fn committed(
    declaration: &'static spec::Connection,
    settings: &Settings,
) -> Result<Vec<Committed>, Failure> {
    let mut database = Database::open(declaration, settings, Access::Inspect).await?;
    if database.table(JOURNAL).await?.is_none() {
        return Ok(Vec::new());
    }
    let rows = database
        .query(&list_journal(MOST), &[])
        .await?
        .into_table()?;
    let cell = |name: &str, row: usize| match rows.column(name).map(|column| column.get(row)) {
        Some(Value::Text(text)) => text.to_string(),
        _ => String::new(),
    };
    let runs = (0..rows.len()).map(|row| Committed {
        run_id: cell("run_id", row),
        job: cell("job", row),
        started_at: cell("started_at", row),
    });
    Ok(runs.collect())
}

/// One look: enters the same row. It waits for a transaction that still holds it, and fails where that is committed.
async fn look(source: &Source, entry: &Entry) -> Result<Settled, Failure> {
    let mut database = source.open(Access::Full).await?;
    database.begin().await?;
    if !stands(Guard::SettleByEntry) {
        return only_look(&mut database, entry).await;
    }
    let entered = enter(&mut database, entry).await;
    database.rollback().await?;
    match entered {
        Ok(()) => Ok(Settled::NeverCommitted),
        Err(failure) if is_taken(&failure) => Ok(Settled::Committed),
        Err(failure) => Err(failure),
    }
}

/// What must not be done instead: a transaction that is still under way would count as one that never comes.
async fn only_look(database: &mut Database, entry: &Entry) -> Result<Settled, Failure> {
    let question = find_in_journal(&entry.identity.run_id, entry.part);
    let rows = database.query(&question, &[]).await?;
    Ok(if rows.is_empty() {
        Settled::NeverCommitted
    } else {
        Settled::Committed
    })
}

/// Whether a failure says that the row is there already.
fn is_taken(failure: &Failure) -> bool {
    matches!(
        failure.code(),
        Some("23505" | "SQLITE_CONSTRAINT_PRIMARYKEY")
    )
}
