//! Checking: from the untyped job to the typed one.
//!
//! Takes the job, its names, the step types and what side files say; gives the [`ir::Job`](crate::ir::Job), as far as it
//! is sound, and every diagnostic. It promises that no ill-typed expression is left and that every expression has a type. It does not promise
//! that values exist at run time: what may be null or fail to convert is a warning at most.

mod access;
mod argument;
mod call;
mod cause;
mod checker;
mod connection;
mod constant;
mod convert;
mod element;
mod expression;
mod facts;
mod habits;
mod job;
mod list;
mod literal;
mod member;
mod mismatch;
mod operator;
mod path;
mod place;
mod refused;
mod rejects;
mod result;
mod rows;
mod same;
mod schema;
mod shown;
mod side;
mod sql;
mod step;
mod stored;
mod template;
mod test;
mod tree;
mod types;

pub use checker::{Checker, StepType};
pub use constant::Evaluate;
pub use job::{Declarations, check};
pub use member::{Form, Member};
pub use schema::row_of;
pub use side::SideFiles;
pub use sql::CheckedSql;
pub use step::list_inside;
pub use stored::Write;
pub use types::Types;
