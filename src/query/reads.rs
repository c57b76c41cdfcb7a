use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::scan::tokenize;
use crate::spec::Dialect;

/// What a query does that only reads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reads {
    /// The tables it reads, as far as they are plain names, without their schema.
    pub tables: Vec<String>,
    /// Whether it locks the rows that it reads.
    pub locks: bool,
    /// Whether its rows are those of a table, so that they can be locked.
    pub is_lockable: bool,
}

/// Words that change something wherever they stand in a query.
const CHANGES: [&str; 6] = ["INSERT", "DELETE", "MERGE", "INTO", "CALL", "REPLACE"];

/// Words that a bracket may follow without a call.
const KEYWORDS: [&str; 36] = [
    "ALL",
    "AND",
    "ANY",
    "AS",
    "BETWEEN",
    "BY",
    "CASE",
    "DISTINCT",
    "ELSE",
    "EXCEPT",
    "EXISTS",
    "FILTER",
    "FROM",
    "HAVING",
    "IN",
    "INTERSECT",
    "JOIN",
    "LATERAL",
    "LIKE",
    "LIMIT",
    "MATERIALIZED",
    "NOT",
    "OFFSET",
    "ON",
    "OR",
    "OVER",
    "PARTITION",
    "SELECT",
    "SOME",
    "THEN",
    "UNION",
    "USING",
    "VALUES",
    "WHEN",
    "WHERE",
    "WITHIN",
];

/// Functions of SQL that make one value of many rows.
const AGGREGATES: [&str; 14] = [
    "ARRAY_AGG",
    "AVG",
    "BOOL_AND",
    "BOOL_OR",
    "COUNT",
    "GROUP_CONCAT",
    "JSONB_AGG",
    "JSONB_OBJECT_AGG",
    "JSON_AGG",
    "JSON_OBJECT_AGG",
    "MAX",
    "MIN",
    "STRING_AGG",
    "SUM",
];

/// Other functions that are known to change nothing. Any other may: `nextval`, one of the user's own.
const PURE: [&str; 44] = [
    "ABS",
    "CAST",
    "CEIL",
    "CEILING",
    "CHAR_LENGTH",
    "COALESCE",
    "CONCAT",
    "CONCAT_WS",
    "DATE",
    "DATETIME",
    "DATE_PART",
    "DATE_TRUNC",
    "DENSE_RANK",
    "EXTRACT",
    "FIRST_VALUE",
    "FLOOR",
    "GREATEST",
    "IFNULL",
    "INSTR",
    "JSONB_BUILD_OBJECT",
    "JSON_BUILD_OBJECT",
    "JSON_EACH",
    "JSON_EXTRACT",
    "LAG",
    "LAST_VALUE",
    "LEAD",
    "LEAST",
    "LEFT",
    "LENGTH",
    "LOWER",
    "LTRIM",
    "MD5",
    "NOW",
    "NULLIF",
    "RANK",
    "RIGHT",
    "ROUND",
    "ROW_NUMBER",
    "RTRIM",
    "STRFTIME",
    "SUBSTR",
    "SUBSTRING",
    "TRIM",
    "UPPER",
];

/// What a statement does if it is a query that is known to change nothing; none otherwise, and where nothing is sure.
pub(super) fn reads(tokens: &[TokenWithSpan]) -> Option<Reads> {
    let tokens = solid(tokens);
    if !["SELECT", "WITH"].contains(&word(tokens.first()?)?.as_str()) {
        return None;
    }
    let mut found = Reads {
        is_lockable: word(tokens[0])? == "SELECT",
        ..Reads::default()
    };
    for (position, token) in tokens.iter().enumerate() {
        let is_called = matches!(tokens.get(position + 1), Some(Token::LParen));
        if is_called && is_of_a_schema_or_quoted(&tokens[..=position]) {
            return None;
        }
        let Some(word) = word(token) else { continue };
        match word.as_str() {
            "REPLACE" if is_called => {}
            "UPDATE" | "SHARE" if is_locking(&tokens[..position]) => found.locks = true,
            "UPDATE" => return None,
            changes if CHANGES.contains(&changes) => return None,
            "FROM" | "JOIN" => found.tables.extend(name_at(&tokens[position + 1..])),
            "GROUP" | "DISTINCT" | "UNION" | "INTERSECT" | "EXCEPT" => found.is_lockable = false,
            function if is_called && AGGREGATES.contains(&function) => found.is_lockable = false,
            other if is_called && !KEYWORDS.contains(&other) && !PURE.contains(&other) => {
                return None;
            }
            _ => {}
        }
    }
    Some(found)
}

/// Whether a statement is a query that is known to change nothing and to lock nothing.
#[must_use]
pub fn only_looks(dialect: Dialect, text: &str) -> bool {
    let tokens = tokenize(dialect, text);
    let found = tokens.ok().and_then(|tokens| reads(&tokens));
    found.is_some_and(|reads| !reads.locks)
}

/// Whether a statement holds a word that changes rows or tables. A function that it calls may do so all the same.
#[must_use]
pub fn may_write(dialect: Dialect, text: &str) -> bool {
    let Ok(tokens) = tokenize(dialect, text) else {
        return true;
    };
    let tokens = solid(&tokens);
    let starts_as_query = tokens
        .first()
        .and_then(|token| word(token))
        .is_some_and(|first| {
            ["SELECT", "WITH", "VALUES", "TABLE", "EXPLAIN"].contains(&first.as_str())
        });
    let changes = |(position, token): (usize, &&Token)| match word(token).as_deref() {
        Some("UPDATE") => !is_locking(&tokens[..position]),
        Some("REPLACE") => !matches!(tokens.get(position + 1), Some(Token::LParen)),
        Some(word) => CHANGES.contains(&word),
        None => false,
    };
    !starts_as_query || tokens.iter().enumerate().any(changes)
}

