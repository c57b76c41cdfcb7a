//! Tests: what stands behind `is`.

use super::{Checker, argument, call::usage, habits, literal::error, mismatch::Mismatch};
use crate::{
    diagnostic::{
        messages::{
            operand::{Operands, never_equal, operands},
            types as messages,
        },
        nearest,
    },
    ir::{Binary, Expr, ExprKind},
    spec::{Predicate, Relation},
    template::{self, Argument, Ident},
    text::Span,
    types::Type,
};

impl Checker<'_> {
    pub(super) fn test(
        &mut self,
        base: &template::Expr,
        name: &Ident,
        arguments: &[Argument],
        negated: bool,
        span: Span,
    ) -> Expr {
        let written: Vec<_> = [base]
            .into_iter()
            .chain(arguments.iter().map(|argument| &argument.value))
            .collect();
        let typed: Vec<_> = written.iter().map(|one| self.expression(one)).collect();
        let Some(predicate) = self.registry.predicate(&name.value) else {
            let known = self.registry.predicates.iter();
            let near = habits::test(&name.value)
                .or_else(|| nearest(&name.value, known.map(|predicate| predicate.name)));
            let fix = match (name.value.as_str(), near) {
                ("empty" | "blank", _) => Some(format!("{base} | length == 0")),
                (_, near) => near.map(|near| format!("is {near}")),
            };
            let near = near.filter(|_| !matches!(name.value.as_str(), "empty" | "blank"));
            let found = messages::unknown_test(name.span, &name.value, fix);
            self.report(found.replace_if(name.span, near));
            return error(span);
        };
        let required = predicate
            .params
            .iter()
            .filter(|param| param.required)
            .count();
        if typed.len() < required || typed.len() > predicate.params.len() {
            let usage = format!("is {}", usage(predicate.name, &predicate.params[1..]));
            let message = match predicate.params.len() - 1 {
                0 => format!("`{}` takes no argument", predicate.name),
                1 => format!("`{}` takes one argument", predicate.name),
                many => format!("`{}` takes {many} arguments", predicate.name),
            };
            self.report(messages::arguments(name.span, message, &usage));
            return error(span);
        }
        let Some(typed) = self.tested(predicate, typed, &written, name.span) else {
            return error(span);
        };
        let test = Expr::new(ExprKind::Test(predicate, typed), Type::Bool, span);
        if negated {
            Expr::new(ExprKind::Not(Box::new(test)), Type::Bool, span)
        } else {
            test
        }
    }

    /// Checks what a test is given; none where it can't be asked, which is reported.
    fn tested(
        &mut self,
        predicate: &'static Predicate,
        typed: Vec<Expr>,
        written: &[&template::Expr],
        name: Span,
    ) -> Option<Vec<Expr>> {
        for ((expr, written), param) in typed.iter().zip(written).zip(predicate.params) {
            if !param.accepts.allows(&expr.ty) {
                self.report(messages::argument(
                    written.span,
                    predicate.name,
                    param.name,
                    param.accepts.describe(),
                    &expr.ty,
                    argument::converted(param.accepts, expr, written).unwrap_or_default(),
                ));
                return None;
            }
        }
        if let (Some(relation), [value, other]) = (predicate.relation, typed.as_slice())
            && !relation.is_possible(&value.ty, &other.ty)
        {
            self.unrelated(
                predicate,
                relation,
                [value, other],
                [written[0], written[1]],
                name,
            );
            return None;
        }
        let is_ordered = predicate.relation == Some(Relation::Order);
        let needed = typed.into_iter().zip(written).zip(predicate.params);
        let needed = needed.map(|((expr, written), param)| {
            if param.nullable && !is_ordered {
                expr
            } else {
                self.require(expr, written)
            }
        });
        Some(needed.collect())
    }

    /// Reports a value that can't stand to the argument of a test as it asks.
    fn unrelated(
        &mut self,
        predicate: &Predicate,
        relation: Relation,
        typed: [&Expr; 2],
        written: [&template::Expr; 2],
        name: Span,
    ) {
        let op = match relation {
            Relation::Equal => Binary::Equal,
            Relation::Order => Binary::Less,
            Relation::Contained => Binary::In,
        };
        let mismatch = Mismatch { written, typed };
        let found = Operands {
            whole: name,
            ..mismatch.operands(op)
        };
        let mended = mismatch.converted(op).unwrap_or_default();
        self.report(match relation {
            Relation::Equal => never_equal(&found, mended),
            Relation::Order | Relation::Contained => operands(predicate.name, &found, mended),
        });
    }
}
