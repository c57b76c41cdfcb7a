//! The outbox: delivering what runs have left in it.
//!
//! A drainer leases messages, makes their calls and settles each: acknowledged, tried again later, or dead. It makes each
//! call at least once, with the same key and the same bytes every time. Every change is fenced by the token of the lease,
//! so a drainer that was away for too long changes nothing any more. Nothing is printed here: who watches is told of
//! each [`Event`].

mod claimed;
mod deliver;
mod drain;
mod gauge;
mod receivers;
mod store;
mod tend;
mod told;

pub use claimed::Claimed;
pub use drain::Drain;
pub use receivers::Receivers;
pub use store::Store;
pub use tend::{Counts, Dead};
pub use told::{Drained, Event, Mode, Signals};
