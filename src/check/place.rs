use super::Checker;
use crate::{ir::Expr, template};

/// Where in a step an expression stands, which decides how it is guarded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a condition.
    Condition,
    /// In what a batch goes through.
    Batch,
    /// In a value of a step with a condition, or of one without.
    Value { has_when: bool },
}

impl Place {
    /// How to guard `value`, which is read for `whole`.
    pub(super) fn guard(self, value: &str, whole: &str) -> String {
        match self {
            Self::Condition => format!("write `{value} is not none and …`"),
            Self::Batch => format!("write `{whole} | default([])`"),
            Self::Value { has_when: false } => format!(
                "add `when: {value} is not none` to the step, or write `{whole} | default(…)`"
            ),
            Self::Value { has_when: true } => format!(
                "begin the step's `when` with `{value} is not none and …`, or write `{whole} | default(…)`"
            ),
        }
    }
}

/// An expression as it has to be written before an operator that binds closer than its own.
pub(super) fn operand(written: &template::Expr) -> String {
    use template::ExprKind as Kind;
    match written.kind {
        Kind::Filter { .. }
        | Kind::Test { .. }
        | Kind::Binary { .. }
        | Kind::Ternary { .. }
        | Kind::Not(_)
        | Kind::Negate(_) => format!("({written})"),
        _ => written.to_string(),
    }
}

impl Checker<'_> {
    /// Types a condition.
    pub fn condition(&mut self, expr: &template::Expr) -> Expr {
        self.at(Place::Condition, |checker| checker.expression(expr))
    }

    pub(super) fn at<T>(&mut self, place: Place, check: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.place, place);
        let checked = check(self);
        self.place = outer;
        checked
    }
}
