use super::index::Index;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, messages::reference as messages},
    text::Spanned,
};

/// The names with a meaning of their own, and what it is.
pub const RESERVED: &[(&str, &str)] = &[
    ("steps", "the results of steps"),
    ("inputs", "the inputs"),
    ("job", "the job"),
    ("run", "the run"),
    ("idx", "the position of the item in its batch"),
    ("loop", "the state of a `{% for %}`"),
];

/// What is wrong with a name because it has a meaning of its own.
pub(super) fn reserved(name: &Spanned<String>) -> Option<Diagnostic> {
    let (_, means) = RESERVED.iter().find(|(word, _)| *word == name.value)?;
    Some(messages::reserved_name(&name.value, name.span, means))
}

/// Reports names of results and items that are reserved, taken or hidden.
pub(super) fn check_declared(index: &Index<'_>, diagnostics: &mut Diagnostics) {
    for step in &index.steps {
        let alias = step.batch.iter().map(|batch| &batch.alias);
        diagnostics.extend(alias.chain(&step.save_as).filter_map(reserved));
        let Some(name) = &step.save_as else {
            continue;
        };
        let first = index.results[name.value.as_str()];
        if first != step.id
            && let Some(first) = &index.step(first).save_as
        {
            diagnostics.push(messages::duplicate_result(
                &name.value,
                name.span,
                first.span,
            ));
        }
        let frames = index.scope(step.id).frames.iter();
        let hiding = frames
            .filter(|frame| **frame != step.id)
            .filter_map(|frame| index.step(*frame).batch.as_ref())
            .find(|batch| batch.alias.value == name.value);
        if let Some(batch) = hiding {
            diagnostics.push(messages::hidden_result(
                &name.value,
                name.span,
                batch.alias.span,
            ));
        }
    }
}
