use std::{
    error::Error,
    time::{Duration, SystemTime},
};

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::identity::Identity;
use tokio::{sync::Mutex, time::timeout};

use super::fault;
use crate::connect::Failure;

/// How long before its end a credential is no longer used: a request is on its way for a while.
const MARGIN: Duration = Duration::from_secs(10);

/// How long the sources of credentials may take together.
const LIMIT: Duration = Duration::from_secs(10);

/// The credentials that requests are signed with: asked for when the first is, and again when they end.
pub(super) struct Credentials {
    source: Option<SharedCredentialsProvider>,
    /// Whoever asks for new ones holds the lock until they are there.
    held: Mutex<Option<Identity>>,
}

impl Credentials {
    pub(super) fn new(source: Option<SharedCredentialsProvider>) -> Self {
        Self {
            source,
            held: Mutex::default(),
        }
    }

    /// Credentials that are valid at this moment.
    pub(super) async fn valid_at(&self, now: SystemTime) -> Result<Identity, Failure> {
        let mut held = self.held.lock().await;
        if let Some(identity) = &*held
            && lasts(identity, now)
        {
            return Ok(identity.clone());
        }
        let identity = self.ask().await?;
        Ok(held.insert(identity).clone())
    }

    async fn ask(&self) -> Result<Identity, Failure> {
        let Some(source) = &self.source else {
            return Err(none("none is configured".to_owned()));
        };
        match timeout(LIMIT, source.provide_credentials()).await {
            Ok(Ok(credentials)) => Ok(credentials.into()),
            Ok(Err(error)) => Err(none(fault::last(&error as &(dyn Error + 'static)))),
            Err(_) => Err(none(format!("no answer within {LIMIT:?}"))),
        }
    }
}

fn lasts(identity: &Identity, now: SystemTime) -> bool {
    identity.expiration().is_none_or(|end| end > now + MARGIN)
}

/// That AWS's chain of credential sources came to nothing, whatever each of them ran into.
fn none(tried: String) -> Failure {
    Failure::new("no source of AWS credentials has any")
        .fact("tried", tried)
        .help("set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or `AWS_PROFILE`")
}

#[cfg(test)]
mod tests;
