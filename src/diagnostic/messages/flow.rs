//! What is unwise about the conditions of a job.

use super::codes;
use crate::{diagnostic::Diagnostic, text::Span};

codes! {
    /// A condition is the same on every run.
    CONSTANT_CONDITION = Warning "flow.constant-condition";
    /// A branch or a step can never run.
    UNREACHABLE_BRANCH = Warning "flow.unreachable-branch";
    /// A cell of a CSV file that is never null is asked whether it is.
    NEVER_NULL = Advice "flow.never-null";
    /// A group is read as if it had a result.
    GROUP_VALUE = Warning "flow.group-value";
}

/// Where a condition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `when:` of a step.
    Step,
    /// `when:` of a `conditional`.
    Branch,
    /// Inside an expression or a template.
    Expression,
}

/// A condition that literals alone decide; `is_part` says that one operand of it does, which is then at `span`.
#[must_use]
pub fn constant_condition(span: Span, truth: bool, place: Place, is_part: bool) -> Diagnostic {
    let message = match (place, truth) {
        (Place::Step, true) => "the condition is always true: the step always runs",
        (Place::Step, false) => "the condition is always false: the step never runs",
        (Place::Branch, true) => "the condition is always true: `else` never runs",
        (Place::Branch, false) => "the condition is always false: `then` never runs",
        (Place::Expression, true) => "the condition is always true",
        (Place::Expression, false) => "the condition is always false",
    };
    let (label, help) = match (is_part, place) {
        (true, _) if truth => (
            "this alone decides it",
            "compare it with something: `x == 'a' or x == 'b'`, or `x in ['a', 'b']`",
        ),
        (true, _) => (
            "this alone decides it",
            "remove it, or make it of what the job reads",
        ),
        (false, Place::Step) => (
            "the same on every run",
            "remove `when`, or make it of what the step reads",
        ),
        (false, _) => (
            "the same on every run",
            "remove the condition, or make it of what the job reads",
        ),
    };
    Diagnostic::new(&CONSTANT_CONDITION, span, message)
        .label(label)
        .help(help)
}

/// A condition that the one around it has decided; `truth` is what it always is, `outer` the one around.
#[must_use]
pub fn unreachable_branch(span: Span, what: &str, truth: bool, outer: Span) -> Diagnostic {
    Diagnostic::new(&UNREACHABLE_BRANCH, span, format!("{what} never runs"))
        .label(format!("always {truth} here"))
        .related(outer, "this condition has decided it")
        .help("remove what never runs, or mend one of the two conditions")
}

/// A group in the place of a value; `declared` is where it is named, `inside` a step in it.
#[must_use]
pub fn group_value(span: Span, group: &str, declared: Span, inside: &str) -> Diagnostic {
    let message = format!("the group `{group}` has no result of its own");
    Diagnostic::new(&GROUP_VALUE, span, message)
        .label("an empty record, whatever its steps give")
        .related(declared, "this is a group")
        .help(format!("read a step inside of it: `steps.{inside}`"))
}

/// A question whether a CSV cell is null, whose answer is always `truth`; `is_text` unless `columns` gives it a type.
#[must_use]
pub fn never_null(span: Span, is_text: bool, truth: bool) -> Diagnostic {
    let nulls = "add `null_values: ['']` where the file is read";
    Diagnostic::new(&NEVER_NULL, span, "a cell of this CSV file is never null")
        .label(format!("always {truth}"))
        .help(if is_text {
            format!("an empty cell is the text `''`: compare it with that, or {nulls}")
        } else {
            format!("{nulls}, if cells may be empty")
        })
}
