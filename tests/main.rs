//! One test binary: each area is a module of its own.

mod connect;
mod grammar;
mod support;
