use crate::spec::Dialect;

/// How SQLite writes a moment: text that sorts as the moments do.
const FORMAT: &str = "%Y-%m-%dT%H:%M:%fZ";

/// The moment at which the statement runs.
pub(super) fn now(dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => "clock_timestamp()".to_owned(),
        Dialect::Sqlite => format!("strftime('{FORMAT}', 'now')"),
    }
}

/// So many milliseconds from now; `milliseconds` is an expression.
pub(super) fn from_now(dialect: Dialect, milliseconds: &str) -> String {
    match dialect {
        Dialect::Postgres => {
            format!("clock_timestamp() + {milliseconds} * interval '1 millisecond'")
        }
        Dialect::Sqlite => {
            format!("strftime('{FORMAT}', 'now', ({milliseconds} / 1000.0) || ' seconds')")
        }
    }
}

/// So many milliseconds before a moment.
pub(super) fn before(dialect: Dialect, moment: &str, milliseconds: &str) -> String {
    match dialect {
        Dialect::Postgres => format!("{moment} - {milliseconds} * interval '1 millisecond'"),
        Dialect::Sqlite => {
            format!("strftime('{FORMAT}', {moment}, (-({milliseconds}) / 1000.0) || ' seconds')")
        }
    }
}

/// The milliseconds from one moment to another, as a whole number.
pub(super) fn milliseconds(dialect: Dialect, from: &str, to: &str) -> String {
    match dialect {
        Dialect::Postgres => {
            format!("(extract(epoch FROM ({to}) - ({from})) * 1000)::bigint")
        }
        Dialect::Sqlite => {
            format!("CAST(round((julianday({to}) - julianday({from})) * 86400000) AS INTEGER)")
        }
    }
}
