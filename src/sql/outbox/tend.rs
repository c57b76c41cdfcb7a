use super::{
    Counted,
    clock::{before, milliseconds, now},
    hole,
    settle::IS_ITS_TURN,
    tables::OWN,
};
use crate::spec::Dialect;

/// How many milliseconds there are until a message of the job may be claimed, whose turn it is; null if there is none.
/// Takes the job.
#[must_use]
pub fn next_due(dialect: Dialect) -> String {
    let job = hole(dialect, 1, "text");
    let due = "CASE WHEN c.state = 'sending' THEN c.lease_until ELSE c.next_at END";
    let ms = milliseconds(dialect, &now(dialect), due);
    format!(
        "SELECT min({ms}) AS due_ms FROM portl_outbox AS c WHERE c.job = {job} AND {IS_ITS_TURN}"
    )
}

/// One row: how many messages of the job are neither delivered nor dead. Takes the job.
#[must_use]
pub fn left(dialect: Dialect) -> String {
    let job = hole(dialect, 1, "text");
    format!("SELECT count(*) AS left_over FROM portl_outbox WHERE job = {job}")
}

/// One row: how many messages of the job are in which state, how old the oldest is, and how many are other jobs'. Takes
/// the job.
#[must_use]
pub fn count(dialect: Dialect) -> String {
    let job = hole(dialect, 1, "text");
    let now = now(dialect);
    let of = |condition: &str| {
        format!("(SELECT count(*) FROM portl_outbox AS c WHERE c.job = {job} AND {condition})")
    };
    let ready = of(&format!(
        "c.state = 'ready' AND c.next_at <= {now} AND {IS_ITS_TURN}"
    ));
    let later = of(&format!(
        "c.state = 'ready' AND c.next_at > {now} AND {IS_ITS_TURN}"
    ));
    let parked = of(&format!("c.state = 'ready' AND NOT {IS_ITS_TURN}"));
    let sending = of("c.state = 'sending'");
    let oldest = milliseconds(dialect, "min(c.created_at)", &now);
    format!(
        "SELECT {ready} AS ready, {later} AS waiting, {parked} AS parked, {sending} AS sending,\n\
         (SELECT count(*) FROM portl_outbox_dead WHERE job = {job}) AS dead,\n\
         (SELECT count(*) FROM portl_outbox_done WHERE job = {job}) AS done,\n\
         (SELECT {oldest} FROM portl_outbox AS c WHERE c.job = {job}) AS oldest_ms,\n\
         (SELECT count(*) FROM portl_outbox WHERE job <> {job}) AS elsewhere"
    )
}

/// The dead messages of the job, the oldest first. Takes the job.
#[must_use]
pub fn dead(dialect: Dialect) -> String {
    format!(
        "SELECT id, dedup_key, step, connection, order_key, attempts, last_status, last_error, died_at\n\
         FROM portl_outbox_dead WHERE job = {} ORDER BY place",
        hole(dialect, 1, "text")
    )
}

/// Makes a dead message a waiting one again, as if it had never been tried; takes the job and the id. The first statement
/// gives the number of messages.
#[must_use]
pub fn requeue(dialect: Dialect) -> Vec<Counted> {
    let [job, id] = [1, 2].map(|number| hole(dialect, number, "text"));
    let into = format!(
        "INSERT INTO portl_outbox ({OWN}, state, attempts, next_at, last_status, last_error)"
    );
    let values = format!(
        "{OWN}, 'ready', 0, {}, last_status, last_error",
        now(dialect)
    );
    match dialect {
        Dialect::Postgres => vec![Counted::new(
            format!(
                "WITH gone AS (DELETE FROM portl_outbox_dead WHERE job = {job} AND id = {id} RETURNING *)\n\
                 {into} SELECT {values} FROM gone"
            ),
            2,
        )],
        Dialect::Sqlite => vec![
            Counted::new(
                format!(
                    "{into} SELECT {values} FROM portl_outbox_dead WHERE job = {job} AND id = {id}"
                ),
                2,
            ),
            Counted::new(
                format!("DELETE FROM portl_outbox_dead WHERE job = {job} AND id = {id}"),
                2,
            ),
        ],
    }
}

/// Forgets a dead message; takes the job and the id.
#[must_use]
pub fn discard(dialect: Dialect) -> Vec<Counted> {
    let [job, id] = [1, 2].map(|number| hole(dialect, number, "text"));
    let text = format!("DELETE FROM portl_outbox_dead WHERE job = {job} AND id = {id}");
    vec![Counted::new(text, 2)]
}

/// Forgets the job's tombstones that are older; takes the job and their age in milliseconds.
#[must_use]
pub fn purge(dialect: Dialect) -> Vec<Counted> {
    let job = hole(dialect, 1, "text");
    let age = hole(dialect, 2, "bigint");
    let text = format!(
        "DELETE FROM portl_outbox_done WHERE job = {job} AND done_at < {}",
        before(dialect, &now(dialect), &age)
    );
    vec![Counted::new(text, 2)]
}
