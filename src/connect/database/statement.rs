use std::sync::Arc;

use crate::{connect::Failure, query::transaction_word, types::Type};

/// What is known of a statement before it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its parameters, in order.
    pub parameters: Vec<Parameter>,
    /// The columns it returns. Whether one may be null is not known.
    pub columns: Vec<(Arc<str>, Type)>,
}

/// A parameter of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The type of value it takes; `json` where the database takes any, as SQLite does.
    pub ty: Type,
    /// What the database calls its type.
    pub declared: String,
}

/// Words of statements that never change what a prepared statement means.
const STABLE: &[&str] = &[
    "DELETE", "EXPLAIN", "INSERT", "MERGE", "REPLACE", "SELECT", "TABLE", "UPDATE", "VALUES",
    "WITH",
];

impl Statement {
    /// The names of the columns.
    pub(super) fn names(&self) -> Arc<[Arc<str>]> {
        self.columns
            .iter()
            .map(|(name, _)| Arc::clone(name))
            .collect()
    }

    /// Lets through columns whose names differ: a row is read by name.
    ///
    /// # Errors
    /// If two have the same name.
    pub fn check_names(&self) -> Result<(), Failure> {
        let mut names = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, (name, _))| (at, name));
        let twice = names.find(|(at, name)| {
            self.columns[..*at]
                .iter()
                .any(|(before, _)| before == *name)
        });
        match twice {
            None => Ok(()),
            Some((_, name)) => Err(Failure::new(format!(
                "the query returns two columns named `{name}`"
            ))
            .help("give each a name of its own: `… AS name`")),
        }
    }
}

/// Lets through a statement that leaves transactions alone.
pub(super) fn check_control(sql: &str) -> Result<(), Failure> {
    if !transaction_word(first_word(sql)) {
        return Ok(());
    }
    let word = first_word(sql).to_ascii_uppercase();
    Err(Failure::new(format!(
        "`{word}` is not for a job to say: its transaction is begun and ended for it"
    ))
    .help("leave it out, and set `transaction: {scope: db}` or `transaction: {scope: none}`"))
}

/// Whether a statement may change tables or settings that others were prepared with.
#[must_use]
pub fn may_change_schema(sql: &str) -> bool {
    !begins_with(sql, STABLE)
}

/// Whether a statement is a query by its first word. A function that it calls may still write.
pub(super) fn only_reads(sql: &str) -> bool {
    begins_with(sql, &["EXPLAIN", "SELECT", "TABLE", "VALUES"])
}

fn begins_with(sql: &str, words: &[&str]) -> bool {
    let first = first_word(sql);
    words.iter().any(|word| word.eq_ignore_ascii_case(first))
}

/// The first word behind blanks and comments.
fn first_word(sql: &str) -> &str {
    let mut rest = sql;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '(' || c == ';');
        let after = if rest.starts_with("--") {
            rest.split_once('\n')
        } else if rest.starts_with("/*") {
            rest.split_once("*/")
        } else {
            break;
        };
        rest = after.map_or("", |(_, after)| after);
    }
    let end = rest.find(|c: char| !c.is_ascii_alphabetic());
    &rest[..end.unwrap_or(rest.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_is_seen_behind_comments_and_in_any_case() {
        for sql in [
            "commit",
            "-- done\n COMMIT",
            "/* a */ ; Rollback to x",
            "END;",
        ] {
            assert!(check_control(sql).is_err(), "{sql}");
        }
        for sql in ["SELECT 'commit'", "UPDATE t SET a = 1", "-- commit", ""] {
            assert_eq!(check_control(sql), Ok(()), "{sql}");
        }
    }

    #[test]
    fn only_data_statements_leave_the_schema_alone() {
        assert!(may_change_schema("ALTER TABLE t ADD x int"));
        assert!(!may_change_schema("(SELECT 1)"));
    }

    #[test]
    fn a_name_that_comes_twice_is_refused() {
        let column = |name: &str| (Arc::from(name), Type::Int);
        let mut statement = Statement {
            parameters: vec![],
            columns: vec![column("id"), column("n")],
        };
        assert_eq!(statement.check_names(), Ok(()));
        statement.columns.push(column("id"));
        let failure = statement.check_names().expect_err("`id` comes twice");
        assert_eq!(
            failure.help.as_deref(),
            Some("give each a name of its own: `… AS name`")
        );
    }
}
