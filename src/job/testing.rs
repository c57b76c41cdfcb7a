//! Step types to test with, and a way from a job's text to what was found in it.

mod flows;

pub(crate) use flows::{FLOW_A, FLOW_B};

use super::{Job, parse};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    limits::FileLimits,
    spec::{ConnectionKind, ConnectionNeed, Key, Registry, Shape, Step},
    template::NameIds,
    text::{FileId, Sources},
    yaml,
};

/// A step type without a connection.
const fn step(name: &'static str, keys: &'static [Key]) -> Step {
    Step {
        name,
        doc: "a step to test with",
        result: "nothing that is known",
        connection: ConnectionNeed::None,
        keys,
    }
}

/// A step type on a database.
const fn on_database(name: &'static str, keys: &'static [Key]) -> Step {
    Step {
        connection: ConnectionNeed::Kind(ConnectionKind::Database),
        ..step(name, keys)
    }
}

static READ: Step = step(
    "csv.read",
    &[
        Key::required("path", Shape::Template, "the file"),
        Key::optional(
            "has_header",
            Shape::Bool,
            "whether the first line is a header",
        ),
        Key::optional("null_values", Shape::Names, "the cells that are null"),
        Key::optional("columns", Shape::Columns, "the types of columns"),
        Key::optional("limit", Shape::Count, "the most rows taken"),
    ],
);
static UPSERT: Step = on_database(
    "db.upsert",
    &[
        Key::required("table", Shape::Text, "the table's name"),
        Key::required("key", Shape::Names, "the columns that identify a row"),
        Key::required("mapping", Shape::TreeMap, "the values by column"),
        Key::optional(
            "update",
            Shape::ChoiceOrNames(&["all", "changed", "merge", "none"]),
            "what happens to a row that is there",
        ),
    ],
);
static INSERT: Step = on_database(
    "db.insert",
    &[
        Key::required("table", Shape::Text, "the table's name"),
        Key::required("mapping", Shape::TreeMap, "the values by column"),
    ],
);
static UPDATE: Step = on_database(
    "db.update",
    &[
        Key::required("table", Shape::Text, "the table's name"),
        Key::required("where", Shape::TreeMap, "what must match"),
        Key::required("mapping", Shape::TreeMap, "the values by column"),
    ],
);
static QUERY: Step = on_database(
    "db.query_one",
    &[
        Key::optional("query", Shape::Sql, "the query"),
        Key::optional("params", Shape::TreeMap, "the values of its parameters"),
    ],
);
static INVOKE: Step = step(
    "lambda.invoke",
    &[
        Key::required("payload", Shape::Tree, "what the function is given"),
        Key::optional("timeout", Shape::Duration, "how long it may take"),
        Key::optional("returns", Shape::Returns, "the shape of the answer"),
    ],
);
static CALL: Step = step(
    "api.call",
    &[
        Key::required("method", Shape::Choice(&["GET", "POST"]), "the method"),
        Key::optional("path", Shape::Template, "the path"),
        Key::optional("body", Shape::Tree, "the body"),
        Key::optional("headers", Shape::TreeMap, "the headers"),
        Key::optional("expect_status", Shape::Ints, "the statuses that are fine"),
        Key::optional("idempotency_key", Shape::Template, "the key"),
        Key::optional(
            "delivery",
            Shape::Choice(&["direct", "outbox"]),
            "when it is sent",
        ),
    ],
);
static CONDITIONAL: Step = step(
    "conditional",
    &[
        Key::required("when", Shape::Expression, "what decides"),
        Key::required("then", Shape::Steps, "the steps where it holds"),
        Key::optional("else", Shape::Steps, "the steps where it does not"),
    ],
);
static GROUP: Step = step(
    "group",
    &[Key::required("steps", Shape::Steps, "the steps")],
);

/// A registry of a few step types.
pub(crate) static REGISTRY: Registry = Registry {
    steps: &[
        &READ,
        &UPSERT,
        &INSERT,
        &UPDATE,
        &QUERY,
        &INVOKE,
        &CALL,
        &CONDITIONAL,
        &GROUP,
    ],
    functions: &[],
    predicates: &[],
};

/// What came of a text.
pub(crate) struct Read {
    /// The files.
    pub(crate) sources: Sources,
    /// The job, if there is one.
    pub(crate) job: Option<Job>,
    /// What was found.
    pub(crate) found: Diagnostics,
}

/// A diagnostic as tests compare it: its code, the text it points at, its help.
pub(crate) type Seen<'a> = (&'a str, &'a str, &'a str);

impl Read {
    /// The job, which has to be there.
    pub(crate) fn job(&self) -> &Job {
        self.job.as_ref().expect("the text is a job")
    }

    /// What was found, in the order of the file.
    pub(crate) fn sorted(&self) -> Vec<Diagnostic> {
        self.found.clone().into_sorted()
    }

    /// The code, the text pointed at, and the help of all that was found.
    #[track_caller]
    pub(crate) fn assert(&self, expected: &[Seen<'_>]) {
        let sorted = self.sorted();
        let seen: Vec<Seen<'_>> = sorted
            .iter()
            .map(|found| {
                let help = found.help.as_deref().unwrap_or_default();
                (found.code.name, self.sources.slice(found.span), help)
            })
            .collect();
        assert_eq!(seen, expected, "{sorted:#?}");
    }
}

/// Reads a job.
pub(crate) fn read(text: &str) -> Read {
    read_with(text, None)
}

/// Reads a job that has a project file.
pub(crate) fn read_with(text: &str, project: Option<&str>) -> Read {
    let mut sources = Sources::default();
    let mut found = Diagnostics::default();
    let file = sources.add("jobs/nightly.yaml", text);
    let project = project.map(|text| sources.add("portl.yaml", text));
    let root = yaml::parse(&sources, file, &FileLimits::DEFAULT, &mut found);
    let shared: Option<(FileId, yaml::Node)> = project.and_then(|file| {
        Some((
            file,
            yaml::parse(&sources, file, &FileLimits::DEFAULT, &mut found)?,
        ))
    });
    let job = root.and_then(|root| {
        parse(
            &sources,
            file,
            &root,
            shared.as_ref().map(|(file, node)| (*file, node)),
            &REGISTRY,
            &mut NameIds::default(),
            &mut found,
        )
    });
    Read {
        sources,
        job,
        found,
    }
}
