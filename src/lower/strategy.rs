use super::step::Lowering;
use crate::{
    ir::{self, ConnectionId},
    job::{OnError, Transaction},
    plan::{Kept, Operation, Pace, Step, Strategy},
    spec::Dialect,
};

impl Lowering<'_> {
    /// How an operation is carried out, and why.
    pub(super) fn strategy(&self, step: &ir::Step, operation: &Operation) -> Strategy {
        let Some(batch) = &step.batch else {
            return alone(operation);
        };
        let is_read = self.live.kept(step.id, &[]) != Kept::Nothing;
        if let Some(reason) = self.together(step.operation.connection(), operation, is_read) {
            return bulk(reason);
        }
        match operation {
            Operation::Invoke { .. } | Operation::Send { .. } if batch.concurrency > 1 => {
                in_flight(batch.concurrency)
            }
            Operation::Invoke { .. } | Operation::Send { .. } => one_at_a_time(
                "the order of the calls may matter; `concurrency: 16` would allow 16 in flight",
            ),
            Operation::StoreRow(_)
            | Operation::ChangeRows { .. }
            | Operation::Execute { .. }
            | Operation::Query { .. } => match in_the_way(step, operation) {
                Some(reason) => one_at_a_time(reason),
                None => pipelined("each item is a statement of its own"),
            },
            Operation::Branch {
                then, otherwise, ..
            } => self.strategy_of_branches(step, [then, otherwise], is_read),
            Operation::Sequence { .. } => one_at_a_time(INSIDE),
            Operation::ReadCsv { .. } | Operation::WriteCsv { .. } | Operation::Enqueue { .. } => {
                one_at_a_time("the items are independent, but share one resource")
            }
        }
    }

    fn strategy_of_branches(
        &self,
        step: &ir::Step,
        branches: [&Vec<Step>; 2],
        is_read: bool,
    ) -> Strategy {
        if let Some(reason) = self.branches_in_the_way(step, branches) {
            return one_at_a_time(reason);
        }
        let mut leaves = branches.into_iter().flatten();
        if !is_read && leaves.clone().all(|leaf| self.is_stored_together(leaf)) {
            let connection = leaves.next().and_then(|leaf| leaf.connection);
            return bulk(if self.is_sqlite(connection) {
                "a prepared statement of each branch goes through the items, 512 a turn"
            } else {
                "up to 4,096 items of a branch a statement; one, where a step of that kind alone would have one, or if branches change often"
            });
        }
        if leaves.all(Step::can_be_sent_ahead) {
            return pipelined("each item is one statement, of the branch it takes");
        }
        one_at_a_time(INSIDE)
    }

    /// Whether many items of a branch can be stored together.
    fn is_stored_together(&self, leaf: &Step) -> bool {
        let is_read = leaf.kept != Kept::Nothing;
        let reason = self.together(leaf.connection, &leaf.operation, is_read);
        reason.is_some() && !matches!(leaf.operation, Operation::Query { .. })
    }

    /// Why an item is more than one step by itself, if it is.
    fn branches_in_the_way(
        &self,
        step: &ir::Step,
        branches: [&Vec<Step>; 2],
    ) -> Option<&'static str> {
        let is_plain = |child: &Step| {
            child.batch.is_none() && child.retry.is_none() && child.on_error == OnError::Fail
        };
        let mut connections: Vec<_> = branches
            .iter()
            .flat_map(|steps| steps.iter().map(|child| child.connection))
            .collect();
        connections.dedup();
        let fits = branches
            .iter()
            .all(|steps| steps.len() <= 1 && steps.iter().all(is_plain));
        if !fits || connections.len() != 1 {
            return Some(INSIDE);
        }
        if self.job.transaction == Transaction::Step {
            return Some("each step inside is a transaction of its own");
        }
        (step.on_error == OnError::Continue).then_some(SAVEPOINT)
    }

    /// How many items are done together, if they can be.
    fn together(
        &self,
        connection: Option<ConnectionId>,
        operation: &Operation,
        is_read: bool,
    ) -> Option<&'static str> {
        match operation {
            Operation::StoreRow(row) if row.many.is_some() => {
                Some("up to 4,096 items a statement, in order; one, if the table has triggers")
            }
            Operation::ChangeRows { many: Some(_), .. } => Some(
                "up to 4,096 items a statement; one, if the table has triggers or the mapping sets a key",
            ),
            Operation::Query { many: Some(_), .. } => Some(TOGETHER),
            // An item that stores nothing would have no result.
            Operation::StoreRow(row)
                if self.is_sqlite(connection) && !(row.may_skip && is_read) =>
            {
                Some("a prepared statement goes through the items, 512 a turn")
            }
            _ => None,
        }
    }

    fn is_sqlite(&self, connection: Option<ConnectionId>) -> bool {
        let dialect = connection.and_then(|id| self.job.connections[id.0].declaration.dialect);
        dialect == Some(Dialect::Sqlite)
    }
}

