use super::{
    Call, ConnectionId, Delivery, Enqueued, Expr, Job, Operation, Request, SqlPiece, Step,
};

impl Job {
    /// Calls `visit` with every step, nested ones included, parents before children.
    pub fn for_each_step<'a>(&'a self, visit: &mut dyn FnMut(&'a Step)) {
        for_each_step(&self.steps, visit);
    }
}

fn for_each_step<'a>(steps: &'a [Step], visit: &mut dyn FnMut(&'a Step)) {
    for step in steps {
        visit(step);
        match &step.operation {
            Operation::Conditional {
                then, otherwise, ..
            } => {
                for_each_step(then, visit);
                for_each_step(otherwise, visit);
            }
            Operation::Group { steps } => for_each_step(steps, visit),
            _ => {}
        }
    }
}

impl Operation {
    /// The connection that the operation works on: for a call through the outbox, the database.
    #[must_use]
    pub const fn connection(&self) -> Option<ConnectionId> {
        match self {
            Self::ReadCsv { .. }
            | Self::WriteCsv { .. }
            | Self::Conditional { .. }
            | Self::Group { .. } => None,
            Self::Upsert(upsert) => Some(upsert.connection),
            Self::Insert(insert) => Some(insert.connection),
            Self::Change(change) => Some(change.connection),
            Self::QueryOne { connection, .. }
            | Self::QueryMany { connection, .. }
            | Self::Execute { connection, .. }
            | Self::Enqueue { connection, .. } => Some(*connection),
            Self::Invoke {
                connection, call, ..
            } => Some(called_on(call, *connection)),
            Self::Request {
                connection, call, ..
            } => match (connection, call.delivery) {
                (Some(connection), _) => Some(called_on(call, *connection)),
                (None, Delivery::Outbox(database)) => Some(database),
                (None, Delivery::Direct) => None,
            },
        }
    }

    /// Calls `visit` with every expression of the operation itself, not of steps inside it.
    pub fn for_each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        match self {
            Self::ReadCsv { path, .. } => visit(path),
            Self::WriteCsv { path, rows, .. } => {
                visit(path);
                visit(rows);
            }
            Self::Upsert(upsert) => upsert.mapping.iter().for_each(|(_, value)| visit(value)),
            Self::Insert(insert) => insert.mapping.iter().for_each(|(_, value)| visit(value)),
            Self::Change(change) => {
                let values = change.filter.iter().chain(change.mapping.iter().flatten());
                values.for_each(|(_, value)| visit(value));
            }
            Self::QueryOne { sql, .. }
            | Self::QueryMany { sql, .. }
            | Self::Execute { sql, .. } => {
                for piece in &sql.pieces {
                    if let SqlPiece::Parameter { value, .. } = piece {
                        visit(value);
                    }
                }
            }
            Self::Invoke {
                function, payload, ..
            } => {
                function.iter().for_each(&mut *visit);
                visit(payload);
            }
            Self::Request { request, .. } => request.for_each_expr(visit),
            Self::Enqueue { call, order_by, .. } => {
                match call {
                    Enqueued::Request(request) => request.for_each_expr(visit),
                    Enqueued::Invocation { payload, key } => {
                        visit(payload);
                        key.iter().for_each(&mut *visit);
                    }
                }
                order_by.iter().for_each(visit);
            }
            Self::Conditional { condition, .. } => visit(condition),
            Self::Group { .. } => {}
        }
    }
}

impl Request {
    fn for_each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(&self.target);
        let named = self.query.iter().chain(&self.headers);
        named.for_each(|(_, value)| visit(value));
        self.body
            .iter()
            .chain(&self.idempotency_key)
            .for_each(visit);
    }
}

const fn called_on(call: &Call, connection: ConnectionId) -> ConnectionId {
    match call.delivery {
        Delivery::Direct => connection,
        Delivery::Outbox(database) => database,
    }
}
