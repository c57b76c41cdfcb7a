//! Filling in what a job leaves to its surroundings: variables, secret files, inputs.

use std::{collections::BTreeMap, path::Path};

use crate::{
    connect::{SettingValue, Settings},
    diagnostic::{Diagnostic, messages::environment as messages},
    ir::{Connection, ConnectionId, Input},
    job::{Config, Interpolation, Piece, parse_duration},
    spec::{Setting, SettingShape, http::is_credential},
    types::Type,
    value::{Secret, Value, convert::convert},
};

/// What surrounds a run.
pub trait Surroundings {
    /// The value of a variable, if it is set.
    fn variable(&self, name: &str) -> Option<String>;

    /// The file that variables may stand in, as it is told to somebody who has not set one.
    fn variables_file(&self) -> &str;

    /// The text of a file, its path relative to the job's folder.
    ///
    /// # Errors
    /// Why it can't be read, in the system's words.
    fn file(&self, path: &str) -> Result<String, String>;
}

/// A text that was filled in, and whether any of it is secret.
struct Filled {
    text: String,
    shown: String,
    is_secret: bool,
}

/// The settings of each connection that is used, by its position; none for the others.
///
/// # Errors
/// Everything that can't be filled in, or is not what the setting takes.
pub fn settings(
    connections: &[Connection],
    used: &[ConnectionId],
    folder: &Path,
    surroundings: &dyn Surroundings,
) -> Result<Vec<Option<Settings>>, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let resolved = connections
        .iter()
        .enumerate()
        .map(|(position, connection)| {
            let is_used = used.iter().any(|id| id.0 == position);
            is_used.then(|| connection_settings(connection, folder, surroundings, &mut problems))
        })
        .collect();
    if problems.is_empty() {
        Ok(resolved)
    } else {
        Err(problems)
    }
}

/// The value of each input: given on the command line, or its default.
///
/// # Errors
/// Every input that is missing or is not of its type; `place` is where one without a place of its own is reported.
pub fn inputs(
    declared: &[Input],
    given: &BTreeMap<String, String>,
    surroundings: &dyn Surroundings,
) -> Result<Vec<Value>, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut values = Vec::new();
    for input in declared {
        match input_value(input, given.get(&input.name), surroundings) {
            Ok(value) => values.push(value),
            Err(problem) => problems.push(*problem),
        }
    }
    if problems.is_empty() {
        Ok(values)
    } else {
        Err(problems)
    }
}

fn input_value(
    input: &Input,
    given: Option<&String>,
    surroundings: &dyn Surroundings,
) -> Result<Value, Box<Diagnostic>> {
    let (value, is_secret) = match (given, &input.default) {
        (Some(text), _) => (Value::text(text.as_str()), false),
        (None, Some(default)) => match &default.literal {
            Some(literal) => (literal.clone(), false),
            None => {
                let filled = fill(default, surroundings)?;
                // By its name alone a variable makes no secret of an input: its declared type is what was checked.
                let reads_file = default
                    .pieces
                    .iter()
                    .any(|piece| matches!(piece, Piece::File(_)));
                (Value::from(filled.text), reads_file)
            }
        },
        (None, None) if input.ty.may_be_null() => return Ok(Value::Null),
        (None, None) => {
            return Err(Box::new(messages::input_missing(
                input.span,
                &input.name,
                &input.ty,
            )));
        }
    };
    if is_secret || *input.ty.required() == Type::Secret {
        return Ok(Value::Secret(Secret::new(value)));
    }
    if value.is_null() {
        return Ok(value);
    }
    convert(value, &input.ty).map_err(|failure| {
        Box::new(messages::input_value(
            input.span,
            &input.name,
            &failure.message,
        ))
    })
}

fn connection_settings(
    connection: &Connection,
    folder: &Path,
    surroundings: &dyn Surroundings,
    problems: &mut Vec<Diagnostic>,
) -> Settings {
    let mut settings = Settings::new(connection.name.as_str(), folder);
    for setting in connection.declaration.settings {
        let Some(written) = connection.written.config.get(setting.name) else {
            continue;
        };
        match setting_value(setting, written, surroundings) {
            Ok(Some(value)) => {
                settings.values.insert(setting.name, value);
            }
            Ok(None) => {}
            Err(problem) => problems.push(*problem),
        }
    }
    settings
}

