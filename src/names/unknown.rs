use indexmap::IndexSet;

use super::{resolve::Resolver, roots::Root, visible::blocked};
use crate::{
    diagnostic::{Diagnostic, listed, messages::reference as messages, nearest},
    job::StepId,
    text::Span,
};

impl<'a> Resolver<'a> {
    /// Reports a name that stands for nothing here, in the words that fit best.
    pub(super) fn unknown(&mut self, name: &str, span: Span) {
        let found = self
            .item_elsewhere(name, span)
            .or_else(|| self.needs_root(name, span))
            .unwrap_or_else(|| match self.meant(name) {
                Some(meant) => messages::meant_name(name, span, meant),
                None => messages::unknown_name(name, span, self.instead(name)),
            });
        self.diagnostics.push(found);
    }

    /// A name that a batch binds, but not here.
    fn item_elsewhere(&self, name: &str, span: Span) -> Option<Diagnostic> {
        let own = self.index.step(self.reader).batch.as_ref();
        if let Some(batch) = own
            && self.in_from
            && (name == "idx" || name == batch.alias.value)
        {
            return Some(messages::item_in_from(name, span, batch.span));
        }
        if name == "idx" {
            return Some(messages::index_outside(span, self.some_batch()));
        }
        let step = self.index.step(*self.index.items.get(name)?);
        let batch = step.batch.as_ref()?;
        let is_named = batch.alias.value == name && !self.index.ids.contains_key(name);
        is_named.then(|| messages::item_outside(name, span, &step.name.value, batch.alias.span))
    }

    /// The last step up to here that has a batch, or the first of the job.
    fn some_batch(&self) -> Option<(&str, Span)> {
        let (before, after) = self.index.steps.split_at(self.reader.0 as usize);
        let mut nearest_first = before.iter().rev().chain(after);
        nearest_first.find_map(|step| {
            let batch = step.batch.as_ref()?;
            Some((step.name.value.as_str(), batch.span))
        })
    }

    /// A name that has to stand behind a root, or a root that stands alone.
    fn needs_root(&self, name: &str, span: Span) -> Option<Diagnostic> {
        if let Some(root) = Root::of(name) {
            return Some(messages::bare_name(root.name(), span, root.example()));
        }
        if name == "loop" {
            return Some(messages::loop_outside(span));
        }
        if let Some(step) = self.index.ids.get(name) {
            let place = self.index.place(*step);
            return Some(messages::step_without_root(name, span, place));
        }
        let input = &self.job.inputs[*self.index.inputs.get(name)?];
        Some(messages::input_without_root(name, span, input.name.span))
    }

    /// What was meant by a name, where that is clear: a word of another language, or a near name.
    fn meant(&self, name: &str) -> Option<&'a str> {
        match name {
            "null" | "NULL" | "Null" | "None" | "NONE" | "nil" | "undefined" => Some("none"),
            "now" => Some("now()"),
            "env" => None,
            _ => nearest(name, self.in_scope().iter().copied()),
        }
    }

    /// What to write where nobody knows what was meant: text in quotes, or one of the names there are.
    fn instead(&self, name: &str) -> String {
        if name == "env" {
            return "declare an input and write `inputs.name`: \
                    `inputs: {name: {type: text, default: \"${env:NAME}\"}}`"
                .to_owned();
        }
        let known = self.in_scope();
        let known: Vec<_> = known.into_iter().collect();
        format!(
            "for text write `'{name}'`; names in scope: {}",
            listed(&known, ", ")
        )
    }

    /// Every name that could stand here, the innermost first.
    fn in_scope(&self) -> IndexSet<&'a str> {
        let frames = self.frames();
        let items = frames.iter().rev().filter_map(|step| {
            let batch = self.index.step(*step).batch.as_ref()?;
            Some(batch.alias.value.as_str())
        });
        let index = (!frames.is_empty()).then_some("idx");
        let is_readable = |step: StepId| blocked(&self.index.scopes, self.reader, step).is_none();
        let results = self.index.steps.iter().filter_map(|step| {
            let name = step.save_as.as_ref()?;
            is_readable(step.id).then_some(name.value.as_str())
        });
        let locals = self.locals.iter().rev().copied();
        let roots = Root::ALL.into_iter().map(|root| -> &'a str { root.name() });
        let found = locals.chain(items).chain(index).chain(results).chain(roots);
        found.collect()
    }
}
