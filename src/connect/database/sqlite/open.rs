use std::{collections::HashMap, path::PathBuf, sync::Arc, time::Duration};

use rusqlite::{Connection, OpenFlags};

use super::{Canceller, Latch, Sqlite, failure::failure, worker::Worker};
use crate::connect::{Class, Failure, Settings, database::Access};

/// How long a statement waits for another process's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How many statements stay prepared.
const CAPACITY: usize = 256;

impl Sqlite {
    pub(in super::super) async fn open(
        settings: &Settings,
        access: Access,
    ) -> Result<Self, Failure> {
        let place = Place::of(settings)?;
        let connection = place.open(access)?;
        let canceller = Canceller(Arc::new(connection.get_interrupt_handle()));
        let worker = Worker::start(connection)?;
        worker
            .run(set_up)
            .await
            .map_err(|failure| place.explain(failure))?;
        Ok(Self {
            worker,
            canceller,
            latch: Latch::Idle,
            described: HashMap::new(),
        })
    }
}

/// Where a database is.
enum Place {
    Memory,
    File(PathBuf),
}

impl Place {
    fn of(settings: &Settings) -> Result<Self, Failure> {
        match settings.text("path") {
            Some(":memory:") => Ok(Self::Memory),
            Some(path) if !path.is_empty() => Ok(Self::File(settings.folder.join(path))),
            _ => Err(
                Failure::new(format!("connection `{}` has no `path`", settings.name))
                    .help("name a file, `path: data.db`, or `path: \":memory:\"`"),
            ),
        }
    }

    /// Opens the place; to inspect, a file that is missing is an empty database and stays missing.
    fn open(&self, access: Access) -> Result<Connection, Failure> {
        let opened = match (self, access) {
            (Self::File(path), Access::Full) => Connection::open_with_flags(
                path,
                OpenFlags::SQLITE_OPEN_READ_WRITE
                    | OpenFlags::SQLITE_OPEN_CREATE
                    | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            ),
            (Self::File(path), Access::Inspect) if path.exists() => Connection::open_with_flags(
                path,
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            ),
            _ => Connection::open_in_memory(),
        };
        opened.map_err(|error| self.explain(failure(&error)))
    }

    fn explain(&self, failure: Failure) -> Failure {
        let Self::File(path) = self else {
            return failure;
        };
        let shown = path.display();
        let message = format!("can't open SQLite's `{shown}`: {}", failure.message);
        let help = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() && !folder.exists() => {
                format!("make the folder `{}`", folder.display())
            }
            _ => "check the connection's `path`, and that the file may be read and written"
                .to_owned(),
        };
        let class = match failure.class {
            Class::Serialization => Class::Serialization,
            _ => Class::Other,
        };
        Failure { message, ..failure }.class(class).help(help)
    }
}

/// Reading the schema version shows whether the file is a database at all.
fn set_up(connection: &Connection) -> Result<(), Failure> {
    connection.set_prepared_statement_cache_capacity(CAPACITY);
    connection
        .busy_timeout(BUSY_TIMEOUT)
        .and_then(|()| connection.pragma_update(None, "foreign_keys", true))
        .and_then(|()| connection.pragma_query_value(None, "schema_version", |_| Ok(())))
        .map_err(|error| failure(&error))
}