/// The value of a setting; an empty one counts as left out, so that `${env:X:-}` can leave it out.
fn setting_value(
    setting: &Setting,
    written: &Config,
    surroundings: &dyn Surroundings,
) -> Result<Option<SettingValue>, Box<Diagnostic>> {
    match (setting.shape, written) {
        (SettingShape::TextMap, Config::Map(entries)) => {
            let values = entries.iter().map(|(name, value)| {
                let filled = fill(value, surroundings)?;
                Ok((name.value.clone(), header_value(&name.value, filled)))
            });
            Ok(Some(SettingValue::TextMap(
                values.collect::<Result<_, Box<Diagnostic>>>()?,
            )))
        }
        (SettingShape::Rate, Config::Map(entries)) => {
            match entries.iter().find(|(name, _)| name.value == "per_second") {
                Some((_, value)) => {
                    let filled = fill(value, surroundings)?;
                    let rate = filled.text.trim().parse().ok().filter(|rate| *rate > 0);
                    let rate = rate.ok_or_else(|| {
                        messages::setting(value.span, "per_second", "a whole number above 0")
                    })?;
                    Ok(Some(SettingValue::Rate(rate)))
                }
                None => Ok(None),
            }
        }
        (_, Config::Map(entries)) => {
            let span = entries
                .first()
                .map(|(name, _)| name.span)
                .unwrap_or_default();
            Err(Box::new(messages::setting(
                span,
                setting.name,
                "a single value",
            )))
        }
        (_, Config::Scalar(value)) => {
            let filled = fill(value, surroundings)?;
            if filled.text.is_empty() {
                return Ok(None);
            }
            scalar(setting, filled).map(Some).map_err(|expected| {
                Box::new(messages::setting(value.span, setting.name, &expected))
            })
        }
    }
}

fn scalar(setting: &Setting, filled: Filled) -> Result<SettingValue, String> {
    let text = filled.text.trim();
    match setting.shape {
        SettingShape::Text if setting.secret => {
            Ok(SettingValue::Secret(Secret::new(Value::from(filled.text))))
        }
        SettingShape::Text if filled.is_secret => Ok(SettingValue::Secret(Secret::with_shown(
            Value::from(filled.text),
            filled.shown,
        ))),
        SettingShape::Text => Ok(SettingValue::Text(filled.text)),
        SettingShape::Count => text
            .parse()
            .map(SettingValue::Count)
            .map_err(|_| "a whole number".to_owned()),
        SettingShape::Bool => text
            .parse()
            .map(SettingValue::Bool)
            .map_err(|_| "`true` or `false`".to_owned()),
        SettingShape::Duration => parse_duration(text)
            .map(SettingValue::Duration)
            .ok_or_else(|| "a length of time such as `30`, `500ms` or `5min`".to_owned()),
        SettingShape::Choice(words) if words.contains(&text) => {
            Ok(SettingValue::Text(text.to_owned()))
        }
        SettingShape::Choice(words) => Err(format!("one of `{}`", words.join("`, `"))),
        SettingShape::TextMap | SettingShape::Rate => Err("a map".to_owned()),
    }
}

/// Headers that carry credentials are secret whatever they are made of.
fn header_value(name: &str, filled: Filled) -> Value {
    match (is_credential(name), filled.is_secret) {
        (true, _) => Value::Secret(Secret::new(Value::from(filled.text))),
        (false, true) => Value::Secret(Secret::with_shown(Value::from(filled.text), filled.shown)),
        (false, false) => Value::from(filled.text),
    }
}

/// Whether a variable is for a secret by its name, wherever its value goes.
fn names_a_secret(variable: &str) -> bool {
    let upper = variable.to_uppercase();
    let words = [
        "API_KEY",
        "APIKEY",
        "CREDENTIAL",
        "PASSWD",
        "PASSWORD",
        "PRIVATE_KEY",
        "SECRET",
        "TOKEN",
    ];
    words.iter().any(|word| upper.contains(word))
}

fn fill(
    written: &Interpolation,
    surroundings: &dyn Surroundings,
) -> Result<Filled, Box<Diagnostic>> {
    let mut filled = Filled {
        text: String::new(),
        shown: String::new(),
        is_secret: false,
    };
    for piece in &written.pieces {
        match piece {
            Piece::Text(text) => {
                filled.text.push_str(text);
                filled.shown.push_str(text);
            }
            Piece::Variable {
                name,
                default,
                message,
            } => {
                // Empty counts as unset: what is meant to be empty says so by `:-`.
                let value = surroundings
                    .variable(&name.value)
                    .filter(|value| !value.is_empty());
                let value = value.or_else(|| default.clone());
                let value = value.ok_or_else(|| {
                    let file = surroundings.variables_file();
                    messages::unset(name.span, &name.value, message.as_deref(), file)
                })?;
                filled.text.push_str(&value);
                if names_a_secret(&name.value) {
                    filled.shown.push_str("‹secret›");
                    filled.is_secret = true;
                } else {
                    filled.shown.push_str(&value);
                }
            }
            Piece::File(path) => {
                let text = surroundings
                    .file(&path.value)
                    .map_err(|why| messages::file(path.span, &path.value, &why))?;
                let text = text.strip_suffix('\n').unwrap_or(&text);
                filled
                    .text
                    .push_str(text.strip_suffix('\r').unwrap_or(text));
                filled.shown.push_str("‹secret›");
                filled.is_secret = true;
            }
        }
    }
    Ok(filled)
}
