use crate::spec::{Key, Shape};

/// What is being read: how messages name it, and what would be right, as typed.
#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    /// The value of a declared key.
    Key(&'static Key),
    /// Something else.
    Other {
        /// Its name: `batch.from`.
        name: &'a str,
        /// An example of it: `from: "{{ … }}"`.
        example: &'a str,
    },
}

impl<'a> What<'a> {
    pub(super) const fn new(name: &'a str, example: &'a str) -> Self {
        Self::Other { name, example }
    }

    pub(super) const fn name(&self) -> &str {
        match self {
            Self::Key(key) => key.name,
            Self::Other { name, .. } => name,
        }
    }

    /// What would be right, as typed.
    pub(super) fn example(&self) -> String {
        match self {
            Self::Key(key) => sample(key),
            Self::Other { example, .. } => (*example).to_owned(),
        }
    }
}

/// A key as it is typed.
pub(super) fn sample(key: &Key) -> String {
    let value = match key.shape {
        Shape::Template | Shape::Expression => "\"{{ … }}\"",
        Shape::Tree | Shape::TreeMap => "{name: \"{{ … }}\"}",
        Shape::Text => "name",
        Shape::Names => "[name]",
        Shape::Ints => "[200]",
        Shape::Count => "10",
        Shape::Bool => "true",
        Shape::Duration => "30",
        Shape::Choice(words) | Shape::ChoiceOrNames(words) => words.first().unwrap_or(&"name"),
        Shape::Sql => "SELECT …",
        Shape::Steps => "[{id: …, type: …}]",
        Shape::Returns => "{name: text}",
        Shape::Columns => "{name: decimal}",
    };
    format!("{}: {value}", key.name)
}
