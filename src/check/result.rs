use super::{Checker, literal::error};
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
            if parent.branch != "steps" || self.may_be_skipped(parent.step) {
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

    fn may_be_skipped(&self, step: StepId) -> bool {
        self.results.get(&step).is_some_and(Type::may_be_null)
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
