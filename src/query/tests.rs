use super::{Columns, Piece, Use, analyze, assembled::Assembled};
use crate::{diagnostic::Replacement, spec::Dialect};

/// The codes of what is found, each with the text that it is about.
fn said(dialect: Dialect, sql: &str, used: Use) -> Vec<(&'static str, String)> {
    // Holes are written `{}`.
    let mut pieces = Vec::new();
    for (number, text) in sql.split("{}").enumerate() {
        if number > 0 {
            pieces.push(Piece::Hole("x"));
        }
        pieces.push(Piece::Text(text));
    }
    let analysis = analyze(dialect, &pieces, used);
    let assembled = Assembled::new(&pieces).text;
    let found = analysis.found.iter();
    found
        .map(|one| (one.code.name, assembled[one.span.range()].to_owned()))
        .collect()
}

fn in_postgres(sql: &str) -> Vec<(&'static str, String)> {
    said(Dialect::Postgres, sql, Use::Rows)
}

#[test]
fn a_hole_is_a_value_and_nothing_else() {
    let code = |sql: &str| in_postgres(sql).first().map(|(code, _)| *code);
    for sql in [
        "SELECT 1 WHERE a = {} -- x",
        "SELECT 1 AS a WHERE a IS DISTINCT FROM {}",
        "SELECT extract(year FROM {}) FROM t",
        "SELECT a FROM t LIMIT {} OFFSET {}",
        "SELECT a FROM t WHERE a IN ({}, {}) AND f({})",
        "SELECT a FROM t ORDER BY CASE WHEN {} THEN a END",
        "INSERT INTO t (a) VALUES ({}) ON CONFLICT (a) DO UPDATE SET a = {} RETURNING a",
        "SELECT a FROM t WHERE b = ANY({})",
        "SELECT {} * INTERVAL '1 day' AS d",
    ] {
        assert_eq!(code(sql), None, "{sql}");
    }
    for sql in [
        "SELECT 1 WHERE a = '{}'",
        "SELECT 1 WHERE a LIKE '%{}%'",
        "SELECT 1 WHERE a = 'it''s {}'",
        "SELECT $tag${}$tag$",
        "SELECT INTERVAL '{} days' AS x",
    ] {
        assert_eq!(code(sql), Some("sql.quoted-hole"), "{sql}");
    }
    for sql in [
        "SELECT * FROM {}",
        "SELECT * FROM app.{}",
        "SELECT * FROM {}.t",
        "SELECT \"{}\" FROM t",
        "SELECT a AS {} FROM t",
        "INSERT INTO t ({}) VALUES (1) RETURNING a",
        "UPDATE t SET {} = 1 WHERE a = 1 RETURNING a",
        "UPDATE t SET b = 1, {} = 1 WHERE a = 1 RETURNING a",
    ] {
        assert_eq!(code(sql), Some("sql.identifier-hole"), "{sql}");
    }
    for sql in ["SELECT 1 -- {}\n", "SELECT 1 /* {} */"] {
        assert_eq!(code(sql), Some("sql.comment-hole"), "{sql}");
    }
    assert_eq!(
        code("SELECT a FROM t WHERE a IN {}"),
        Some("sql.list-in-list")
    );
    assert_eq!(
        code("SELECT a FROM t ORDER BY {} DESC"),
        Some("sql.constant-order")
    );
}

#[test]
fn finds_named_parameters_and_not_casts_or_slices() {
    let sql = "SELECT a::text, b[1:n], ':no' FROM t WHERE a = :since AND b = %(code)s -- :no";
    let found = analyze(Dialect::Postgres, &[Piece::Text(sql)], Use::Rows).named;
    let named: Vec<_> = found
        .iter()
        .map(|named| (named.name.as_str(), &sql[named.range.clone()]))
        .collect();
    assert_eq!(named, [("since", ":since"), ("code", "%(code)s")]);
}

#[test]
fn finds_a_second_statement_but_not_a_closing_semicolon() {
    let said = |sql| said(Dialect::Sqlite, sql, Use::Effect);
    assert_eq!(said("INSERT INTO t VALUES (1); -- done\n;"), []);
    let second = ("sql.several-statements", "DROP".to_owned());
    assert_eq!(said("SELECT ';'; DROP TABLE t"), [second]);
    assert_eq!(
        said("CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM a WHERE b; END;"),
        []
    );
}

