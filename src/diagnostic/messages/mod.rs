//! The words of every diagnostic, one file a family.

use super::{Code, code::codes};

pub mod connection;
pub mod csv;
pub mod effect;
pub mod environment;
pub mod flow;
pub mod ignore;
pub mod interpolation;
pub mod job;
pub mod operand;
pub mod reference;
pub mod schema;
pub mod secret;
pub mod sql;
pub mod step;
pub mod template;
pub mod types;
pub mod yaml;

/// Every code there is, by family.
pub fn all() -> impl Iterator<Item = &'static Code> {
    [
        yaml::ALL,
        template::ALL,
        job::ALL,
        interpolation::ALL,
        reference::ALL,
        connection::ALL,
        environment::ALL,
        csv::ALL,
        step::ALL,
        types::ALL,
        sql::ALL,
        schema::ALL,
        ignore::ALL,
        effect::ALL,
        flow::ALL,
        secret::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}
