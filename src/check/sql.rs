use std::{ops::Range, sync::Arc};

use super::{Checker, argument::table_in, literal::constant};
use crate::{
    diagnostic::{
        Diagnostic,
        messages::{job as job_messages, sql as messages},
        nearest,
    },
    ir::{Expr, Sql, SqlPiece},
    job::{Step, Text, Tree},
    query::{self, Analysis, Columns, Named, Piece, Place, Use},
    spec::Dialect,
    template::{self, Node},
    text::{Span, Spanned},
    types::{Origin, RecordType, Type},
    value::Value,
};

/// A statement and what is known of it.
pub struct CheckedSql {
    /// The statement.
    pub sql: Sql,
    /// The type of a row that it gives.
    pub row: Type,
    /// Whether it always gives exactly one.
    pub one_row: bool,
}

impl Checker<'_> {
    /// Types the statement of a step: its `query` or `sql_file`, with its `params`.
    pub fn statement(&mut self, step: &Step, used: Use) -> Option<CheckedSql> {
        // Without a connection the statement is read by the rules of the more common dialect.
        let dialect = self.dialect(step).unwrap_or(Dialect::Postgres);
        match (step.fields.template("query"), step.fields.text("sql_file")) {
            (Some(query), None) if is_blank(query) => self.no_statement(step, query.span),
            (Some(query), None) => self.query(step, query, (dialect, used)),
            (None, Some(path)) => self.sql_file(step, path, (dialect, used)),
            (None, None) => self.no_statement(step, step.type_span),
            (Some(_), Some(path)) => {
                self.report(job_messages::exclusive_keys(
                    ["query", "sql_file"],
                    path.span,
                    step.fields.span("query"),
                ));
                None
            }
        }
    }

    fn no_statement(&mut self, step: &Step, span: Span) -> Option<CheckedSql> {
        let step_type = step.declaration.name;
        self.report(job_messages::needs_key(
            &format!("`{step_type}`"),
            "`query` or `sql_file`",
            span,
            "`query: SELECT …`, or `sql_file: query.sql`",
        ));
        None
    }

    fn dialect(&self, step: &Step) -> Option<Dialect> {
        self.job.connections[self.connection(step)?.0]
            .declaration
            .dialect
    }

    fn query(
        &mut self,
        step: &Step,
        query: &Text,
        (dialect, used): (Dialect, Use),
    ) -> Option<CheckedSql> {
        let mut written = Vec::new();
        for node in &query.template.nodes {
            match node {
                Node::Text(text) => written.push(text.value.clone()),
                Node::Output(expr) => written.push(expr.to_string()),
                Node::If { span, .. } | Node::For { span, .. } | Node::Set { span, .. } => {
                    self.report(messages::blocks(*span));
                    return None;
                }
            }
        }
        let nodes = || query.template.nodes.iter().zip(&written);
        let pieces: Vec<_> = nodes()
            .map(|(node, written)| match node {
                Node::Output(_) => Piece::Hole(written),
                _ => Piece::Text(written),
            })
            .collect();
        let analysis = query::analyze(dialect, &pieces, used);
        for found in &analysis.found {
            let span = |span| place(&analysis, query, span);
            self.report(moved(found.clone(), &span));
        }
        let mut holes = analysis.holes.iter();
        let mut parts = Vec::new();
        for (node, written) in nodes() {
            parts.push(match node {
                Node::Output(expr) => {
                    let place = *holes.next().unwrap_or(&Place::Value);
                    let typed = self.expression(expr);
                    if place == Place::Name {
                        self.only_the_hole(expr);
                    }
                    if place == Place::InList && matches!(typed.ty.required(), Type::List(..)) {
                        let fix = query::any_of(&format!("{{{{ {written} }}}}"), dialect);
                        self.report(messages::list_in_list(expr.span, &fix));
                    }
                    Part::Parameter(written.clone(), typed)
                }
                Node::Text(text) => Part::Text(text, Some(query)),
                Node::If { .. } | Node::For { .. } | Node::Set { .. } => return None,
            });
        }
        Some(self.assemble(step, parts, &analysis))
    }

    /// A hole that has to go is one mistake, whatever is wrong inside of it.
    fn only_the_hole(&mut self, hole: &template::Expr) {
        let (file, range) = (hole.span.file, hole.span.range());
        self.diagnostics.take_back(|found| {
            let lies_in = found.span.file == file && range.contains(&found.span.range().start);
            lies_in && *found.code != messages::IDENTIFIER_HOLE
        });
        let Some(table) = table_in(hole) else { return };
        let holes = self.diagnostics.iter_mut();
        for found in holes.filter(|found| found.span == hole.span) {
            found.help = Some(table.clone());
        }
    }

    /// A file holds plain SQL with `:name` parameters: what is in it is read by others than Portl too.
    fn sql_file(
        &mut self,
        step: &Step,
        path: &Spanned<String>,
        (dialect, used): (Dialect, Use),
    ) -> Option<CheckedSql> {
        let text = match self.files.text(&path.value) {
            Ok(text) => text,
            Err(why) => {
                self.report(messages::unreadable_file(path.span, &path.value, &why));
                return None;
            }
        };
        if text.contains("{{") {
            self.report(messages::hole_in_file(path.span, &path.value));
            return None;
        }
        let analysis = query::analyze(dialect, &[Piece::Text(&text)], used);
        for found in &analysis.found {
            let line = 1 + text[..found.span.range().start].matches('\n').count();
            let mut found = moved(found.clone(), &|_| path.span);
            found.message = format!("`{}`, line {line}: {}", path.value, found.message);
            // The edits and the other places are in the file, which is not the job.
            (found.fix, found.related) = (None, Vec::new());
            self.report(found);
        }
        let text = Spanned::new(text, path.span);
        let parts = vec![Part::Text(&text, None)];
        Some(self.assemble(step, parts, &analysis))
    }

    /// Puts the values of named parameters where their names stand.
    fn assemble(&mut self, step: &Step, parts: Vec<Part<'_>>, analysis: &Analysis) -> CheckedSql {
        let mut found = analysis.found.iter();
        if found.any(|found| *found.code == messages::UNREAD_ROWS) {
            self.note_unread(step);
        }
        let params = step.fields.tree_map("params");
        let mut pieces = Vec::new();
        for (position, part) in parts.into_iter().enumerate() {
            match part {
                Part::Parameter(name, value) => pieces.push(SqlPiece::Parameter { name, value }),
                Part::Text(text, query) => {
                    let place = |range| query.map_or(text.span, |query| query.span_in(text, range));
                    let piece = (position, text.value.as_str());
                    self.split_at_names(piece, &place, analysis, params, &mut pieces);
                }
            }
        }
        if !analysis.is_malformed() {
            self.report_unused(params, &analysis.named);
        }
        let sql = Sql {
            pieces,
            reads: analysis.reads.clone(),
        };
        let row = row_type(&analysis.columns, step);
        let dialect = self.dialect(step).unwrap_or(Dialect::Postgres);
        let row = self.answered(step, &sql.sent(dialect), row);
        CheckedSql {
            sql,
            row,
            one_row: analysis.columns.one_row,
        }
    }

    fn split_at_names(
        &mut self,
        (piece, text): (usize, &str),
        place: &dyn Fn(Range<usize>) -> Span,
        analysis: &Analysis,
        params: &[(Spanned<String>, Tree)],
        pieces: &mut Vec<SqlPiece>,
    ) {
        let mut done = 0;
        for name in analysis.named.iter().filter(|named| named.piece == piece) {
            pieces.push(SqlPiece::Text(text[done..name.range.start].to_owned()));
            done = name.range.end;
            let value = match given(params, &name.name, analysis) {
                Some(tree) => self.tree(tree),
                // A name that is used again is missing only once.
                None if pieces.iter().any(|piece| stands_for(piece, &name.name)) => {
                    constant(Value::Null, Span::default())
                }
                None => {
                    let span = place(name.range.clone());
                    self.report(messages::missing_parameter(span, &name.name));
                    constant(Value::Null, span)
                }
            };
            pieces.push(SqlPiece::Parameter {
                name: format!(":{}", name.name),
                value,
            });
        }
        pieces.push(SqlPiece::Text(text[done..].to_owned()));
    }

    fn report_unused(&mut self, params: &[(Spanned<String>, Tree)], named: &[Named]) {
        for (name, _) in params {
            if !named.iter().any(|used| used.name == name.value) {
                let near = nearest(&name.value, named.iter().map(|used| used.name.as_str()));
                self.report(messages::unused_parameter(name.span, &name.value, near));
            }
        }
    }
}

