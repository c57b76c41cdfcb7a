use crate::spec::Dialect;

use super::{
    Match, Slot, Sql, TableName, Test, predicate, quote,
    slot::{Slots, list, returning},
};

/// What `db.insert` does about a row that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnConflict {
    /// It fails.
    Fail,
    /// It inserts nothing and returns no row.
    Skip,
}

/// Where the rows of an insert come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// Each parameter is a value of one row.
    Row,
    /// Each parameter is a column: an array of the values of many rows.
    Arrays,
}

/// Inserts one row of the mapped `columns`; without any, a row of defaults.
#[must_use]
pub fn insert(
    dialect: Dialect,
    table: &str,
    columns: &[&str],
    on_conflict: OnConflict,
    returned: &[&str],
) -> Sql {
    insert_from(Source::Row, dialect, table, columns, on_conflict, returned)
}

/// As [`insert`] in PostgreSQL, for many rows: each parameter is an array of a column's values. Rows are inserted, and
/// returned, in the order of the arrays.
///
/// # Panics
/// If there is no column: nothing would say how many rows there are.
#[must_use]
pub fn insert_many(
    table: &str,
    columns: &[&str],
    on_conflict: OnConflict,
    returned: &[&str],
) -> Sql {
    assert!(!columns.is_empty(), "rows without columns can't be counted");
    let dialect = Dialect::Postgres;
    insert_from(
        Source::Arrays,
        dialect,
        table,
        columns,
        on_conflict,
        returned,
    )
}

/// Loads rows of the mapped `columns` in PostgreSQL's binary form; one of a key that is there makes it fail.
#[must_use]
pub fn copy_in(table: &str, columns: &[&str]) -> String {
    let table = TableName::parse(table);
    format!(
        "COPY {table} ({}) FROM STDIN (FORMAT binary)",
        list(columns)
    )
}

fn insert_from(
    source: Source,
    dialect: Dialect,
    table: &str,
    columns: &[&str],
    on_conflict: OnConflict,
    returned: &[&str],
) -> Sql {
    let mut slots = Slots::new(dialect);
    let target = TableName::parse(table).to_string();
    let mut lines = insert_lines(&target, columns, source, &mut slots);
    if on_conflict == OnConflict::Skip {
        lines.push("ON CONFLICT DO NOTHING".to_owned());
    }
    lines.extend(returning(returned));
    slots.finish(&lines)
}

