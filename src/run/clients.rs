use std::{collections::HashMap, path::PathBuf};

use super::{World, failure::Problem};
use crate::{
    connect::{Settings, http::HttpClient, lambda::LambdaClient},
    ir::ConnectionId,
    plan::Plan,
    spec::ConnectionKind,
};

/// The HTTP and Lambda clients of a run. Nothing is connected before the first call.
pub(super) struct Clients {
    http: HashMap<ConnectionId, HttpClient>,
    lambda: HashMap<ConnectionId, LambdaClient>,
    /// For calls by `url` that name no connection.
    plain: HttpClient,
}

impl Clients {
    pub(super) fn open(plan: &Plan, world: &World<'_>) -> Result<Self, Problem> {
        let unreachable = |name: &str, failure: crate::connect::Failure| Problem {
            doing: format!("opening the connection `{name}`"),
            cause: Box::new(failure.into()),
        };
        let plain = HttpClient::open(&Settings::new("", PathBuf::new()))
            .map_err(|failure| unreachable("", failure))?;
        let mut clients = Self {
            http: HashMap::new(),
            lambda: HashMap::new(),
            plain,
        };
        for id in plan.used_connections() {
            let connection = &plan.connections[id.0];
            let Some(settings) = &world.settings[id.0] else {
                continue;
            };
            let failed = |failure| unreachable(&connection.name, failure);
            match connection.declaration.kind {
                ConnectionKind::Http => {
                    clients
                        .http
                        .insert(id, HttpClient::open(settings).map_err(failed)?);
                }
                ConnectionKind::Lambda => {
                    clients
                        .lambda
                        .insert(id, LambdaClient::open(settings).map_err(failed)?);
                }
                ConnectionKind::Database => {}
            }
        }
        Ok(clients)
    }

    pub(super) fn http(&self, id: Option<ConnectionId>) -> &HttpClient {
        id.and_then(|id| self.http.get(&id)).unwrap_or(&self.plain)
    }

    pub(super) fn lambda(&self, id: ConnectionId) -> &LambdaClient {
        self.lambda
            .get(&id)
            .expect("every Lambda connection that a step uses was opened before the first step ran")
    }
}
