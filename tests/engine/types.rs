//! Values of every type, many in a statement beside one in a statement: the server stores the same, or refuses the same.

use std::fmt::Write;

use crate::support::{portl::Workspace, postgres::Database};

use super::strategies::said;

/// The columns of the table, and what a job fills each with: a value of the CSV as it is, or converted ahead.
const COLUMNS: &[(&str, &str, &str)] = &[
    ("a_bool", "bool", "{{ row.a_bool }}"),
    ("an_int2", "smallint", "{{ row.an_int2 }}"),
    ("an_int4", "int", "{{ row.an_int4 }}"),
    ("an_int8", "bigint", "{{ row.an_int8 }}"),
    ("a_float4", "real", "{{ row.a_float4 }}"),
    ("a_float8", "double precision", "{{ row.a_float8 }}"),
    ("a_numeric", "numeric", "{{ row.a_numeric }}"),
    ("a_price", "numeric(10, 2)", "{{ row.a_price }}"),
    ("a_date", "date", "{{ row.a_date }}"),
    ("a_time", "timestamp", "{{ row.a_time }}"),
    ("a_moment", "timestamptz", "{{ row.a_moment }}"),
    (
        "a_parsed",
        "timestamptz(3)",
        "{{ none if row.a_parsed is none else row.a_parsed | timestamp }}",
    ),
    ("a_uuid", "uuid", "{{ row.a_uuid }}"),
    ("a_json", "json", "{{ row.a_json }}"),
    ("a_jsonb", "jsonb", "{{ row.a_jsonb }}"),
    ("some_bytes", "bytea", "{{ row.some_bytes }}"),
    ("a_char", "char(4)", "{{ row.a_char }}"),
    ("a_name", "varchar(8)", "{{ row.a_name }}"),
    ("a_mood", "mood", "{{ row.a_mood }}"),
    ("a_short", "short", "{{ row.a_short }}"),
    ("a_ratio", "ratio", "{{ row.a_ratio }}"),
    ("an_address", "inet", "{{ row.an_address }}"),
    ("a_length", "interval", "{{ row.a_length }}"),
    ("a_range", "int4range", "{{ row.a_range }}"),
];

const TYPES: &str = "\
    CREATE TYPE mood AS ENUM ('good', 'bad'); \
    CREATE DOMAIN short AS text CHECK (length(VALUE) < 6); \
    CREATE DOMAIN ratio AS numeric(4, 2) CHECK (VALUE BETWEEN 0 AND 1);";

/// What stands in a column when it is another's turn.
const USUAL: &str = "-";

/// Values that are hard to write. Some are refused.
const HARD: &[(&str, &[&str])] = &[
    ("a_bool", &["true", "f", "yes", "0", "maybe"]),
    ("an_int2", &["-32768", "32767", "32768", " 7 ", "1.0"]),
    ("an_int4", &["-2147483648", "2147483647", "2147483648", "x"]),
    (
        "an_int8",
        &[
            "-9223372036854775808",
            "9223372036854775807",
            "9223372036854775808",
        ],
    ),
    (
        "a_float4",
        &[
            "0.1",
            "-0",
            "1e-45",
            "1e-46",
            "3.4028235e38",
            "3.5e38",
            "16777217",
            "NaN",
            "Infinity",
        ],
    ),
    (
        "a_float8",
        &[
            "0.1",
            "-0",
            "5e-324",
            "1.7976931348623157e308",
            "NaN",
            "-Infinity",
            "1e400",
        ],
    ),
    (
        "a_numeric",
        &[
            "0",
            "-0.00",
            "0.0001",
            "10000",
            "99990000.00009999",
            "-1234567890123456789.000000001",
            "1e3",
            "NaN",
        ],
    ),
    (
        "a_price",
        &[
            "1.005",
            "1.015",
            "-1.005",
            "99999999.99",
            "99999999.995",
            "100000000",
        ],
    ),
    (
        "a_date",
        &[
            "0001-01-01",
            "9999-12-31",
            "1999-12-31",
            "2000-02-29",
            "2023-02-29",
            "infinity",
        ],
    ),
    (
        "a_time",
        &[
            "2024-03-01T12:00:00.1234564+02:00",
            "2024-03-01T12:00:00.1234566+02:00",
            "1969-12-31T23:59:59.9999996Z",
            "1969-12-31T23:59:59.9999994Z",
            "2024-03-01T00:00:00.0000005Z",
            "2024-03-01T00:00:00.0000015Z",
            "1960-03-01T00:00:00.0000025Z",
            "2024-12-31T23:59:59.9999999Z",
            "2024-03-01",
            "0001-01-01T00:00:00Z",
        ],
    ),
    (
        "a_moment",
        &[
            "2024-03-01T12:00:00.1234567Z",
            "1969-07-20T20:17:40.9999999Z",
            "2024-03-01T00:00:00.0000005Z",
            "2024-10-27T02:30:00+01:00",
            "9999-12-31T23:59:59.999999Z",
        ],
    ),
    (
        "a_parsed",
        &[
            "2024-03-01T12:00:00.0005Z",
            "2024-03-01T12:00:00.0015Z",
            "2024-03-01T12:00:00.1239999996Z",
        ],
    ),
    (
        "a_uuid",
        &[
            "00000000-0000-0000-0000-000000000000",
            "{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}",
            "a0eebc999c0b4ef8bb6d6bb9bd380a11",
            "a0eebc99",
        ],
    ),
    (
        "a_json",
        &[
            "{\"b\": 1.0,  \"a\": [null]}",
            "\"text\"",
            "7",
            "{",
            "{\"a\": \"\\u0000\"}",
        ],
    ),
    (
        "a_jsonb",
        &[
            "{\"b\": 1.0,  \"a\": [null], \"b\": 2}",
            "1e400",
            "\"\\ud83d\\ude00\"",
            "\"\\u0000\"",
        ],
    ),
    (
        "some_bytes",
        &["\\x00ff", "\\xF", "plain", "a\\\\b", "\\001"],
    ),
    ("a_char", &["ab", "ab  ", "abcd", "abcde", "abcd  "]),
    (
        "a_name",
        &["Größe", "exactly8", "more than 8", "blanks          "],
    ),
    ("a_mood", &["good", "unheard of", "Good"]),
    ("a_short", &["short", "longer", "'\"\\,{}"]),
    ("a_ratio", &["0.5", "0.005", "1.004", "1.01", "x"]),
    ("an_address", &["10.0.0.1/8", "::1", "nowhere"]),
    ("a_length", &["1 day 02:03:04", "P1Y2M", "ages"]),
    ("a_range", &["[1,5)", "(1,5]", "empty", "[5,1)"]),
];

