use super::*;
use crate::query::{Piece, Use, analyze};

fn columns(dialect: Dialect, sql: &str) -> Columns {
    let analysis = analyze(dialect, &[Piece::Text(sql)], Use::Rows);
    analysis.columns
}

/// The names of the columns, `…` behind them where there may be others.
fn names(dialect: Dialect, sql: &str) -> String {
    let columns = columns(dialect, sql);
    let known = columns.known.iter().map(|column| column.name.as_str());
    let open = (!columns.are_all).then_some("…");
    known.chain(open).collect::<Vec<_>>().join(" ")
}

#[test]
fn names_are_those_that_postgres_gives() {
    for (sql, expected) in [
        (
            "SELECT id, t.Status, 1 AS one, count(*) n FROM t",
            "id status one n",
        ),
        (
            "SELECT createdAt, \"createdAt\" FROM t",
            "createdat createdAt",
        ),
        (
            "SELECT count(*), max(a), coalesce(b, 0), lower(c) FROM t",
            "count max coalesce lower",
        ),
        (
            "SELECT a::int, 'x'::text, CAST(b AS date), 1::bigint FROM t",
            "a text b int8",
        ),
        (
            "SELECT CASE WHEN a THEN 1 END, CASE WHEN a THEN 1 ELSE b END FROM t",
            "case b",
        ),
        ("SELECT a + 1 FROM t", "?column?"),
        (
            "SELECT EXISTS (SELECT 1 AS x), (SELECT max(a) FROM t)",
            "exists max",
        ),
        ("SELECT *, 1 AS one FROM t", "one …"),
        ("WITH x AS (SELECT 1 AS a, 2 AS b) SELECT * FROM x", "a b"),
        (
            "WITH x (c) AS (SELECT 1 AS a, 2 AS b) SELECT x.* FROM x",
            "c b",
        ),
        ("SELECT s.* FROM (SELECT id, name FROM t) AS s", "id name"),
        ("SELECT * FROM (SELECT * FROM t) AS s", "…"),
        ("SELECT a FROM t UNION SELECT b FROM u", "a"),
        ("INSERT INTO t (a) VALUES (1) RETURNING id, a AS b", "id b"),
        ("DELETE FROM t WHERE a RETURNING *", "…"),
        (
            "WITH x AS (SELECT 1 AS a) INSERT INTO t (a) SELECT a FROM x RETURNING id",
            "id",
        ),
        ("VALUES (1, 2)", "column1 column2"),
        ("SELECT * FROM generate_series(1, 2) AS g", "…"),
    ] {
        assert_eq!(names(Dialect::Postgres, sql), expected, "{sql}");
    }
}

#[test]
fn names_of_sqlite_are_known_where_no_table_has_a_say() {
    for (sql, expected) in [
        (
            "SELECT id, t.status, createdAt AS createdAt, count(*) AS n FROM t",
            "id status createdAt n",
        ),
        ("SELECT ID, count(*), rowid FROM t", "…"),
        ("SELECT 1 AS \"a\"\"b\", \"a\" FROM t", "a\"b a"),
    ] {
        assert_eq!(names(Dialect::Sqlite, sql), expected, "{sql}");
    }
}

#[test]
fn types_are_known_where_they_are_certain() {
    let types = |dialect, sql| {
        let columns = columns(dialect, sql).known;
        let types = columns.iter().map(|column| column.ty.to_string());
        types.collect::<Vec<_>>().join(" ")
    };
    let sql = "SELECT count(*) AS a, 1 AS b, 1.5 AS c, 'x' AS d, EXISTS (SELECT 1) AS e, now() AS f, g, count(*)::text AS h FROM t";
    assert_eq!(
        types(Dialect::Postgres, sql),
        "int int decimal text bool timestamp json text"
    );
    let sql = "SELECT count(*) AS a, 1 AS b, 1.5 AS c, a IS NULL AS d FROM t";
    assert_eq!(types(Dialect::Sqlite, sql), "int int float int");
}

#[test]
fn sums_over_all_rows_give_one_row() {
    let one = |sql| columns(Dialect::Postgres, sql).one_row;
    assert!(one("SELECT count(*) AS n, max(a) AS m FROM t WHERE b = 1"));
    assert!(one("SELECT 1 AS one"));
    assert!(!one("SELECT count(*) AS n FROM t GROUP BY a"));
    assert!(!one("SELECT count(*) AS n FROM t HAVING count(*) > 1"));
    assert!(!one("SELECT count(*) OVER () AS n FROM t"));
    assert!(!one("SELECT count(*) AS n FROM t LIMIT 0"));
    assert!(!one("SELECT max(a) AS m, unnest(b) AS x FROM t"));
}
