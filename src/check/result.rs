use super::{Checker, literal::error, path::Path};
use crate::{
    ir::{Expr, ExprKind},
    job::StepId,
    names::Scope,
    text::Span,
    types::{Domain, Type},
};

impl Checker<'_> {
    /// The result of `step`, as the step being checked sees it.
    ///
    /// Inside the batches that both stand in it is this item's own; for every further batch around `step` it is a list. A
    /// conditional around `step` but not around the reader may not have taken its branch.
    pub(super) fn result(&self, step: StepId, span: Span) -> Expr {
        let Some(own) = self.results.get(&step) else {
            return error(span);
        };
        let mut ty = own.clone();
        let mut at = step;
        loop {
            if self.declares_batch(at) && !self.reader_scope().frames.contains(&at) {
                ty = Type::list(ty, self.domain(at));
            }
            let Some(parent) = self.names.scope(at).parent else {
                break;
            };
            if self.reader_is_inside(parent.step) {
                break;
            }
            if !self.is_taken(parent.step, parent.branch) {
                ty = ty.optional();
            }
            at = parent.step;
        }
        self.narrowed(Expr::new(ExprKind::Result(step), ty, span))
    }

    fn reader_scope(&self) -> &Scope {
        self.names.scope(self.current)
    }

    fn declares_batch(&self, step: StepId) -> bool {
        self.names.scope(step).frames.last() == Some(&step)
    }

    fn domain(&self, batch: StepId) -> Domain {
        self.batches
            .get(&batch)
            .map_or(Domain::UNKNOWN, |batch| batch.domain)
    }

    /// Whether the steps of a branch have run: no condition guards them, or it is known to have held.
    fn is_taken(&self, parent: StepId, branch: &str) -> bool {
        let truth = branch != "else";
        let condition = self.branches.get(&parent);
        let is_branch = branch != "steps";
        if is_branch && !condition.is_some_and(|when| self.facts.implies(when, truth)) {
            return false;
        }
        !self.results.get(&parent).is_some_and(Type::may_be_null)
            || self.has_run(&Path::Result(parent))
    }

    /// Whether what is read is the result of a step that could only have been skipped, and has not been: what it asks for
    /// in its `when:` is known to hold here.
    pub(super) fn has_run(&self, path: &Path) -> bool {
        let step = match path {
            Path::Result(step) => step,
            Path::AtIndexOf(list, _) => match &**list {
                Path::Result(step) => step,
                _ => return false,
            },
            _ => return false,
        };
        let when = self.skips.get(step);
        when.is_some_and(|when| self.facts.implies(when, true))
    }

    fn reader_is_inside(&self, ancestor: StepId) -> bool {
        let parents = std::iter::successors(self.reader_scope().parent, |parent| {
            self.names.scope(parent.step).parent
        });
        parents
            .map(|parent| parent.step)
            .any(|step| step == ancestor)
    }
}
