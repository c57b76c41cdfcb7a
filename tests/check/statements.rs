use std::fs;

use portl::query::{Piece, Use, analyze};
use portl::spec::Dialect;

/// The statements of a file: one a paragraph, behind a first one of comments.
pub(crate) fn statements(file: &str) -> Vec<String> {
    let path = format!(
        "{}/tests/check/statements/{file}",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = fs::read_to_string(&path).expect("the statements can be read");
    let paragraphs = text.trim_end().split("\n\n").skip(1);
    paragraphs.map(str::to_owned).collect()
}

#[test]
fn nothing_is_said_about_valid_postgres() {
    nothing_is_said("postgres.sql", Dialect::Postgres);
}

#[test]
fn nothing_is_said_about_valid_sqlite() {
    nothing_is_said("sqlite.sql", Dialect::Sqlite);
}

fn nothing_is_said(file: &str, dialect: Dialect) {
    let statements = statements(file);
    assert!(statements.len() >= 80, "{} statements", statements.len());
    let mut said = String::new();
    for statement in &statements {
        let found = |used| analyze(dialect, &[Piece::Text(statement)], used).found;
        // A statement is for its rows or for its effect, as it may be.
        let (rows, effect) = (found(Use::Rows), found(Use::Effect));
        if !rows.is_empty() && !effect.is_empty() {
            let messages: Vec<_> = rows.iter().chain(&effect).map(|one| &one.message).collect();
            said.push_str(&format!("{statement}\n    {messages:?}\n"));
        }
    }
    assert!(said.is_empty(), "{said}");
}
