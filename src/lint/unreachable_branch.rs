use super::{
    Lint,
    same::{same, same_value},
    truth::certain,
};
use crate::{
    diagnostic::{Diagnostic, messages::flow as messages},
    ir::{Binary, Expr, ExprKind, Operation},
    spec::Runtime,
    text::Span,
};

/// A step or a branch that a condition around it has ruled out.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for site in &lint.sites {
        let step = site.step;
        let has_condition =
            step.when.is_some() || matches!(step.operation, Operation::Conditional { .. });
        if site.given.is_empty() || !has_condition {
            continue;
        }
        let facts = Facts::of(&site.given);
        if let Some(when) = &step.when
            && let Some((false, outer)) = facts.decide(when, &lint.runtime)
        {
            found.push(messages::unreachable_branch(
                when.span, "the step", false, outer,
            ));
        }
        let Operation::Conditional {
            condition,
            otherwise,
            ..
        } = &step.operation
        else {
            continue;
        };
        let (what, truth) = match facts.decide(condition, &lint.runtime) {
            Some((false, outer)) => ("`then`", Some((false, outer))),
            Some((true, outer)) if !otherwise.is_empty() => ("`else`", Some((true, outer))),
            _ => continue,
        };
        found.extend(truth.map(|(truth, outer)| {
            messages::unreachable_branch(condition.span, what, truth, outer)
        }));
    }
    found
}

/// More pieces than people write are not looked at: each is compared with each of the conditions inside.
const MOST_FACTS: usize = 100;

/// Pieces of the conditions around, and how each turned out.
struct Facts<'a>(Vec<(&'a Expr, bool)>);

impl<'a> Facts<'a> {
    fn of(given: &[(&'a Expr, bool)]) -> Self {
        let mut facts = Self(Vec::new());
        for (condition, truth) in given {
            facts.learn(condition, *truth);
        }
        facts
    }

    fn learn(&mut self, condition: &'a Expr, truth: bool) {
        if self.0.len() == MOST_FACTS {
            return;
        }
        match &condition.kind {
            ExprKind::Not(inner) => self.learn(inner, !truth),
            ExprKind::Binary(Binary::And, left, right) if truth => {
                self.learn(left, truth);
                self.learn(right, truth);
            }
            ExprKind::Binary(Binary::Or, left, right) if !truth => {
                self.learn(left, truth);
                self.learn(right, truth);
            }
            _ => self.0.push((condition, truth)),
        }
    }

    /// What a condition always is here and the condition that decided it; none where that is open, or where the condition
    /// is the same everywhere, which is another mistake.
    fn decide(&self, condition: &Expr, runtime: &Runtime<'_>) -> Option<(bool, Span)> {
        if self.0.is_empty() || certain(condition, runtime, &|_| None).is_some() {
            return None;
        }
        let known = |expr: &Expr| self.of_piece(expr).map(|(truth, _)| truth);
        let certain = certain(condition, runtime, &known)?;
        let outer = self
            .0
            .iter()
            .find(|(fact, _)| self.is_about(fact, condition));
        Some((certain.truth, outer?.0.span))
    }

    /// What a piece of a condition always is here.
    fn of_piece(&self, expr: &Expr) -> Option<(bool, Span)> {
        self.0.iter().find_map(|(fact, truth)| {
            let decided = if same(fact, expr) {
                Some(*truth)
            } else {
                differs(fact, *truth, expr)
            };
            decided.map(|decided| (decided, fact.span))
        })
    }

    /// Whether a fact says something about a condition or a piece of it.
    fn is_about(&self, fact: &Expr, condition: &Expr) -> bool {
        let mut about = self
            .of_piece(condition)
            .is_some_and(|(_, span)| span == fact.span);
        condition.for_each_child(&mut |child| about = about || self.is_about(fact, child));
        about
    }
}

/// What `x == 'b'` is where `x` is known to equal another literal of the same kind.
fn differs(fact: &Expr, truth: bool, expr: &Expr) -> Option<bool> {
    let (fact_op, own, known) = compared(fact)?;
    let (op, other, asked) = compared(expr)?;
    let equals = (fact_op == Binary::Equal) == truth;
    let (known, asked) = (known.constant()?, asked.constant()?);
    let is_another = known.kind() == asked.kind() && !same_value(known, asked);
    (equals && is_another && same(own, other)).then_some(op == Binary::NotEqual)
}

/// A comparison with a literal: the operator, what is compared, and the literal.
fn compared(expr: &Expr) -> Option<(Binary, &Expr, &Expr)> {
    let ExprKind::Binary(op @ (Binary::Equal | Binary::NotEqual), left, right) = &expr.kind else {
        return None;
    };
    match (left.constant(), right.constant()) {
        (None, Some(_)) => Some((*op, left, right)),
        (Some(_), None) => Some((*op, right, left)),
        _ => None,
    }
}
