//! What is kept of results: only what a later step reads.

use crate::{
    job::StepId,
    plan::{Kept, Step},
    value::Value,
};

/// The part of a step's answer that somebody reads; of a field that nobody does only its name is left.
pub(super) fn kept_of(answer: Value, kept: &Kept) -> Value {
    let is_read = |name: &str| match kept {
        Kept::Whole => true,
        Kept::Fields(fields) => fields.contains(name),
        Kept::Presence | Kept::Nothing => false,
    };
    match answer {
        Value::Record(record) if *kept != Kept::Whole => {
            let mut fields = record.into_fields();
            for (name, value) in &mut fields {
                if !is_read(name) {
                    *value = Value::Null;
                }
            }
            Value::from(fields)
        }
        other => other,
    }
}

/// The steps inside whose results somebody reads.
pub(super) fn kept_inside(step: &Step) -> Vec<StepId> {
    let mut kept = Vec::new();
    for (_, children) in step.children() {
        for child in children {
            if child.kept != Kept::Nothing {
                kept.push(child.id);
            }
            kept.extend(kept_inside(child));
        }
    }
    kept
}
