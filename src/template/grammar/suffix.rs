use chumsky::{Parser, prelude::just, primitive::any};

use super::{Rc, argument::word};
use crate::template::{
    Argument, Expr, ExprKind, Ident,
    builder::{Extra, ident},
    problem::{Rule, Tokens},
    token::Kind,
};

/// A filter or a test, still without what it applies to.
#[derive(Clone)]
pub(super) enum Suffix {
    Filter {
        filter: Ident,
        arguments: Vec<Argument>,
    },
    Test {
        negated: bool,
        test: Ident,
        arguments: Vec<Argument>,
    },
}

impl Suffix {
    /// Applies it.
    pub(super) fn of(self, base: Expr) -> ExprKind {
        let base = Box::new(base);
        match self {
            Self::Filter { filter, arguments } => ExprKind::Filter {
                base,
                filter,
                arguments,
            },
            Self::Test {
                negated,
                test,
                arguments,
            } => ExprKind::Test {
                base,
                test,
                arguments,
                negated,
            },
        }
    }
}

/// `| filter(…)` and `is test …`
pub(super) fn suffixes(operand: Rc<Expr>, arguments: Rc<Vec<Argument>>) -> Rc<Suffix> {
    // The one argument of a test needs no parentheses: `is divisibleby 3`.
    let bare = operand
        .map(|value| vec![Argument { name: None, value }])
        .labelled(Rule::TestArgument);
    let filter = just(Kind::Pipe)
        .labelled(Rule::Filter)
        .ignore_then(word(Rule::FilterName))
        .then(arguments.clone().or_not())
        .map(|(filter, arguments)| Suffix::Filter {
            filter,
            arguments: arguments.unwrap_or_default(),
        });
    let test = just(Kind::Is)
        .labelled(Rule::Test)
        .ignore_then(just(Kind::Not).or_not())
        .then(test_name())
        .then(arguments.or(bare).or_not())
        .map(|((not, test), arguments)| Suffix::Test {
            negated: not.is_some(),
            test,
            arguments: arguments.unwrap_or_default(),
        });
    filter.or(test).boxed()
}

fn test_name() -> impl Parser<'static, Tokens, Ident, Extra> + Clone {
    let names = [Kind::Name, Kind::None, Kind::True, Kind::False, Kind::In];
    any()
        .filter(move |kind| names.contains(kind))
        .map_with(|_, made| ident(made))
        .labelled(Rule::TestName)
}
