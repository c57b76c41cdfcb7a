use chumsky::{
    IterParser, Parser,
    pratt::{infix, left, postfix, prefix},
    prelude::{just, recursive},
};

use super::{
    Rc,
    argument::arguments,
    operand::operand,
    operator::{self, Placed},
    suffix::{Suffix, suffixes},
};
use crate::{
    diagnostic::messages::template as words,
    template::{
        Expr, ExprKind,
        builder::{Extra, Made, binary, expr},
        problem::{Problem, Rule, Tokens},
        token::Kind,
    },
};

/// The parsers that templates are made of. Those of a template work only as long as `whole` is around.
pub(super) struct Expressions {
    /// Any expression.
    pub(super) whole: Rc<Expr>,
    /// One that is no ternary unless in parentheses: what a loop goes through, since `if` filters there.
    pub(super) disjunction: Rc<Expr>,
}

/// The parsers of expressions, from the loosest operator down to the operands.
pub(super) fn expressions() -> Expressions {
    let mut kept = None;
    // Inside, `whole` is held weakly: parsers that hold each other would never be freed.
    let whole = recursive(|whole| {
        let comparison = comparison(arithmetic(whole.clone()));
        let disjunction = kept.insert(logic(comparison).boxed()).clone();
        ternary(disjunction, whole).labelled(Rule::Expression)
    });
    Expressions {
        whole: whole.boxed(),
        disjunction: kept.expect("the closure has run"),
    }
}

/// `then if condition else otherwise`
fn ternary(
    disjunction: Rc<Expr>,
    whole: impl Parser<'static, Tokens, Expr, Extra> + Clone,
) -> impl Parser<'static, Tokens, Expr, Extra> + Clone {
    let condition = just(Kind::WhenTrue)
        .labelled(Rule::Conditional)
        .ignore_then(disjunction.clone());
    let otherwise = just(Kind::Otherwise).ignore_then(whole).or_not();
    disjunction.foldl_with(
        condition.then(otherwise).repeated(),
        |then, (condition, otherwise), made| {
            let kind = ExprKind::Ternary {
                then: Box::new(then),
                condition: Box::new(condition),
                otherwise: otherwise.map(Box::new),
            };
            expr(kind, made)
        },
    )
}

/// `or`, `and`, `not`: apart from the arithmetic, since none of them can stand inside a comparison.
fn logic(
    comparison: impl Parser<'static, Tokens, Expr, Extra> + Clone,
) -> impl Parser<'static, Tokens, Expr, Extra> + Clone {
    comparison.pratt((
        infix(left(1), operator::or(), binary),
        infix(left(2), operator::and(), binary),
        prefix(
            3,
            just(Kind::Not).labelled(Rule::Operand),
            |_, operand, made: &mut Made<'_>| expr(ExprKind::Not(Box::new(operand)), made),
        ),
    ))
}

/// One comparison of two sums; a chain of them is reported.
fn comparison(
    sum: impl Parser<'static, Tokens, Expr, Extra> + Clone,
) -> impl Parser<'static, Tokens, Expr, Extra> + Clone {
    let compared = operator::comparison().then(sum.clone());
    sum.then(compared.repeated().collect::<Vec<_>>()).validate(
        |(first, compared), made, emitter| {
            if let [_, ((_, second), _), ..] = compared.as_slice() {
                let span = made.state().span(*second);
                emitter.emit(Problem::Reported(Box::new(words::chained_comparison(span))));
                return expr(ExprKind::Error, made);
            }
            compared
                .into_iter()
                .fold(first, |left, (op, right)| binary(left, op, right, made))
        },
    )
}

/// Arithmetic, `~`, signs, filters and tests.
///
/// As in Jinja2, `~` binds tighter than `+`, `**` takes the left operands first, and a filter or test applies to what
/// a sign has made: `-x | abs` is `(-x) | abs`.
fn arithmetic(whole: impl Parser<'static, Tokens, Expr, Extra> + Clone + 'static) -> Rc<Expr> {
    let operation = |power, parser: Rc<Placed>| infix(left(power), parser, binary);
    let arguments = arguments(whole.clone());
    let operand = operand(whole, arguments.clone());
    operand
        .clone()
        .pratt((
            operation(1, operator::sum().boxed()),
            operation(2, operator::concatenation().boxed()),
            operation(3, operator::product().boxed()),
            operation(4, operator::power().boxed()),
            postfix(
                5,
                suffixes(operand, arguments),
                |base, suffix: Suffix, made: &mut Made<'_>| expr(suffix.of(base), made),
            ),
            prefix(
                6,
                just(Kind::Minus).labelled(Rule::Operand),
                |_, operand, made: &mut Made<'_>| expr(ExprKind::Negate(Box::new(operand)), made),
            ),
            prefix(
                6,
                just(Kind::Plus).labelled(Rule::Operand),
                |_, operand, _: &mut Made<'_>| operand,
            ),
        ))
        .boxed()
}
