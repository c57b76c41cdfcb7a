use std::{collections::BTreeSet, sync::Arc};

use super::Operation;
use crate::{
    ir::{Batch, Connection as IrConnection, ConnectionId, Expr, Input},
    job::{OnError, Retry, StepId, Transaction},
    limits::Limits,
    names::Names,
    text::Span,
};

/// A job, ready to run.
#[derive(Debug)]
pub struct Plan {
    /// The job's name.
    pub job: String,
    /// Its inputs, in order.
    pub inputs: Vec<Input>,
    /// Its connections, in order; some may be used by no step.
    pub connections: Vec<Connection>,
    /// What one transaction spans.
    pub transaction: Transaction,
    /// How much its expressions may make.
    pub limits: Limits,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// What names stand for, and in which batches each step stands.
    pub names: Names,
    /// What each step is called, by its position.
    pub step_names: Vec<String>,
}

/// A connection, its settings as written.
pub type Connection = IrConnection;

/// A step.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its position in the job.
    pub id: StepId,
    /// Its `id:`.
    pub name: String,
    /// Its type, as written.
    pub step_type: &'static str,
    /// The connection it works on.
    pub connection: Option<ConnectionId>,
    /// Whether it runs at all; inside a batch, for this item.
    pub when: Option<Expr>,
    /// Its batch.
    pub batch: Option<Batch>,
    /// What is done about failures that may pass.
    pub retry: Option<Retry>,
    /// What a failure does to the run.
    pub on_error: OnError,
    /// The file of its failed items, relative to the job's folder.
    pub rejects: Option<String>,
    /// What it does.
    pub operation: Operation,
    /// How it is carried out.
    pub strategy: Strategy,
    /// The steps whose results it reads.
    pub after: Vec<StepId>,
    /// How much of its result is kept.
    pub kept: Kept,
    /// Where it stands in the job.
    pub span: Span,
}

/// How a step is carried out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strategy {
    /// How.
    pub pace: Pace,
    /// The same in a word or two.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// How the items of a step follow one another. What an observer sees is the same with each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// There is one only.
    Once,
    /// An item is done before the next one begins.
    OneAtATime,
    /// Calls begin in order, so many are under way together.
    InFlight,
    /// The statement of an item is sent before those ahead of it are answered; they are done in order.
    Pipelined,
    /// One statement does many items.
    Bulk,
}

/// How much of a result later steps read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// Nothing: it is dropped right away.
    Nothing,
    /// Only whether it is there.
    Presence,
    /// These fields; for a result with `rows`, these columns of the rows.
    Fields(BTreeSet<Arc<str>>),
    /// All of it.
    Whole,
}

impl Plan {
    /// What a step is called.
    ///
    /// # Panics
    /// If the step is of another plan.
    #[must_use]
    pub fn step_name(&self, step: StepId) -> &str {
        &self.step_names[step.0 as usize]
    }

    /// Every step, nested ones included, parents before children.
    pub fn all_steps(&self) -> Vec<&Step> {
        let mut all = Vec::new();
        collect(&self.steps, &mut all);
        all
    }

    /// The databases in whose outbox some step writes, in order.
    #[must_use]
    pub fn outboxes(&self) -> Vec<ConnectionId> {
        let steps = self.all_steps();
        let writes = |id: &ConnectionId| {
            steps.iter().any(|step| {
                step.connection == Some(*id) && matches!(step.operation, Operation::Enqueue { .. })
            })
        };
        (0..self.connections.len())
            .map(ConnectionId)
            .filter(writes)
            .collect()
    }

    /// The connections that deliver the messages of some step, in order.
    #[must_use]
    pub fn receivers(&self) -> Vec<ConnectionId> {
        let steps = self.all_steps();
        let delivers = |id: &ConnectionId| {
            steps
                .iter()
                .any(|step| matches!(&step.operation, Operation::Enqueue { to, .. } if to == id))
        };
        (0..self.connections.len())
            .map(ConnectionId)
            .filter(delivers)
            .collect()
    }

    /// The connections that some step uses, in order.
    #[must_use]
    pub fn used_connections(&self) -> Vec<ConnectionId> {
        let steps = self.all_steps();
        let all = (0..self.connections.len()).map(ConnectionId);
        all.filter(|id| steps.iter().any(|step| step.connections().contains(id)))
            .collect()
    }
}

fn collect<'a>(steps: &'a [Step], all: &mut Vec<&'a Step>) {
    for step in steps {
        all.push(step);
        for (_, children) in step.children() {
            collect(children, all);
        }
    }
}

impl Step {
    /// The connections that the step needs.
    #[must_use]
    pub fn connections(&self) -> Vec<ConnectionId> {
        let delivers = match &self.operation {
            Operation::Enqueue { to, .. } => Some(*to),
            _ => None,
        };
        self.connection.into_iter().chain(delivers).collect()
    }

    /// Whether it is one statement that can be sent before those ahead of it are answered: it needs no savepoint, and
    /// nothing is done behind it.
    #[must_use]
    pub fn can_be_sent_ahead(&self) -> bool {
        self.retry.is_none() && self.on_error == OnError::Fail && self.operation.is_one_statement()
    }

    /// The steps of which an item needs one at most, where no branch has more than one: the step itself, or that of each
    /// branch.
    pub fn leaves(&self) -> impl Iterator<Item = &Self> {
        let (own, branches) = match &self.operation {
            Operation::Branch {
                then, otherwise, ..
            } => (None, then.first().into_iter().chain(otherwise.first())),
            _ => (Some(self), None.into_iter().chain(None)),
        };
        own.into_iter().chain(branches)
    }

    /// The steps inside, by the key they stand under.
    pub fn children(&self) -> impl Iterator<Item = (&'static str, &[Self])> {
        let (first, second) = match &self.operation {
            Operation::Branch {
                then, otherwise, ..
            } => (
                Some(("then", then.as_slice())),
                Some(("else", otherwise.as_slice())),
            ),
            Operation::Sequence { steps } => (Some(("steps", steps.as_slice())), None),
            _ => (None, None),
        };
        first
            .into_iter()
            .chain(second)
            .filter(|(_, steps)| !steps.is_empty())
    }
}
