//! The template language: Jinja2's text, holes, blocks and expressions.
//!
//! Takes the decoded text of a scalar and a way to say where its bytes stand in the file; gives a [`Template`] or an
//! [`Expr`] in which every node has its span. It always gives a tree: what can't be parsed is reported and leaves
//! [`ExprKind::Error`]. It does not promise that a name, a field, a filter or a test exists.
//!
//! Text becomes tokens with matching brackets (`lexer`), blocks get their ends (`balance`), and the grammar
//! (`grammar`, as `grammar/template.ebnf` describes it) makes the tree. No tree is higher than a fixed bound
//! (`limits`).

mod ast;
mod balance;
mod builder;
mod explain;
mod grammar;
mod idiom;
mod lexer;
mod limits;
mod literal;
mod parse;
mod places;
mod print;
mod problem;
mod token;
mod walk;

pub use ast::{Argument, BinaryOp, Expr, ExprKind, Ident, NameId, Node, Template};
pub use limits::EXPRESSION_HEIGHT;
pub use parse::{parse, parse_expression};
pub use places::{NameIds, Places};
pub use problem::RULE_NAMES;

/// Whether a name can stand behind a dot; any other is written in brackets and quotes.
#[must_use]
pub fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let begins = |first: char| first.is_alphabetic() || first == '_';
    characters.next().is_some_and(begins)
        && characters.all(|other| other.is_alphanumeric() || other == '_')
}
