//! What a snapshot of the databases says of the tables and statements of steps.

use std::sync::Arc;

use super::{Checker, SideFiles};
use crate::{
    diagnostic::{messages::schema as messages, nearest},
    job::{Job, Step},
    query,
    schema::{self, Answer, Database, Snapshot, Table},
    spec::Dialect,
    template::Node,
    text::Span,
    types::{Origin, RecordType, Type},
};

/// The snapshot beside the job, as far as it may be believed.
#[derive(Debug, Default)]
pub(super) struct Databases {
    snapshot: Snapshot,
    /// The statements of the job that make or change tables: of what they name, nothing is known.
    definitions: Vec<String>,
}

impl Checker<'_> {
    /// Reads the snapshot, if there is one; one that can't be read is reported and left out.
    pub(super) fn read_schema(&mut self) {
        let mut connections = self.job.connections.iter();
        let Some(first) = connections.find(|one| one.declaration.dialect.is_some()) else {
            return;
        };
        let place = first.name.span;
        let Ok(text) = self.files.text(schema::FILE) else {
            return;
        };
        match Snapshot::read(&text) {
            Ok(snapshot) => {
                let definitions = definitions(self.job, self.files);
                self.databases = Arc::new(Databases {
                    snapshot,
                    definitions,
                });
            }
            Err(why) => {
                self.report(messages::unreadable(place, &why));
            }
        }
    }

    /// The table that a step works on, if the snapshot knows it; one that it knows not to be there is reported.
    pub fn known_table(&mut self, step: &Step) -> Option<Table> {
        let written = step.fields.text("table")?;
        let databases = Arc::clone(&self.databases);
        let database = databases.of(self, step)?;
        if databases.may_change(&written.value) {
            return None;
        }
        if let Some(table) = database.tables.get(&written.value)? {
            return Some(table.clone());
        }
        let known = database.tables.iter().filter(|(_, table)| table.is_some());
        let near = nearest(&written.value, known.map(|(name, _)| name.as_str()));
        self.report(messages::unknown_table(written.span, &written.value, near));
        None
    }

    /// The type of a row that a statement gives, by what the database said of it. `text` is what is sent; `row` is what
    /// the statement itself says. A statement that the database refused is reported.
    pub(super) fn answered(&mut self, step: &Step, text: &str, row: Type) -> Type {
        let databases = Arc::clone(&self.databases);
        let Some(database) = databases.of(self, step) else {
            return row;
        };
        match database.statements.get(text) {
            Some(Answer::Columns(columns)) => {
                let fields = columns.iter().map(|column| {
                    let ty = self.own_positions(&column.ty);
                    let ty = match column.nullable {
                        Some(true) => ty.optional(),
                        _ => ty,
                    };
                    (Arc::from(column.name.as_str()), ty)
                });
                let typed = RecordType::closed(fields.collect::<Vec<(Arc<str>, Type)>>());
                match &row {
                    Type::Record(own) => Type::Record(Arc::new(match own.origin() {
                        Some(origin) => typed.of_rows(Arc::clone(origin)),
                        None => typed,
                    })),
                    _ => Type::Record(Arc::new(typed)),
                }
            }
            Some(Answer::Refused(why)) if databases.definitions.is_empty() => {
                let span = self.refused_piece(step, why);
                self.report(messages::refused(span, why));
                row
            }
            _ => row,
        }
    }

    /// The name that a database complains about, where the statement has it; else the key that the statement stands under.
    fn refused_piece(&self, step: &Step, why: &str) -> Span {
        let whole = step.fields.span("query").or(step.fields.span("sql_file"));
        let whole = whole.unwrap_or(step.name.span);
        let Some(query) = step.fields.template("query") else {
            return whole;
        };
        let named = why.split(['"', '\'', '`', ' ', ':']).rev();
        let mut names = named.filter(|word| word.len() > 1);
        let found = names.find_map(|name| {
            let name = name.rsplit('.').next().unwrap_or(name);
            query.template.nodes.iter().find_map(|node| match node {
                Node::Text(text) => {
                    let at = word_at(&text.value, name)?;
                    Some(query.span_in(text, at..at + name.len()))
                }
                _ => None,
            })
        });
        found.unwrap_or(whole)
    }
}

impl Databases {
    fn of(&self, checker: &Checker<'_>, step: &Step) -> Option<&Database> {
        let connection = &checker.job.connections[checker.connection(step)?.0];
        self.snapshot.connections.get(&connection.name.value)
    }

    /// Whether the job itself makes or changes the table.
    fn may_change(&self, table: &str) -> bool {
        let name = table.rsplit('.').next().unwrap_or(table);
        self.definitions
            .iter()
            .any(|text| word_at(&text.to_lowercase(), &name.to_lowercase()).is_some())
    }
}

/// A row of a table: exactly its columns.
#[must_use]
pub fn row_of(table: &Table, step: &Step) -> RecordType {
    let cells = table
        .columns
        .iter()
        .map(|column| (Arc::from(column.name.as_str()), column.cell()));
    let name = step.fields.text("table");
    RecordType::closed(cells.collect::<Vec<(Arc<str>, Type)>>()).of_rows(Arc::new(Origin {
        span: name.map_or(step.span, |name| name.span),
        what: name.map_or_else(
            || "the table".to_owned(),
            |name| format!("the table `{}`", name.value),
        ),
        cell: "a column of the table",
        flags: Vec::new(),
    }))
}

/// The statements of a job, those in files included, that make or change tables.
fn definitions(job: &Job, files: &dyn SideFiles) -> Vec<String> {
    let mut found = Vec::new();
    let mut steps: Vec<&Step> = job.steps.iter().collect();
    while let Some(step) = steps.pop() {
        steps.extend(step.children());
        let file = step.fields.text("sql_file");
        let text = match (step.fields.template("query"), file) {
            (Some(query), _) => {
                let texts = query.template.nodes.iter().filter_map(|node| match node {
                    Node::Text(text) => Some(text.value.as_str()),
                    _ => None,
                });
                texts.collect()
            }
            (None, Some(path)) => files.text(&path.value).unwrap_or_default(),
            (None, None) => continue,
        };
        if query::is_definition(Dialect::Postgres, &text) {
            found.push(text);
        }
    }
    found
}

/// Where `word` stands in `text` as a whole word.
fn word_at(text: &str, word: &str) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word)
        .map(|(at, _)| at)
        .find(|at| !text[..*at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part))
}
