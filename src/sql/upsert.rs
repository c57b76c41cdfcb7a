use crate::spec::Dialect;

use super::{
    Sql, TableName, exists_by_key, quote, select_by_key,
    slot::{Slots, list},
    write::{Source, insert_lines, set},
};

/// The result column that says whether the row is new.
pub const WAS_INSERTED: &str = "was_inserted";

/// What an upsert is to do.
#[derive(Debug, Clone, Copy)]
pub struct Upsert<'a> {
    /// The table, as the job names it.
    pub table: &'a str,
    /// The columns of the unique key.
    pub key: &'a [&'a str],
    /// Every mapped column, the key's among them.
    pub columns: &'a [&'a str],
    /// What happens to a row that is there.
    pub update: Update<'a>,
    /// The columns of the stored row that are read later.
    pub returning: &'a [&'a str],
    /// Whether `was_inserted` is read later.
    pub was_inserted: bool,
}

/// What an upsert does to a row that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Update<'a> {
    /// Every mapped column but the key is set.
    All,
    /// The same, but only where one of them differs.
    Changed,
    /// The same, but a null never overwrites.
    Merge,
    /// The stored row is kept.
    None,
    /// Only these are set.
    Columns(&'a [&'a str]),
}

/// The statements of an upsert, to be run in this order within one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpsertSql {
    /// Gives a row if the key is there already: SQLite can't tell afterwards. Only where `was_inserted` is asked for.
    pub existed: Option<Sql>,
    /// The upsert itself. With PostgreSQL it returns `was_inserted` as its last column if that is asked for.
    pub upsert: Sql,
    /// Where the upsert may return no row although columns are asked for: reads them from the row that was kept, which
    /// then was not inserted.
    pub stored: Option<Sql>,
}

/// The column that says how many rows [`upsert_many`] inserted, where it returns none of them.
pub const INSERTED: &str = "inserted";

/// The column that says how many rows [`upsert_many`] inserted or updated, where it returns none of them.
pub const STORED_ROWS: &str = "stored";

/// How the upsert refers to the row that is there.
const STORED: &str = "stored";

/// Writes an upsert by its key. Without a column to set, the stored row is kept.
///
/// PostgreSQL can't return `was_inserted` from a partitioned table, and says so when the upsert runs.
#[must_use]
pub fn upsert(dialect: Dialect, what: &Upsert<'_>) -> UpsertSql {
    let set_columns = what.set_columns();
    let keeps = set_columns.is_empty();
    let may_return_nothing = keeps || what.update == Update::Changed;
    UpsertSql {
        existed: (dialect == Dialect::Sqlite && what.was_inserted)
            .then(|| exists_by_key(dialect, what.table, what.key)),
        upsert: statement(dialect, what, &set_columns, Source::Row),
        stored: (may_return_nothing && !what.returning.is_empty())
            .then(|| select_by_key(dialect, what.table, what.returning, what.key)),
    }
}

/// The upsert of many rows in PostgreSQL: each parameter is an array of a column's values, and no key may come twice.
/// Rows are stored in the order of the arrays.
///
/// It returns as many rows as there are, in that order, each with what is asked for and `was_inserted`; where nothing is
/// asked for, one row that counts them: [`INSERTED`] and [`STORED_ROWS`]. None if a row that is there may be left as it is
/// although something is asked for: then it would return fewer.
#[must_use]
pub fn upsert_many(what: &Upsert<'_>) -> Option<Sql> {
    let set_columns = what.set_columns();
    let may_return_nothing = set_columns.is_empty() || what.update == Update::Changed;
    let is_counted = what.returning.is_empty() && !what.was_inserted;
    if may_return_nothing && !is_counted {
        return None;
    }
    let what = Upsert {
        was_inserted: true,
        ..*what
    };
    let sql = statement(Dialect::Postgres, &what, &set_columns, Source::Arrays);
    if !is_counted {
        return Some(sql);
    }
    let text = format!(
        "WITH kept AS (\n{}\n)\nSELECT count(*) FILTER (WHERE {WAS_INSERTED}) AS {INSERTED}, count(*) AS {STORED_ROWS}\nFROM kept",
        sql.text
    );
    Some(Sql { text, ..sql })
}

/// As [`upsert_many`] for rows whose keys are all new, which is quicker; it fails if one is not.
#[must_use]
pub fn insert_new(what: &Upsert<'_>) -> Sql {
    let mut slots = Slots::new(Dialect::Postgres);
    let table = TableName::parse(what.table).to_string();
    let mut lines = insert_lines(&table, what.columns, Source::Arrays, &mut slots);
    lines.extend(returning(what.returning, Some("true")));
    slots.finish(&lines)
}

impl<'a> Upsert<'a> {
    /// Whether it changes a row that is there.
    #[must_use]
    pub fn sets_something(&self) -> bool {
        !self.set_columns().is_empty()
    }

    fn set_columns(&self) -> Vec<&'a str> {
        let mapped = self.columns.iter().copied();
        match self.update {
            Update::None => Vec::new(),
            Update::Columns(columns) => columns.to_vec(),
            Update::All | Update::Changed | Update::Merge => {
                mapped.filter(|column| !self.key.contains(column)).collect()
            }
        }
    }
}

fn statement(dialect: Dialect, what: &Upsert<'_>, set_columns: &[&str], source: Source) -> Sql {
    let mut slots = Slots::new(dialect);
    let table = TableName::parse(what.table);
    let needs_stored = matches!(what.update, Update::Changed | Update::Merge);
    let target = if needs_stored && !set_columns.is_empty() {
        format!("{table} AS {STORED}")
    } else {
        table.to_string()
    };
    let mut lines = insert_lines(&target, what.columns, source, &mut slots);
    lines.push(format!("ON CONFLICT ({})", list(what.key)));
    lines.extend(on_conflict(what.update, set_columns));
    let says_it = what.was_inserted && dialect == Dialect::Postgres;
    lines.extend(returning(what.returning, says_it.then_some(IS_NEW)));
    slots.finish(&lines)
}

