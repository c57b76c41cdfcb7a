use super::{
    Snapshot,
    occurrences::step,
    place::{self, field_of},
};
use crate::{
    job::{Job, Step},
    names::Target,
    template::{Expr, ExprKind},
    text::Span,
};

/// Where a field comes from: the step that reads or makes it, and whether it is a column rather than a part of the result.
pub(super) struct Origin<'a> {
    step: &'a Step,
    is_column: bool,
}

impl<'a> Origin<'a> {
    /// Where the fields of `base` come from.
    pub(super) fn of_fields(snapshot: &Snapshot<'_>, job: &'a Job, base: &Expr) -> Option<Self> {
        let step = step_behind(snapshot, job, base)?;
        let is_rows = matches!(
            step.declaration.name,
            "db.query_one" | "db.upsert" | "db.insert"
        );
        let is_column = is_rows || !is_result(snapshot, base);
        Some(Self { step, is_column })
    }

    /// Where it comes from, as a sentence says it.
    pub(super) fn describe(&self) -> String {
        let step = self.step;
        let id = &step.name.value;
        let text = |key: &str| step.fields.text(key).map(|text| text.value.clone());
        let file = || step.fields.template("path")?.template.literal_text();
        match step.declaration.name {
            "csv.read" if self.is_column => match file() {
                Some(file) => format!("a column of `{file}`, read by step `{id}`"),
                None => format!("a column of the file that step `{id}` reads"),
            },
            "db.query_one" | "db.query_many" if self.is_column => {
                format!("a column of the query of step `{id}`")
            }
            "db.upsert" | "db.insert" if self.is_column => match text("table") {
                Some(table) => format!("a column of `{table}`, stored by step `{id}`"),
                None => format!("a column of the row that step `{id}` stores"),
            },
            name => format!("from the result of step `{id}` (`{name}`)"),
        }
    }

    /// The place in the job that says most of the field.
    fn place(&self, field: &str) -> Span {
        let step = self.step;
        let column = step.fields.columns("columns").iter();
        let column = column.map(|column| &column.name);
        let mapped = step.fields.tree_map("mapping").iter().map(|(name, _)| name);
        let named = column.chain(mapped).find(|name| name.value == field);
        let keys = ["returns", "path", "query", "sql_file"];
        let whole = || keys.iter().find_map(|key| step.fields.span(key));
        match named {
            Some(name) if self.is_column => name.span,
            _ => whole().unwrap_or(step.name.span),
        }
    }
}

/// The place that the field at `offset` of the job comes from.
pub(super) fn definition(snapshot: &Snapshot<'_>, job: &Job, offset: usize) -> Option<Span> {
    let (base, name) = field_of(place::at(job, offset)?)?;
    Some(Origin::of_fields(snapshot, job, base)?.place(&name.value))
}

/// The step whose result an expression is made of.
pub(super) fn step_behind<'a>(
    snapshot: &Snapshot<'_>,
    job: &'a Job,
    expr: &Expr,
) -> Option<&'a Step> {
    match &expr.kind {
        ExprKind::Name { id, .. } => match snapshot.insight.names.target(*id) {
            Target::Result(id) | Target::Steps(id) => step(job, id),
            Target::Item(id) => {
                let batch = step(job, id)?.batch.as_ref()?;
                step_behind(snapshot, job, &batch.from)
            }
            _ => None,
        },
        ExprKind::Attribute { base, .. }
        | ExprKind::Item { base, .. }
        | ExprKind::Slice { base, .. }
        | ExprKind::Filter { base, .. } => step_behind(snapshot, job, base),
        _ => None,
    }
}

/// Whether an expression is the result of a step itself, and no part of it.
fn is_result(snapshot: &Snapshot<'_>, expr: &Expr) -> bool {
    let target = |expr: &Expr| match &expr.kind {
        ExprKind::Name { id, .. } => Some(snapshot.insight.names.target(*id)),
        _ => None,
    };
    match (&expr.kind, field_of(expr)) {
        (ExprKind::Name { .. }, _) => matches!(target(expr), Some(Target::Result(_))),
        (_, Some((base, _))) => matches!(target(base), Some(Target::Steps(_))),
        (ExprKind::Item { base, .. }, None) => is_result(snapshot, base),
        _ => false,
    }
}
