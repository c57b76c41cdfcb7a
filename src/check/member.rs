//! Fields that a record does not have.

use super::{Checker, step::find};
use crate::{
    diagnostic::{
        Diagnostic,
        messages::{reference, types as messages},
        nearest,
    },
    ir::{Expr, ExprKind},
    job::Step,
    template::is_identifier,
    text::Span,
    types::RecordType,
};

/// A field as it is written, and where.
pub struct Member<'a> {
    /// What it is read from, as written.
    pub base: String,
    /// Its name.
    pub name: &'a str,
    /// The name's place.
    pub span: Span,
    /// What it is written as.
    pub form: Form,
}

/// How a field is named.
#[derive(Clone, Copy)]
pub enum Form {
    /// Behind a dot: `base.name`, which stands here as a whole.
    Dot(Span),
    /// In quotes: `base['name']`, `attribute='name'`.
    Quoted,
    /// As it is, in a list of columns.
    Plain,
    /// As a part of something longer.
    Part,
}

impl Checker<'_> {
    /// Reports a field that a record, all of whose fields are known, does not have.
    pub fn unknown_member(&mut self, record: &RecordType, member: &Member<'_>) {
        let known: Vec<&str> = record.fields().map(|(name, _)| &**name).collect();
        let near = nearest(member.name, known.iter().copied());
        let near = near.map(|near| member.form.typed(&member.base, near));
        let near_text = near.as_ref().map(|(_, text)| text.as_str());
        let base = &member.base;
        let mut found = match record.origin() {
            Some(origin) => {
                reference::unknown_column(member.span, base, member.name, near_text, &known)
                    .related(
                        origin.span,
                        format!("the columns are those of {}", origin.what),
                    )
            }
            None => messages::unknown_field(member.span, base, member.name, near_text, &known),
        };
        if let Some((place, text)) = near {
            found = mended(found, place.unwrap_or(member.span), text, &member.form);
        }
        self.report(found);
    }
}

impl Checker<'_> {
    /// The group whose result an expression is, for one item or for all.
    pub(super) fn group_read(&self, expr: &Expr) -> Option<&Step> {
        match &expr.kind {
            ExprKind::Result(step) => {
                let written = find(self.job.steps.iter(), *step)?;
                (written.declaration.name == "group").then_some(written)
            }
            ExprKind::Element(base, _) => self.group_read(base),
            _ => None,
        }
    }

    /// What to read where a group is.
    #[must_use]
    pub fn inside_of_group(&self, expr: &Expr) -> Option<String> {
        let inside = self.group_read(expr)?.children().last()?;
        let name = &inside.name.value;
        Some(format!(
            "a group has no result: read a step inside of it: `steps.{name}`"
        ))
    }

    /// Reports a field of a group: it has none, and its steps are read by their own names.
    pub(super) fn field_of_group(&mut self, base: &Expr, field: &str, span: Span) {
        let Some(group) = self.group_read(base) else {
            return;
        };
        let named = |step: &&Step| step.name.value == field;
        let inside = group.children().find(named).or(group.children().last());
        let inside = inside.map_or("…", |step| step.name.value.as_str());
        let name = &group.name;
        let found = messages::field_of_group(span, field, &name.value, name.span, inside);
        self.report(found);
    }
}

fn mended(found: Diagnostic, span: Span, text: String, form: &Form) -> Diagnostic {
    match form {
        Form::Part => found,
        _ => found.replace(span, text),
    }
}

impl Form {
    /// A name as it has to be typed, and what it takes the place of where that is more than the name.
    fn typed(&self, base: &str, near: &str) -> (Option<Span>, String) {
        match self {
            Self::Dot(whole) if !is_identifier(near) => {
                (Some(*whole), format!("{base}[{}]", quoted(near)))
            }
            Self::Quoted => (None, quoted(near)),
            Self::Dot(_) | Self::Plain | Self::Part => (None, near.to_owned()),
        }
    }
}

fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\\', "\\\\").replace('\'', "\\'"))
}
