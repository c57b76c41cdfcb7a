use std::sync::Arc;

use super::csv_read::one_byte;
use crate::{
    check::{Checker, Form, Member, StepType, list_inside},
    diagnostic::messages::types as messages,
    ir::Operation,
    job::Step,
    spec::{self, ConnectionNeed, Key, Shape},
    template,
    text::Spanned,
    types::Type,
};

/// `csv.write`
pub(super) static STEP: StepType = StepType {
    declaration: spec::Step {
        name: "csv.write",
        doc: "writes rows to a CSV file",
        result: "`{path: text, count: int}`",
        connection: ConnectionNeed::None,
        keys: &[
            Key::required("path", Shape::Template, "the file, relative to the job's"),
            Key::required("rows", Shape::Expression, "a list of records"),
            Key::optional(
                "columns",
                Shape::Names,
                "the columns, in order (those of the first row)",
            ),
            Key::optional(
                "delimiter",
                Shape::Text,
                "what separates fields: one character (a comma)",
            ),
            Key::optional(
                "mode",
                Shape::Choice(&["overwrite", "append"]),
                "whether the file is replaced (`overwrite`)",
            ),
        ],
    },
    check,
};

/// How to write one column of records, where the column was taken out of them.
fn columns_instead(written: &template::Expr) -> Option<String> {
    let template::ExprKind::Filter {
        base,
        filter,
        arguments,
    } = &written.kind
    else {
        return None;
    };
    let attribute = arguments.iter().find_map(|argument| {
        let name = argument.name.as_ref()?;
        match &argument.value.kind {
            template::ExprKind::Text(column) if name.value == "attribute" => Some(column),
            _ => None,
        }
    })?;
    let is_map = filter.value == "map";
    is_map.then(|| format!("write `rows: \"{{{{ {base} }}}}\"` and `columns: [{attribute}]`"))
}

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let path = checker.needed_text(step.fields.template("path")?);
    checker.refuse_secret(&path, "a path");
    let written = step.fields.expression("rows")?;
    let rows = checker.expression(written);
    checker.refuse_secret(&rows, "a file");
    match &rows.ty {
        Type::List(item, _)
            if matches!(item.required(), Type::Record(_) | Type::Json | Type::Error) => {}
        // A secret has been refused.
        Type::Json | Type::Error | Type::Secret => {}
        other => {
            let fix = list_inside(written, other);
            let help = columns_instead(written).or_else(|| checker.inside_of_group(&rows));
            checker.report(messages::not_rows(written.span, other, fix, help));
            return None;
        }
    }
    let delimiter = one_byte(checker, step, "delimiter")?.unwrap_or(b',');
    let columns = step.fields.names("columns");
    report_unknown_columns(checker, columns.unwrap_or_default(), written, &rows.ty);
    let operation = Operation::WriteCsv {
        path,
        rows,
        columns: columns.map(|names| {
            names
                .iter()
                .map(|name| Arc::from(name.value.as_str()))
                .collect()
        }),
        delimiter,
        append: step.fields.choice("mode") == Some("append"),
    };
    Some((
        operation,
        Type::record([("path", Type::Text), ("count", Type::Int)]),
    ))
}

/// Reports columns that no row has, where all columns of the rows are known.
fn report_unknown_columns(
    checker: &mut Checker<'_>,
    columns: &[Spanned<String>],
    written: &template::Expr,
    rows: &Type,
) {
    let Type::List(item, _) = rows else { return };
    let Type::Record(row) = item.required() else {
        return;
    };
    for column in columns {
        if row.field(&column.value).is_none() {
            checker.unknown_member(
                row,
                &Member {
                    base: written.to_string(),
                    name: &column.value,
                    span: column.span,
                    form: Form::Plain,
                },
            );
        }
    }
}
