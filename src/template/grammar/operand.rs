use chumsky::{
    IterParser, Parser,
    prelude::{choice, just},
    primitive::any,
};

use super::{Rc, access::accesses, recovery::recovering};
use crate::template::{
    Argument, Expr, ExprKind,
    builder::{Extra, expr, written},
    literal,
    problem::{Rule, Tokens},
    token::Kind,
};

/// A name, a call, a literal or something in brackets, with every `.name` and `[index]` behind it.
pub(super) fn operand(
    whole: impl Parser<'static, Tokens, Expr, Extra> + Clone + 'static,
    arguments: Rc<Vec<Argument>>,
) -> Rc<Expr> {
    let call = just(Kind::Name)
        .map_with(|_, made| made.span())
        .then(arguments.clone().or_not())
        .map_with(|(name, arguments), made| match arguments {
            None => made.state().name(name),
            Some(arguments) => {
                let function = made.state().ident(name);
                expr(
                    ExprKind::Call {
                        function,
                        arguments,
                    },
                    made,
                )
            }
        });
    let atom = choice((call, literal(), bracketed(whole.clone()))).labelled(Rule::Operand);
    atom.foldl_with(
        accesses(whole, arguments).repeated(),
        |base, access, made| expr(access.of(base), made),
    )
    .boxed()
}

fn literal() -> impl Parser<'static, Tokens, Expr, Extra> + Clone {
    let kinds = [
        Kind::Integer,
        Kind::Float,
        Kind::String,
        Kind::True,
        Kind::False,
        Kind::None,
        Kind::Broken,
    ];
    any()
        .filter(move |kind| kinds.contains(kind))
        .map_with(|kind, made| {
            let written = written(made);
            let kind = match kind {
                Kind::Integer => literal::integer(written).map(ExprKind::Int),
                Kind::Float => Some(ExprKind::Float(written.replace('_', ""))),
                Kind::String => literal::unescape(written).ok().map(ExprKind::Text),
                Kind::True => Some(ExprKind::Bool(true)),
                Kind::False => Some(ExprKind::Bool(false)),
                Kind::None => Some(ExprKind::Null),
                _ => None,
            };
            expr(kind.unwrap_or(ExprKind::Error), made)
        })
}

/// Lists, maps, and what stands in parentheses.
fn bracketed(
    whole: impl Parser<'static, Tokens, Expr, Extra> + Clone + 'static,
) -> impl Parser<'static, Tokens, Expr, Extra> + Clone {
    let items = whole
        .clone()
        .separated_by(just(Kind::Comma))
        .allow_trailing();
    let list = items
        .collect()
        .delimited_by(just(Kind::OpenBracket), just(Kind::CloseBracket))
        .map_with(|items, made| expr(ExprKind::List(items), made));
    let entry = whole
        .clone()
        .then_ignore(just(Kind::Colon))
        .then(whole.clone());
    let map = entry
        .separated_by(just(Kind::Comma))
        .allow_trailing()
        .collect()
        .delimited_by(just(Kind::OpenBrace), just(Kind::CloseBrace))
        .map_with(|entries, made| expr(ExprKind::Map(entries), made));
    choice((
        recovering(list, Kind::OpenBracket, Kind::CloseBracket),
        recovering(map, Kind::OpenBrace, Kind::CloseBrace),
        recovering(parenthesised(whole), Kind::OpenParen, Kind::CloseParen),
    ))
}

/// `(a)` is `a`; `(a, b)`, `(a,)` and `()` are lists.
fn parenthesised(
    whole: impl Parser<'static, Tokens, Expr, Extra> + Clone + 'static,
) -> impl Parser<'static, Tokens, Expr, Extra> + Clone {
    let more = just(Kind::Comma).ignore_then(
        whole
            .clone()
            .separated_by(just(Kind::Comma))
            .allow_trailing()
            .collect::<Vec<_>>(),
    );
    whole
        .then(more.or_not())
        .or_not()
        .delimited_by(just(Kind::OpenParen), just(Kind::CloseParen))
        .map_with(|items, made| {
            let kind = match items {
                None => ExprKind::List(Vec::new()),
                Some((only, None)) => only.kind,
                Some((first, Some(rest))) => {
                    ExprKind::List(std::iter::once(first).chain(rest).collect())
                }
            };
            expr(kind, made)
        })
}
