use super::{
    assembled::Assembled,
    columns::columns_of,
    named::{Named, named},
    place::{Place, place},
    scan::{Kind, Token, scan, tokenize},
};
use crate::spec::Dialect;

/// A piece of a statement as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text as it stands.
    Text(&'a str),
    /// A hole.
    Hole,
}

/// What a statement says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Analysis {
    /// Where each hole stands, in order.
    pub holes: Vec<Place>,
    /// The named parameters, in order.
    pub named: Vec<Named>,
    /// The piece and the offset in it where a second statement begins.
    pub second_statement: Option<(usize, usize)>,
    /// Why the text is no SQL at all: a quote that is never closed, say.
    pub malformed: Option<String>,
    /// The names of the columns that a query gives, where all of them are known.
    pub columns: Option<Vec<String>>,
    /// Whether it changes tables or other objects rather than rows.
    pub is_definition: bool,
}

/// Reads a statement.
#[must_use]
pub fn analyze(dialect: Dialect, pieces: &[Piece<'_>]) -> Analysis {
    let assembled = Assembled::new(pieces);
    let all = match tokenize(dialect, &assembled.text) {
        Ok(tokens) => tokens,
        Err(malformed) => {
            let holes = vec![Place::Value; assembled.holes.len()];
            return Analysis {
                holes,
                malformed: Some(malformed),
                ..Analysis::default()
            };
        }
    };
    let tokens = scan(&assembled.text, &all);
    let named = named(&tokens, &assembled);
    let columns = if named.is_empty() {
        columns_of(dialect, all)
    } else {
        tokenize(dialect, &assembled.with_placeholders(&named))
            .ok()
            .and_then(|tokens| columns_of(dialect, tokens))
    };
    Analysis {
        holes: assembled
            .holes
            .iter()
            .map(|hole| place(&tokens, hole))
            .collect(),
        second_statement: second_statement(&tokens).and_then(|offset| assembled.locate(offset)),
        malformed: None,
        columns,
        is_definition: is_definition(&tokens),
        named,
    }
}

fn second_statement(tokens: &[Token]) -> Option<usize> {
    let solid = |token: &&Token| token.kind != Kind::Comment;
    let mut rest = tokens
        .iter()
        .filter(solid)
        .skip_while(|token| !token.is_symbol(";"));
    rest.find(|token| !token.is_symbol(";"))
        .map(|token| token.range.start)
}

fn is_definition(tokens: &[Token]) -> bool {
    let first = tokens.iter().find(|token| token.kind != Kind::Comment);
    matches!(first.map(|token| &token.kind), Some(Kind::Word(word))
        if ["CREATE", "ALTER", "DROP", "TRUNCATE", "COMMENT", "GRANT", "REVOKE", "PRAGMA", "VACUUM", "REINDEX", "SET", "DO", "CALL"]
            .iter().any(|keyword| word.eq_ignore_ascii_case(keyword)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(dialect: Dialect, before: &str, after: &str) -> Analysis {
        analyze(
            dialect,
            &[Piece::Text(before), Piece::Hole, Piece::Text(after)],
        )
    }

    #[test]
    fn tells_where_a_hole_stands() {
        let place = |before, after| one(Dialect::Postgres, before, after).holes[0];
        assert_eq!(place("SELECT 1 WHERE a = ", " -- x"), Place::Value);
        assert_eq!(
            place("SELECT 1 WHERE a = '", "'"),
            Place::Quoted { pattern: false }
        );
        assert_eq!(
            place("SELECT 1 WHERE a LIKE '%", "%'"),
            Place::Quoted { pattern: true }
        );
        assert_eq!(
            place("SELECT 1 WHERE a = 'it''s ", "'"),
            Place::Quoted { pattern: true }
        );
        assert_eq!(place("SELECT * FROM ", ""), Place::Identifier);
        assert_eq!(place("SELECT * FROM app.", ""), Place::Identifier);
        assert_eq!(place("SELECT \"", "\" FROM t"), Place::Identifier);
        assert_eq!(place("SELECT extract(year FROM ", ") FROM t"), Place::Value);
        assert_eq!(
            place("SELECT 1 WHERE a IS DISTINCT FROM ", ""),
            Place::Value
        );
        assert_eq!(place("SELECT 1 -- ", "\n"), Place::Comment);
        assert_eq!(place("SELECT 1 /* ", " */"), Place::Comment);
        assert_eq!(
            place("SELECT $tag$ ", " $tag$"),
            Place::Quoted { pattern: false }
        );
    }

    #[test]
    fn finds_named_parameters_and_not_casts_or_slices() {
        let sql = "SELECT a::text, b[1:n], ':no' FROM t WHERE a = :since AND b = %(code)s -- :no";
        let found = analyze(Dialect::Postgres, &[Piece::Text(sql)]).named;
        let named: Vec<_> = found
            .iter()
            .map(|named| (named.name.as_str(), &sql[named.range.clone()]))
            .collect();
        assert_eq!(named, [("since", ":since"), ("code", "%(code)s")]);
    }

    #[test]
    fn finds_a_second_statement_but_not_a_closing_semicolon() {
        assert_eq!(
            analyze(Dialect::Sqlite, &[Piece::Text("SELECT 1; -- done\n;")]).second_statement,
            None
        );
        let two = "SELECT ';'; DROP TABLE t";
        assert_eq!(
            analyze(Dialect::Sqlite, &[Piece::Text(two)]).second_statement,
            Some((0, 12))
        );
    }

    #[test]
    fn knows_the_columns_of_a_query() {
        let columns = |sql: &str| analyze(Dialect::Postgres, &[Piece::Text(sql)]).columns;
        let named = |names: &[&str]| {
            Some(
                names
                    .iter()
                    .map(|name| (*name).to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(
            columns("SELECT id, t.Status, 1 AS one, count(*) n FROM t"),
            named(&["id", "status", "one", "n"])
        );
        assert_eq!(
            columns("WITH x AS (SELECT 1 AS a) SELECT a FROM x"),
            named(&["a"])
        );
        assert_eq!(columns("SELECT *, 1 AS one FROM t"), None);
        assert_eq!(columns("SELECT 1 + 1"), None);
        assert_eq!(columns("SELECT FROM WHERE"), None);
        let hole = one(Dialect::Postgres, "SELECT id FROM t WHERE a = ", " LIMIT 1");
        assert_eq!(hole.columns, named(&["id"]));
    }

    #[test]
    fn an_open_quote_is_malformed() {
        assert!(
            analyze(Dialect::Postgres, &[Piece::Text("SELECT 'a")])
                .malformed
                .is_some()
        );
    }

    #[test]
    fn a_chain_of_operators_without_end_is_not_followed() {
        let sum = format!("SELECT {}1 AS n", "1+".repeat(300_000));
        assert_eq!(analyze(Dialect::Sqlite, &[Piece::Text(&sum)]).columns, None);
    }
}
