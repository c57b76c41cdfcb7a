//! What is written to a table whose columns are known.

use super::{Checker, Form, Member, row_of};
use crate::{
    diagnostic::{messages::schema as messages, nearest},
    ir::{Expr, Mapping},
    job::{Step, Tree},
    schema::{Column, Filled, Table},
    text::{Span, Spanned},
    types::Type,
    value::{Fields, List, Record, Value, convert::convert},
};

/// What a row is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// A row that is new, or may be.
    Insert,
    /// Rows that are there.
    Update,
}

impl Checker<'_> {
    /// Checks the columns that a step writes against its table: that they are there, take their values, and that none is
    /// missing.
    pub fn check_written(&mut self, step: &Step, table: &Table, mapping: &Mapping, write: Write) {
        let entries = step.fields.tree_map("mapping");
        for ((name, tree), (_, value)) in entries.iter().zip(mapping) {
            let Some(column) = self.known_column(step, table, name) else {
                continue;
            };
            if column.filled == Filled::Always {
                self.report(messages::generated(name.span, &name.value));
                continue;
            }
            self.check_null(column, tree, value);
            self.check_value(column, tree, value);
        }
        if write == Write::Insert {
            self.check_missing(step, table, entries);
        }
    }

    /// Checks the columns that a step compares: that they are there, and can be equal to their values.
    pub fn check_compared(&mut self, step: &Step, table: &Table, filter: &Mapping) {
        let entries = step.fields.tree_map("where");
        for ((name, tree), (_, value)) in entries.iter().zip(filter) {
            if let Some(column) = self.known_column(step, table, name) {
                self.check_value(column, tree, value);
            }
        }
    }

    /// Checks that the columns that identify a row are a unique key.
    pub fn check_key(&mut self, step: &Step, table: &Table, key: &[Spanned<String>]) {
        let names: Vec<&str> = key.iter().map(|name| name.value.as_str()).collect();
        let are_there = names.iter().all(|name| table.column(name).is_some());
        if !are_there || table.is_unique(&names) {
            // One that is not there is found where the mapping names it.
            return;
        }
        let span = step.fields.span("key").unwrap_or(step.name.span);
        let table_name = step
            .fields
            .text("table")
            .map_or("", |name| name.value.as_str());
        let entries = step.fields.tree_map("mapping");
        let is_mapped = |column: &String| entries.iter().any(|(name, _)| name.value == *column);
        let unique = table.unique.iter().find(|key| key.iter().all(is_mapped));
        self.report(messages::no_unique_key(span, table_name, &names, unique));
    }

    fn known_column<'t>(
        &mut self,
        step: &Step,
        table: &'t Table,
        name: &Spanned<String>,
    ) -> Option<&'t Column> {
        let found = table.column(&name.value);
        if found.is_none() {
            let base = step.fields.text("table");
            let member = Member {
                base: base.map_or_else(String::new, |table| table.value.clone()),
                name: &name.value,
                span: name.span,
                form: Form::Plain,
            };
            self.unknown_member(&row_of(table, step), &member);
        }
        found
    }

    fn check_null(&mut self, column: &Column, tree: &Tree, value: &Expr) {
        if column.nullable || !value.ty.may_be_null() {
            return;
        }
        self.report(if value.ty == Type::Null {
            messages::null_column(tree.span, &column.name)
        } else {
            messages::maybe_null_column(tree.span, &column.name)
        });
    }

    fn check_value(&mut self, column: &Column, tree: &Tree, value: &Expr) {
        let is_read = |constant: &Value| match constant {
            Value::Text(_) => column.ty != Type::Text,
            Value::Int(_) | Value::Float(_) | Value::Decimal(_) => column.ty.is_number(),
            _ => false,
        };
        let constant = value.constant();
        if let Some(constant) = constant.filter(|constant| is_read(constant)) {
            if let Err(failure) = convert(constant.clone(), &column.ty) {
                let found = messages::unreadable_value(tree.span, column, &failure.message);
                self.report(found);
            }
        } else if never_converts(value.ty.required(), &column.ty) {
            let found = value.ty.brief();
            self.report(messages::type_mismatch(tree.span, column, &found));
        } else if let Some(Value::Text(text)) = constant {
            self.check_text(column, tree.span, text);
        }
    }

    fn check_text(&mut self, column: &Column, span: Span, text: &str) {
        let length = text.chars().count();
        if column.max_length.is_some_and(|most| length > most) {
            self.report(messages::too_long(span, column, length));
        } else if !column.values.is_empty() && column.values.iter().all(|value| value != text) {
            let near = nearest(text, column.values.iter().map(String::as_str));
            self.report(messages::not_in_enum(span, column, text, near));
        }
    }

    fn check_missing(&mut self, step: &Step, table: &Table, entries: &[(Spanned<String>, Tree)]) {
        let is_written =
            |column: &&Column| entries.iter().any(|(name, _)| name.value == column.name);
        let needs = |column: &&Column| !column.nullable && column.filled == Filled::Never;
        let missing: Vec<&str> = table
            .columns
            .iter()
            .filter(needs)
            .filter(|column| !is_written(column))
            .map(|column| column.name.as_str())
            .collect();
        // Where a written column is not there, it may be the one that is missing.
        let all_there = entries
            .iter()
            .all(|(name, _)| table.column(&name.value).is_some());
        if let (false, Some(name), true) =
            (missing.is_empty(), step.fields.text("table"), all_there)
        {
            self.report(messages::missing_column(name.span, &name.value, &missing));
        }
    }
}

