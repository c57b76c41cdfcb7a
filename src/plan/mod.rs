//! The plan: a closed set of operations, each with its strategy and the reason for it.
//!
//! Lowering gives it; the run carries it out, and printing shows it. SQL and its parameters are final, constants are
//! folded, and only columns that a later step reads are fetched. A plan has no way to cause an effect by itself.

mod operation;
mod step;

pub use operation::{
    Fetched, Fresh, Invocation, ManyRows, Operation, Outgoing, Parameter, Role, Rows, Statement,
    StoredRow, WriteCsv,
};
pub use step::{Connection, Kept, Pace, Plan, Step, Strategy};
