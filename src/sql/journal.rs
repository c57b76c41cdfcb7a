use super::placeholder;
use crate::spec::Dialect;

/// The table that remembers committed runs.
pub const JOURNAL: &str = "portl_run";

/// Makes the journal unless it is there.
#[must_use]
pub fn create_journal(dialect: Dialect) -> String {
    let (moment, now) = match dialect {
        Dialect::Postgres => ("timestamptz", "now()"),
        Dialect::Sqlite => ("text", "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"),
    };
    format!(
        "CREATE TABLE IF NOT EXISTS {JOURNAL} (\n  run_id text NOT NULL,\n  part integer NOT NULL,\n  job text NOT NULL,\n  \
         digest text NOT NULL,\n  started_at {moment} NOT NULL DEFAULT {now},\n  PRIMARY KEY (run_id, part)\n)"
    )
}

/// Takes a transaction down, by run, number, job and digest. While the row is not committed, nobody else can take it down:
/// it is a lock, and once it is committed a proof.
#[must_use]
pub fn enter_journal(dialect: Dialect) -> String {
    let places: Vec<_> = (1..=4).map(|place| placeholder(dialect, place)).collect();
    format!(
        "INSERT INTO {JOURNAL} (run_id, part, job, digest) VALUES ({})",
        places.join(", ")
    )
}

/// Gives a row if a transaction was committed. The id is written into the text, since where this is sent there are no
/// parameters.
#[must_use]
pub fn find_in_journal(run_id: &str, part: u32) -> String {
    let run_id = run_id.replace('\'', "''");
    format!("SELECT 1 AS found FROM {JOURNAL} WHERE run_id = '{run_id}' AND part = {part}")
}

/// The committed runs, the latest first, as text.
#[must_use]
pub fn list_journal(most: usize) -> String {
    format!(
        "SELECT run_id, job, count(*) AS parts, CAST(min(started_at) AS text) AS started_at FROM {JOURNAL} \
         GROUP BY run_id, job ORDER BY min(started_at) DESC LIMIT {most}"
    )
}

/// Takes out the transactions of a job that began long ago; takes the job and the seconds.
#[must_use]
pub fn forget_in_journal(dialect: Dialect) -> String {
    let before = match dialect {
        Dialect::Postgres => "now() - $2::bigint * interval '1 second'",
        Dialect::Sqlite => "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', -?2 || ' seconds')",
    };
    let job = placeholder(dialect, 1);
    format!("DELETE FROM {JOURNAL} WHERE job = {job} AND started_at < {before}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_can_not_leave_its_quotes() {
        let sql = find_in_journal("a' OR '1'='1", 0);
        assert!(sql.contains("'a'' OR ''1''=''1'"), "{sql}");
    }
}
