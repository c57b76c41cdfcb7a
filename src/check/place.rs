use super::Checker;
use crate::{
    diagnostic::messages::types as messages,
    ir::{Binary, Expr, ExprKind},
    template,
    types::Type,
};

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
        let typed = self.at(Place::Condition, |checker| checker.expression(expr));
        self.report_flags(&typed, expr);
        typed
    }

    /// Reports cells of a CSV file that say yes or no, where they are asked as if they were true or false: no text but the
    /// empty one is false.
    pub(super) fn report_flags(&mut self, condition: &Expr, written: &template::Expr) {
        use template::ExprKind as Written;
        match (&condition.kind, &written.kind) {
            (ExprKind::Not(inner), Written::Not(written)) => self.report_flags(inner, written),
            (
                ExprKind::Binary(Binary::And | Binary::Or, left, right),
                Written::Binary {
                    left: first,
                    right: second,
                    ..
                },
            ) => {
                self.report_flags(left, first);
                self.report_flags(right, second);
            }
            (ExprKind::Field(base, name), _) if *condition.ty.required() == Type::Text => {
                let Type::Record(record) = base.ty.required() else {
                    return;
                };
                if let Some(origin) = record.origin().filter(|row| row.flags.contains(name)) {
                    let shown = written.to_string();
                    let found = messages::text_as_condition(written.span, &shown, origin.span);
                    self.report(found);
                }
            }
            _ => {}
        }
    }

    pub(super) fn at<T>(&mut self, place: Place, check: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.place, place);
        let checked = check(self);
        self.place = outer;
        checked
    }
}