/// Whether no value of `from` can be stored as `to`: a value of each kind is tried as the run would.
fn never_converts(from: &Type, to: &Type) -> bool {
    // Databases write most things as text themselves, and cut a timestamp to its day.
    let is_moment = |ty: &Type| matches!(ty, Type::Date | Type::Timestamp);
    if matches!(to, Type::Text | Type::Json) || is_moment(from) && is_moment(to) {
        return false;
    }
    let samples = match from {
        Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Type::Int => vec![Value::Int(0), Value::Int(1)],
        Type::Date | Type::Timestamp | Type::Bytes | Type::Record(_) | Type::List(..) => {
            vec![match sample(from) {
                Some(value) => value,
                None => return false,
            }]
        }
        // Any text, number or dynamic value may turn out to fit.
        _ => return false,
    };
    samples.into_iter().all(|value| convert(value, to).is_err())
}

fn sample(ty: &Type) -> Option<Value> {
    Some(match ty {
        Type::Date => Value::Date(jiff::civil::Date::constant(2024, 2, 29)),
        Type::Timestamp => Value::Timestamp(jiff::Timestamp::UNIX_EPOCH),
        Type::Record(_) => Value::Record(Record::from(Fields::default())),
        Type::List(..) => Value::List(List::from(Vec::new())),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Domain;

    #[test]
    fn only_what_never_fits_is_a_mismatch() {
        let list = Type::list(Type::Int, Domain::UNKNOWN);
        for (from, to) in [
            (Type::Bool, Type::Date),
            (Type::Int, Type::Date),
            (list.clone(), Type::Int),
            (Type::open_record(), Type::Decimal),
            (Type::Date, Type::Int),
        ] {
            assert!(never_converts(&from, &to), "{from} as {to}");
        }
        for (from, to) in [
            (Type::Text, Type::Int),
            (Type::Json, Type::Date),
            (Type::Int, Type::Decimal),
            (Type::Int, Type::Text),
            (Type::Date, Type::Timestamp),
            (Type::Date, Type::Text),
            (list, Type::Json),
            (Type::open_record(), Type::Text),
        ] {
            assert!(!never_converts(&from, &to), "{from} as {to}");
        }
    }
}
