//! What can be looked up: the reference of the language, the stories of diagnostics, and the JSON Schema of job files.
//!
//! Takes the declarations of step types, connections, helpers, tests and diagnostics; gives [`markdown`], [`stories`] and
//! [`schema`]. All are written to `grammar/`, where a test keeps them as fresh as the declarations. The schema judges the shape of a
//! file; it does not promise that references are right or that types fit: that is what `portl check` is for.

mod markdown;
mod schema;
mod shape;
mod stories;

pub use markdown::{markdown, of_function, of_predicate, of_step};
pub use schema::schema;
pub use stories::stories;
