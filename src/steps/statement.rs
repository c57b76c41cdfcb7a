//! What the steps with a statement of the author's own share.

use crate::spec::{Key, Shape};

/// The statement itself.
pub(super) const QUERY: Key = Key::optional(
    "query",
    Shape::Sql,
    "the statement; a `{{ }}` in it is a bind parameter",
);
/// The statement in a file.
pub(super) const SQL_FILE: Key = Key::optional(
    "sql_file",
    Shape::Text,
    "a file with the statement, relative to the job's",
);
/// The values of its named parameters.
pub(super) const PARAMS: Key =
    Key::optional("params", Shape::TreeMap, "values of `:name` or `%(name)s`");
