use super::Checker;
use crate::{
    diagnostic::{messages::connection as messages, nearest},
    ir::ConnectionId,
    job::{Step, Transaction},
    spec::{ConnectionKind, ConnectionNeed, Dialect},
    text::{Span, Spanned},
};

impl Checker<'_> {
    /// The connection that the step works on: the one it names, or the only one there is of the kind it needs.
    ///
    /// Whether there is one is checked for every step alike, so that a step type only asks for it here.
    #[must_use]
    pub fn connection(&self, step: &Step) -> Option<ConnectionId> {
        match (&step.connection, step.declaration.connection) {
            (Some(named), _) => self.connection_named(&named.value),
            (None, ConnectionNeed::Kind(kind)) => match self.connections_of(kind).as_slice() {
                [only] => Some(*only),
                _ => None,
            },
            (None, ConnectionNeed::None) => None,
        }
    }

    /// The connection that `name` stands for, if it is of this kind; reported otherwise.
    pub fn connection_of_kind(
        &mut self,
        name: &Spanned<String>,
        kind: ConnectionKind,
        step: &Step,
    ) -> Option<ConnectionId> {
        let Some(id) = self.connection_named(&name.value) else {
            if self.job.broken_connections.contains(&name.value) {
                return None;
            }
            let near = nearest(
                &name.value,
                self.job
                    .connections
                    .iter()
                    .map(|own| own.name.value.as_str()),
            );
            self.report(messages::unknown(name.span, &name.value, near));
            return None;
        };
        let found = &self.job.connections[id.0];
        if found.declaration.kind != kind {
            let (ty, declared) = (found.declaration.name, found.name.span);
            let step_type = step.declaration.name;
            let fitting = self.connections_of(kind).first().copied();
            let fitting =
                fitting.map(|id| format!("connection: {}", self.job.connections[id.0].name.value));
            self.report(messages::wrong_kind(
                name.span,
                &name.value,
                ty,
                step_type,
                kind.describe(),
                declared,
                fitting.as_deref(),
            ));
            return None;
        }
        Some(id)
    }

    pub(super) fn check_connection(&mut self, step: &Step) {
        match (step.declaration.connection, &step.connection) {
            (ConnectionNeed::None, None) => {}
            (ConnectionNeed::None, Some(named)) => {
                self.report(messages::not_used(named.span, step.declaration.name));
            }
            (ConnectionNeed::Kind(kind), Some(named)) => {
                self.connection_of_kind(named, kind, step);
            }
            (ConnectionNeed::Kind(kind), None) => self.check_only_one(step, kind),
        }
        if let Some(id) = self.connection(step)
            && self.job.connections[id.0].declaration.dialect == Some(Dialect::Sqlite)
        {
            self.need_setting(id, "path", "the database file, or `:memory:`");
        }
    }

    /// Reports a connection without a setting that a step can't do without; `why` says what for.
    pub fn need_setting(&mut self, id: ConnectionId, key: &str, why: &str) {
        let connection = &self.job.connections[id.0];
        if !connection.is_broken && !connection.config.contains_key(key) {
            let (span, name) = (connection.name.span, connection.name.value.as_str());
            self.report(messages::missing_setting(span, name, key, why));
        }
    }

    fn check_only_one(&mut self, step: &Step, kind: ConnectionKind) {
        let candidates = self.connections_of(kind);
        let by_url = kind == ConnectionKind::Http && step.fields.template("url").is_some();
        // A connection that was reported may have been the one.
        if candidates.len() != 1 && !by_url && self.job.broken_connections.is_empty() {
            let names: Vec<_> = candidates
                .iter()
                .map(|id| self.job.connections[id.0].name.value.as_str())
                .collect();
            let found = messages::missing(
                step.name.span,
                step.declaration.name,
                kind.describe(),
                &names,
            );
            self.report(found);
        }
    }

    /// The connections of this kind, in order.
    #[must_use]
    pub fn connections_of(&self, kind: ConnectionKind) -> Vec<ConnectionId> {
        let all = self.job.connections.iter().enumerate();
        all.filter(|(_, own)| own.declaration.kind == kind)
            .map(|(position, _)| ConnectionId(position))
            .collect()
    }

    fn connection_named(&self, name: &str) -> Option<ConnectionId> {
        self.job
            .connections
            .iter()
            .position(|connection| connection.name.value == name)
            .map(ConnectionId)
    }

    /// Reports the first step on a second database where all of them share one transaction.
    pub(super) fn one_database_per_transaction(&mut self) {
        if self.job.transaction.value != Transaction::Job {
            return;
        }
        let mut used = Vec::new();
        for step in &self.job.steps {
            self.databases_of(step, &mut used);
        }
        let Some(&(first, first_span)) = used.first() else {
            return;
        };
        if let Some(&(second, span)) = used.iter().find(|(id, _)| *id != first) {
            let name = |id: ConnectionId| self.job.connections[id.0].name.value.as_str();
            let found = messages::two_databases(span, name(second), name(first), first_span);
            self.report(found);
        }
    }

    fn databases_of(&self, step: &Step, used: &mut Vec<(ConnectionId, Span)>) {
        if step.declaration.connection == ConnectionNeed::Kind(ConnectionKind::Database)
            && let Some(id) = self.connection(step)
            && self.job.connections[id.0].declaration.kind == ConnectionKind::Database
        {
            used.push((
                id,
                step.connection
                    .as_ref()
                    .map_or(step.name.span, |named| named.span),
            ));
        }
        for child in step.children() {
            self.databases_of(child, used);
        }
    }
}
