use super::{Call, Connection, Delivery, Enqueued, Expr, Operation, Request, Sql, SqlPiece};
use crate::{
    job::Config,
    spec::{Dialect, http},
    sql::placeholder,
    value::Value,
};

/// What carrying out an operation does to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing of its own: what the steps inside do counts.
    Pure,
    /// It looks at something.
    Read,
    /// It writes a file.
    File,
    /// It writes to a database, which a rollback undoes.
    Write,
    /// It changes something outside, which nothing undoes.
    External,
    /// As `External`, with a key by which the receiver knows a repetition.
    Keyed,
}

impl Operation {
    /// What the operation does. A statement of the author's own is taken for a write unless it is known to be none.
    #[must_use]
    pub fn effect(&self, connections: &[Connection]) -> Effect {
        match self {
            Self::Conditional { .. } | Self::Group { .. } => Effect::Pure,
            Self::ReadCsv { .. } => Effect::Read,
            Self::WriteCsv { .. } => Effect::File,
            Self::QueryOne { sql, .. } | Self::QueryMany { sql, .. } => match &sql.reads {
                Some(reads) if !reads.locks => Effect::Read,
                _ => Effect::Write,
            },
            Self::Upsert(_)
            | Self::Insert(_)
            | Self::Change(_)
            | Self::Execute { .. }
            | Self::Enqueue { .. } => Effect::Write,
            Self::Invoke { call, .. } => of_call(call, Effect::External),
            Self::Request { request, call, .. } => {
                let own = self.key_header(connections);
                of_call(call, request.effect(own))
            }
        }
    }

    /// Whether the operation calls the outside right when its step runs.
    #[must_use]
    pub const fn is_direct_call(&self) -> bool {
        matches!(
            self,
            Self::Invoke { call, .. } | Self::Request { call, .. }
                if matches!(call.delivery, Delivery::Direct)
        )
    }

    /// Whether the operation is a statement of a database.
    #[must_use]
    pub fn is_statement(&self, connections: &[Connection]) -> bool {
        self.dialect(connections).is_some()
    }

    /// The dialect of the database that the operation works on.
    #[must_use]
    pub fn dialect(&self, connections: &[Connection]) -> Option<Dialect> {
        connections.get(self.connection()?.0)?.declaration.dialect
    }

    /// The header that carries a key on the HTTP connection of the operation; none where only the run knows it.
    #[must_use]
    pub fn key_header<'a>(&self, connections: &'a [Connection]) -> Option<&'a str> {
        let connection = match self {
            Self::Request { connection, .. } => *connection,
            Self::Enqueue { to, .. } => Some(*to),
            _ => None,
        };
        let Some(connection) = connection.and_then(|id| connections.get(id.0)) else {
            return Some(http::KEY_HEADER);
        };
        match connection.written.config.get("idempotency_header") {
            None => Some(http::KEY_HEADER),
            Some(Config::Scalar(header)) => match &header.literal {
                Some(Value::Text(name)) => Some(name),
                _ => None,
            },
            Some(Config::Map(_)) => None,
        }
    }

    /// The expressions by which the receiver of a call knows a repetition: the key itself and the headers that carry one.
    #[must_use]
    pub fn keys(&self, connections: &[Connection]) -> Vec<&Expr> {
        let own = self.key_header(connections);
        match self {
            Self::Request { request, .. } => request.keys(own),
            Self::Enqueue { call, .. } => match call {
                Enqueued::Request(request) => request.keys(own),
                Enqueued::Invocation { key, .. } => key.iter().collect(),
            },
            _ => Vec::new(),
        }
    }
}

impl Request {
    /// What the request does; `own` is its connection's header for keys, none where that is not known.
    fn effect(&self, own: Option<&str>) -> Effect {
        // A header that may be the connection's own counts as one: who knows less complains less.
        let may_be_keyed = own.is_none() && !self.headers.is_empty();
        if http::only_reads(self.method) {
            Effect::Read
        } else if may_be_keyed || !self.keys(own).is_empty() {
            Effect::Keyed
        } else {
            Effect::External
        }
    }

    fn keys(&self, own: Option<&str>) -> Vec<&Expr> {
        let own = own.unwrap_or(http::KEY_HEADER);
        let headers = self.headers.iter();
        let carrying = headers.filter(|(name, value)| {
            http::carries_key(name, own) && !matches!(value.constant(), Some(Value::Null))
        });
        let key = self.idempotency_key.iter();
        key.chain(carrying.map(|(_, value)| value)).collect()
    }
}

impl Sql {
    /// The statement as it is sent, its parameters numbered as this dialect has them.
    #[must_use]
    pub fn sent(&self, dialect: Dialect) -> String {
        self.with(|number| placeholder(dialect, number))
    }

    /// The statement with what stands for each of its parameters, which are counted from one.
    #[must_use]
    pub fn with(&self, parameter: impl Fn(usize) -> String) -> String {
        let mut count = 0;
        let pieces = self.pieces.iter().map(|piece| match piece {
            SqlPiece::Text(text) => text.clone(),
            SqlPiece::Parameter { .. } => {
                count += 1;
                parameter(count)
            }
        });
        pieces.collect::<String>().trim_end().to_owned()
    }

    /// The statement, each parameter a question mark.
    #[must_use]
    pub fn text(&self) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            SqlPiece::Text(text) => text.as_str(),
            SqlPiece::Parameter { .. } => "?",
        });
        pieces.collect()
    }
}

const fn of_call(call: &Call, direct: Effect) -> Effect {
    match call.delivery {
        Delivery::Direct => direct,
        Delivery::Outbox(_) => Effect::Write,
    }
}
