//! A query for each of many items as one statement.

use super::quote;

/// The arrays that the statement is given.
const GIVEN: &str = "portl_given";

/// The column that counts the rows of an item's query.
const ROW: &str = "portl_row";

/// How a query inside [`first_rows`] refers to one of its parameters, which are counted from one.
#[must_use]
pub fn given(number: usize) -> String {
    format!("{GIVEN}.{}", quote(&number.to_string()))
}

/// The first row of a query in PostgreSQL for each of many items: each of its `parameters`, of which there is one at least,
/// is an array of what was one value, and the query refers to it by [`given`].
///
/// It returns as many rows as there are items, in that order. Of an item for which the query gives nothing all is null; a
/// last column, behind those of the query, is null there alone.
#[must_use]
pub fn first_rows(query: &str, parameters: usize) -> String {
    let numbers = 1..=parameters;
    let columns =
        numbers.map(|number| format!("unnest(${number}) AS {}", quote(&number.to_string())));
    let columns: Vec<_> = columns.collect();
    let columns = columns.join(", ");
    let query = query.trim_end_matches(|last: char| last == ';' || last.is_whitespace());
    // The rows are counted as the query gives them, which keeps the server from moving it out of its brackets; and the sum
    // keeps it from ending the query at the first. So it is carried out for each item as it would be for one.
    format!(
        "SELECT found.*\nFROM (SELECT {columns},\n             generate_subscripts($1, 1) AS position) AS {GIVEN}\n\
         LEFT JOIN LATERAL (\nSELECT answer.*, row_number() OVER () AS {ROW}\nFROM (\n{query}\n) AS answer\n\
         ) AS found ON found.{ROW} + 0 = 1\nORDER BY {GIVEN}.position"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_stands_inside_as_it_was_written() {
        let query = format!("SELECT a FROM t WHERE b = {} -- here", given(2));
        assert_eq!(
            first_rows(&query, 2),
            "SELECT found.*\nFROM (SELECT unnest($1) AS \"1\", unnest($2) AS \"2\",\n             \
             generate_subscripts($1, 1) AS position) AS portl_given\n\
             LEFT JOIN LATERAL (\nSELECT answer.*, row_number() OVER () AS portl_row\nFROM (\n\
             SELECT a FROM t WHERE b = portl_given.\"2\" -- here\n) AS answer\n\
             ) AS found ON found.portl_row + 0 = 1\nORDER BY portl_given.position"
        );
    }

    #[test]
    fn a_semicolon_at_its_end_is_left_out() {
        assert!(first_rows("SELECT a FROM t; ", 1).contains("FROM (\nSELECT a FROM t\n)"));
    }
}