/// A row for each of these values.
fn data<'v>(values: impl IntoIterator<Item = &'v (&'v str, &'v str)>) -> String {
    let names: Vec<_> = COLUMNS.iter().map(|(name, ..)| *name).collect();
    let mut text = format!("id,{}\n", names.join(","));
    for (id, (column, value)) in values.into_iter().enumerate() {
        let cells = names.iter().map(|name| match name == column {
            true => format!("\"{}\"", value.replace('"', "\"\"")),
            false => USUAL.to_owned(),
        });
        let cells: Vec<_> = cells.collect();
        writeln!(text, "{id},{}", cells.join(",")).expect("a string takes all");
    }
    text
}

fn job(url: &str, is_alone: bool) -> String {
    let mapping: Vec<_> = COLUMNS
        .iter()
        .map(|(name, _, value)| format!("{name}: \"{value}\""))
        .collect();
    let batch = "batch: {from: \"{{ steps.rows.rows }}\", as: row}";
    let step = format!(
        "connection: db, type: db.upsert, table: t, key: id, on_error: continue, mapping: {{id: \"{{{{ row.id | int }}}}\", {}}}",
        mapping.join(", ")
    );
    let step = if is_alone {
        format!("{{id: row, {batch}, {step}}}")
    } else {
        format!("{{id: each, type: group, {batch}, steps: [{{id: row, {step}}}]}}")
    };
    format!(
        "name: types\nconnections: {{db: {{type: postgres, config: {{url: \"{url}\"}}}}}}\ntransaction: {{scope: db}}\nsteps:\n\
         \x20 - {{id: rows, type: csv.read, path: in.csv, null_values: [\"-\"]}}\n  - {step}\n"
    )
}

/// What a run over these rows says, and what it stores.
fn outcome(data: &str, is_alone: bool) -> (String, Vec<Vec<Option<String>>>) {
    let columns: Vec<_> = COLUMNS
        .iter()
        .map(|(name, ty, _)| format!("{name} {ty}"))
        .collect();
    let schema = format!(
        "{TYPES} CREATE TABLE t (id int PRIMARY KEY, {})",
        columns.join(", ")
    );
    let database = Database::with_schema(&schema);
    let workspace = Workspace::new()
        .file("job.yaml", &job(database.url(), is_alone))
        .file("in.csv", data);
    let finished = workspace.portl(&["run", "--quiet", "job.yaml"]);
    (
        said(&finished),
        database.rows("SELECT id::text, t::text FROM t ORDER BY id"),
    )
}

/// One that is refused has all of its chunk stored one by one: so those that are not are tried apart from those that are.
#[test]
fn every_type_is_stored_or_refused_alike() {
    let all: Vec<_> = HARD
        .iter()
        .flat_map(|(column, values)| values.iter().map(move |value| (*column, *value)))
        .collect();
    let (_, stored) = outcome(&data(&all), false);
    let ids: Vec<_> = stored.iter().filter_map(|row| row[0].as_deref()).collect();
    let is_stored = |id: usize| ids.contains(&id.to_string().as_str());
    let (good, bad): (Vec<_>, Vec<_>) = all.iter().enumerate().partition(|(id, _)| is_stored(*id));
    assert!(
        good.len() > 70 && bad.len() > 20,
        "{} {}",
        good.len(),
        bad.len()
    );
    for values in [good, bad] {
        let data = data(values.into_iter().map(|(_, value)| value));
        assert_eq!(outcome(&data, true), outcome(&data, false));
    }
}
