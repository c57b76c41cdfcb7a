use std::{
    future::Future,
    sync::{Arc, OnceLock},
    time::Duration,
};

use tokio::{task::AbortHandle, time::timeout};
use tokio_postgres::{Client, Error, NoTls, error::SqlState};

use super::{
    Canceller, Latch, Postgres, Session,
    config::{self, Plan},
    failure::{self, words},
    learnt::Learnt,
    patience::Patience,
    tls::{self, Mode},
};
use crate::{
    connect::{Class, Failure, Settings, database::Access},
    sql,
};

type Ended = Arc<OnceLock<String>>;

impl Postgres {
    pub(in super::super) async fn open(
        settings: &Settings,
        access: Access,
    ) -> Result<Self, Failure> {
        let plan = config::read(settings)?;
        let target = config::target(&plan.config);
        let ended = Ended::default();
        let connecting = connect(&plan, &ended);
        let unreached = |failure: Failure| Failure {
            message: format!(
                "can't connect to PostgreSQL at {target}: {}",
                failure.message
            ),
            ..failure
        };
        let limit = plan.connect_timeout;
        let connected = timeout(limit, connecting).await;
        let connected = connected.unwrap_or_else(|_| Err(late(limit)));
        let (client, canceller, driver) = connected.map_err(unreached)?;
        let mut postgres = Self {
            client: Arc::new(client),
            canceller,
            session: Session {
                statement_timeout: plan.statement_timeout,
                lock_timeout: plan.lock_timeout,
                idle_timeout: plan.idle_timeout,
                schema: settings.text("schema").map(ToOwned::to_owned),
                is_pooled: settings.bool("prepared_statements") == Some(false),
                is_read_only: access == Access::Inspect,
            },
            latch: Latch::Idle,
            learnt: Learnt::default(),
            patience: Patience {
                limit: (!plan.statement_timeout.is_zero()).then(|| plan.statement_timeout + limit),
                driver,
            },
            ended,
        };
        let set_up = timeout(limit, postgres.set_up()).await;
        set_up
            .unwrap_or_else(|_| Err(late(limit)))
            .map_err(unreached)?;
        Ok(postgres)
    }

    /// Sets what holds for the session; a pooler in transaction mode has none.
    async fn set_up(&mut self) -> Result<(), Failure> {
        if self.session.is_pooled {
            return Ok(());
        }
        let mut statements = self.session.settings("SET SESSION");
        if self.session.is_read_only {
            statements.push("SET SESSION default_transaction_read_only = on".to_owned());
        }
        self.send(&statements.join("; ")).await
    }
}

impl Session {
    /// What is set per session, or per transaction.
    pub(super) fn settings(&self, set: &str) -> Vec<String> {
        let timeout = self.statement_timeout.as_millis();
        let lock = self.lock_timeout.as_millis();
        // To prepare a statement takes a lock as well.
        let mut settings = vec![
            format!("{set} statement_timeout = {timeout}"),
            format!("{set} lock_timeout = {lock}"),
        ];
        if let Some(schema) = &self.schema {
            settings.push(format!("{set} search_path = {}", sql::quote(schema)));
        }
        settings
    }
}

fn late(limit: Duration) -> Failure {
    Failure::new(format!("no answer within {limit:?}"))
        .class(Class::Connection)
        .help("check `host`, `port` and the firewall, or raise `connect_timeout`")
}

async fn connect(plan: &Plan, ended: &Ended) -> Result<(Client, Canceller, AbortHandle), Failure> {
    if plan.mode == Mode::Disable {
        let (client, connection) = plan
            .config
            .connect(NoTls)
            .await
            .map_err(|error| refused(&error))?;
        let driver = keep(connection, ended);
        let canceller = Canceller::plain(client.cancel_token());
        return Ok((client, canceller, driver));
    }
    let connector = tls::connector(plan.mode)?;
    let (client, connection) = plan
        .config
        .connect(connector.clone())
        .await
        .map_err(|error| refused(&error))?;
    let driver = keep(connection, ended);
    let canceller = Canceller::encrypted(client.cancel_token(), connector);
    Ok((client, canceller, driver))
}

/// Drives the connection, and keeps the server's reason for ending it: the statement under way is only told that it did.
fn keep(
    connection: impl Future<Output = Result<(), Error>> + Send + 'static,
    ended: &Ended,
) -> AbortHandle {
    let ended = Arc::clone(ended);
    let driver = tokio::spawn(async move {
        if let Err(error) = connection.await {
            ended.get_or_init(|| words(&error));
        }
    });
    driver.abort_handle()
}

/// A refusal with the advice that fits it. Only what may pass by itself is of class `Connection`.
fn refused(error: &Error) -> Failure {
    let failure = failure::failure(error);
    let Some(code) = error.code() else {
        let (class, help) = unreachable(&failure.message);
        return failure.class(class).help(help);
    };
    match *code {
        SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            failure.help("check the connection's `username` and `password`")
        }
        SqlState::INVALID_CATALOG_NAME => {
            failure.help("check the connection's `database`, or create it: `createdb NAME`")
        }
        SqlState::TOO_MANY_CONNECTIONS => {
            failure.help("close other connections, or raise the server's `max_connections`")
        }
        _ => failure,
    }
}

fn unreachable(words: &str) -> (Class, &'static str) {
    if words.contains("does not support TLS") {
        (
            Class::Other,
            "set `sslmode: disable` if the network may be trusted",
        )
    } else if words.contains("certificate") {
        (
            Class::Other,
            "check `host` against the server's certificate, or set `sslmode: require` to go without verifying it",
        )
    } else if words.contains("password missing") {
        (Class::Other, "set the connection's `password`")
    } else {
        (
            Class::Connection,
            "check that the server runs, and the connection's `host` and `port`",
        )
    }
}
