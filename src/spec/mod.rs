//! What declarations are made of: steps with their keys, connections with their settings, helper functions.
//!
//! The declarations themselves live with what they declare (`steps`, `functions`, `connections` here) and are handed to
//! the stages that need them as a [`Registry`]; parsing, unknown-key hints, the JSON Schema and the reference derive
//! from them.

pub mod connections;
mod function;
pub mod http;
mod param;
mod predicate;
mod refusal;
mod registry;
mod setting;
mod step;

pub use function::{Argument, Arguments, Callable, Example, Function, Runtime};
pub use param::{Accepts, Param};
pub use predicate::{Predicate, Relation};
pub use refusal::{Reason, Refusal};
pub use registry::Registry;
pub use setting::{Connection, ConnectionKind, Dialect, Setting, SettingShape};
pub use step::{ConnectionNeed, Key, Shape, Step};
