use super::Role;
use crate::{
    ir::{Expr, Request},
    plan::{Operation, Outgoing, Statement},
};

/// An expression of a step, and what it is to it.
pub(super) type Slot<'a> = (Role, &'a str, &'a Expr);

/// The expressions of an operation itself, not of steps inside it.
pub(super) fn slots(operation: &Operation) -> Vec<Slot<'_>> {
    match operation {
        Operation::ReadCsv { path, .. } => vec![(Role::File, "", path)],
        Operation::WriteCsv(write) => {
            vec![(Role::File, "", &write.path), (Role::Rows, "", &write.rows)]
        }
        Operation::StoreRow(row) => parameters(&row.statement),
        Operation::ChangeRows { statement, .. }
        | Operation::Query { statement, .. }
        | Operation::Execute { statement, .. } => parameters(statement),
        Operation::Invoke {
            function, payload, ..
        } => invocation(function.as_ref(), payload),
        Operation::Send { request, .. } => sent(request),
        Operation::Enqueue { call, order_by, .. } => {
            let mut slots = match call {
                Outgoing::Request(request) => sent(request),
                Outgoing::Invocation(call) => {
                    let mut slots = invocation(call.function.as_ref(), &call.payload);
                    slots.extend(call.key.iter().map(|key| (Role::Key, "", key)));
                    slots
                }
            };
            slots.extend(order_by.iter().map(|key| (Role::Order, "", key)));
            slots
        }
        Operation::Branch { condition, .. } => vec![(Role::Condition, "", condition)],
        Operation::Sequence { .. } => Vec::new(),
    }
}

fn parameters(statement: &Statement) -> Vec<Slot<'_>> {
    let parameters = statement.parameters.iter();
    parameters
        .map(|parameter| (Role::Parameter, parameter.name.as_str(), &parameter.value))
        .collect()
}

fn invocation<'a>(function: Option<&'a Expr>, payload: &'a Expr) -> Vec<Slot<'a>> {
    let function = function.map(|function| (Role::Function, "", function));
    function
        .into_iter()
        .chain([(Role::Payload, "", payload)])
        .collect()
}

fn sent(request: &Request) -> Vec<Slot<'_>> {
    let mut slots = vec![(Role::Target, "", &request.target)];
    slots.extend(
        request
            .query
            .iter()
            .map(|(name, value)| (Role::Query, name.as_str(), value)),
    );
    slots.extend(
        request
            .headers
            .iter()
            .map(|(name, value)| (Role::Header, name.as_str(), value)),
    );
    slots.extend(
        request
            .idempotency_key
            .iter()
            .map(|key| (Role::Key, "", key)),
    );
    slots.extend(request.body.iter().map(|body| (Role::Body, "", body)));
    slots
}
