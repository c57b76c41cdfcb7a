//! The connection types, each declared once.

use super::{
    Connection, ConnectionKind, Dialect, Setting,
    SettingShape::{Bool, Choice, Count, Duration, Rate, Text, TextMap},
};

/// Every connection type.
pub static ALL: &[&Connection] = &[&POSTGRES, &SQLITE, &LAMBDA, &HTTP];

/// PostgreSQL.
pub static POSTGRES: Connection = Connection {
    name: "postgres",
    doc: "a PostgreSQL database",
    kind: ConnectionKind::Database,
    dialect: Some(Dialect::Postgres),
    settings: &[
        Setting::secret("url", "postgres://user:password@host:port/database"),
        Setting::new("host", Text, "the server's name or address"),
        Setting::new("port", Count, "the server's port (5432)"),
        Setting::new("database", Text, "the database's name"),
        Setting::new("username", Text, "the role to log in as"),
        Setting::secret("password", "its password"),
        Setting::new("schema", Text, "the schema that unqualified names mean"),
        Setting::new(
            "sslmode",
            Choice(&["disable", "prefer", "require", "verify-full"]),
            "whether the connection is encrypted; `verify-full` for a server that is not local",
        ),
        Setting::new(
            "connect_timeout",
            Duration,
            "how long to wait for the server (5 s)",
        ),
        Setting::new(
            "statement_timeout",
            Duration,
            "how long one statement may run (5 min)",
        ),
        Setting::new(
            "lock_timeout",
            Duration,
            "how long a statement may wait for a lock (10 s)",
        ),
        Setting::new(
            "idle_timeout",
            Duration,
            "how long a transaction may wait for something else, a call (15 min)",
        ),
        Setting::new(
            "prepared_statements",
            Bool,
            "`false` behind a pooler in transaction mode",
        ),
    ],
};

/// SQLite, the embedded default.
pub static SQLITE: Connection = Connection {
    name: "sqlite",
    doc: "an SQLite database file; no server needed",
    kind: ConnectionKind::Database,
    dialect: Some(Dialect::Sqlite),
    settings: &[Setting::new(
        "path",
        Text,
        "the file, relative to the job's; `:memory:` for none",
    )],
};

/// AWS Lambda.
pub static LAMBDA: Connection = Connection {
    name: "lambda",
    doc: "AWS Lambda; credentials come from AWS's default chain",
    kind: ConnectionKind::Lambda,
    dialect: None,
    settings: &[
        Setting::new("region", Text, "the region"),
        Setting::new(
            "function_name",
            Text,
            "the function that steps invoke unless they name one",
        ),
        Setting::new("qualifier", Text, "the version or alias"),
        Setting::new("timeout", Duration, "how long to wait for an answer (60 s)"),
        Setting::new(
            "connect_timeout",
            Duration,
            "how long to wait for a connection (5 s)",
        ),
        Setting::new("endpoint_url", Text, "another endpoint than AWS's own"),
    ],
};

/// An HTTP API.
pub static HTTP: Connection = Connection {
    name: "http",
    doc: "an HTTP API",
    kind: ConnectionKind::Http,
    dialect: None,
    settings: &[
        Setting::new("base_url", Text, "what paths are appended to"),
        Setting::new("headers", TextMap, "headers of every request"),
        Setting::new(
            "timeout",
            Duration,
            "how long a request may take in all (60 s)",
        ),
        Setting::new(
            "connect_timeout",
            Duration,
            "how long to wait for a connection (5 s)",
        ),
        Setting::new(
            "max_answer",
            Count,
            "the largest answer, decompressed, in MiB (8)",
        ),
        Setting::new(
            "idempotency_header",
            Text,
            "the header that carries a key (`Idempotency-Key`)",
        ),
        Setting::new(
            "rate_limit",
            Rate,
            "at most so many requests start per second",
        ),
        Setting::new(
            "redirects",
            Choice(&["none", "same_origin"]),
            "whether redirects are followed (`none`)",
        ),
    ],
};
