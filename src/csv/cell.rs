use std::sync::Arc;

use super::{ColumnType, ReadOptions, header::not_utf8};
use crate::{
    diagnostic::nearest,
    types::Type,
    value::{Column, ColumnBuilder, Failure, TextColumn, Value, convert, json, parse},
};

/// The cells of one column, in the form a table wants them.
#[derive(Debug)]
pub struct Cells<'a> {
    options: &'a ReadOptions,
    ty: Option<&'a ColumnType>,
    cells: Kind,
}

#[derive(Debug)]
enum Kind {
    Text(TextColumn),
    Typed(ColumnBuilder),
}

/// The declared type of each column, if it has one.
///
/// # Errors
/// If a type is declared for a column that is not there.
pub fn column_types<'a>(
    headers: &[Arc<str>],
    options: &'a ReadOptions,
) -> Result<Vec<Option<&'a ColumnType>>, Failure> {
    let mut types = vec![None; headers.len()];
    for column in &options.columns {
        let Some(index) = headers.iter().position(|name| **name == *column.name) else {
            let failure = Failure::new(format!("the file has no column `{}`", column.name));
            let near = nearest(&column.name, headers.iter().map(|name| &**name));
            return Err(match near {
                Some(near) => failure.help(format!("write `{near}`")),
                None => failure,
            });
        };
        types[index] = Some(column);
    }
    Ok(types)
}

impl<'a> Cells<'a> {
    /// No cell yet.
    #[must_use]
    pub fn new(options: &'a ReadOptions, ty: Option<&'a ColumnType>) -> Self {
        let cells = match ty.map(|column| column.ty.required()) {
            None | Some(Type::Text) => Kind::Text(TextColumn::default()),
            Some(_) => Kind::Typed(ColumnBuilder::default()),
        };
        Self { options, ty, cells }
    }

    /// Appends a cell.
    ///
    /// # Errors
    /// If it is not UTF-8, or can't be converted.
    pub fn push(&mut self, cell: &[u8]) -> Result<(), Failure> {
        let text = std::str::from_utf8(cell).map_err(|_| not_utf8("the cell"))?;
        let text = Some(text).filter(|text| !is_null(text, self.options));
        match (&mut self.cells, self.ty) {
            (Kind::Typed(column), Some(ty)) => {
                column.push(text.map_or(Ok(Value::Null), |text| typed(text, ty))?);
            }
            (Kind::Typed(column), None) => column.push(text.map_or(Value::Null, Value::from)),
            (Kind::Text(column), _) => column.push(text),
        }
        Ok(())
    }

    /// Checks what [`push`](Self::push) would check, and keeps nothing. The bytes must be UTF-8.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn check(cell: &[u8], ty: &ColumnType, options: &ReadOptions) -> Result<(), Failure> {
        let text = std::str::from_utf8(cell).map_err(|_| not_utf8("the cell"))?;
        if is_null(text, options) {
            return Ok(());
        }
        typed(text, ty).map(|_| ())
    }

    /// The column that the cells make.
    #[must_use]
    pub fn finish(self) -> Column {
        match self.cells {
            Kind::Text(column) => Column::Text(column),
            Kind::Typed(column) => column.finish(),
        }
    }
}

fn is_null(text: &str, options: &ReadOptions) -> bool {
    options.null_values.iter().any(|null| null == text)
}

/// The value that a cell of a declared type holds.
fn typed(text: &str, column: &ColumnType) -> Result<Value, Failure> {
    let format = column.format.as_deref();
    Ok(match column.ty.required() {
        Type::Int => Value::Int(parse::int(text)?),
        Type::Float => Value::Float(parse::float(text)?),
        Type::Decimal => Value::Decimal(parse::decimal(text)?),
        Type::Bool => Value::Bool(parse::bool(text)?),
        Type::Date => Value::Date(parse::date(text, format)?),
        Type::Timestamp => Value::Timestamp(parse::timestamp(text, format)?),
        Type::Json => json::parse(text)?,
        other => convert::convert(Value::from(text), other)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(ty: Type, format: Option<&str>) -> ColumnType {
        ColumnType {
            name: "a".into(),
            ty,
            format: format.map(Into::into),
        }
    }

    fn read(ty: &ColumnType, cell: &str) -> Result<String, String> {
        let options = ReadOptions {
            null_values: vec!["-".into()],
            ..ReadOptions::default()
        };
        let mut cells = Cells::new(&options, Some(ty));
        let checked = Cells::check(cell.as_bytes(), ty, &options);
        let pushed = cells.push(cell.as_bytes());
        assert_eq!(checked, pushed, "checking and reading agree");
        pushed.map_err(|failure| failure.message)?;
        Ok(format!("{:?}", cells.finish().get(0)))
    }

    #[test]
    fn cells_are_what_the_column_is_declared_as() {
        assert_eq!(
            read(&column(Type::Text, None), "007").expect("text"),
            r#"Text("007")"#
        );
        assert_eq!(
            read(&column(Type::Int, None), "007").expect("an int"),
            "Int(7)"
        );
        assert_eq!(
            read(&column(Type::Decimal, None), "1.50").expect("a decimal"),
            "Decimal(1.50)"
        );
        let date = column(Type::Date, Some("%d.%m.%Y"));
        assert_eq!(
            read(&date, "01.03.2024").expect("a date"),
            "Date(2024-03-01)"
        );
        assert_eq!(
            read(&column(Type::Json, None), "true").expect("JSON"),
            "Bool(true)"
        );
        let optional = column(Type::Int.optional(), None);
        assert_eq!(read(&optional, "7").expect("an int"), "Int(7)");
    }

    #[test]
    fn null_is_only_what_is_said_to_be() {
        assert_eq!(read(&column(Type::Int, None), "-").expect("null"), "Null");
        assert_eq!(
            read(&column(Type::Text, None), "").expect("text"),
            r#"Text("")"#
        );
        assert!(read(&column(Type::Int, None), "").is_err());
    }

    #[test]
    fn a_type_needs_its_column() {
        let options = ReadOptions {
            columns: vec![column(Type::Int, None)],
            ..ReadOptions::default()
        };
        let headers = |names: &[&str]| {
            names
                .iter()
                .map(|name| Arc::from(*name))
                .collect::<Vec<_>>()
        };
        assert!(column_types(&headers(&["b", "a"]), &options).expect("found")[1].is_some());
        let missing = column_types(&headers(&["A"]), &options).expect_err("missing");
        assert_eq!(missing.help.as_deref(), Some("write `A`"));
    }
}
