//! Where the null of an expression comes from.

use super::{Checker, path::Path, step::find};
use crate::{
    ir::{self, Expr, ExprKind},
    job::{OnError, Step, StepId},
    text::Span,
    types::Type,
};

impl Checker<'_> {
    /// Where the null of an expression comes from, and why it does; none where it is not known.
    pub(super) fn cause_of_null(&self, expr: &Expr) -> Option<(Span, String)> {
        match &expr.kind {
            ExprKind::Field(base, name) => match base.ty.required() {
                Type::Record(record) if record.field(name)?.may_be_null() => {
                    self.cause_in_field(base, name)
                }
                _ => self.cause_of_null(base),
            },
            ExprKind::Element(base, _) => self.cause_of_null(base),
            ExprKind::Result(step) => self.cause_of_result(*step),
            ExprKind::Input(position) => {
                let input = self.job.inputs.get(*position)?;
                Some((input.name.span, format!("declared as `{}`", input.ty)))
            }
            ExprKind::Call(function, arguments)
                if matches!(function.name, "first" | "last" | "min" | "max") =>
            {
                let list = arguments.first()?.as_ref()?;
                Some((list.span, "null where this list is empty".to_owned()))
            }
            _ => None,
        }
    }

    /// Why a field may be null, of a record that is there.
    fn cause_in_field(&self, base: &Expr, name: &str) -> Option<(Span, String)> {
        let step = find(self.job.steps.iter(), self.step_read(base)?)?;
        let fields = &step.fields;
        if let Some(span) = fields.span("returns") {
            let Type::Record(record) = base.ty.required() else {
                return None;
            };
            let ty = record.field(name)?;
            return Some((span, format!("`{name}` is `{ty}` in `returns`")));
        }
        match step.declaration.name {
            "csv.read" => {
                let span = fields.span("null_values")?;
                Some((span, "null where the cell is one of these".to_owned()))
            }
            "db.query_one" | "db.query_many" => {
                let span = fields.span("query").or_else(|| fields.span("sql_file"))?;
                Some((
                    span,
                    format!("null where the column `{name}` of the row is"),
                ))
            }
            _ => None,
        }
    }

    /// The step whose result an expression reads, be it by the item of a batch.
    fn step_read(&self, expr: &Expr) -> Option<StepId> {
        self.step_of(&Path::of(expr)?)
    }

    fn step_of(&self, path: &Path) -> Option<StepId> {
        match path.root() {
            Path::Result(step) => Some(*step),
            Path::Item(batch) => self.step_of(self.facts.list_of(*batch)?),
            _ => None,
        }
    }

    fn cause_of_result(&self, step: StepId) -> Option<(Span, String)> {
        let written = find(self.job.steps.iter(), step)?;
        if self.results.get(&step).is_some_and(Type::may_be_null) {
            self.cause_in_step(written)
        } else {
            self.cause_around(step)
        }
    }

    /// Why the result of a step may be null where its branch is taken.
    fn cause_in_step(&self, step: &Step) -> Option<(Span, String)> {
        let when = step
            .when
            .as_ref()
            .filter(|_| !self.has_run(&Path::Result(step.id)));
        if let Some(when) = when {
            let why = format!("null where this `when` skips `{}`", step.name.value);
            return Some((when.span, why));
        }
        let skips = step.fields.choice("on_conflict") == Some("skip");
        let why = match step.declaration.name {
            _ if step.on_error == OnError::Continue => "null where it failed: `on_error: continue`",
            "db.query_one" => "null where the query finds no row",
            "db.insert" if skips => "null where the row was there: `on_conflict: skip`",
            _ => return None,
        };
        Some((step.name.span, why.to_owned()))
    }

    /// Why a step may not have run: a conditional around it may take the other branch, or be skipped itself.
    fn cause_around(&self, step: StepId) -> Option<(Span, String)> {
        let parent = self.names.scope(step).parent?;
        let around = find(self.job.steps.iter(), parent.step)?;
        let condition = around
            .fields
            .expression("when")
            .filter(|_| parent.branch != "steps");
        match condition {
            Some(condition) => {
                let holds = if parent.branch == "else" {
                    "holds"
                } else {
                    "does not hold"
                };
                Some((condition.span, format!("null where this condition {holds}")))
            }
            None => self.cause_of_result(parent.step),
        }
    }

    /// The part of an expression that may be null, where that is not the whole of it.
    pub(super) fn null_part<'e>(
        &self,
        typed: &'e Expr,
        written: &'e crate::template::Expr,
    ) -> Option<(&'e Expr, &'e crate::template::Expr)> {
        use crate::template::ExprKind as Written;
        let (
            ExprKind::Ternary(_, then, otherwise),
            Written::Ternary {
                then: first,
                otherwise: Some(second),
                ..
            },
        ) = (&typed.kind, &written.kind)
        else {
            return None;
        };
        let parts = [(&**then, &**first), (&**otherwise, &**second)];
        let mut nullable = parts
            .into_iter()
            .filter(|(typed, _)| typed.ty.may_be_null());
        let part = nullable.next()?;
        if nullable.next().is_some() || matches!(part.0.kind, ir::ExprKind::Constant(_)) {
            return None;
        }
        self.null_part(part.0, part.1).or(Some(part))
    }
}