/// Whether a statement changes rows by its first word, and so can stand in any transaction: what defines, maintains or
/// calls may refuse to, or end it.
#[must_use]
pub fn changes_rows(dialect: Dialect, text: &str) -> bool {
    let tokens = tokenize(dialect, text).unwrap_or_default();
    let first = solid(&tokens).first().and_then(|token| word(token));
    match first.as_deref() {
        Some("INSERT" | "UPDATE" | "DELETE" | "MERGE" | "REPLACE") => true,
        Some("WITH") => may_write(dialect, text),
        _ => false,
    }
}

/// The table that a statement of the author's own changes, where its first words say so.
#[must_use]
pub fn changed_table(dialect: Dialect, text: &str) -> Option<String> {
    let tokens = tokenize(dialect, text).ok()?;
    let tokens = solid(&tokens);
    let words: Vec<_> = tokens
        .iter()
        .take(2)
        .filter_map(|token| word(token))
        .collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["INSERT", "INTO"] | ["DELETE", "FROM"] => name_at(&tokens[2..]),
        ["UPDATE", ..] => name_at(&tokens[1..]),
        _ => None,
    }
}

/// The tokens that count.
fn solid(tokens: &[TokenWithSpan]) -> Vec<&Token> {
    let is_solid = |token: &&Token| !matches!(token, Token::Whitespace(_) | Token::EOF);
    tokens
        .iter()
        .map(|token| &token.token)
        .filter(is_solid)
        .collect()
}

/// A word without quotes, in capitals.
fn word(token: &Token) -> Option<String> {
    match token {
        Token::Word(word) if word.quote_style.is_none() => Some(word.value.to_uppercase()),
        _ => None,
    }
}

/// Whether the last token is a name that need not be the database's own, whatever it reads like.
fn is_of_a_schema_or_quoted(tokens: &[&Token]) -> bool {
    match tokens {
        [.., Token::Word(schema), Token::Period, Token::Word(_)] => {
            !schema.value.eq_ignore_ascii_case("pg_catalog")
        }
        [.., Token::Word(name)] => name.quote_style.is_some(),
        _ => false,
    }
}

/// Whether `FOR`, or `FOR NO KEY`, stands before.
fn is_locking(before: &[&Token]) -> bool {
    let words = before.iter().rev().map_while(|token| word(token));
    let mut words = words.skip_while(|word| ["NO", "KEY"].contains(&word.as_str()));
    words.next().is_some_and(|word| word == "FOR")
}

/// The name of a table, the last of its parts.
fn name_at(tokens: &[&Token]) -> Option<String> {
    let mut name = None;
    for pair in tokens.chunks(2) {
        let Token::Word(word) = pair[0] else {
            return None;
        };
        name = Some(word.value.clone());
        if !matches!(pair.get(1), Some(Token::Period)) {
            break;
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Reads> {
        reads(&tokenize(Dialect::Postgres, text).ok()?)
    }

    #[test]
    fn a_plain_query_changes_nothing() {
        let plain = read(
            "SELECT id, lower(name) FROM app.items JOIN \"Tags\" USING (id) WHERE id = $1 -- x",
        );
        let tables = ["items", "Tags"].map(str::to_owned).to_vec();
        assert_eq!(
            plain,
            Some(Reads {
                tables,
                locks: false,
                is_lockable: true
            })
        );
        assert!(read("SELECT count(*) FROM t").is_some_and(|found| !found.is_lockable));
        assert!(read("WITH a AS (SELECT 1) SELECT * FROM a").is_some());
    }

    #[test]
    fn what_may_change_something_is_not_plain() {
        for text in [
            "SELECT nextval('s')",
            "SELECT app.claim(1)",
            "SELECT * INTO a FROM b",
            "WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone",
            "UPDATE t SET a = 1 RETURNING a",
            "INSERT INTO t VALUES (1)",
            "SELECT 'open",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_writes_is_told_from_what_only_calls() {
        let writes = |text| may_write(Dialect::Postgres, text);
        for text in [
            "DELETE FROM t",
            "WITH a AS (UPDATE t SET b = 1 RETURNING b) SELECT b FROM a",
            "VACUUM",
        ] {
            assert!(writes(text), "{text}");
        }
        for text in [
            "SELECT to_char(now(), 'YYYY')",
            "SELECT a FROM t FOR UPDATE",
            "SELECT replace(a, 'x', 'y') FROM t",
        ] {
            assert!(!writes(text), "{text}");
        }
    }

    #[test]
    fn locks_are_seen() {
        for end in [
            "UPDATE",
            "NO KEY UPDATE",
            "SHARE",
            "KEY SHARE",
            "UPDATE SKIP LOCKED",
        ] {
            let found = read(&format!("SELECT a FROM t FOR {end}"));
            assert!(found.is_some_and(|found| found.locks), "{end}");
        }
    }

    #[test]
    fn the_table_of_a_statement_is_found() {
        let changed = |text| changed_table(Dialect::Postgres, text);
        assert_eq!(changed("update app.t set a = 1"), Some("t".to_owned()));
        assert_eq!(changed("INSERT INTO t(a) VALUES (1)"), Some("t".to_owned()));
        assert_eq!(changed("DELETE FROM t"), Some("t".to_owned()));
        assert_eq!(changed("VACUUM t"), None);
    }
}
