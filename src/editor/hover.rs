use super::{
    Snapshot, occurrences,
    origin::Origin,
    path::{Path, Segment},
    place::{self, field_of},
    schema, touches,
};
use crate::{
    analysis::REGISTRY,
    job::Job,
    names::{RESERVED, Target},
    reference,
    spec::connections,
    template::{Expr, ExprKind, Ident},
    text::Span,
    types::Type,
};

/// How many fields of a record are shown.
const FIELDS: usize = 40;

/// What is said of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The place.
    pub span: Span,
    /// What is said, in Markdown.
    pub markdown: String,
}

impl Snapshot<'_> {
    /// What is known of what stands at `offset` of the job: the type of an expression and where it comes from, what a
    /// helper does, what a key is for.
    #[must_use]
    pub fn hover(&self, offset: usize) -> Option<Hover> {
        let job = self.job();
        let here = job.and_then(|job| Some((job, place::at(job, offset)?)));
        if let Some((job, expr)) = here {
            return helper(expr, offset).or_else(|| self.expression(job, expr));
        }
        let named = job.and_then(|job| self.symbol(job, offset));
        named.or_else(|| self.written(offset))
    }

    fn expression(&self, job: &Job, expr: &Expr) -> Option<Hover> {
        let Some(ty) = self.insight.types.at(expr.span) else {
            return root(expr);
        };
        let span = match field_of(expr) {
            Some((_, name)) => name.span,
            None => expr.span,
        };
        let origin = self.origin(job, expr);
        let shown = format!("{expr}: {}", listed(ty));
        Some(hover(span, &shown, &origin.unwrap_or_default()))
    }

    /// Where the value of an expression comes from, in a sentence.
    fn origin(&self, job: &Job, expr: &Expr) -> Option<String> {
        if let ExprKind::Name { id, .. } = &expr.kind
            && let Target::Index(step) = self.insight.names.target(*id)
        {
            let batch = occurrences::step(job, step)?.batch.as_ref()?;
            return Some(format!(
                "the position of the item in `{}`, from 0",
                batch.from
            ));
        }
        if let Some((symbol, _)) = occurrences::named(self, expr) {
            return Some(occurrences::describe(job, symbol));
        }
        let (base, _) = field_of(expr)?;
        Some(Origin::of_fields(self, job, base)?.describe())
    }

    /// A name of a step, a result, an item, an input or a connection, outside of expressions.
    fn symbol(&self, job: &Job, offset: usize) -> Option<Hover> {
        let found = occurrences::at(self, job, offset)?;
        let says = occurrences::describe(job, found.symbol);
        let shown = &found.symbol.name(job)?.value;
        Some(hover(found.span, shown, &says))
    }

    /// A key, or the type of a step or a connection.
    fn written(&self, offset: usize) -> Option<Hover> {
        let root = self.insight.root.as_ref()?;
        let path = Path::to(root, &|scalar| touches(scalar.span(), offset))?;
        let (span, text) = (path.scalar.span(), path.scalar.text());
        if let Some(map) = path.key_of {
            let doc = schema::key_doc(&path.segments, map, text)?;
            return Some(hover(span, text, &doc));
        }
        if !matches!(path.segments.last(), Some(Segment::Under(_, "type"))) {
            return None;
        }
        let markdown = match REGISTRY.step(text).filter(|_| path.in_step().is_some()) {
            Some(step) => reference::of_step(step),
            None => {
                let mut known = connections::ALL.iter();
                let found = known.find(|connection| connection.name == text)?;
                format!("`{text}`: {}", found.doc)
            }
        };
        Some(Hover { span, markdown })
    }
}

/// The helper or test whose name stands at `offset`.
fn helper(expr: &Expr, offset: usize) -> Option<Hover> {
    let function = |name: &Ident| REGISTRY.function(&name.value).map(reference::of_function);
    let predicate = |name: &Ident| REGISTRY.predicate(&name.value).map(reference::of_predicate);
    let (name, markdown) = match &expr.kind {
        ExprKind::Filter { filter, .. } => (filter, function(filter)),
        ExprKind::Call { function: name, .. } => (name, function(name)),
        ExprKind::Test { test, .. } => (test, predicate(test)),
        _ => return None,
    };
    let markdown = markdown.filter(|_| touches(name.span, offset))?;
    let span = name.span;
    Some(Hover { span, markdown })
}

/// A name that stands for something only with the one behind it: `steps`.
fn root(expr: &Expr) -> Option<Hover> {
    let ExprKind::Name { name, .. } = &expr.kind else {
        return None;
    };
    let (_, means) = RESERVED.iter().find(|(word, _)| word == name)?;
    Some(hover(expr.span, name, means))
}

fn hover(span: Span, shown: &str, says: &str) -> Hover {
    let markdown = format!("```text\n{shown}\n```\n\n{says}");
    Hover {
        span,
        markdown: markdown.trim_end().to_owned(),
    }
}

/// A type, the fields of a record on lines of their own.
fn listed(ty: &Type) -> String {
    let (record, is_optional) = match ty {
        Type::Optional(inner) => (&**inner, true),
        other => (other, false),
    };
    let Type::Record(record) = record else {
        return ty.brief();
    };
    let mut lines: Vec<_> = record
        .fields()
        .take(FIELDS)
        .map(|(name, ty)| format!("  {name}: {}", ty.brief()))
        .collect();
    if record.is_open() || record.fields().count() > FIELDS {
        lines.push("  …".to_owned());
    }
    let mark = if is_optional { "?" } else { "" };
    format!("{{\n{}\n}}{mark}", lines.join("\n"))
}
