use crate::{
    check::{Checker, StepType},
    ir::Operation,
    job::Step,
    spec::{self, ConnectionNeed, Key, Shape},
    types::Type,
};

/// `conditional`
pub(super) static STEP: StepType = StepType {
    declaration: spec::Step {
        name: "conditional",
        doc: "runs the steps of `then` where `when` holds, those of `else` where it does not",
        result: "`{taken: bool}`; the results of its steps can be read later, and may be null",
        connection: ConnectionNeed::None,
        keys: &[
            Key::required("when", Shape::Expression, "what picks the branch"),
            Key::required("then", Shape::Steps, "the steps where it holds"),
            Key::optional("else", Shape::Steps, "the steps where it does not"),
        ],
    },
    check,
};

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let condition = checker.condition(step.fields.expression("when")?);
    let then = checker.branch(&condition, true, step.fields.steps("then"));
    let otherwise = checker.branch(&condition, false, step.fields.steps("else"));
    Some((
        Operation::Conditional {
            condition,
            then,
            otherwise,
        },
        Type::record([("taken", Type::Bool)]),
    ))
}
