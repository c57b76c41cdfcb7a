use std::{fmt, time::Duration};

use tokio_postgres::{CancelToken, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::failure::failure;
use crate::connect::{Class, Failure};

/// How long the server may take to hear of it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Cancels over a connection of its own, as encrypted as the one whose statement is to stop.
#[derive(Clone)]
pub(in super::super) struct Canceller {
    token: CancelToken,
    connector: Option<MakeRustlsConnect>,
}

impl Canceller {
    pub(super) const fn plain(token: CancelToken) -> Self {
        Self {
            token,
            connector: None,
        }
    }

    pub(super) const fn encrypted(token: CancelToken, connector: MakeRustlsConnect) -> Self {
        Self {
            token,
            connector: Some(connector),
        }
    }

    pub(in super::super) async fn cancel(&self) -> Result<(), Failure> {
        let sending = async {
            match &self.connector {
                Some(connector) => self.token.cancel_query(connector.clone()).await,
                None => self.token.cancel_query(NoTls).await,
            }
        };
        match tokio::time::timeout(PATIENCE, sending).await {
            Ok(sent) => sent.map_err(|error| failure(&error)),
            Err(_) => Err(
                Failure::new("the server does not take the request to cancel")
                    .class(Class::Timeout),
            ),
        }
    }
}

impl fmt::Debug for Canceller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Canceller")
    }
}
