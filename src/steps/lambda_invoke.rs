use super::delivery::{DELIVERY, RETURNS, TIMEOUT, call, enqueued, refuse_secrets};
use crate::{
    check::{Checker, StepType},
    ir::{Delivery, Operation},
    job::Step,
    spec::{self, ConnectionKind, ConnectionNeed, Key, Shape},
    types::Type,
};

/// `lambda.invoke`
pub(super) static STEP: StepType = StepType {
    declaration: spec::Step {
        name: "lambda.invoke",
        doc: "invokes a Lambda function and waits for its JSON answer",
        result: "the function's answer: `json`, or as `returns` declares it",
        connection: ConnectionNeed::Kind(ConnectionKind::Lambda),
        keys: &[
            Key::required(
                "payload",
                Shape::Tree,
                "what the function is given, as JSON",
            ),
            Key::optional(
                "function_name",
                Shape::Template,
                "the function (the connection's)",
            ),
            TIMEOUT,
            DELIVERY,
            RETURNS,
        ],
    },
    check,
};

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let payload = checker.tree(step.fields.tree("payload")?);
    let function = step
        .fields
        .template("function_name")
        .map(|name| checker.needed_text(name));
    if let Some(function) = &function {
        checker.refuse_secret(function, "the name of a function");
    }
    let connection = checker.connection(step)?;
    if function.is_none() {
        let why = "the function, unless every step names its own";
        checker.need_setting(connection, "function_name", why);
    }
    let call = call(checker, step)?;
    if matches!(call.delivery, Delivery::Outbox(_)) {
        refuse_secrets(checker, [&payload]);
    }
    let result = match call.delivery {
        Delivery::Outbox(_) => enqueued(),
        Delivery::Direct => call.returns.clone().unwrap_or(Type::Json),
    };
    Some((
        Operation::Invoke {
            connection,
            function,
            payload,
            call,
        },
        result,
    ))
}
