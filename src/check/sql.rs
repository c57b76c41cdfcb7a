use std::{ops::Range, sync::Arc};

use super::{Checker, literal::constant};
use crate::{
    diagnostic::{messages::sql as messages, nearest},
    ir::{Expr, Sql, SqlPiece},
    job::{Step, Text, Tree},
    query::{self, Analysis, Named, Piece, Place},
    spec::Dialect,
    template::{self, Node},
    text::{Span, Spanned},
    types::{RecordType, Type},
    value::Value,
};

/// A statement and what is known of it.
pub struct CheckedSql {
    /// The statement.
    pub sql: Sql,
    /// The type of a row that it gives.
    pub row: Type,
}

impl Checker<'_> {
    /// Types the statement of a step: its `query` or `sql_file`, with its `params`.
    pub fn statement(&mut self, step: &Step) -> Option<CheckedSql> {
        // Without a connection the statement is read by the rules of the more common dialect.
        let dialect = self.dialect(step).unwrap_or(Dialect::Postgres);
        match (step.fields.template("query"), step.fields.text("sql_file")) {
            (Some(query), None) => self.query(step, query, dialect),
            (None, Some(path)) => self.sql_file(step, path, dialect),
            (None, None) => {
                let step_type = step.declaration.name;
                self.report(messages::no_statement(step.type_span, step_type));
                None
            }
            (Some(_), Some(path)) => {
                self.report(messages::two_statements(path.span));
                None
            }
        }
    }

    fn dialect(&self, step: &Step) -> Option<Dialect> {
        self.job.connections[self.connection(step)?.0]
            .declaration
            .dialect
    }

    fn query(&mut self, step: &Step, query: &Text, dialect: Dialect) -> Option<CheckedSql> {
        let mut pieces = Vec::new();
        for node in &query.template.nodes {
            match node {
                Node::Text(text) => pieces.push(Piece::Text(&text.value)),
                Node::Output(_) => pieces.push(Piece::Hole),
                Node::If { span, .. } | Node::For { span, .. } | Node::Set { span, .. } => {
                    self.report(messages::blocks(*span));
                    return None;
                }
            }
        }
        let analysis = query::analyze(dialect, &pieces);
        self.report_statement(&analysis, query);
        let mut holes = analysis.holes.iter();
        let mut parts = Vec::new();
        for (position, node) in query.template.nodes.iter().enumerate() {
            parts.push(match node {
                Node::Output(expr) => {
                    let typed = self.expression(expr);
                    let place = *holes.next().unwrap_or(&Place::Value);
                    self.report_place(place, expr, &around(query, position));
                    if place == Place::InList && matches!(typed.ty.required(), Type::List(..)) {
                        let fix = any_of(&expr.to_string(), dialect);
                        self.report(messages::list_in_list(expr.span, &fix));
                    }
                    Part::Parameter(expr.to_string(), typed)
                }
                Node::Text(text) => Part::Text(text, Some(query)),
                Node::If { .. } | Node::For { .. } | Node::Set { .. } => return None,
            });
        }
        Some(self.assemble(step, parts, &analysis))
    }

    /// A file holds plain SQL with `:name` parameters: what is in it is read by others than Portl too.
    fn sql_file(
        &mut self,
        step: &Step,
        path: &Spanned<String>,
        dialect: Dialect,
    ) -> Option<CheckedSql> {
        let text = match self.files.text(&path.value) {
            Ok(text) => text,
            Err(why) => {
                self.report(messages::file(
                    path.span,
                    format!("`{}` can't be read: {why}", path.value),
                    None,
                ));
                return None;
            }
        };
        if text.contains("{{") {
            let message = format!("`{}` holds a `{{{{ }}}}`", path.value);
            let help = "write `:name` in the file, and its value in `params: {name: \"{{ … }}\"}`";
            self.report(messages::file(path.span, message, Some(help)));
            return None;
        }
        let analysis = query::analyze(dialect, &[Piece::Text(&text)]);
        if let Some(message) = &analysis.malformed {
            self.report(messages::malformed(path.span, message));
        }
        if analysis.second_statement.is_some() {
            self.report(messages::several_statements(path.span));
        }
        let text = Spanned::new(text, path.span);
        let parts = vec![Part::Text(&text, None)];
        Some(self.assemble(step, parts, &analysis))
    }

    fn report_statement(&mut self, analysis: &Analysis, query: &Text) {
        if let Some(message) = &analysis.malformed {
            self.report(messages::malformed(query.span, message));
        }
        if let Some((piece, offset)) = analysis.second_statement
            && let Some(Node::Text(text)) = query.template.nodes.get(piece)
        {
            let rest = &text.value[offset..];
            let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let span = query.span_in(text, offset..offset + word);
            self.report(messages::several_statements(span));
        }
    }

    fn report_place(&mut self, place: Place, hole: &template::Expr, around: &Around<'_>) {
        let span = hole.span;
        match place {
            Place::Value | Place::InList => {}
            Place::Quoted { .. } => {
                let hole = format!("{{{{ {hole} }}}}");
                let found = messages::quoted_hole(span, &hole, around.before, around.after);
                self.report(match around.quotes {
                    Some((opening, closing)) => found
                        .replace(opening, joined(around.before, "", " || "))
                        .replace(closing, joined(around.after, " || ", "")),
                    None => found,
                });
            }
            Place::Identifier => self.report(messages::identifier_hole(span)),
            Place::Comment => self.report(messages::comment_hole(span)),
        }
    }

    /// Puts the values of named parameters where their names stand.
    fn assemble(&mut self, step: &Step, parts: Vec<Part<'_>>, analysis: &Analysis) -> CheckedSql {
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
        self.report_unused(params, &analysis.named);
        CheckedSql {
            sql: Sql { pieces },
            row: row_type(analysis.columns.as_deref()),
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

/// How a value is looked for among the items of a list.
fn any_of(list: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => format!("= ANY({{{{ {list} }}}})"),
        Dialect::Sqlite => format!("IN (SELECT value FROM json_each({{{{ {list} }}}}))"),
    }
}

enum Part<'a> {
    /// A text, and the query that it stands in unless it is a file's.
    Text(&'a Spanned<String>, Option<&'a Text>),
    Parameter(String, Expr),
}