#[test]
fn what_is_certainly_wrong_is_found_where_it_stands() {
    for (sql, code, place) in [
        ("SELCT a FROM t", "sql.misspelled-keyword", "SELCT"),
        ("SELECT a FORM t", "sql.misspelled-keyword", "FORM"),
        (
            "SELECT a FROM t WEHRE a = {}",
            "sql.misspelled-keyword",
            "WEHRE",
        ),
        (
            "SELECT a FROM t WEHRE a = :n",
            "sql.misspelled-keyword",
            "WEHRE",
        ),
        ("SELECT a FROM t GROUP BU a", "sql.misspelled-keyword", "BU"),
        ("SELECT a FROM t ORDER a", "sql.misspelled-keyword", "ORDER"),
        (
            "SELECT a FROM t ORDER BY a DECS",
            "sql.misspelled-keyword",
            "DECS",
        ),
        ("SELECT a FROM t LIMT 5", "sql.misspelled-keyword", "LIMT"),
        (
            "SELECT a FROM t JION u ON u.a = t.a",
            "sql.misspelled-keyword",
            "JION",
        ),
        (
            "UDPATE t SET a = 1 WHERE b = 2 RETURNING a",
            "sql.misspelled-keyword",
            "UDPATE",
        ),
        ("SELECT count(a FROM t", "sql.unbalanced-parenthesis", "("),
        (
            "SELECT a FROM t WHERE (a = 1))",
            "sql.unbalanced-parenthesis",
            ")",
        ),
        ("SELECT a, b, FROM t", "sql.stray-comma", ","),
        ("SELECT a FROM t WHERE a IN (1, 2,)", "sql.stray-comma", ","),
        (
            "SELECT a FROM t LIMIT 1 ORDER BY a",
            "sql.clause-order",
            "ORDER BY",
        ),
        (
            "SELECT a FROM t GROUP BY a WHERE b = 1",
            "sql.clause-order",
            "WHERE",
        ),
        (
            "INSERT INTO t (a, b) VALUES (1) RETURNING a",
            "sql.value-count",
            "b",
        ),
        (
            "INSERT INTO t (a) VALUES (1, f(2, 3)) RETURNING a",
            "sql.value-count",
            "f(2, 3)",
        ),
        (
            "INSERT INTO t (a, b) SELECT a FROM u RETURNING a",
            "sql.value-count",
            "b",
        ),
        ("SELECT a FROM t WHERE a == 1", "sql.wrong-dialect", "=="),
        ("SELECT `a` FROM t", "sql.wrong-dialect", "`a`"),
        (
            "SELECT a FROM t LIMIT 5, 10",
            "sql.wrong-dialect",
            "LIMIT 5, 10",
        ),
        ("SELECT a FROM t WHERE a = $1", "sql.placeholder", "$1"),
        ("SELECT a FROM t WHERE a = ?", "sql.placeholder", "?"),
        ("SELECT a FROM t WHERE a = %s", "sql.placeholder", "%s"),
        ("COMMIT", "sql.transaction-control", "COMMIT"),
        ("DELETE FROM t WHERE a = 1", "sql.no-rows", "DELETE"),
        (
            "SELECT a.id, b.id FROM a, b",
            "sql.duplicate-column",
            "b.id",
        ),
        ("SELECT 1, 2", "sql.duplicate-column", "2"),
        (
            "SELECT a FROM t WHERE a = NULL",
            "sql.compared-with-null",
            "= NULL",
        ),
        (
            "SELECT a FROM t WHERE a = \"published\"",
            "sql.double-quoted-text",
            "\"published\"",
        ),
        (
            "UPDATE t SET a = NULL RETURNING a",
            "sql.every-row",
            "UPDATE",
        ),
        (
            "SELECT a FROM t WHERE a OVERLAPPING b",
            "sql.not-understood",
            "OVERLAPPING",
        ),
    ] {
        assert_eq!(in_postgres(sql), [(code, place.to_owned())], "{sql}");
    }
    for (sql, code, place) in [
        ("SELECT a::int AS b FROM t", "sql.wrong-dialect", "::int"),
        (
            "SELECT a FROM t WHERE a ILIKE 'b'",
            "sql.wrong-dialect",
            "ILIKE",
        ),
        ("SELECT now() AS n", "sql.wrong-dialect", "now()"),
        (
            "SELECT a FROM t WHERE a = ANY({})",
            "sql.wrong-dialect",
            "ANY",
        ),
        ("SELECT a FROM t WHERE a = ?", "sql.placeholder", "?"),
    ] {
        let found = said(Dialect::Sqlite, sql, Use::Rows);
        assert_eq!(found, [(code, place.to_owned())], "{sql}");
    }
    let unread = said(Dialect::Postgres, "SELECT a FROM t", Use::Effect);
    assert_eq!(unread, [("sql.unread-rows", "SELECT".to_owned())]);
}

