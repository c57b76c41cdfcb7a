use super::{Checker, literal::error};
use crate::{
    diagnostic::messages::types as messages,
    ir::{Binary, Expr, ExprKind},
    limits::Limits,
    spec::Registry,
    types::Type,
    value::{Failure, Value},
};

/// The value of an expression by the rules of the run; none where it depends on more than constants.
pub type Evaluate = fn(&Expr, &Registry, Limits) -> Option<Result<Value, Failure>>;

/// A list longer than this is not made only to see that it can be.
const LONG: i64 = 1_000;

impl Checker<'_> {
    /// Reports an expression of constants that fails on every run, in the words of the run.
    pub(super) fn certain(&mut self, typed: Expr) -> Expr {
        if typed.ty == Type::Error || !is_computed(&typed) {
            return typed;
        }
        let failed = if is_divided_by_zero(&typed) {
            self.of_any_number(&typed)
        } else {
            self.failure(&typed)
        };
        match failed {
            Some(failure) => {
                self.report(messages::always_fails(typed.span, failure));
                error(typed.span)
            }
            None => typed,
        }
    }

    fn failure(&self, constant: &Expr) -> Option<Failure> {
        (self.evaluate)(constant, self.registry, self.job.limits)?.err()
    }

    /// Why a division fails whatever it divides.
    fn of_any_number(&self, division: &Expr) -> Option<Failure> {
        let ExprKind::Binary(op, left, right) = &division.kind else {
            return None;
        };
        let one = Expr::new(ExprKind::Constant(Value::Int(1)), Type::Int, left.span);
        let kind = ExprKind::Binary(*op, Box::new(one), right.clone());
        let division = Expr::new(kind, division.ty.clone(), division.span);
        self.failure(&division)
    }
}

/// Whether `expr` computes something, of constants alone or by zero, that is cheap to compute.
fn is_computed(expr: &Expr) -> bool {
    let is_kind = match &expr.kind {
        ExprKind::Call(function, arguments) => {
            let is_long = |argument: &Expr| matches!(argument.constant(), Some(Value::Int(number)) if number.abs() > LONG);
            let makes_list = matches!(expr.ty.required(), Type::List(..));
            function.constant && !(makes_list && arguments.iter().flatten().any(is_long))
        }
        ExprKind::Binary(op, ..) => !matches!(op, Binary::And | Binary::Or),
        ExprKind::Element(..) | ExprKind::Test(..) | ExprKind::Negate(_) => true,
        _ => false,
    };
    is_kind && (has_only_literals(expr) || is_divided_by_zero(expr))
}

fn has_only_literals(expr: &Expr) -> bool {
    let mut all = true;
    expr.for_each_child(&mut |child| all &= is_literal(child));
    all
}

fn is_literal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Constant(_) => expr.ty != Type::Error,
        ExprKind::List(_) | ExprKind::Record(_) => has_only_literals(expr),
        _ => false,
    }
}

fn is_divided_by_zero(expr: &Expr) -> bool {
    let ExprKind::Binary(op, left, right) = &expr.kind else {
        return false;
    };
    let divides = matches!(op, Binary::Divide | Binary::FloorDivide | Binary::Remainder);
    let is_zero = match right.constant() {
        Some(Value::Int(number)) => *number == 0,
        Some(Value::Float(number)) => *number == 0.0,
        _ => false,
    };
    divides && is_zero && left.ty.is_number()
}
