//! The template language: parser, printer and `grammar/template.ebnf` held against each other, and against Jinja2.

mod corpus;
mod ebnf;
mod reading;
mod robustness;
mod sentences;
mod tree;

use std::{ops::Range, rc::Rc};

use portl::{
    diagnostic::{Diagnostic, Diagnostics},
    template::{self, Expr, NameIds, Template},
    text::{FileId, Span},
};

/// Parses a template that stands at the start of its file.
fn parse(text: &str) -> (Template, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let parsed = template::parse(
        text,
        Rc::new(place),
        &mut NameIds::default(),
        &mut diagnostics,
    );
    (parsed, diagnostics.into_sorted())
}

/// As [`parse`], for a lone expression.
fn parse_expression(text: &str) -> (Expr, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let ids = &mut NameIds::default();
    let parsed = template::parse_expression(text, Rc::new(place), ids, &mut diagnostics);
    (parsed, diagnostics.into_sorted())
}

fn place(range: Range<usize>) -> Span {
    Span::new(FileId::default(), range.start, range.end)
}
