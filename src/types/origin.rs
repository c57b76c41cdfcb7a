use std::sync::Arc;

use crate::text::Span;

/// What makes the fields of a record columns: the header or the query that its rows come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Where the columns are named.
    pub span: Span,
    /// What stands there, in words: ``the header of `prices.csv` ``.
    pub what: String,
    /// What a value of such a column is: `a CSV cell`.
    pub cell: &'static str,
    /// Columns of type text whose cells, as far as they were looked at, are all words like `true` and `0`.
    pub flags: Vec<Arc<str>>,
}
