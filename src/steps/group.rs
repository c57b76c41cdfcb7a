use crate::{
    check::{Checker, StepType},
    ir::Operation,
    job::Step,
    spec::{self, ConnectionNeed, Key, Shape},
    types::Type,
};

/// `group`
pub(super) static STEP: StepType = StepType {
    declaration: spec::Step {
        name: "group",
        doc: "runs steps as one: with a `batch`, all of them for an item before the next item",
        result: "none of its own; the results of its steps can be read later, one per item of its batch",
        connection: ConnectionNeed::None,
        keys: &[Key::required("steps", Shape::Steps, "the steps")],
    },
    check,
};

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let steps = checker.steps(step.fields.steps("steps"));
    // A group has no result of its own: a record without a field, so that reading one is reported.
    Some((Operation::Group { steps }, Type::record::<&str>([])))
}
