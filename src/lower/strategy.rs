use super::step::Lowering;
use crate::{
    ir,
    job::{OnError, Transaction},
    plan::{Kept, Operation, Pace, Step, StoredRow, Strategy},
    spec::Dialect,
};

impl Lowering<'_> {
    /// How an operation is carried out, and why.
    pub(super) fn strategy(&self, step: &ir::Step, operation: &Operation) -> Strategy {
        let Some(batch) = &step.batch else {
            return alone(operation);
        };
        match operation {
            Operation::Invoke { .. } | Operation::Send { .. } if batch.concurrency > 1 => {
                in_flight(batch.concurrency)
            }
            Operation::Invoke { .. } | Operation::Send { .. } => one_at_a_time(
                "the order of the calls may matter; `concurrency: 16` would allow 16 in flight",
            ),
            Operation::StoreRow(row) if row.many.is_some() => Strategy {
                pace: Pace::Bulk,
                name: "bulk".to_owned(),
                reason: "up to 4,096 items a statement, in order; one, if the table has triggers"
                    .to_owned(),
            },
            Operation::ChangeRows { many: Some(_), .. } => Strategy {
                pace: Pace::Bulk,
                name: "bulk".to_owned(),
                reason: "up to 4,096 items a statement; one, if the table has triggers or the mapping sets a key".to_owned(),
            },
            Operation::StoreRow(row) if self.is_sqlite(step) && !self.may_lack(step, row) => {
                Strategy {
                    pace: Pace::Bulk,
                    name: "bulk".to_owned(),
                    reason: "a prepared statement goes through the items, 512 a turn".to_owned(),
                }
            }
            Operation::StoreRow(_)
            | Operation::ChangeRows { .. }
            | Operation::Execute { .. }
            | Operation::Query { .. } => match in_the_way(step, operation) {
                Some(reason) => one_at_a_time(reason),
                None => pipelined("each item is a statement of its own"),
            },
            Operation::Branch {
                then, otherwise, ..
            } => match self.branches_in_the_way(step, [then, otherwise]) {
                Some(reason) => one_at_a_time(reason),
                None => pipelined("each item is one statement, of the branch it takes"),
            },
            Operation::Sequence { .. } => one_at_a_time(INSIDE),
            Operation::ReadCsv { .. } | Operation::WriteCsv { .. } | Operation::Enqueue { .. } => {
                one_at_a_time("the items are independent, but share one resource")
            }
        }
    }

    /// Why the branches of an item can't be sent ahead, if they can't.
    fn branches_in_the_way(
        &self,
        step: &ir::Step,
        branches: [&Vec<Step>; 2],
    ) -> Option<&'static str> {
        let is_one_statement = |child: &Step| child.batch.is_none() && child.can_be_sent_ahead();
        let mut connections: Vec<_> = branches
            .iter()
            .flat_map(|steps| steps.iter().map(|child| child.connection))
            .collect();
        connections.dedup();
        let fits = branches
            .iter()
            .all(|steps| steps.len() <= 1 && steps.iter().all(is_one_statement));
        if !fits || connections.len() != 1 {
            return Some(INSIDE);
        }
        if self.job.transaction == Transaction::Step {
            return Some("each step inside is a transaction of its own");
        }
        (step.on_error == OnError::Continue).then_some(SAVEPOINT)
    }

    /// Whether an item may have no result although somebody reads it.
    fn may_lack(&self, step: &ir::Step, row: &StoredRow) -> bool {
        row.may_skip && self.live.kept(step.id, &[]) != Kept::Nothing
    }

    fn is_sqlite(&self, step: &ir::Step) -> bool {
        let dialect = step
            .operation
            .connection()
            .and_then(|id| self.job.connections[id.0].declaration.dialect);
        dialect == Some(Dialect::Sqlite)
    }
}

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

fn in_flight(concurrency: u32) -> Strategy {
    Strategy {
        pace: Pace::InFlight,
        name: format!("up to {concurrency} in flight"),
        reason: "`concurrency` says that the calls don't wait for each other; they start in order"
            .to_owned(),
    }
}
