//! A plan as a graph: nodes, what contains them, and what reads what.

use crate::{
    job::StepId,
    plan::{Operation, Plan, Step},
};

/// A step in the graph.
pub(super) struct Node {
    pub(super) id: StepId,
    /// What is written on it, line by line.
    pub(super) lines: Vec<String>,
    /// Whether it decides between branches.
    pub(super) decides: bool,
    /// The steps inside, by the key they stand under.
    pub(super) inside: Vec<(&'static str, Vec<Node>)>,
}

/// The steps, those inside of others under them.
pub(super) fn nodes(plan: &Plan) -> Vec<Node> {
    plan.steps.iter().map(|step| node(plan, step)).collect()
}

/// From which step to which results go.
pub(super) fn edges(plan: &Plan) -> Vec<(StepId, StepId)> {
    let steps = plan.all_steps();
    steps
        .iter()
        .flat_map(|step| step.after.iter().map(|read| (*read, step.id)))
        .collect()
}

fn node(plan: &Plan, step: &Step) -> Node {
    let kind = match step.connection {
        Some(connection) => format!(
            "{} on {}",
            step.step_type, plan.connections[connection.0].name
        ),
        None => step.step_type.to_owned(),
    };
    let batch = step
        .batch
        .as_ref()
        .map(|batch| format!("for each {}", batch.alias));
    Node {
        id: step.id,
        lines: [step.name.clone(), kind].into_iter().chain(batch).collect(),
        decides: matches!(step.operation, Operation::Branch { .. }),
        inside: step
            .children()
            .map(|(key, steps)| (key, steps.iter().map(|step| node(plan, step)).collect()))
            .collect(),
    }
}
