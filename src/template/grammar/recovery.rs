use chumsky::{
    Parser,
    prelude::{just, recursive, via_parser},
    primitive::any,
};

use crate::template::{
    Expr, ExprKind,
    builder::{Extra, expr},
    problem::Tokens,
    token::Kind,
};

/// Skips to `end`, takes it, and leaves an expression that is reported already.
pub(super) fn skip_to(end: Kind) -> impl Parser<'static, Tokens, Expr, Extra> + Clone {
    any()
        .filter(move |kind| *kind != end)
        .repeated()
        .map_with(|(), made| expr(ExprKind::Error, made))
        .then_ignore(just(end))
}

/// What is wrong between two brackets is forgotten behind them, so that more can be found.
pub(super) fn recovering(
    parser: impl Parser<'static, Tokens, Expr, Extra> + Clone + 'static,
    open: Kind,
    close: Kind,
) -> impl Parser<'static, Tokens, Expr, Extra> + Clone {
    let skipped = skip_brackets(open, close).map_with(|(), made| expr(ExprKind::Error, made));
    parser.recover_with(via_parser(skipped))
}

/// From a bracket to its partner. The lexer vouches that there is one.
pub(super) fn skip_brackets(
    open: Kind,
    close: Kind,
) -> impl Parser<'static, Tokens, (), Extra> + Clone {
    let inner = recursive(|inner| {
        let plain = any().filter(|kind: &Kind| {
            kind.closer().is_none()
                && !kind.is_closer()
                && !matches!(kind, Kind::CloseHole | Kind::CloseTag)
        });
        let pair = any()
            .filter(|kind: &Kind| kind.closer().is_some())
            .ignore_then(inner)
            .then_ignore(any().filter(|kind: &Kind| kind.is_closer()));
        plain.ignored().or(pair).repeated()
    });
    inner.delimited_by(just(open), just(close))
}
