use std::collections::HashMap;

use crate::{
    connect::{Failure, Settings, http::HttpClient, lambda::LambdaClient},
    ir::Connection,
    spec::ConnectionKind,
};

/// The connections that deliver, by name. Nothing is connected before the first message.
#[derive(Default)]
pub struct Receivers {
    pub(super) http: HashMap<String, HttpClient>,
    pub(super) lambda: HashMap<String, LambdaClient>,
}

impl Receivers {
    /// Reads the settings of the connections that have any; databases are passed over.
    ///
    /// # Errors
    /// The first connection whose settings are wrong, and why.
    pub fn open(
        connections: &[Connection],
        settings: &[Option<Settings>],
    ) -> Result<Self, Box<(String, Failure)>> {
        let mut receivers = Self::default();
        for (connection, settings) in connections.iter().zip(settings) {
            let Some(settings) = settings else { continue };
            let name = connection.name.clone();
            let failed = |failure| Box::new((name.clone(), failure));
            match connection.declaration.kind {
                ConnectionKind::Http => {
                    let client = HttpClient::open(settings).map_err(failed)?;
                    receivers.http.insert(name, client);
                }
                ConnectionKind::Lambda => {
                    let client = LambdaClient::open(settings).map_err(failed)?;
                    receivers.lambda.insert(name, client);
                }
                ConnectionKind::Database => {}
            }
        }
        Ok(receivers)
    }
}