/// The statement with the fix of the first diagnostic made, `{}` for its holes.
fn mended(dialect: Dialect, sql: &str) -> String {
    let texts = sql
        .split("{}")
        .flat_map(|text| [Piece::Hole("x"), Piece::Text(text)]);
    let pieces: Vec<_> = texts.skip(1).collect();
    let analysis = analyze(dialect, &pieces, Use::Rows);
    let fix = analysis.found[0].fix.as_ref().expect(sql);
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|edit| edit.span);
    let mut text = Assembled::new(&pieces).text;
    for edit in edits.iter().rev() {
        let Replacement::Value(new) = &edit.text else {
            panic!("{sql}");
        };
        let [first, last] = analysis.locate(edit.span).expect("it is in the statement");
        assert_eq!(first, last, "an edit lies in one piece");
        text.replace_range(edit.span.range(), new);
    }
    (1..pieces.len()).fold(text, |text, number| {
        text.replace(&format!(" ${number} "), "{}")
    })
}

#[test]
fn a_machine_can_mend_what_is_certain() {
    for (sql, expected) in [
        ("SELECT a form t", "SELECT a from t"),
        ("SELECT a FROM t ORDER a", "SELECT a FROM t ORDER BY a"),
        ("SELECT a, FROM t", "SELECT a FROM t"),
        (
            "SELECT a FROM t WHERE a = '{}'",
            "SELECT a FROM t WHERE a = {}",
        ),
        (
            "SELECT a FROM t WHERE a LIKE '%{}%'",
            "SELECT a FROM t WHERE a LIKE '%' || {} || '%'",
        ),
        (
            "SELECT a FROM t WHERE a = '{} ({})'",
            "SELECT a FROM t WHERE a = {} || ' (' || {} || ')'",
        ),
        (
            "SELECT a FROM t WHERE a = E'\\t{}'",
            "SELECT a FROM t WHERE a = E'\\t' || {}",
        ),
        (
            "SELECT a FROM t WHERE a @> '[{}]'::jsonb",
            "SELECT a FROM t WHERE a @> ('[' || {} || ']')::jsonb",
        ),
        (
            "SELECT a FROM t WHERE a > now() - INTERVAL '{} days'",
            "SELECT a FROM t WHERE a > now() - {} * INTERVAL '1 days'",
        ),
        (
            "SELECT a FROM t WHERE a > DATE '{}'",
            "SELECT a FROM t WHERE a > {}::date",
        ),
        (
            "SELECT a FROM t WHERE a == 1",
            "SELECT a FROM t WHERE a = 1",
        ),
        ("SELECT `a` FROM t", "SELECT \"a\" FROM t"),
        (
            "SELECT a FROM t WHERE a = NULL",
            "SELECT a FROM t WHERE a IS NULL",
        ),
        (
            "SELECT a FROM t WHERE a <> NULL",
            "SELECT a FROM t WHERE a IS NOT NULL",
        ),
        (
            "SELECT a FROM t WHERE a = \"new\"",
            "SELECT a FROM t WHERE a = 'new'",
        ),
    ] {
        assert_eq!(mended(Dialect::Postgres, sql), expected);
        assert_eq!(in_postgres(expected), [], "{expected}");
    }
    for (sql, expected) in [
        (
            "SELECT t.a::int AS b FROM t",
            "SELECT CAST(t.a AS int) AS b FROM t",
        ),
        (
            "SELECT a FROM t WHERE a ILIKE 'b'",
            "SELECT a FROM t WHERE a LIKE 'b'",
        ),
        (
            "SELECT a FROM t WHERE a > DATE '2024-01-01'",
            "SELECT a FROM t WHERE a > '2024-01-01'",
        ),
    ] {
        assert_eq!(mended(Dialect::Sqlite, sql), expected);
        assert_eq!(said(Dialect::Sqlite, expected, Use::Rows), [], "{expected}");
    }
}

#[test]
fn an_open_quote_is_malformed() {
    let quote = ("sql.malformed", "'".to_owned());
    assert_eq!(in_postgres("SELECT 'ö', 'a"), [quote]);
}

#[test]
fn a_chain_of_operators_without_end_is_not_followed() {
    let sum = format!("SELECT {}1 AS n", "1+".repeat(300_000));
    let analysis = analyze(Dialect::Sqlite, &[Piece::Text(&sum)], Use::Rows);
    assert_eq!(analysis.columns, Columns::default());
}
