use super::{
    Counted,
    clock::{before, from_now, milliseconds, now},
    hole,
    tables::OWN,
};
use crate::spec::Dialect;

/// What [`claim`] gives of each message; `unknown_ms` says for how long its outcome has been unknown.
pub const CLAIMED: [&str; 11] = [
    "place",
    "id",
    "dedup_key",
    "step",
    "connection",
    "kind",
    "request",
    "body",
    "delivery",
    "attempts",
    "unknown_ms",
];

/// When the lease of a message began, for one that is leased.
fn leased_at(dialect: Dialect, table: &str) -> String {
    before(
        dialect,
        &format!("{table}lease_until"),
        &format!("{table}lease_ms"),
    )
}

/// What may be claimed now: what is due, and what another drainer's lease has run out on.
fn is_due(dialect: Dialect) -> String {
    let now = now(dialect);
    format!(
        "(c.state = 'ready' AND c.next_at <= {now} OR c.state = 'sending' AND c.lease_until < {now})"
    )
}

/// Whether it is the message's turn: none of its order key that is older is waiting, or dead.
pub(super) const IS_ITS_TURN: &str = "(c.order_key IS NULL OR NOT EXISTS (SELECT 1 FROM portl_outbox AS e \
     WHERE e.job = c.job AND e.order_key = c.order_key AND e.place < c.place) AND NOT EXISTS (SELECT 1 FROM \
     portl_outbox_dead AS d WHERE d.job = c.job AND d.order_key = c.order_key AND d.place < c.place))";

/// Leases messages of a job, the oldest first, and counts the attempt; takes the token, the owner, the job and how many.
///
/// A lease that has run out is taken over: whether the call of its last owner arrived is unknown from then on.
#[must_use]
pub fn claim(dialect: Dialect) -> String {
    let [token, owner, job] = [1, 2, 3].map(|number| hole(dialect, number, "text"));
    let limit = hole(dialect, 4, "bigint");
    let skip = match dialect {
        Dialect::Postgres => " FOR UPDATE SKIP LOCKED",
        Dialect::Sqlite => "",
    };
    let picked = format!(
        "SELECT c.id FROM portl_outbox AS c WHERE c.job = {job} AND {} AND {IS_ITS_TURN} ORDER BY c.place LIMIT {limit}{skip}",
        is_due(dialect)
    );
    let unknown_ms = milliseconds(dialect, "unknown_since", &now(dialect));
    format!(
        "WITH picked AS ({picked})\nUPDATE portl_outbox SET state = 'sending', attempts = attempts + 1, lease_token = {token}, lease_owner = {owner},\n\
         unknown_since = CASE WHEN state = 'sending' THEN coalesce(unknown_since, {}) ELSE unknown_since END,\n\
         lease_until = {}\nWHERE id IN (SELECT id FROM picked)\n\
         RETURNING {}, {unknown_ms} AS unknown_ms",
        leased_at(dialect, ""),
        from_now(dialect, "lease_ms"),
        CLAIMED[..CLAIMED.len() - 1].join(", ")
    )
}

/// The message, as long as its lease is the caller's.
fn fence(dialect: Dialect) -> String {
    let [id, token] = [1, 2].map(|number| hole(dialect, number, "text"));
    format!("id = {id} AND lease_token = {token}")
}

/// Moves a message out of the outbox: the first statement gives the number of messages that were moved.
fn moved(
    dialect: Dialect,
    into: &str,
    columns: &str,
    values: &str,
    parameters: usize,
) -> Vec<Counted> {
    let fence = fence(dialect);
    match dialect {
        Dialect::Postgres => vec![Counted::new(
            format!(
                "WITH gone AS (DELETE FROM portl_outbox WHERE {fence} RETURNING *)\n\
                 INSERT INTO {into} ({columns}) SELECT {values} FROM gone"
            ),
            parameters,
        )],
        Dialect::Sqlite => vec![
            Counted::new(
                format!(
                    "INSERT INTO {into} ({columns}) SELECT {values} FROM portl_outbox WHERE {fence}"
                ),
                parameters,
            ),
            Counted::new(format!("DELETE FROM portl_outbox WHERE {fence}"), 2),
        ],
    }
}

/// Takes a delivered message out and leaves a tombstone; takes id, token and status. What does nothing if the lease is lost.
#[must_use]
pub fn acknowledge(dialect: Dialect) -> Vec<Counted> {
    let same = "dedup_key, id, digest, run_id, job, step, connection, attempts, created_at";
    moved(
        dialect,
        "portl_outbox_done",
        &format!("{same}, last_status, done_at"),
        &format!("{same}, {}, {}", hole(dialect, 3, "bigint"), now(dialect)),
        3,
    )
}

/// Puts a message among the dead; takes id, token, status, error, and whether the outcome of the last attempt is unknown.
#[must_use]
pub fn bury(dialect: Dialect) -> Vec<Counted> {
    moved(
        dialect,
        "portl_outbox_dead",
        &format!("{OWN}, attempts, unknown_since, last_status, last_error, died_at"),
        &format!(
            "{OWN}, attempts, {}, coalesce({}, last_status), {}, {}",
            unknown_since(dialect, 5),
            hole(dialect, 3, "bigint"),
            hole(dialect, 4, "text"),
            now(dialect)
        ),
        5,
    )
}

/// Since when the outcome has been unknown, if it is now: since the first attempt that left it so.
fn unknown_since(dialect: Dialect, flag: usize) -> String {
    let flag = hole(dialect, flag, "boolean");
    format!(
        "CASE WHEN {flag} THEN coalesce(unknown_since, {}) ELSE unknown_since END",
        leased_at(dialect, "")
    )
}

const UNLEASED: &str =
    "state = 'ready', lease_token = NULL, lease_owner = NULL, lease_until = NULL";

/// Lets a message wait for its next attempt; takes id, token, status, error, whether the outcome is unknown, and how many
/// milliseconds to wait.
#[must_use]
pub fn back_off(dialect: Dialect) -> Vec<Counted> {
    let text = format!(
        "UPDATE portl_outbox SET {UNLEASED}, last_status = {}, last_error = {}, unknown_since = {}, next_at = {}\nWHERE {}",
        hole(dialect, 3, "bigint"),
        hole(dialect, 4, "text"),
        unknown_since(dialect, 5),
        from_now(dialect, &hole(dialect, 6, "bigint")),
        fence(dialect)
    );
    vec![Counted::new(text, 6)]
}

/// Gives a message back that was not sent: the attempt does not count. Takes id, token, and how many
/// milliseconds to wait.
#[must_use]
pub fn release(dialect: Dialect) -> Vec<Counted> {
    let text = format!(
        "UPDATE portl_outbox SET {UNLEASED}, attempts = attempts - 1, next_at = {} WHERE {}",
        from_now(dialect, &hole(dialect, 3, "bigint")),
        fence(dialect)
    );
    vec![Counted::new(text, 3)]
}
