use std::{
    collections::HashMap,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
};

use http::{
    Uri,
    uri::{Authority, Scheme},
};
use hyper_util::client::legacy::connect::CaptureConnection;

/// The encrypted origins that requests go to. Only with a connection it is known whether a server takes all requests over
/// one, so the first request to each goes ahead alone until it has one: those that start with it would all connect.
#[derive(Clone, Default)]
pub(super) struct Origins(Arc<Mutex<HashMap<Authority, Origin>>>);

/// Whether an origin is known.
type Origin = Arc<tokio::sync::Mutex<bool>>;

impl Origins {
    /// The origin of a URL; none where nothing is to be learnt, without encryption.
    pub(super) fn of(&self, uri: &Uri) -> Option<Origin> {
        let authority = uri.authority()?;
        if uri.scheme() != Some(&Scheme::HTTPS) {
            return None;
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(origin) = known.get(authority) {
            return Some(Arc::clone(origin));
        }
        let origin = Origin::default();
        known.insert(authority.clone(), Arc::clone(&origin));
        Some(origin)
    }
}

/// Sends a request to an origin in its turn; `connection` is the one that it will get.
pub(super) async fn in_turn<S: Future>(
    origin: Origin,
    mut connection: CaptureConnection,
    sent: S,
) -> S::Output {
    let mut is_known = origin.lock().await;
    if *is_known {
        drop(is_known);
        return sent.await;
    }
    let mut sent = pin!(sent);
    let connected = async {
        connection.wait_for_connection_metadata().await;
    };
    let done = tokio::select! {
        biased;
        done = &mut sent => Some(done),
        () = connected => None,
    };
    // A failure is told to all at once as well, not to one after another.
    *is_known = true;
    drop(is_known);
    match done {
        Some(done) => done,
        None => sent.await,
    }
}
