//! The connectors, each against a real counterpart: files on disk, servers on a socket.

mod csv;
mod databases;
mod http;
mod lambda;
mod postgres;
mod postgres_failures;
mod postgres_types;
mod sqlite;
mod statements;
mod upsert;

use std::{future::Future, time::Duration};

/// Runs a connector's future as the run does: on one thread.
fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime starts")
        .block_on(async {
            tokio::time::timeout(Duration::from_secs(60), future)
                .await
                .expect("the connector comes to an end")
        })
}
