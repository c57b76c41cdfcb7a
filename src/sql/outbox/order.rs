use super::{
    Counted, hole,
    tables::{MADE, OWN},
};
use crate::spec::Dialect;

/// So many locks share the order keys: a transaction of a million keys must not fill the server's table of locks.
const SLOTS: u32 = 1024;

/// Sets these locks apart from those of others: `port` in ASCII.
const OURS: u32 = 0x706f_7274;

/// Gives the messages that a transaction has put in new places, in their order, as its last act: so places are in the order
/// of the commits. Each statement takes the run and the first of its places that may be meant. None where transactions that
/// write go one after another anyway.
///
/// The locks are taken all at once, in sorted order, and with nothing to wait for behind them but the commit: so
/// transactions of the same order keys wait for each other, but never in a circle.
#[must_use]
pub fn settle_order(dialect: Dialect) -> Vec<Counted> {
    if dialect == Dialect::Sqlite {
        return Vec::new();
    }
    let mine = format!(
        "run_id = {} AND place >= {} AND order_key IS NOT NULL",
        hole(dialect, 1, "text"),
        hole(dialect, 2, "bigint")
    );
    let lock = format!(
        "WITH slots AS MATERIALIZED (SELECT DISTINCT (hashtextextended(job || chr(10) || order_key, 1) & {})::integer AS slot\n\
         FROM portl_outbox WHERE {mine} ORDER BY slot)\nSELECT pg_advisory_xact_lock({OURS}, slot) FROM slots",
        SLOTS - 1
    );
    let columns = format!("{OWN}, {MADE}");
    let columns = columns.strip_prefix("place, ").unwrap_or(&columns);
    let place = format!(
        "WITH gone AS (DELETE FROM portl_outbox WHERE {mine} RETURNING *)\n\
         INSERT INTO portl_outbox ({columns}) SELECT {columns} FROM gone ORDER BY place"
    );
    vec![Counted::new(lock, 2), Counted::new(place, 2)]
}
