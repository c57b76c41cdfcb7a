use super::{clock::now, hole, holes, tables::MADE};
use crate::{spec::Dialect, sql::placeholder};

/// What [`insert`] takes, in order.
pub const INSERTED: [&str; 13] = [
    "id",
    "dedup_key",
    "digest",
    "run_id",
    "job",
    "step",
    "order_key",
    "connection",
    "kind",
    "request",
    "body",
    "delivery",
    "lease_ms",
];

/// Puts a message in, and gives its place, unless its key is there already: then no row is inserted, or given.
#[must_use]
pub fn insert(dialect: Dialect) -> String {
    let now = now(dialect);
    format!(
        "INSERT INTO portl_outbox ({}, {MADE}, created_at)\nVALUES ({}, 'ready', 0, {now}, {now})\n\
         ON CONFLICT DO NOTHING RETURNING place",
        INSERTED.join(", "),
        holes(dialect, INSERTED.len()).join(", ")
    )
}

/// The columns of what [`find`] gives.
pub const FIND: [&str; 5] = ["found_in", "id", "digest", "job", "step"];

/// The messages of a key, wherever they are; takes the key.
#[must_use]
pub fn find(dialect: Dialect) -> String {
    let key = hole(dialect, 1, "text");
    ["outbox", "outbox_done", "outbox_dead"]
        .map(|table| {
            format!(
                "SELECT '{table}' AS found_in, id, digest, job, step FROM portl_{table} WHERE dedup_key = {key}"
            )
        })
        .join("\nUNION ALL\n")
}

/// Takes a message out again; takes its id.
#[must_use]
pub fn remove(dialect: Dialect) -> String {
    format!(
        "DELETE FROM portl_outbox WHERE id = {}",
        placeholder(dialect, 1)
    )
}
