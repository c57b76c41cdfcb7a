use super::{Lint, truth::certain};
use crate::{
    diagnostic::{Diagnostic, messages::flow as messages},
    ir::{Block, Expr, ExprKind, Operation},
};

/// A condition that is the same on every run.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for site in &lint.sites {
        let step = site.step;
        let mut look = Look {
            lint,
            found: &mut found,
        };
        if let Some(when) = &step.when {
            look.condition(when, messages::Place::Step);
            look.inside(when);
        }
        if let Some(batch) = &step.batch {
            look.inside(&batch.from);
        }
        if let Operation::Conditional { condition, .. } = &step.operation {
            look.condition(condition, messages::Place::Branch);
        }
        step.operation.for_each_expr(&mut |expr| look.inside(expr));
    }
    found
}

struct Look<'l> {
    lint: &'l Lint<'l>,
    found: &'l mut Vec<Diagnostic>,
}

impl Look<'_> {
    fn condition(&mut self, condition: &Expr, place: messages::Place) {
        let certain = certain(condition, &self.lint.runtime, &|_| None);
        // What an error stands in is not yet what was meant.
        if let Some(certain) = certain.filter(|_| !self.lint.has_error_in(condition.span)) {
            let is_part = certain.piece != condition.span;
            self.found.push(messages::constant_condition(
                certain.piece,
                certain.truth,
                place,
                is_part,
            ));
        }
    }

    /// The conditions inside of an expression.
    fn inside(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Ternary(condition, ..) => {
                self.condition(condition, messages::Place::Expression);
            }
            ExprKind::Template(blocks) => self.blocks(blocks),
            _ => {}
        }
        expr.for_each_child(&mut |child| self.inside(child));
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::If(branches, otherwise) => {
                    for (condition, body) in branches {
                        self.condition(condition, messages::Place::Expression);
                        self.blocks(body);
                    }
                    self.blocks(otherwise);
                }
                Block::For {
                    body, otherwise, ..
                } => {
                    self.blocks(body);
                    self.blocks(otherwise);
                }
                _ => {}
            }
        }
    }
}
