use super::{
    Lint,
    secret_shape::{in_header, in_url, issued},
};
use crate::{
    diagnostic::{Diagnostic, messages::secret as messages},
    job::{Config, Connection, Interpolation},
    spec::Setting,
};
use std::ops::Range;

/// A secret in the settings of a connection.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for connection in &lint.written.connections {
        for setting in connection.declaration.settings {
            match connection.config.get(setting.name) {
                Some(Config::Scalar(value)) => found.extend(in_setting(connection, setting, value)),
                Some(Config::Map(entries)) => found.extend(
                    entries
                        .iter()
                        .filter_map(|(name, value)| of_header(connection, &name.value, value)),
                ),
                None => {}
            }
        }
    }
    found
}

fn in_setting(
    connection: &Connection,
    setting: &Setting,
    value: &Interpolation,
) -> Option<Diagnostic> {
    let text = value.scalar.as_ref()?.text();
    if let Some(password) = in_url(text) {
        return found(
            value,
            password,
            "a password",
            &variable(connection, "password"),
        );
    }
    if setting.secret && setting.name != "url" && value.literal.is_some() && !text.trim().is_empty()
    {
        let what = format!("the {}", setting.name);
        let all = 0..text.len();
        return found(value, all, &what, &variable(connection, setting.name));
    }
    by_shape(connection, value)
}

fn of_header(connection: &Connection, name: &str, value: &Interpolation) -> Option<Diagnostic> {
    let text = value.scalar.as_ref()?.text();
    match in_header(name, text).filter(|_| value.literal.is_some()) {
        Some(secret) => {
            let key = if name.eq_ignore_ascii_case("authorization") {
                "token"
            } else {
                name.trim_start_matches("X-").trim_start_matches("x-")
            };
            let what = format!("the credential of `{name}`");
            found(value, secret, &what, &variable(connection, key))
        }
        None => by_shape(connection, value),
    }
}

fn by_shape(connection: &Connection, value: &Interpolation) -> Option<Diagnostic> {
    let (secret, what) = issued(value.scalar.as_ref()?.text())?;
    found(value, secret, what, &variable(connection, "key"))
}

fn found(
    value: &Interpolation,
    secret: Range<usize>,
    what: &str,
    variable: &str,
) -> Option<Diagnostic> {
    let span = value.scalar.as_ref()?.span_of(secret);
    Some(messages::literal(span, what, variable))
}

/// A name for the variable that takes the place of a setting.
fn variable(connection: &Connection, key: &str) -> String {
    let words = |text: &str| {
        let text = text.to_uppercase();
        text.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
    };
    let (connection, key) = (words(&connection.name.value), words(key));
    if key.starts_with(&format!("{connection}_")) {
        key
    } else {
        format!("{connection}_{key}")
    }
}
