//! Rows that are read of a step which gives none, or only one.

use super::{Checker, step::find};
use crate::{
    diagnostic::messages::{sql, types as messages},
    ir::{Expr, ExprKind},
    job::Step,
    template,
    text::Span,
};

impl Checker<'_> {
    /// Notes a step that throws the rows of its query away.
    pub(super) fn note_unread(&mut self, step: &Step) {
        self.unread.insert(step.id);
    }

    /// Reports a field that a step would give if it were of another type, which is all that is wrong with both; false
    /// where it is no such field.
    pub(super) fn rows_of_another_type(
        &mut self,
        base: &Expr,
        written: &template::Expr,
        field: &str,
        span: Span,
    ) -> bool {
        let Some((step, wanted)) = self.type_wanted(base, field) else {
            return false;
        };
        let (own, ty, whole) = (step.declaration.name, step.type_span, step.span);
        let found = messages::field_of_rows(span, &written.to_string(), field, (own, ty), wanted);
        // What reads the one row of `db.query_one` elsewhere would have to change too.
        let is_all = own == "db.execute" && field == "rows";
        self.diagnostics.take_back(|other| {
            let lies_in =
                whole.file == other.span.file && whole.range().contains(&other.span.range().start);
            *other.code == sql::UNREAD_ROWS && lies_in
                || *other.code == messages::MAYBE_NULL && other.span == written.span
        });
        self.report(found.replace_if(ty, is_all.then_some(wanted)));
        true
    }

    fn type_wanted(&self, base: &Expr, field: &str) -> Option<(&Step, &'static str)> {
        let ExprKind::Result(id) = base.kind else {
            return None;
        };
        let step = find(self.job.steps.iter(), id)?;
        let wanted = match step.declaration.name {
            "db.execute" if !self.unread.contains(&id) => return None,
            "db.execute" if field != "rows" => "db.query_one",
            "db.execute" => "db.query_many",
            "db.query_one" if field == "rows" => "db.query_many",
            _ => return None,
        };
        Some((step, wanted))
    }
}
