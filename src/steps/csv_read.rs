use std::sync::Arc;

use crate::{
    check::{Checker, StepType},
    csv::{ColumnType, ReadOptions, read_headers},
    diagnostic::{
        messages::{job as job_messages, step as messages},
        nearest,
    },
    ir::Operation,
    job::Step,
    spec::{self, ConnectionNeed, Key, Shape},
    types::{RecordType, Type},
    value::Value,
};

/// `csv.read`
pub(super) static STEP: StepType = StepType {
    declaration: spec::Step {
        name: "csv.read",
        doc: "reads a CSV file; every cell is text unless `columns` types it",
        result: "`{rows: [{column: text}], headers: [text], count: int}`",
        connection: ConnectionNeed::None,
        keys: &[
            Key::required("path", Shape::Template, "the file, relative to the job's"),
            Key::optional(
                "delimiter",
                Shape::Text,
                "what separates fields: one character (a comma)",
            ),
            Key::optional(
                "quote",
                Shape::Text,
                "what encloses a field: one character (`\"`)",
            ),
            Key::optional(
                "has_header",
                Shape::Bool,
                "whether the first record names the columns (true)",
            ),
            Key::optional("encoding", Shape::Text, "the file's encoding (utf-8)"),
            Key::optional(
                "null_values",
                Shape::Names,
                "the cells that mean null (none)",
            ),
            Key::optional(
                "columns",
                Shape::Columns,
                "types of columns: `{price: decimal, on: {type: date, format: …}}`",
            ),
            Key::optional("limit", Shape::Count, "the most rows read"),
        ],
    },
    check,
};

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let path = checker.needed_text(step.fields.template("path")?);
    checker.refuse_secret(&path, "a path");
    let options = options(checker, step)?;
    let header = match path.constant() {
        Some(Value::Text(path)) => checker
            .files
            .head(path)
            .and_then(|bytes| read_headers(&bytes, &options).ok()),
        _ => None,
    };
    report_unknown_columns(checker, step, header.as_deref());
    let rows = Type::list(row_type(header.as_deref(), &options), checker.new_domain());
    let headers = Type::list(Type::Text, checker.new_domain());
    let result = Type::record([("rows", rows), ("headers", headers), ("count", Type::Int)]);
    Some((Operation::ReadCsv { path, options }, result))
}

fn options(checker: &mut Checker<'_>, step: &Step) -> Option<ReadOptions> {
    let fields = &step.fields;
    let defaults = ReadOptions::default();
    Some(ReadOptions {
        delimiter: one_byte(checker, step, "delimiter")?.unwrap_or(defaults.delimiter),
        quote: one_byte(checker, step, "quote")?.or(defaults.quote),
        has_header: fields.bool("has_header").unwrap_or(defaults.has_header),
        encoding: fields
            .text("encoding")
            .map(|encoding| encoding.value.clone()),
        null_values: fields
            .names("null_values")
            .unwrap_or_default()
            .iter()
            .map(|text| text.value.clone())
            .collect(),
        columns: fields
            .columns("columns")
            .iter()
            .map(|column| ColumnType {
                name: column.name.value.clone(),
                ty: column.ty.required().clone(),
                format: column.format.clone(),
            })
            .collect(),
        limit: fields.count("limit"),
    })
}

/// The one character that a setting holds; none, and reported, where it is not one.
pub(super) fn one_byte(checker: &mut Checker<'_>, step: &Step, key: &str) -> Option<Option<u8>> {
    let Some(text) = step.fields.text(key) else {
        return Some(None);
    };
    match text.value.as_bytes() {
        [byte] if byte.is_ascii() => Some(Some(*byte)),
        _ => {
            checker.report(job_messages::wrong_value(
                key,
                &text.value.escape_debug().to_string(),
                text.span,
                "one ASCII character",
                &format!("{key}: \";\""),
            ));
            None
        }
    }
}

fn report_unknown_columns(checker: &mut Checker<'_>, step: &Step, header: Option<&[String]>) {
    let Some(header) = header else { return };
    for column in step.fields.columns("columns") {
        if header.contains(&column.name.value) {
            continue;
        }
        let message = format!("the file has no column `{}`", column.name.value);
        let help = match nearest(&column.name.value, header.iter().map(String::as_str)) {
            Some(near) => format!("write `{near}`"),
            None => format!("the columns are {}", header.join(", ")),
        };
        checker.report(messages::bad_value(column.name.span, message, help));
    }
}

/// A row, its columns known where the header is.
fn row_type(header: Option<&[String]>, options: &ReadOptions) -> Type {
    let Some(header) = header else {
        return Type::open_record();
    };
    let cell = |name: &String| {
        let declared = options.columns.iter().find(|column| column.name == *name);
        let ty = declared.map_or(Type::Text, |column| column.ty.clone());
        if options.null_values.is_empty() {
            ty
        } else {
            ty.optional()
        }
    };
    let fields = header
        .iter()
        .map(|name| (Arc::from(name.as_str()), cell(name)));
    Type::Record(Arc::new(RecordType::closed(fields)))
}
