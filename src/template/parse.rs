use std::{mem, rc::Rc};

use chumsky::{Parser, input::Stream, inspector::SimpleState};

use super::{
    Expr, ExprKind, NameIds, Node, Places, Template,
    balance::balance,
    builder::Builder,
    explain::explain,
    grammar::{self, Grammar},
    lexer::{Lexer, next_opener},
    limits::{EXPRESSION_HEIGHT, cap_height, cap_heights},
    token::Token,
};
use crate::{
    diagnostic::{Diagnostics, messages::template as words},
    text::Spanned,
};

thread_local! {
    /// Making the parsers takes longer than most templates do.
    static GRAMMAR: Grammar = Grammar::new();
}

/// Parses a text with holes and blocks.
///
/// `text` is the decoded text; `places` says where its bytes stand in the file. What is wrong is reported to
/// `diagnostics`, all of it in one pass, and there is a tree in any case.
pub fn parse(
    text: &str,
    places: Rc<dyn Places>,
    ids: &mut NameIds,
    diagnostics: &mut Diagnostics,
) -> Template {
    let span = places.span_of(0..text.len());
    if next_opener(text, 0).is_none() {
        let only = (!text.is_empty()).then(|| Node::Text(Spanned::new(text.to_owned(), span)));
        return Template {
            nodes: only.into_iter().collect(),
            span,
        };
    }
    let tokens = Lexer::new(text, &*places, diagnostics).template();
    let tokens = balance(tokens, &*places, diagnostics);
    // A tree is never higher than there are tokens.
    let tallest = tokens.len();
    let source = Source { text, places };
    let mut nodes = source.run(tokens, ids, diagnostics, |grammar| &grammar.template);
    if tallest > EXPRESSION_HEIGHT {
        cap_heights(nodes.get_or_insert_default(), diagnostics);
    }
    Template {
        nodes: nodes.unwrap_or_default(),
        span,
    }
}

/// Parses a text that is one expression, with or without `{{ }}` around it.
///
/// As [`parse`] otherwise. A text with more than the one hole is reported.
pub fn parse_expression(
    text: &str,
    places: Rc<dyn Places>,
    ids: &mut NameIds,
    diagnostics: &mut Diagnostics,
) -> Expr {
    let begins = text.trim_start();
    let has_hole = ["{{", "{%", "{#"]
        .iter()
        .any(|sign| begins.starts_with(sign));
    if has_hole {
        return hole_as_expression(text, places, ids, diagnostics);
    }
    let mut own = Diagnostics::default();
    let tokens = Lexer::new(text, &*places, &mut own).expression();
    let has_inner_hole = own.has_errors() && text.contains("{{");
    diagnostics.extend(own.into_sorted());
    if has_inner_hole {
        return Source { text, places }.error();
    }
    let tallest = tokens.len();
    let source = Source { text, places };
    let parsed = source.run(tokens, ids, diagnostics, |grammar| &grammar.lone);
    let mut parsed = parsed.unwrap_or_else(|| source.error());
    if tallest > EXPRESSION_HEIGHT {
        cap_height(&mut parsed, diagnostics);
    }
    parsed
}

fn hole_as_expression(
    text: &str,
    places: Rc<dyn Places>,
    ids: &mut NameIds,
    diagnostics: &mut Diagnostics,
) -> Expr {
    let mut own = Diagnostics::default();
    let parsed = parse(text, places, ids, &mut own);
    let had_errors = own.has_errors();
    diagnostics.extend(own.into_sorted());
    let is_blank = |node: &Node| matches!(node, Node::Text(text) if text.value.trim().is_empty());
    let mut nodes: Vec<_> = parsed
        .nodes
        .into_iter()
        .filter(|node| !is_blank(node))
        .collect();
    match (nodes.pop(), nodes.is_empty()) {
        (Some(Node::Output(expr)), true) => return expr,
        _ if had_errors => {}
        _ => diagnostics.push(words::not_one_expression(parsed.span)),
    }
    Expr {
        kind: ExprKind::Error,
        span: parsed.span,
    }
}

/// The text being parsed and where it stands.
struct Source<'a> {
    text: &'a str,
    places: Rc<dyn Places>,
}

impl Source<'_> {
    /// Runs a parser over tokens, and reports what it could not do.
    fn run<Output: 'static>(
        &self,
        tokens: Vec<Token>,
        ids: &mut NameIds,
        diagnostics: &mut Diagnostics,
        parser: impl Fn(&Grammar) -> &grammar::Rc<Output>,
    ) -> Option<Output> {
        let kinds: Vec<_> = tokens.iter().map(|(kind, _)| *kind).collect();
        let input = Stream::from_iter(kinds);
        let mut state = SimpleState(Builder {
            tokens,
            text: self.text.into(),
            places: Rc::clone(&self.places),
            ids: mem::take(ids),
        });
        let (output, problems) = GRAMMAR.with(|grammar| {
            parser(grammar)
                .parse_with_state(input, &mut state)
                .into_output_errors()
        });
        let Builder {
            tokens, ids: used, ..
        } = state.0;
        *ids = used;
        let found = problems
            .into_iter()
            .filter_map(|problem| explain(problem, self.text, &tokens, &*self.places));
        diagnostics.extend(found);
        output
    }

    fn error(&self) -> Expr {
        Expr {
            kind: ExprKind::Error,
            span: self.places.span_of(0..self.text.len()),
        }
    }
}
