//! How batches are carried out: whatever the strategy, it gives what one item after another gives.

mod cases;
mod coupled;
mod data;
mod lookups;
mod plans;
mod store;
mod strategies;
mod types;
