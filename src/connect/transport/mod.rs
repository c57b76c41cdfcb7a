//! HTTP as `http` and `lambda` need it: one request out, one whole answer back.
//!
//! Takes a request that is ready to be sent, a time limit and a cap; gives the answer, or a failure that says whether
//! the request may have been carried out. It never sends a request twice and never follows a redirect. TLS is set up
//! with the first `https` connection, not before.

mod connector;
mod excerpt;
mod exchange;
mod fault;
mod origin;

pub(super) use connector::CONNECT;
pub(super) use excerpt::excerpt;
pub(super) use exchange::{AGENT, Answer, Cap, Deadline, Transport};
