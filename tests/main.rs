//! One test binary: each area is a module of its own.

mod check;
mod connect;
mod grammar;
mod lsp;
mod outbox;
mod readme;
mod reference;
mod run;
mod seeds;
mod support;
mod tidy;
