/// A connection type and the settings under its `config:`.
pub struct Connection {
    /// What `type:` says.
    pub name: &'static str,
    /// What it connects to, in a sentence.
    pub doc: &'static str,
    /// What steps can do with it.
    pub kind: ConnectionKind,
    /// The dialect of its SQL, for a database.
    pub dialect: Option<Dialect>,
    /// The settings it knows.
    pub settings: &'static [Setting],
}

/// What steps can do with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConnectionKind {
    /// Run SQL.
    Database,
    /// Invoke functions.
    Lambda,
    /// Send HTTP requests.
    Http,
}

/// A dialect of SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// SQLite.
    Sqlite,
}

/// One setting of a connection.
pub struct Setting {
    /// The key as written.
    pub name: &'static str,
    /// What may stand behind it, once `${env:…}` is filled in.
    pub shape: SettingShape,
    /// Whether the value is of type `secret`.
    pub secret: bool,
    /// What it is for, in a sentence.
    pub doc: &'static str,
}

/// What a setting holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingShape {
    /// Text.
    Text,
    /// A whole number, at least 0.
    Count,
    /// True or false.
    Bool,
    /// Seconds, or a number with a unit.
    Duration,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A map from names to text.
    TextMap,
    /// `{per_second: N}`.
    Rate,
}

impl Setting {
    /// A setting that may be shown.
    #[must_use]
    pub const fn new(name: &'static str, shape: SettingShape, doc: &'static str) -> Self {
        Self {
            name,
            shape,
            secret: false,
            doc,
        }
    }

    /// A setting of type `secret`.
    #[must_use]
    pub const fn secret(name: &'static str, doc: &'static str) -> Self {
        Self {
            name,
            shape: SettingShape::Text,
            secret: true,
            doc,
        }
    }
}

impl ConnectionKind {
    /// The connection types of this kind, as a message lists them.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Database => "a database",
            Self::Lambda => "a lambda",
            Self::Http => "an http",
        }
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
