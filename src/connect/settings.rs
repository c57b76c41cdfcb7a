use std::{path::PathBuf, time::Duration};

use indexmap::IndexMap;

use crate::value::{Secret, Value};

/// The settings of one connection, filled in and of the declared shapes.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The connection's name in the job.
    pub name: String,
    /// The folder that relative paths start from: the job file's.
    pub folder: PathBuf,
    /// The values by key; a setting that was left out is not there.
    pub values: IndexMap<&'static str, SettingValue>,
}

/// The value of a setting.
#[derive(Debug, Clone)]
pub enum SettingValue {
    /// Text that may be shown.
    Text(String),
    /// Text that may not.
    Secret(Secret),
    /// A whole number.
    Count(u64),
    /// True or false.
    Bool(bool),
    /// A length of time.
    Duration(Duration),
    /// Text by name; a value is `text` or `secret`.
    TextMap(Vec<(String, Value)>),
    /// So many per second.
    Rate(u64),
}

impl Settings {
    /// No settings at all, for a connection of this name.
    pub fn new(name: impl Into<String>, folder: impl Into<PathBuf>) -> Self {
        Self {
            name: name.into(),
            folder: folder.into(),
            values: IndexMap::new(),
        }
    }

    /// The text of a setting; a secret is exposed, so this is for connectors only.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.values.get(key)? {
            SettingValue::Text(text) => Some(text),
            SettingValue::Secret(secret) => match secret.expose() {
                Value::Text(text) => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    /// The number of a setting.
    #[must_use]
    pub fn count(&self, key: &str) -> Option<u64> {
        match self.values.get(key)? {
            SettingValue::Count(count) | SettingValue::Rate(count) => Some(*count),
            _ => None,
        }
    }

    /// The truth of a setting.
    #[must_use]
    pub fn bool(&self, key: &str) -> Option<bool> {
        match self.values.get(key)? {
            SettingValue::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The length of time of a setting.
    #[must_use]
    pub fn duration(&self, key: &str) -> Option<Duration> {
        match self.values.get(key)? {
            SettingValue::Duration(duration) => Some(*duration),
            _ => None,
        }
    }

    /// The named texts of a setting; none where it was left out.
    #[must_use]
    pub fn text_map(&self, key: &str) -> &[(String, Value)] {
        match self.values.get(key) {
            Some(SettingValue::TextMap(entries)) => entries,
            _ => &[],
        }
    }
}
