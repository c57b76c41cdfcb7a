//! Messages: calls on their way through the outbox, as they are kept there.
//!
//! A message is made by a run, once, with its bytes final, and delivered later by somebody else. It names its connection
//! and holds none of its settings. Its digest is over everything that the receiver will see of it.

mod call;
mod delivery;
mod tables;

use uuid::Uuid;

pub use call::{Call, HttpCall, LambdaCall};
pub use delivery::Delivery;
pub use tables::{are_there, create};

/// A message that is about to be enqueued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The key by which its receiver, and the outbox, know a repetition.
    pub key: String,
    /// The run that enqueues it.
    pub run_id: String,
    /// The job.
    pub job: String,
    /// The step.
    pub step: String,
    /// Messages of a job with equal order keys are delivered in order.
    pub order_key: Option<String>,
    /// The name of the connection that delivers it.
    pub connection: String,
    /// The call.
    pub call: Call,
    /// How it is delivered.
    pub delivery: Delivery,
}

impl Message {
    /// Its id: the same for the same key, whichever run enqueues it.
    #[must_use]
    pub fn id(&self) -> String {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, self.key.as_bytes()).to_string()
    }

    /// The SHA-256 of what its receiver will see, in hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        self.call.digest(&self.connection)
    }
}
