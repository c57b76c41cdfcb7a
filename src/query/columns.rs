use sqlparser::{
    ast::{Expr, Ident, SelectItem, SetExpr, Statement},
    parser::Parser,
    tokenizer::TokenWithSpan,
};

use super::scan::parser_dialect;
use crate::spec::Dialect;

/// A longer statement is not parsed: a chain of so many operators would be a tree as deep, and trees are taken down by
/// recursion.
const MOST_TOKENS: usize = 4_096;

/// The names of the columns that a query gives; none unless all of them are known.
pub(super) fn columns_of(dialect: Dialect, tokens: Vec<TokenWithSpan>) -> Option<Vec<String>> {
    if tokens.len() > MOST_TOKENS {
        return None;
    }
    let mut statements = Parser::new(parser_dialect(dialect))
        .with_tokens_with_locations(tokens)
        .parse_statements()
        .ok()?;
    match statements.pop()? {
        Statement::Query(query) => columns_of_body(dialect, &query.body),
        _ => None,
    }
}

fn columns_of_body(dialect: Dialect, body: &SetExpr) -> Option<Vec<String>> {
    match body {
        SetExpr::Select(select) if !select.projection.is_empty() => select
            .projection
            .iter()
            .map(|item| column_name(dialect, item))
            .collect(),
        SetExpr::Query(query) => columns_of_body(dialect, &query.body),
        SetExpr::SetOperation { left, .. } => columns_of_body(dialect, left),
        _ => None,
    }
}

fn column_name(dialect: Dialect, item: &SelectItem) -> Option<String> {
    match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(folded(dialect, alias)),
        SelectItem::UnnamedExpr(Expr::Identifier(name)) => Some(folded(dialect, name)),
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(parts)) => {
            Some(folded(dialect, parts.last()?))
        }
        _ => None,
    }
}

/// PostgreSQL folds a name that is not quoted to lower case; SQLite keeps it as written.
fn folded(dialect: Dialect, name: &Ident) -> String {
    match (dialect, name.quote_style) {
        (Dialect::Postgres, None) => name.value.to_lowercase(),
        (_, Some(quote @ ('"' | '`'))) => {
            let doubled = format!("{quote}{quote}");
            name.value.replace(&doubled, &quote.to_string())
        }
        _ => name.value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::scan::tokenize;

    #[test]
    fn quotes_inside_a_quoted_name_are_written_twice() {
        let names = |dialect, text| columns_of(dialect, tokenize(dialect, text).expect("sound"));
        let expected = Some(vec!["a\"b".to_owned(), "A".to_owned()]);
        for dialect in [Dialect::Postgres, Dialect::Sqlite] {
            assert_eq!(
                names(dialect, "SELECT 1 AS \"a\"\"b\", \"A\" FROM t"),
                expected
            );
        }
    }
}
