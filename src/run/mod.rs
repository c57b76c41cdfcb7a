//! The run: the interpreter of plans.
//!
//! Takes a plan and a [`World`]: settings and inputs filled in, the time, the folder. Gives a [`Report`]: what was done,
//! and how it ended. All database work goes through one transaction manager (`session`), all repetition
//! through one retry policy (`retry`). Nothing is printed here: who watches is told through an [`Observer`].

mod again;
mod batch;
mod boundaries;
mod budget;
mod bulk;
mod call;
mod chunk;
mod clients;
mod conditions;
mod engine;
mod enqueue;
mod failure;
mod file;
mod flight;
mod forget;
mod frame;
mod item;
mod journal;
mod kept;
mod key;
mod keys;
mod lane;
mod ledger;
mod masked;
mod observer;
mod outboxes;
mod pipeline;
mod portion;
mod prepare;
mod pull;
mod put;
mod rejects;
mod report;
mod request;
pub mod resolve;
mod results;
mod retry;
mod rows;
mod session;
mod sessions;
mod site;
mod statement;
mod stored;
mod wanted;
mod world;

pub use boundaries::writes;
pub use failure::{Cause, Item, Problem, Sent, StepFailure};
pub use forget::forget;
pub use journal::{Committed, Entry, Identity, Settled, committed, settle_entry as settle};
pub use ledger::Summary;
pub use observer::{Event, Observer, Work};
pub use prepare::{Refusal, inspect};
pub use pull::pull;
pub use report::{Ending, Report, run};
pub use retry::redelivery;
pub use world::World;
