//! The template language: parser, printer and `grammar/template.ebnf` held against each other, and against Jinja2.

mod corpus;
mod ebnf;
mod reading;
mod robustness;
mod sentences;
mod tree;

use portl::{
    diagnostic::{Diagnostic, Diagnostics},
    template::{self, Expr, NameIds, Template},
    text::{FileId, Span},
};

/// Parses a template that stands at the start of its file.
fn parse(text: &str) -> (Template, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let places =
        |range: std::ops::Range<usize>| Span::new(FileId::default(), range.start, range.end);
    let parsed = template::parse(text, &places, &mut NameIds::default(), &mut diagnostics);
    (parsed, diagnostics.into_sorted())
}

/// As [`parse`], for a lone expression.
fn parse_expression(text: &str) -> (Expr, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let places =
        |range: std::ops::Range<usize>| Span::new(FileId::default(), range.start, range.end);
    let ids = &mut NameIds::default();
    let parsed = template::parse_expression(text, &places, ids, &mut diagnostics);
    (parsed, diagnostics.into_sorted())
}