/// Sets the mapped `columns` of every row that matches.
///
/// # Panics
/// If there is no column or no match; the checker refuses both.
#[must_use]
pub fn update(
    dialect: Dialect,
    table: &str,
    columns: &[&str],
    matches: &[Match<'_>],
    returned: &[&str],
) -> Sql {
    assert!(!columns.is_empty(), "an update maps at least one column");
    let mut slots = Slots::new(dialect);
    let mut lines = vec![format!("UPDATE {}", TableName::parse(table))];
    let values = columns.iter().map(|&column| {
        let parameter = slots.add(Slot::Mapping(column.into()));
        format!("{} = {parameter}", quote(column))
    });
    lines.push(set(&values.collect::<Vec<_>>()));
    lines.extend(predicate::clause(matches, &mut slots));
    lines.extend(returning(returned));
    slots.finish(&lines)
}

/// Deletes every row that matches.
///
/// # Panics
/// If there is no match; the checker refuses that.
#[must_use]
pub fn delete(dialect: Dialect, table: &str, matches: &[Match<'_>]) -> Sql {
    let mut slots = Slots::new(dialect);
    let mut lines = vec![format!("DELETE FROM {}", TableName::parse(table))];
    lines.extend(predicate::clause(matches, &mut slots));
    slots.finish(&lines)
}

/// How statements for many rows refer to the table, and to what they are given.
const CHANGED: &str = "changed";
const GIVEN: &str = "given";

/// As [`update`] in PostgreSQL, for many items: each parameter is an array of what was one value. None if it can't be: a
/// match is always null, or on a column that is set, so that one item decides what another finds.
///
/// A row that two items match makes it fail. A null in an array matches nothing, though in [`update`] it matches nulls.
#[must_use]
pub fn update_many(table: &str, columns: &[&str], matches: &[Match<'_>]) -> Option<Sql> {
    let sets_match = matches.iter().any(|each| columns.contains(&each.column));
    if sets_match || columns.is_empty() {
        return None;
    }
    let mut slots = Slots::new(Dialect::Postgres);
    let mut given = Vec::new();
    let values = columns.iter().map(|&column| {
        let name = format!("set_{}", given.len() + 1);
        let parameter = slots.add(Slot::Mapping(column.into()));
        let value = format!("{} = {GIVEN}.{name}", quote(column));
        given.push(format!("unnest({parameter}) AS {name}"));
        value
    });
    let set = set(&values.collect::<Vec<_>>());
    let tests = matched(matches, &mut given, &mut slots)?;
    Some(slots.finish(&[
        format!("MERGE INTO {} AS {CHANGED}", TableName::parse(table)),
        format!("USING ({}) AS {GIVEN}", select(&given)),
        format!("ON {tests}"),
        "WHEN MATCHED THEN UPDATE".to_owned(),
        set,
    ]))
}

/// As [`delete`] in PostgreSQL, for many items: each parameter is an array of what was one value. None if a match is always
/// null. A null in an array matches nothing.
#[must_use]
pub fn delete_many(table: &str, matches: &[Match<'_>]) -> Option<Sql> {
    let mut slots = Slots::new(Dialect::Postgres);
    let mut given = Vec::new();
    let tests = matched(matches, &mut given, &mut slots)?;
    Some(slots.finish(&[
        format!("DELETE FROM {} AS {CHANGED}", TableName::parse(table)),
        format!("USING ({}) AS {GIVEN}", select(&given)),
        format!("WHERE {tests}"),
    ]))
}

/// The tests that tie the table's rows to the given ones, whose columns are added.
fn matched(matches: &[Match<'_>], given: &mut Vec<String>, slots: &mut Slots) -> Option<String> {
    let tests = matches.iter().enumerate().map(|(index, each)| {
        if each.test == Test::Null {
            return None;
        }
        let name = format!("match_{}", index + 1);
        let parameter = slots.add(Slot::Where(each.column.into()));
        given.push(format!("unnest({parameter}) AS {name}"));
        Some(format!("{CHANGED}.{} = {GIVEN}.{name}", quote(each.column)))
    });
    let tests: Vec<_> = tests.collect::<Option<_>>()?;
    Some(tests.join("\n  AND "))
}

/// `SELECT`, four columns a line.
fn select(columns: &[String]) -> String {
    let lines: Vec<_> = columns.chunks(4).map(|line| line.join(", ")).collect();
    format!("SELECT {}", lines.join(",\n       "))
}

/// `INSERT INTO target (…)` and its rows.
pub(super) fn insert_lines(
    target: &str,
    columns: &[&str],
    source: Source,
    slots: &mut Slots,
) -> Vec<String> {
    if columns.is_empty() {
        return vec![format!("INSERT INTO {target}"), "DEFAULT VALUES".to_owned()];
    }
    let values = slots.mapping(columns);
    let rows = match source {
        Source::Row => format!("VALUES ({})", values.join(", ")),
        // Side by side in the list they go through the arrays in step; in FROM, each would be stored first.
        Source::Arrays => {
            let unnested: Vec<_> = values
                .iter()
                .map(|value| format!("unnest({value})"))
                .collect();
            select(&unnested)
        }
    };
    vec![format!("INSERT INTO {target} ({})", list(columns)), rows]
}

/// `SET`, an assignment a line.
pub(super) fn set(assignments: &[String]) -> String {
    format!("SET {}", assignments.join(",\n    "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_insert_that_skips_returns_only_what_is_asked_for() {
        let sql = insert(
            Dialect::Postgres,
            "shop.orders",
            &["code", "price"],
            OnConflict::Skip,
            &["id"],
        );
        assert_eq!(
            sql.text,
            "INSERT INTO \"shop\".\"orders\" (\"code\", \"price\")\nVALUES ($1, $2)\n\
             ON CONFLICT DO NOTHING\nRETURNING \"id\""
        );
        assert_eq!(
            sql.parameters,
            [Slot::Mapping("code".into()), Slot::Mapping("price".into())]
        );
    }

    #[test]
    fn an_update_numbers_the_mapping_before_the_matches() {
        let matches = [
            Match {
                column: "id",
                test: Test::Equal,
            },
            Match {
                column: "gone",
                test: Test::Null,
            },
            Match {
                column: "note",
                test: Test::Nullable,
            },
        ];
        let sql = update(Dialect::Postgres, "t", &["a", "b"], &matches, &[]);
        assert_eq!(
            sql.text,
            "UPDATE \"t\"\nSET \"a\" = $1,\n    \"b\" = $2\nWHERE \"id\" = $3\n  AND \"gone\" IS NULL\n  \
             AND (\"note\" = $4 OR (\"note\" IS NULL AND $4 IS NULL))"
        );
        assert_eq!(
            sql.parameters[2..],
            [Slot::Where("id".into()), Slot::Where("note".into())]
        );
    }

    #[test]
    fn many_updates_and_deletes_are_one_join() {
        let matches = [Match {
            column: "code",
            test: Test::Nullable,
        }];
        let sql = update_many("t", &["a", "b"], &matches).expect("it can be");
        assert_eq!(
            sql.text,
            "MERGE INTO \"t\" AS changed\n\
             USING (SELECT unnest($1) AS set_1, unnest($2) AS set_2, unnest($3) AS match_1) AS given\n\
             ON changed.\"code\" = given.match_1\nWHEN MATCHED THEN UPDATE\n\
             SET \"a\" = given.set_1,\n    \"b\" = given.set_2"
        );
        assert_eq!(update_many("t", &["a", "code"], &matches), None);
        let sql = delete_many("t", &matches).expect("it can be");
        assert_eq!(
            sql.text,
            "DELETE FROM \"t\" AS changed\nUSING (SELECT unnest($1) AS match_1) AS given\n\
             WHERE changed.\"code\" = given.match_1"
        );
        let null = [Match {
            column: "code",
            test: Test::Null,
        }];
        assert_eq!(delete_many("t", &null), None);
    }

    #[test]
    fn a_delete_in_sqlite_matches_null_with_is() {
        let matches = [Match {
            column: "note",
            test: Test::Nullable,
        }];
        let sql = delete(Dialect::Sqlite, "t", &matches);
        assert_eq!(sql.text, "DELETE FROM \"t\"\nWHERE \"note\" IS ?1");
    }
}
