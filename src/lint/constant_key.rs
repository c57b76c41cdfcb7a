use super::{
    Lint,
    reads::{depends_on_item, is_failed, reads_index},
    site::Site,
    unstable::unstable,
};
use crate::{
    diagnostic::{Diagnostic, messages::effect as messages},
    ir::{Batch, Expr, ExprKind},
    job::StepId,
    text::Span,
};

/// A key that is the same for every item.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for site in &lint.sites {
        let names = &lint.job.names;
        let Some(batch) = names.scope(site.step.id).frames.last().copied() else {
            continue;
        };
        let Some(from) = several_items(lint, batch) else {
            continue;
        };
        if picks_an_item(site, batch) || !differs(lint, site, batch) {
            continue;
        }
        for key in site.step.operation.keys(&lint.job.connections) {
            let is_same = !is_failed(key) && !depends_on_item(key, batch, names);
            // A key that changes with every run has been reported as that.
            if is_same && unstable(key).is_empty() {
                let item = lint.identity(site);
                let fix = match &item {
                    Some(item) => format!("end it with `-{{{{ {item} }}}}`"),
                    None => format!("write `idempotency_key: \"{}\"`", lint.key_for(site)),
                };
                let diagnostic = messages::constant_key(key.span, from.from.span, fix);
                found.push(match (item, end_of_key(site, key)) {
                    (Some(item), Some(end)) => {
                        diagnostic.replace(end, format!("-{{{{ {item} }}}}"))
                    }
                    _ => diagnostic,
                });
            }
        }
    }
    found
}

/// Whether the calls of two items differ: one and the same call may well be made once only.
fn differs(lint: &Lint<'_>, site: &Site<'_>, batch: StepId) -> bool {
    let mut differs = false;
    site.step
        .operation
        .for_each_expr(&mut |expr| differs |= depends_on_item(expr, batch, &lint.job.names));
    differs
}

/// Where more can be written behind a key.
fn end_of_key(site: &Site<'_>, key: &Expr) -> Option<Span> {
    let fields = &site.written.fields;
    let mut written = ["idempotency_key", "key"].into_iter();
    let text = written.find_map(|name| fields.template(name))?;
    let is_this = text.span.range().start <= key.span.range().start
        && key.span.range().end <= text.span.range().end;
    let end = text.scalar.text().len();
    is_this.then(|| text.scalar.span_of(end..end))
}

/// The batch, unless it may be known to go through one item only.
pub(super) fn several_items<'a>(lint: &Lint<'a>, batch: StepId) -> Option<&'a Batch> {
    let batch = lint.site(batch)?.step.batch.as_ref()?;
    match &batch.from.kind {
        ExprKind::List(items) if items.len() < 2 => None,
        ExprKind::Slice { .. } => None,
        _ => Some(batch),
    }
}

/// Whether a condition asks for the position: then the call may be made for one item only.
fn picks_an_item(site: &Site<'_>, batch: StepId) -> bool {
    site.conditions()
        .any(|condition| reads_index(condition, batch))
}