fn stands_for(piece: &SqlPiece, parameter: &str) -> bool {
    matches!(piece, SqlPiece::Parameter { name, .. } if name.strip_prefix(':') == Some(parameter))
}

enum Part<'a> {
    /// A text, and the query that it stands in unless it is a file's.
    Text(&'a Spanned<String>, Option<&'a Text>),
    Parameter(String, Expr),
}

/// A diagnostic with all its spans where they lead to.
fn moved(mut found: Diagnostic, to: &dyn Fn(Span) -> Span) -> Diagnostic {
    found.span = to(found.span);
    for (span, _) in &mut found.related {
        *span = to(*span);
    }
    for edit in found.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
        edit.span = to(edit.span);
    }
    found
}

/// Where a span of the statement stands in the file.
fn place(analysis: &Analysis, query: &Text, span: Span) -> Span {
    let Some([(first, start), (last, end)]) = analysis.locate(span) else {
        return query.span;
    };
    let part = |piece: usize, range: Range<usize>| match query.template.nodes.get(piece) {
        Some(Node::Text(text)) => query.span_in(text, range),
        Some(Node::Output(expr)) => expr.span,
        _ => query.span,
    };
    if first == last {
        part(first, start)
    } else {
        part(first, start).to(part(last, end))
    }
}

