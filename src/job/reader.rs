use std::{collections::HashMap, ops::Range, rc::Rc};

use super::{StepId, what::What};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, messages::job as messages},
    spec::Registry,
    template::{self, Expr, ExprKind, NameIds, Places, Template},
    text::{Sources, Span, Spanned},
    yaml::{Literal, Map, Node, NodeKind, Scalar},
};

/// Reads the nodes of one job; everything that is wrong with them goes to the diagnostics.
pub(super) struct Reader<'a> {
    /// The files, for fixes that move lines.
    pub(super) sources: &'a Sources,
    /// The declarations.
    pub(super) registry: &'a Registry,
    ids: &'a mut NameIds,
    diagnostics: &'a mut Diagnostics,
    step_count: u32,
    step_ids: HashMap<String, Span>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        sources: &'a Sources,
        registry: &'a Registry,
        ids: &'a mut NameIds,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self {
            sources,
            registry,
            ids,
            diagnostics,
            step_count: 0,
            step_ids: HashMap::new(),
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The position of the next step; steps have to ask in the order of the file.
    pub(super) fn next_step(&mut self) -> StepId {
        let id = StepId(self.step_count);
        self.step_count += 1;
        id
    }

    /// How many positions were given out.
    pub(super) fn step_count(&self) -> usize {
        self.step_count as usize
    }

    /// Takes an id for a step, and gives the place of the step that has it already.
    pub(super) fn claim(&mut self, id: &Spanned<String>) -> Option<Span> {
        match self.step_ids.get(&id.value) {
            Some(first) => Some(*first),
            None => self.step_ids.insert(id.value.clone(), id.span),
        }
    }

    /// The template that a scalar says.
    pub(super) fn template(&mut self, scalar: &Scalar) -> Template {
        template::parse(scalar.text(), places(scalar), self.ids, self.diagnostics)
    }

    /// The expression of a scalar; what is none is reported and gives [`ExprKind::Error`].
    pub(super) fn expression(&mut self, what: What<'_>, node: &Node) -> Expr {
        match self.scalar(what, "an expression", node) {
            Some(scalar) => template::parse_expression(
                scalar.text(),
                places(scalar),
                self.ids,
                self.diagnostics,
            ),
            None => failed(node.span),
        }
    }

    /// The map that a node has to be.
    pub(super) fn map<'n>(&mut self, what: What<'_>, node: &'n Node) -> Option<&'n Map> {
        match &node.kind {
            NodeKind::Map(map) => Some(map),
            _ => self.wrong_shape(what, "a map", node),
        }
    }

    /// The scalar that a node has to be; null is none.
    pub(super) fn scalar<'n>(
        &mut self,
        what: What<'_>,
        expected: &str,
        node: &'n Node,
    ) -> Option<&'n Scalar> {
        match &node.kind {
            NodeKind::Scalar(scalar) if scalar.literal() != Literal::Null => Some(scalar),
            _ => self.wrong_shape(what, expected, node),
        }
    }

    /// The text without holes that a node has to be.
    pub(super) fn plain_text(&mut self, what: What<'_>, node: &Node) -> Option<Spanned<String>> {
        let expected = "plain text";
        let scalar = self.scalar(what, expected, node)?;
        if holds_template(scalar.text()) {
            return self.wrong_shape(what, expected, node);
        }
        Some(Spanned::new(scalar.text().to_owned(), scalar.span()))
    }

    /// Reports that a node is something else than was expected; one that was reported already is silent.
    pub(super) fn wrong_shape<T>(
        &mut self,
        what: What<'_>,
        expected: &str,
        node: &Node,
    ) -> Option<T> {
        if matches!(node.kind, NodeKind::Error) {
            return None;
        }
        let diagnostic = messages::wrong_shape(
            what.name(),
            node.span,
            expected,
            found(node),
            &what.example(),
        );
        self.report(match self.comment_behind(node) {
            Some(comment) => diagnostic.help(format!(
                "`{comment}` is a comment: quote it if it is the value: `\"{comment}\"`"
            )),
            None => diagnostic,
        });
        None
    }

    /// The comment that stands where a value should, if it begins with a word right behind its `#`.
    fn comment_behind(&self, node: &Node) -> Option<&str> {
        let NodeKind::Scalar(scalar) = &node.kind else {
            return None;
        };
        let is_empty = scalar.literal() == Literal::Null && scalar.text().is_empty();
        let file = self.sources.file(node.span.file).text();
        let rest = file.get(node.span.range().end..).filter(|_| is_empty)?;
        let line = rest.lines().next()?.trim();
        let word = line.strip_prefix('#')?.chars().next()?;
        (word.is_alphanumeric() && !line.contains('"')).then_some(line)
    }

    /// Reports that a scalar says something that is not allowed.
    pub(super) fn wrong_value<T>(
        &mut self,
        what: What<'_>,
        expected: &str,
        scalar: &Scalar,
    ) -> Option<T> {
        self.report(messages::wrong_value(
            what.name(),
            scalar.text(),
            scalar.span(),
            expected,
            &what.example(),
        ));
        None
    }
}

/// Where the text of a scalar stands.
fn places(scalar: &Scalar) -> Rc<dyn Places> {
    let scalar = scalar.clone();
    Rc::new(move |range| scalar.span_of(range))
}

/// An expression that has been reported.
pub(super) const fn failed(span: Span) -> Expr {
    Expr {
        kind: ExprKind::Error,
        span,
    }
}

/// The items of a list; anything else is a list of one.
pub(super) fn items(node: &Node) -> &[Node] {
    match &node.kind {
        NodeKind::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}

/// Whether a text has holes, blocks or comments.
pub(super) fn holds_template(text: &str) -> bool {
    first_hole(text).is_some()
}

/// Where the first hole, block or comment of a text stands.
pub(super) fn first_hole(text: &str) -> Option<Range<usize>> {
    text.match_indices('{').find_map(|(start, _)| {
        let close = match text.as_bytes().get(start + 1)? {
            b'{' => "}}",
            b'%' => "%}",
            b'#' => "#}",
            _ => return None,
        };
        let end = text[start..].find(close);
        Some(start..end.map_or(text.len(), |at| start + at + close.len()))
    })
}

/// What a node is, as a message says it.
pub(super) fn found(node: &Node) -> &'static str {
    match &node.kind {
        NodeKind::List(items) if items.is_empty() => "an empty list",
        NodeKind::List(_) => "a list",
        NodeKind::Map(_) => "a map",
        NodeKind::Error => "a mistake",
        NodeKind::Scalar(scalar) => match scalar.literal() {
            Literal::Null if scalar.text().is_empty() => "nothing",
            Literal::Null => "null",
            Literal::Bool(_) => "a bool",
            Literal::Int(_) => "a whole number",
            Literal::Float(_) => "a number with a fraction",
            Literal::Text if holds_template(scalar.text()) => "an expression",
            Literal::Text => "text",
        },
    }
}