/// What stands in the same quotes as a hole.
struct Around<'a> {
    before: &'a str,
    after: &'a str,
    /// From the opening quote to the hole, and from the hole to the closing quote, if the hole is the only one.
    quotes: Option<(Span, Span)>,
}

/// A text beside a hole that is joined with it; nothing where there is none.
fn joined(text: &str, before: &str, after: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("{before}'{text}'{after}")
    }
}

fn around(query: &Text, hole: usize) -> Around<'_> {
    let nodes = &query.template.nodes;
    let text = |position: Option<usize>| match position.and_then(|position| nodes.get(position)) {
        Some(Node::Text(text)) => text.value.as_str(),
        _ => "",
    };
    let (before, after) = (text(hole.checked_sub(1)), text(hole.checked_add(1)));
    Around {
        before: before.rsplit('\'').next().unwrap_or_default(),
        after: after.split('\'').next().unwrap_or_default(),
        quotes: quotes(query, hole),
    }
}

/// The places of the quotes around a hole, each with the text between it and the hole.
fn quotes(query: &Text, hole: usize) -> Option<(Span, Span)> {
    let nodes = &query.template.nodes;
    let (Node::Text(before), Node::Text(after)) =
        (nodes.get(hole.checked_sub(1)?)?, nodes.get(hole + 1)?)
    else {
        return None;
    };
    let opening = before.value.rfind('\'')?;
    let closing = after.value.find('\'')? + 1;
    // A doubled quote is a part of the text, and a quote behind a letter belongs to a text of another form.
    let is_plain = !before.value[..opening].ends_with(|c: char| c == '\'' || c.is_alphanumeric())
        && !after.value[closing..].starts_with('\'');
    is_plain.then(|| {
        (
            query.span_in(before, opening..before.value.len()),
            query.span_in(after, 0..closing),
        )
    })
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

/// A row with these columns, their types unknown without a schema; open where the columns are not known either.
fn row_type(columns: Option<&[String]>) -> Type {
    columns.map_or_else(Type::open_record, |columns| {
        let fields = columns
            .iter()
            .map(|name| (Arc::from(name.as_str()), Type::Json));
        Type::Record(Arc::new(RecordType::closed(fields)))
    })
}
