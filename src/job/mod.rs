//! The untyped job: known keys, of the right shapes, required ones present.
//!
//! Takes YAML nodes and the declarations; gives a [`Job`] and diagnostics for what is unknown, missing or of the wrong
//! shape. It promises that every step has an id and a known type, that required keys are there and that every key has
//! the [`Shape`](crate::spec::Shape) it declares; where that can't be, it has been reported and the step is marked
//! [`is_broken`](Step::is_broken), so that the rest of the job can still be looked at. It does not promise that
//! references are right, that a step's connection exists, or that types fit.

mod ast;
mod batch;
mod columns;
mod connection;
mod document;
mod duration;
mod fields;
mod habits;
mod input;
mod interpolation;
mod keys;
mod limits;
mod lines;
mod literal;
mod meant;
mod name;
mod reader;
mod retry;
mod returns;
mod shape;
mod step;
mod tree;
mod type_name;
mod unknown;
mod what;
pub mod words;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use ast::{
    Batch, Column, Columns, Config, Connection, Field, Fields, Input, Interpolation, Job, OnError,
    Piece, Retry, RetryClass, Step, StepId, Text, Transaction, Tree, TreeKind,
};
pub use document::parse;
pub use duration::parse_duration;
pub use name::{check_id, check_name};
