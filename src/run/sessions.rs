use std::collections::HashMap;

use super::session::Session;
use crate::ir::ConnectionId;

/// The open databases of a run, by connection.
#[derive(Debug, Default)]
pub(super) struct Sessions(HashMap<ConnectionId, Session>);

impl Sessions {
    pub(super) fn add(&mut self, id: ConnectionId, session: Session) {
        self.0.insert(id, session);
    }

    /// The session on a connection.
    pub(super) fn session(&mut self, id: ConnectionId) -> &mut Session {
        self.0
            .get_mut(&id)
            .expect("every database that a step uses was opened before the first step ran")
    }

    /// Every session with its connection.
    pub(super) fn all(&mut self) -> impl Iterator<Item = (ConnectionId, &mut Session)> {
        self.0.iter_mut().map(|(id, session)| (*id, session))
    }

    /// Every session, to end them all.
    pub(super) fn sessions(&mut self) -> impl Iterator<Item = &mut Session> {
        self.0.values_mut()
    }
}
