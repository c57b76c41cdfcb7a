use chumsky::{
    IterParser, Parser,
    prelude::{just, via_parser},
    primitive::any,
};

use super::{Rc, recovery::skip_brackets};
use crate::{
    diagnostic::messages::template as words,
    template::{
        Argument, Expr, ExprKind, Ident,
        builder::{Extra, expr, ident},
        problem::{Problem, Rule, Tokens},
        token::Kind,
    },
};

/// `(a, b, name=c)`
pub(super) fn arguments(
    whole: impl Parser<'static, Tokens, Expr, Extra> + Clone + 'static,
) -> Rc<Vec<Argument>> {
    let name = word(Rule::NamedArgument).then_ignore(just(Kind::Assign));
    let argument = name
        .or_not()
        .then(whole)
        .map(|(name, value)| Argument { name, value });
    let arguments = argument
        .separated_by(just(Kind::Comma))
        .allow_trailing()
        .collect::<Vec<_>>()
        .delimited_by(just(Kind::OpenParen), just(Kind::CloseParen))
        .validate(|mut arguments, made, emitter| {
            let named = arguments.iter().position(|given| given.name.is_some());
            let misplaced =
                named.and_then(|at| arguments[at..].iter().find(|given| given.name.is_none()));
            if let Some(misplaced) = misplaced {
                let found = words::positional_after_keyword(misplaced.value.span);
                emitter.emit(Problem::Reported(Box::new(found)));
                let value = expr(ExprKind::Error, made);
                arguments.push(Argument { name: None, value });
            }
            arguments
        });
    let skipped = skip_brackets(Kind::OpenParen, Kind::CloseParen).map_with(|(), made| {
        let value = expr(ExprKind::Error, made);
        vec![Argument { name: None, value }]
    });
    arguments
        .recover_with(via_parser(skipped))
        .labelled(Rule::Arguments)
        .boxed()
}

/// A word, keyword or not.
pub(super) fn word(rule: Rule) -> impl Parser<'static, Tokens, Ident, Extra> + Clone {
    any()
        .filter(|kind: &Kind| kind.is_word())
        .map_with(|_, made| ident(made))
        .labelled(rule)
}