const TOGETHER: &str = "up to 4,096 items a query; one, where that is quicker, the items are few, or PostgreSQL refuses it as a subquery";
const INSIDE: &str = "all steps inside are done for an item before the next item begins";
const SAVEPOINT: &str =
    "a savepoint stands around each item, so that one that fails is undone alone";

/// Why the statements of items can't be sent ahead, if they can't.
fn in_the_way(step: &ir::Step, operation: &Operation) -> Option<&'static str> {
    if step.on_error == OnError::Continue || step.retry.is_some() {
        return Some(SAVEPOINT);
    }
    (!operation.is_one_statement()).then_some(match operation {
        Operation::StoreRow(_) => "the row that an item leaves as it is, is read behind it",
        _ => "what an item defines, the next one may need",
    })
}

fn alone(operation: &Operation) -> Strategy {
    let (name, reason) = match operation {
        Operation::ReadCsv { .. } => (
            "streamed",
            "the file is checked through once, then read again by whoever needs its rows, 1,024 at a time",
        ),
        Operation::WriteCsv { .. } => (
            "streamed",
            "rows are written as they are read, into a file that appears when it is whole",
        ),
        Operation::StoreRow(_) | Operation::ChangeRows { .. } | Operation::Execute { .. } => {
            ("once", "one statement")
        }
        Operation::Query { .. } => ("once", "one query"),
        Operation::Invoke { .. } | Operation::Send { .. } => ("once", "one call"),
        Operation::Enqueue { .. } => ("once", "one message, sent after the commit"),
        Operation::Branch { .. } => ("once", "one of the branches"),
        Operation::Sequence { .. } => ("once", "one step after another"),
    };
    Strategy {
        pace: Pace::Once,
        name: name.to_owned(),
        reason: reason.to_owned(),
    }
}

fn one_at_a_time(reason: &str) -> Strategy {
    Strategy {
        pace: Pace::OneAtATime,
        name: "one at a time".to_owned(),
        reason: reason.to_owned(),
    }
}

fn pipelined(what: &str) -> Strategy {
    Strategy {
        pace: Pace::Pipelined,
        name: "pipelined".to_owned(),
        reason: format!("{what}, sent before those ahead of it are answered and done in order"),
    }
}

fn bulk(reason: &str) -> Strategy {
    Strategy {
        pace: Pace::Bulk,
        name: "bulk".to_owned(),
        reason: reason.to_owned(),
    }
}

/// That of a step whose items are done together with those of the conditional around it.
pub(super) fn of_branch() -> Strategy {
    bulk("with others of its branch")
}

fn in_flight(concurrency: u32) -> Strategy {
    Strategy {
        pace: Pace::InFlight,
        name: format!("up to {concurrency} in flight"),
        reason: "`concurrency` says that the calls don't wait for each other; they start in order"
            .to_owned(),
    }
}
