use std::sync::Arc;

use crate::{
    check::{Checker, Form, Member, StepType},
    csv::{ColumnType, Head, ReadOptions, read_head},
    diagnostic::messages,
    ir::{Expr, Operation},
    job::Step,
    limits::{CSV_CELL, CSV_COLUMNS, CSV_RECORD, Limit, Most},
    spec::{self, ConnectionNeed, Key, Shape},
    text::Span,
    types::{Origin, RecordType, Type},
    value::{
        Value,
        parse::{check_format, strftime_meant},
    },
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
            Key::optional(CSV_RECORD.name, Shape::Count, CSV_RECORD.doc),
            Key::optional(CSV_CELL.name, Shape::Count, CSV_CELL.doc),
            Key::optional(CSV_COLUMNS.name, Shape::Count, CSV_COLUMNS.doc),
        ],
    },
    check,
};

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let path = checker.needed_text(step.fields.template("path")?);
    checker.refuse_secret(&path, "a path");
    let options = options(checker, step)?;
    report_formats(checker, step);
    let row = row_type(checker, step, &path, &options);
    let rows = Type::list(row, checker.new_domain());
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
                format: column.format.as_ref().map(|format| format.value.clone()),
            })
            .collect(),
        limit: fields.count("limit"),
        max_record: limit(checker, step, &CSV_RECORD)?,
        max_cell: limit(checker, step, &CSV_CELL)?,
        max_columns: limit(checker, step, &CSV_COLUMNS)?,
    })
}

/// What a limit is set to; none, and reported, where it can't be that.
fn limit(checker: &mut Checker<'_>, step: &Step, limit: &'static Limit) -> Option<Most> {
    let Some(number) = step.fields.spanned_count(limit.name) else {
        return Some(Most::of(limit));
    };
    let most = Most::set(limit, number.value);
    if most.is_none() {
        checker.report(messages::job::wrong_value(
            limit.name,
            &number.value.to_string(),
            number.span,
            &limit.expected(),
            &limit.setting(limit.most),
        ));
    }
    most
}

/// The one character that a setting holds; none, and reported, where it is not one.
pub(super) fn one_byte(checker: &mut Checker<'_>, step: &Step, key: &str) -> Option<Option<u8>> {
    let Some(text) = step.fields.text(key) else {
        return Some(None);
    };
    match text.value.as_bytes() {
        [byte] if byte.is_ascii() => Some(Some(*byte)),
        _ => {
            checker.report(messages::job::wrong_value(
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

/// Reports formats by which nothing can be read.
fn report_formats(checker: &mut Checker<'_>, step: &Step) {
    for column in step.fields.columns("columns") {
        let Some(format) = &column.format else {
            continue;
        };
        if let Err(failure) = check_format(column.ty.required(), &format.value) {
            let mended = strftime_meant(&format.value);
            let message = &failure.message;
            checker.report(messages::csv::format(
                format.span,
                &format.value,
                message,
                mended.as_deref(),
            ));
        }
    }
}

/// A row: all of its columns where the header of the file is known, else those that `columns` types.
fn row_type(checker: &mut Checker<'_>, step: &Step, path: &Expr, options: &ReadOptions) -> Type {
    let known = match path.constant() {
        Some(Value::Text(name)) => header(checker, name, path.span, options),
        _ => None,
    };
    let row = match known {
        Some((header, origin)) => {
            let cell = |name: &String| (Arc::from(name.as_str()), cell_type(name, options));
            RecordType::closed(header.iter().map(cell)).of_rows(Arc::new(origin))
        }
        None => {
            let typed = options.columns.iter();
            typed.fold(RecordType::open(), |row, column| {
                row.with(column.name.as_str(), cell_type(&column.name, options))
            })
        }
    };
    report_unknown_columns(checker, step, path, &row);
    Type::Record(Arc::new(row))
}

/// The columns that a file's header names, where the file can be looked at and has one that makes sense.
fn header(
    checker: &mut Checker<'_>,
    path: &str,
    span: Span,
    options: &ReadOptions,
) -> Option<(Vec<String>, Origin)> {
    let bytes = checker.files.head(path)?;
    let Head {
        names: header,
        flags,
    } = match read_head(&bytes, options) {
        Ok(head) => head?,
        Err(failure) => {
            let (why, help) = (failure.message, failure.help);
            checker.report(messages::csv::bad_header(span, path, &why, help));
            return None;
        }
    };
    if let ([only], true) = (header.as_slice(), options.has_header)
        && let Some(found) = [';', '\t', '|']
            .into_iter()
            .find(|sign| only.contains(*sign))
    {
        checker.report(messages::csv::delimiter(span, path, only, found));
        return None;
    }
    let origin = Origin {
        span,
        what: if options.has_header {
            format!("the header of `{path}`")
        } else {
            format!("`{path}`, which is read without a header")
        },
        cell: "a CSV cell",
        flags: flags
            .into_iter()
            .filter_map(|column| header.get(column).map(|name| Arc::from(name.as_str())))
            .collect(),
    };
    Some((header, origin))
}

fn cell_type(name: &str, options: &ReadOptions) -> Type {
    let declared = options.columns.iter().find(|column| column.name == name);
    let ty = declared.map_or(Type::Text, |column| column.ty.clone());
    if options.null_values.is_empty() {
        ty
    } else {
        ty.optional()
    }
}

fn report_unknown_columns(checker: &mut Checker<'_>, step: &Step, path: &Expr, row: &RecordType) {
    let Some(Value::Text(file)) = path.constant() else {
        return;
    };
    for column in step.fields.columns("columns") {
        if row.field(&column.name.value).is_none() {
            checker.unknown_member(
                row,
                &Member {
                    base: file.to_string(),
                    name: &column.name.value,
                    span: column.name.span,
                    form: Form::Plain,
                },
            );
        }
    }
}
