//! What can be wrong with the names in expressions.

use super::{codes, types::UNKNOWN_FIELD};
use crate::{
    diagnostic::{Diagnostic, listed},
    text::Span,
};

codes! {
    /// A name that stands for nothing.
    UNKNOWN_NAME = Error "ref.unknown-name";
    /// A step that does not exist.
    UNKNOWN_STEP = Error "ref.unknown-step";
    /// An input that is not declared.
    UNKNOWN_INPUT = Error "ref.unknown-input";
    /// `steps`, `inputs`, `job` or `run` without what is read from it.
    BARE_NAME = Error "ref.bare-name";
    /// A result that is not there yet.
    LATER_STEP = Error "ref.later-step";
    /// A step that reads its own result.
    OWN_RESULT = Error "ref.own-result";
    /// A step that reads the conditional or group around it.
    ENCLOSING_STEP = Error "ref.enclosing-step";
    /// A step of one branch that reads a step of the other.
    OTHER_BRANCH = Error "ref.other-branch";
    /// `idx`, or the name of an item, where there is no item.
    OUTSIDE_BATCH = Error "ref.outside-batch";
    /// A column that the rows of a CSV file or a query don't have.
    UNKNOWN_COLUMN = Error "ref.unknown-column";
    /// Two results, or a result and an item, of one name.
    DUPLICATE_NAME = Error "ref.duplicate-name";
    /// A name that has a meaning of its own.
    RESERVED_NAME = Error "ref.reserved-name";
}

/// A name that nothing comes close to; `help` is the near one, or how to go on.
#[must_use]
pub fn unknown_name(name: &str, span: Span, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&UNKNOWN_NAME, span, format!("unknown name `{name}`"))
        .label("not in scope here")
        .help(help)
}

/// A name that stands for nothing, where it is clear what should: `meant`.
#[must_use]
pub fn meant_name(name: &str, span: Span, meant: &str) -> Diagnostic {
    unknown_name(name, span, format!("write `{meant}`")).replace(span, meant)
}

/// The id of a step without `steps.` before it.
#[must_use]
pub fn step_without_root(name: &str, span: Span, step: Span) -> Diagnostic {
    meant_name(name, span, &format!("steps.{name}"))
        .related(step, format!("`{name}` is the id of this step"))
}

/// The name of an input without `inputs.` before it.
#[must_use]
pub fn input_without_root(name: &str, span: Span, input: Span) -> Diagnostic {
    meant_name(name, span, &format!("inputs.{name}"))
        .related(input, format!("`{name}` is this input"))
}

/// A step that does not exist.
#[must_use]
pub fn unknown_step(name: &str, span: Span, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&UNKNOWN_STEP, span, format!("unknown step `{name}`"))
        .label("no step has this id")
        .help(help)
}

/// An input that is not declared.
#[must_use]
pub fn unknown_input(name: &str, span: Span, near: Option<&str>) -> Diagnostic {
    Diagnostic::new(&UNKNOWN_INPUT, span, format!("unknown input `{name}`"))
        .label("not declared")
        .help(match near {
            Some(near) => format!("write `inputs.{near}`"),
            None => format!("declare it: `inputs: {{{name}: text}}`"),
        })
        .replace_if(span, near.filter(|_| span.range().len() == name.len()))
}

/// Another field than the one that `root` has.
#[must_use]
pub fn unknown_field(root: &str, field: &str, span: Span, known: &str) -> Diagnostic {
    Diagnostic::new(
        &UNKNOWN_FIELD,
        span,
        format!("`{root}` has no field `{field}`"),
    )
    .label("unknown field")
    .help(format!("write `{root}.{known}`"))
    .replace_if(
        span,
        Some(known).filter(|_| span.range().len() == field.len()),
    )
}

/// A column that the rows `base` don't have; `near` is the one that was probably meant, `known` are all of them.
#[must_use]
pub fn unknown_column(
    span: Span,
    base: &str,
    column: &str,
    near: Option<&str>,
    known: &[&str],
) -> Diagnostic {
    let help = match near {
        Some(near) => Some(format!("write `{near}`")),
        None if known.is_empty() => None,
        None => Some(format!("the columns are {}", listed(known, " and "))),
    };
    Diagnostic::new(
        &UNKNOWN_COLUMN,
        span,
        format!("`{base}` has no column `{column}`"),
    )
    .label("no such column")
    .help_if(help)
}

/// `steps`, `inputs`, `job` or `run` by itself.
#[must_use]
pub fn bare_name(root: &str, span: Span, example: &str) -> Diagnostic {
    Diagnostic::new(&BARE_NAME, span, format!("`{root}` is not a value"))
        .label("names nothing by itself")
        .help(format!("write `{root}.{example}`"))
}

/// `steps[…]` and the like with anything but a quoted name.
#[must_use]
pub fn computed_name(root: &str, index: Span, example: &str) -> Diagnostic {
    Diagnostic::new(
        &BARE_NAME,
        index,
        format!("what is read from `{root}` has to be known before the run"),
    )
    .label("not a name in quotes")
    .help(format!("write `{root}.{example}` or `{root}['{example}']`"))
}