fn is_blank(query: &Text) -> bool {
    let text = query.template.literal_text();
    text.is_some_and(|text| text.trim().is_empty())
}

/// The value of a parameter: the one of its name, or one that is misspelled, which is reported as not used.
fn given<'p>(
    params: &'p [(Spanned<String>, Tree)],
    name: &str,
    analysis: &Analysis,
) -> Option<&'p Tree> {
    let exact = params.iter().find(|(own, _)| own.value == name);
    let misspelled = |own: &str| {
        nearest(own, [name]).is_some() && !analysis.named.iter().any(|used| used.name == own)
    };
    let found = exact.or_else(|| params.iter().find(|(own, _)| misspelled(&own.value)));
    found.map(|(_, tree)| tree)
}

/// The type of a row by what the statement itself says: open where it may have columns that are not known.
fn row_type(columns: &Columns, step: &Step) -> Type {
    let fields = columns
        .known
        .iter()
        .map(|column| (Arc::from(column.name.as_str()), column.ty.clone()));
    let row = if columns.are_all {
        RecordType::closed(fields)
    } else {
        fields.fold(
            RecordType::open(),
            |record, (name, ty): (Arc<str>, Type)| record.with(name, ty),
        )
    };
    Type::Record(Arc::new(row.of_rows(origin(step))))
}

/// Where the columns of a query's rows are named.
fn origin(step: &Step) -> Arc<Origin> {
    let written = step.fields.span("query");
    let span = written.or_else(|| step.fields.span("sql_file"));
    Arc::new(Origin {
        span: span.unwrap_or(step.span),
        what: "this query".to_owned(),
        cell: "a column of the query",
        flags: Vec::new(),
    })
}
