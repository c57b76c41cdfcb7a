use rusqlite::{Error, ErrorCode, ffi};

use crate::connect::{Class, Failure};

/// A failure in SQLite's words, with the table, column or constraint they name.
pub(super) fn failure(error: &Error) -> Failure {
    match error {
        Error::SqliteFailure(code, message) => {
            let words = message.clone().unwrap_or_else(|| code.to_string());
            from_code(Failure::new(words), code)
        }
        Error::SqlInputError {
            error: code,
            msg,
            sql,
            offset,
        } => {
            let failure = from_code(Failure::new(msg.clone()), code);
            match usize::try_from(*offset)
                .ok()
                .and_then(|offset| sql.get(..offset))
            {
                Some(before) => failure.fact("position", (before.chars().count() + 1).to_string()),
                None => failure,
            }
        }
        Error::MultipleStatement => {
            Failure::new("the query holds more than one statement").help("make a step of each")
        }
        other => Failure::new(other.to_string()),
    }
}

fn from_code(failure: Failure, code: &ffi::Error) -> Failure {
    let class = match code.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Class::Serialization,
        _ => Class::Other,
    };
    let name = name(code.extended_code);
    let facts = constraint_facts(&failure.message, name);
    facts.into_iter().fold(
        failure.class(class).fact("code", name),
        |failure, (name, text)| failure.fact(name, text),
    )
}

/// `UNIQUE constraint failed: t.a, t.b` names columns, `CHECK constraint failed: n` the constraint.
fn constraint_facts(message: &str, code: &str) -> Vec<(&'static str, String)> {
    let Some((_, named)) = message.split_once(" constraint failed: ") else {
        return Vec::new();
    };
    let columns: Vec<_> = named
        .split(", ")
        .filter_map(|column| column.split_once('.'))
        .collect();
    match columns.first() {
        Some((table, _)) if code != "SQLITE_CONSTRAINT_CHECK" => {
            let names: Vec<_> = columns.iter().map(|(_, column)| *column).collect();
            vec![("table", (*table).to_owned()), ("column", names.join(", "))]
        }
        _ => vec![("constraint", named.to_owned())],
    }
}

/// SQLite's name of a result code, as its manual has it.
fn name(extended: i32) -> &'static str {
    match extended {
        ffi::SQLITE_CONSTRAINT_CHECK => "SQLITE_CONSTRAINT_CHECK",
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => "SQLITE_CONSTRAINT_FOREIGNKEY",
        ffi::SQLITE_CONSTRAINT_NOTNULL => "SQLITE_CONSTRAINT_NOTNULL",
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY => "SQLITE_CONSTRAINT_PRIMARYKEY",
        ffi::SQLITE_CONSTRAINT_UNIQUE => "SQLITE_CONSTRAINT_UNIQUE",
        ffi::SQLITE_CONSTRAINT_TRIGGER => "SQLITE_CONSTRAINT_TRIGGER",
        other => match other & 0xFF {
            ffi::SQLITE_BUSY => "SQLITE_BUSY",
            ffi::SQLITE_LOCKED => "SQLITE_LOCKED",
            ffi::SQLITE_READONLY => "SQLITE_READONLY",
            ffi::SQLITE_INTERRUPT => "SQLITE_INTERRUPT",
            ffi::SQLITE_IOERR => "SQLITE_IOERR",
            ffi::SQLITE_CORRUPT => "SQLITE_CORRUPT",
            ffi::SQLITE_FULL => "SQLITE_FULL",
            ffi::SQLITE_CANTOPEN => "SQLITE_CANTOPEN",
            ffi::SQLITE_CONSTRAINT => "SQLITE_CONSTRAINT",
            ffi::SQLITE_MISMATCH => "SQLITE_MISMATCH",
            ffi::SQLITE_NOTADB => "SQLITE_NOTADB",
            ffi::SQLITE_TOOBIG => "SQLITE_TOOBIG",
            _ => "SQLITE_ERROR",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_lock_is_worth_another_try() {
        for (code, class) in [
            (ffi::SQLITE_BUSY, Class::Serialization),
            (ffi::SQLITE_LOCKED, Class::Serialization),
            (ffi::SQLITE_FULL, Class::Other),
        ] {
            let error = Error::SqliteFailure(ffi::Error::new(code), None);
            assert_eq!(failure(&error).class, class, "{code}");
        }
    }
}
