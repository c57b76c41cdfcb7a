//! The typed job: every name resolved, every expression of a known type.
//!
//! The checker gives it; lowering takes it, and only if there was no error. No expression lacks a type: what can't be
//! known before the run is [`Type::Json`](crate::types::Type::Json). It does not promise that values exist at run time.

mod effect;
mod expr;
mod job;
mod show;
mod step;
mod walk;

pub use effect::Effect;
pub use expr::{Binary, Block, Expr, ExprKind, LocalName};
pub use show::{StepNames, show};
pub use step::{
    Batch, Call, Change, Connection, ConnectionId, Delivery, Enqueued, Input, Insert, Job, Mapping,
    OnConflict, Operation, Request, Sql, SqlPiece, Step, UpdateRule, Upsert,
};
