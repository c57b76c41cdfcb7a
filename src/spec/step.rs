use super::ConnectionKind;

/// The keys of a step type. The keys that every step has are [`Step::COMMON`].
pub struct Step {
    /// What `type:` says.
    pub name: &'static str,
    /// What the step does, in a sentence.
    pub doc: &'static str,
    /// What its result is, for one item where it has a batch.
    pub result: &'static str,
    /// The kind of connection it works on.
    pub connection: ConnectionNeed,
    /// The keys of its own.
    pub keys: &'static [Key],
}

/// What a step needs of `connection:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionNeed {
    /// It has none.
    None,
    /// It needs one of this kind.
    Kind(ConnectionKind),
}

/// A key of a step.
pub struct Key {
    /// The key as written.
    pub name: &'static str,
    /// Whether the step is nothing without it.
    pub required: bool,
    /// What may stand behind it.
    pub shape: Shape,
    /// What it is for, in a sentence.
    pub doc: &'static str,
}

/// What may stand behind a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Text that may hold `{{ }}`.
    Template,
    /// One expression, with or without `{{ }}`.
    Expression,
    /// Any YAML, its texts templates: a payload, a body.
    Tree,
    /// A map from names to trees: a mapping, headers.
    TreeMap,
    /// Plain text: a table's name.
    Text,
    /// A list of plain texts; one alone is a list of one.
    Names,
    /// A list of whole numbers; one alone is a list of one.
    Ints,
    /// A whole number, at least 0.
    Count,
    /// True or false.
    Bool,
    /// Seconds, or a number with a unit.
    Duration,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One of these words, or a list of names.
    ChoiceOrNames(&'static [&'static str]),
    /// SQL whose `{{ }}` are bind parameters.
    Sql,
    /// Steps of a branch or a group.
    Steps,
    /// A declared JSON shape: `{md5: text, tags: [text]}`.
    Returns,
    /// Types of CSV columns: `{price: decimal, on: {type: date, format: …}}`.
    Columns,
}

impl Step {
    /// The keys that every step may have.
    pub const COMMON: &'static [Key] = &[
        Key::required(
            "id",
            Shape::Text,
            "the name by which other steps refer to this one",
        ),
        Key::required("type", Shape::Text, "the step type"),
        Key::optional("connection", Shape::Text, "the connection it works on"),
        Key::optional("save_as", Shape::Text, "a second name for the result"),
        Key::optional(
            "when",
            Shape::Expression,
            "run the step, or the item, only if this holds",
        ),
        Key::optional(
            "batch",
            Shape::Tree,
            "run the step once per item of a list: {from, as, concurrency}",
        ),
        Key::optional(
            "retry",
            Shape::Tree,
            "{max_attempts, backoff_ms, max_backoff_ms, retry_on}",
        ),
        Key::optional(
            "on_error",
            Shape::Choice(&["fail", "continue"]),
            "what a failure does to the run",
        ),
        Key::optional(
            "rejects",
            Shape::Text,
            "with `on_error: continue`: the CSV file that collects the failed items and their errors",
        ),
        Key::optional("description", Shape::Text, "a word to the reader"),
    ];

    /// The declaration of a key, its own or a common one.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys
            .iter()
            .chain(Self::COMMON)
            .find(|key| key.name == name)
    }
}

impl Key {
    /// A key that must be there.
    #[must_use]
    pub const fn required(name: &'static str, shape: Shape, doc: &'static str) -> Self {
        Self {
            name,
            required: true,
            shape,
            doc,
        }
    }

    /// A key that may be left out.
    #[must_use]
    pub const fn optional(name: &'static str, shape: Shape, doc: &'static str) -> Self {
        Self {
            name,
            required: false,
            shape,
            doc,
        }
    }
}

impl std::fmt::Debug for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
