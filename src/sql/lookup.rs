//! A query for each of many items as one statement.

use super::quote;

/// The arrays that the statement is given.
const GIVEN: &str = "portl_given";

/// The column that is null for an item whose query gives no row: the last one.
pub const FOUND: &str = "portl_row";

/// How a query inside [`first_rows`] refers to one of its parameters, which are counted from one.
#[must_use]
pub fn given(number: usize) -> String {
    format!("{GIVEN}.{}", quote(&number.to_string()))
}

/// The first row of a query in PostgreSQL for each of many items: each of its `parameters`, of which there is one at least,
/// is an array of what was one value, and the query refers to it by [`given`].
///
/// It returns as many rows as there are items, in that order; of one for which the query gives nothing, all is null, and so
/// is the last column, [`FOUND`].
#[must_use]
pub fn first_rows(query: &str, parameters: usize) -> String {
    let numbers = 1..=parameters;
    let arrays: Vec<_> = numbers.clone().map(|number| format!("${number}")).collect();
    let names: Vec<_> = numbers.map(|number| quote(&number.to_string())).collect();
    // The rows are counted as the query gives them, which keeps the server from moving it out of its brackets: it is carried
    // out for each item as it would be for one.
    format!(
        "SELECT found.*\nFROM unnest({}) WITH ORDINALITY AS {GIVEN} ({}, \"position\")\n\
         LEFT JOIN LATERAL (\n\
         SELECT answer.*, row_number() OVER () AS {FOUND}\nFROM (\n{query}\n) AS answer\n\
         ) AS found ON found.{FOUND} = 1\nORDER BY {GIVEN}.\"position\"",
        arrays.join(", "),
        names.join(", "),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_stands_inside_as_it_was_written() {
        let query = format!("SELECT a FROM t WHERE b = {} -- here", given(1));
        assert_eq!(
            first_rows(&query, 1),
            "SELECT found.*\nFROM unnest($1) WITH ORDINALITY AS portl_given (\"1\", \"position\")\n\
             LEFT JOIN LATERAL (\nSELECT answer.*, row_number() OVER () AS portl_row\nFROM (\n\
             SELECT a FROM t WHERE b = portl_given.\"1\" -- here\n) AS answer\n\
             ) AS found ON found.portl_row = 1\nORDER BY portl_given.\"position\""
        );
    }
}