fn on_conflict(update: Update<'_>, columns: &[&str]) -> Vec<String> {
    if columns.is_empty() {
        return vec!["DO NOTHING".to_owned()];
    }
    let assign = |column: &&str| {
        let column = quote(column);
        match update {
            Update::Merge => {
                format!("{column} = COALESCE(EXCLUDED.{column}, {STORED}.{column})")
            }
            _ => format!("{column} = EXCLUDED.{column}"),
        }
    };
    let assignments: Vec<_> = columns.iter().map(assign).collect();
    let mut lines = vec!["DO UPDATE".to_owned(), set(&assignments)];
    if update == Update::Changed {
        lines.push(differs(columns));
    }
    lines
}

/// `IS DISTINCT FROM` is the same in both dialects (SQLite has it since 3.39).
fn differs(columns: &[&str]) -> String {
    let tests: Vec<_> = columns
        .iter()
        .map(|column| {
            let column = quote(column);
            format!("{STORED}.{column} IS DISTINCT FROM EXCLUDED.{column}")
        })
        .collect();
    format!("WHERE {}", tests.join("\n   OR "))
}

/// In PostgreSQL a row version that no transaction has locked or replaced has `xmax = 0`: it has just been inserted.
const IS_NEW: &str = "(xmax = 0)";

/// `was_inserted` says whether the row is new, where that is asked for.
fn returning(columns: &[&str], was_inserted: Option<&str>) -> Option<String> {
    let columns = (!columns.is_empty()).then(|| list(columns));
    let was_inserted = was_inserted.map(|is| format!("{is} AS {}", quote(WAS_INSERTED)));
    let returned: Vec<_> = columns.into_iter().chain(was_inserted).collect();
    (!returned.is_empty()).then(|| format!("RETURNING {}", returned.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::{super::Slot, *};

    const RESOURCE: Upsert<'static> = Upsert {
        table: "shop.resources",
        key: &["code"],
        columns: &["code", "name", "price"],
        update: Update::All,
        returning: &["id"],
        was_inserted: true,
    };

    #[test]
    fn postgres_says_itself_whether_the_row_is_new() {
        let sql = upsert(Dialect::Postgres, &RESOURCE);
        assert_eq!(
            sql.upsert.text,
            "INSERT INTO \"shop\".\"resources\" (\"code\", \"name\", \"price\")\nVALUES ($1, $2, $3)\n\
             ON CONFLICT (\"code\")\nDO UPDATE\nSET \"name\" = EXCLUDED.\"name\",\n    \"price\" = EXCLUDED.\"price\"\n\
             RETURNING \"id\", (xmax = 0) AS \"was_inserted\""
        );
        assert_eq!((sql.existed, sql.stored), (None, None));
    }

    #[test]
    fn sqlite_asks_before_whether_the_row_is_there() {
        let sql = upsert(Dialect::Sqlite, &RESOURCE);
        let existed = sql.existed.expect("`was_inserted` is asked for");
        assert_eq!(
            existed.text,
            "SELECT 1\nFROM \"shop\".\"resources\"\nWHERE \"code\" = ?1"
        );
        assert_eq!(existed.parameters, [Slot::Key("code".into())]);
        assert!(sql.upsert.text.ends_with("RETURNING \"id\""));
    }

    #[test]
    fn a_row_that_may_be_kept_is_read_afterwards() {
        for update in [Update::None, Update::Changed, Update::Columns(&[])] {
            let sql = upsert(Dialect::Postgres, &Upsert { update, ..RESOURCE });
            let stored = sql.stored.expect("the upsert may return no row");
            assert_eq!(
                stored.text,
                "SELECT \"id\"\nFROM \"shop\".\"resources\"\nWHERE \"code\" = $1"
            );
        }
    }

    #[test]
    fn rows_that_are_all_new_are_inserted() {
        assert_eq!(
            insert_new(&RESOURCE).text,
            "INSERT INTO \"shop\".\"resources\" (\"code\", \"name\", \"price\")\n\
             SELECT unnest($1), unnest($2), unnest($3)\nRETURNING \"id\", true AS \"was_inserted\""
        );
    }

    #[test]
    fn changed_compares_and_merge_keeps() {
        let what = Upsert {
            columns: &["code", "name"],
            ..RESOURCE
        };
        let changed = upsert(
            Dialect::Sqlite,
            &Upsert {
                update: Update::Changed,
                ..what
            },
        );
        assert!(
            changed
                .upsert
                .text
                .contains("WHERE stored.\"name\" IS DISTINCT FROM EXCLUDED.\"name\"")
        );
        let merge = upsert(
            Dialect::Sqlite,
            &Upsert {
                update: Update::Merge,
                ..what
            },
        );
        assert!(
            merge
                .upsert
                .text
                .contains("SET \"name\" = COALESCE(EXCLUDED.\"name\", stored.\"name\")")
        );
    }

    #[test]
    fn a_mapping_of_nothing_but_the_key_keeps_the_stored_row() {
        let what = Upsert {
            columns: &["code"],
            returning: &[],
            ..RESOURCE
        };
        let sql = upsert(Dialect::Postgres, &what);
        assert!(sql.upsert.text.contains("DO NOTHING\nRETURNING (xmax = 0)"));
        assert_eq!(sql.stored, None);
    }
}
