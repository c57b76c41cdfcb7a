use std::error::Error as _;

use tokio_postgres::{
    Error,
    error::{DbError, ErrorPosition, SqlState},
};

use super::patience::Unanswered;
use crate::connect::{Class, Failure};

/// What the server, or the library in its place, says: the root cause and what led to it.
pub(super) fn words(error: &Error) -> String {
    if let Some(error) = error.as_db_error() {
        return error.message().to_owned();
    }
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let text = error.to_string();
        if !words.contains(&text) {
            words = format!("{words}: {text}");
        }
        source = error.source();
    }
    words
}

/// A failure in the server's words, with what it says beside them. DETAIL and CONTEXT hold rows: they become `data`.
pub(super) fn failure(error: &Error) -> Failure {
    let failure = Failure::new(words(error));
    match error.as_db_error() {
        Some(error) => from_server(failure, error),
        None if error.is_closed() || has_io_source(error) => failure.class(Class::Connection),
        None => failure,
    }
}

/// That the server has been silent for too long.
pub(super) fn silent(why: &Unanswered) -> Failure {
    Failure::new(why.to_string())
        .class(Class::Connection)
        .help("look whether the network loses what it says; it is waited for as long as `statement_timeout` and `connect_timeout` of the connection together")
}

/// Whether the connection has ended with this, so that nobody knows what became of a COMMIT.
pub(super) fn ends_connection(why: &Unanswered) -> bool {
    let Unanswered::Failed(error) = why else {
        return true;
    };
    match error.as_db_error() {
        None => true,
        Some(error) => {
            matches!(error.severity(), "FATAL" | "PANIC")
                || class(error.code()) == Class::Connection
                || error.code().code() == "40003"
        }
    }
}

fn from_server(mut failure: Failure, error: &DbError) -> Failure {
    failure = failure
        .class(class(error.code()))
        .fact("code", error.code().code());
    let facts = [
        ("schema", error.schema()),
        ("table", error.table()),
        ("column", error.column()),
        ("constraint", error.constraint()),
        ("type", error.datatype()),
        ("hint", error.hint()),
    ];
    for (name, text) in facts {
        if let Some(text) = text {
            failure = failure.fact(name, text);
        }
    }
    if let Some(ErrorPosition::Original(position)) = error.position() {
        failure = failure.fact("position", position.to_string());
    }
    let data: Vec<_> = error.detail().into_iter().chain(error.where_()).collect();
    if !data.is_empty() {
        failure.data = Some(data.join("\n"));
    }
    failure
}

fn class(code: &SqlState) -> Class {
    match code.code() {
        "40001" => Class::Serialization,
        "40P01" => Class::Deadlock,
        "57014" | "55P03" => Class::Timeout,
        "57P01" | "57P02" | "57P03" | "57P05" | "25P03" | "53300" => Class::Connection,
        code if code.starts_with("08") => Class::Connection,
        _ => Class::Other,
    }
}

fn has_io_source(error: &Error) -> bool {
    error
        .source()
        .is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}