/// The result of a step that runs later.
#[must_use]
pub fn later_step(
    step: &str,
    reader: &str,
    span: Span,
    declared: Span,
    is_inside: bool,
) -> Diagnostic {
    let found = Diagnostic::new(
        &LATER_STEP,
        span,
        format!("`{step}` has not run when `{reader}` reads it"),
    )
    .label("no result yet");
    if is_inside {
        found
            .related(declared, format!("it runs inside `{reader}`"))
            .help(format!(
                "read an earlier step here, or move the test into `{step}`: `when: \"{{{{ … }}}}\"`"
            ))
    } else {
        found
            .related(declared, "it runs later")
            .help(format!("move `{step}` above `{reader}`"))
    }
}

/// A step that reads itself.
#[must_use]
pub fn own_result(step: &str, span: Span, declared: Span) -> Diagnostic {
    Diagnostic::new(&OWN_RESULT, span, format!("`{step}` reads its own result"))
        .label("no result yet")
        .related(declared, "this step")
        .help("read an earlier step, or the item of the batch")
}

/// A step that reads the step around it.
#[must_use]
pub fn enclosing_step(step: &str, reader: &str, span: Span, declared: Span) -> Diagnostic {
    Diagnostic::new(
        &ENCLOSING_STEP,
        span,
        format!("`{step}` is not done when `{reader}` inside it reads it"),
    )
    .label("no result yet")
    .related(declared, format!("`{reader}` is inside this step"))
    .help(format!(
        "read a step that stands before `{reader}`, or move `{reader}` behind `{step}`"
    ))
}

/// A step of the other branch.
#[must_use]
pub fn other_branch(step: &str, branch: &str, own: &str, span: Span, declared: Span) -> Diagnostic {
    Diagnostic::new(
        &OTHER_BRANCH,
        span,
        format!("`{step}` never runs together with this step: one is under `{branch}`, the other under `{own}`"),
    )
    .label("has no result in this branch")
    .related(declared, format!("under `{branch}`"))
    .help(format!(
        "read a step before the conditional, or move `{step}` there"
    ))
}

/// `idx` where there is no batch around.
#[must_use]
pub fn index_outside(span: Span, batch: Option<(&str, Span)>) -> Diagnostic {
    let found = Diagnostic::new(&OUTSIDE_BATCH, span, "`idx` is only there inside a batch")
        .label("no batch around this")
        .help("add `batch: {from: \"{{ … }}\"}` to the step, or write the index out: `[0]`");
    match batch {
        Some((step, place)) => found.related(place, format!("`{step}` has a batch")),
        None => found,
    }
}

/// The name of an item where there is no such item.
#[must_use]
pub fn item_outside(name: &str, span: Span, step: &str, declared: Span) -> Diagnostic {
    Diagnostic::new(
        &OUTSIDE_BATCH,
        span,
        format!("`{name}` is only there inside the batch of `{step}`"),
    )
    .label("outside that batch")
    .related(declared, format!("the item of the batch of `{step}`"))
    .help(format!(
        "add `batch: {{from: \"{{{{ … }}}}\", as: {name}}}` to this step"
    ))
}

/// `idx` or the item in the list that the items come from.
#[must_use]
pub fn item_in_from(name: &str, span: Span, batch: Span) -> Diagnostic {
    Diagnostic::new(
        &OUTSIDE_BATCH,
        span,
        format!("`{name}` is not there yet in the `from` of its own batch"),
    )
    .label("not there yet")
    .related(batch, "the batch whose item it is")
    .help("write the list, as in `from: \"{{ steps.read.rows }}\"`")
}

/// `loop` outside a loop.
#[must_use]
pub fn loop_outside(span: Span) -> Diagnostic {
    unknown_name(
        "loop",
        span,
        "`loop` is only there between `{% for %}` and `{% endfor %}`; in a batch write `idx`",
    )
}

/// A second result of the same name.
#[must_use]
pub fn duplicate_result(name: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(
        &DUPLICATE_NAME,
        span,
        format!("two steps save their result as `{name}`"),
    )
    .label("the second one")
    .related(first, "first used here")
    .help(format!("rename one of the two: `save_as: {name}_2`"))
}

/// A result that the item of a batch around it hides.
#[must_use]
pub fn hidden_result(name: &str, span: Span, alias: Span) -> Diagnostic {
    Diagnostic::new(
        &DUPLICATE_NAME,
        span,
        format!("`{name}` is the item of the batch around this step already"),
    )
    .label("can't be read by this name")
    .related(alias, "the item's name")
    .help(format!("rename one of the two: `save_as: {name}_result`"))
}

/// A name that has a meaning of its own.
#[must_use]
pub fn reserved_name(name: &str, span: Span, means: &str) -> Diagnostic {
    Diagnostic::new(
        &RESERVED_NAME,
        span,
        format!("`{name}` is a reserved name: {means}"),
    )
    .label("reserved")
    .help(format!("write `{name}_value`"))
}
