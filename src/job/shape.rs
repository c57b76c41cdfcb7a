use super::{
    Field, Text, duration, meant,
    reader::{Reader, items},
    what::What,
};
use crate::{
    diagnostic::{messages::job as messages, nearest},
    spec::{Key, Shape},
    text::Spanned,
    yaml::{Literal, Node, NodeKind},
};

impl Reader<'_> {
    /// The value of a declared key, or none where it has another shape.
    pub(super) fn field(&mut self, key: &'static Key, node: &Node) -> Option<Field> {
        let what = What::Key(key);
        Some(match key.shape {
            Shape::Template | Shape::Sql => Field::Template(self.text(what, node)?),
            Shape::Expression => Field::Expression(self.expression(what, node)),
            Shape::Tree => Field::Tree(self.tree(node)),
            Shape::TreeMap => {
                let entries = meant::map(key.name, node);
                let shown = entries
                    .as_ref()
                    .map_or(what, |entries| What::new(key.name, entries));
                let map = self.map(shown, node)?;
                Field::TreeMap(self.tree_map(map), node.span)
            }
            Shape::Text => Field::Text(self.plain_text(what, node)?),
            Shape::Names => self.names(what, node)?,
            Shape::Ints => {
                let ints: Vec<_> = items(node)
                    .iter()
                    .map(|item| self.status(what, item))
                    .collect();
                Field::Ints(ints.into_iter().collect::<Option<_>>()?)
            }
            Shape::Count => Field::Count(self.count(what, node)?),
            Shape::Bool => Field::Bool(self.truth(what, node)?),
            Shape::Duration => Field::Duration(self.duration(what, node)?),
            Shape::Choice(words) => Field::Choice(self.choice(what, words, node)?),
            Shape::ChoiceOrNames(words) => self.choice_or_names(what, words, node)?,
            Shape::Steps => Field::Steps(self.steps(what, node)?),
            Shape::Returns => Field::Returns(Spanned::new(self.returns(what, node)?, node.span)),
            Shape::Columns => Field::Columns(self.columns(what, node)?),
        })
    }

    /// A whole number, at least 0.
    pub(super) fn count(&mut self, what: What<'_>, node: &Node) -> Option<Spanned<u64>> {
        let int = self.int(what, node)?;
        match u64::try_from(int.value) {
            Ok(count) => Some(Spanned::new(count, int.span)),
            Err(_) => {
                let found = int.value.to_string();
                let expected = "a whole number, at least 0";
                self.report(messages::wrong_value(
                    what.name(),
                    &found,
                    int.span,
                    expected,
                    &what.example(),
                ));
                None
            }
        }
    }

    /// One of these words.
    pub(super) fn choice(
        &mut self,
        what: What<'_>,
        words: &'static [&'static str],
        node: &Node,
    ) -> Option<Spanned<&'static str>> {
        let text = self.plain_text(what, node)?;
        let found = words.iter().copied().find(|word| *word == text.value);
        if found.is_none() {
            self.unknown_word(what, &text.value, text.span, words);
        }
        found.map(|word| Spanned::new(word, text.span))
    }

    fn text(&mut self, what: What<'_>, node: &Node) -> Option<Text> {
        let scalar = self.scalar(what, "text", node)?;
        Some(Text {
            template: self.template(scalar),
            span: scalar.span(),
            scalar: scalar.clone(),
        })
    }

    fn names(&mut self, what: What<'_>, node: &Node) -> Option<Field> {
        if matches!(node.kind, NodeKind::Map(_)) {
            return self.wrong_shape(what, "a list of names", node);
        }
        let names: Vec<_> = items(node)
            .iter()
            .map(|item| {
                let quoted = meant::quoted(what, item);
                let shown = quoted
                    .as_ref()
                    .map_or(what, |quoted| What::new(what.name(), quoted));
                self.plain_text(shown, item)
            })
            .collect();
        Some(Field::Names(
            names.into_iter().collect::<Option<_>>()?,
            node.span,
        ))
    }

    /// One of the words; any other is the only name of a list, unless it comes close to a word.
    fn choice_or_names(
        &mut self,
        what: What<'_>,
        words: &'static [&'static str],
        node: &Node,
    ) -> Option<Field> {
        if let NodeKind::Scalar(scalar) = &node.kind
            && nearest(scalar.text(), words.iter().copied()).is_some()
        {
            return self.choice(what, words, node).map(Field::Choice);
        }
        self.names(what, node)
    }

    /// A status code; the name of one is no number, and what is said of it is its number.
    fn status(&mut self, what: What<'_>, node: &Node) -> Option<Spanned<i64>> {
        let word = match &node.kind {
            NodeKind::Scalar(scalar) if scalar.literal() == Literal::Text => scalar.text(),
            _ => return self.int(what, node),
        };
        let code = match word.to_ascii_lowercase().replace(['-', ' '], "_").as_str() {
            "ok" => "200",
            "created" => "201",
            "accepted" => "202",
            "no_content" => "204",
            "not_modified" => "304",
            "not_found" => "404",
            "conflict" => "409",
            "gone" => "410",
            _ => return self.int(What::new(what.name(), "204"), node),
        };
        self.int(What::new(what.name(), code), node)
    }

    fn int(&mut self, what: What<'_>, node: &Node) -> Option<Spanned<i64>> {
        match &node.kind {
            NodeKind::Scalar(scalar) => match scalar.literal() {
                Literal::Int(number) => Some(Spanned::new(number, scalar.span())),
                _ => self.wrong_shape(what, "a whole number", node),
            },
            _ => self.wrong_shape(what, "a whole number", node),
        }
    }

    fn truth(&mut self, what: What<'_>, node: &Node) -> Option<Spanned<bool>> {
        match &node.kind {
            NodeKind::Scalar(scalar) => match scalar.literal() {
                Literal::Bool(truth) => Some(Spanned::new(truth, scalar.span())),
                _ => self.wrong_shape(what, "`true` or `false`", node),
            },
            _ => self.wrong_shape(what, "`true` or `false`", node),
        }
    }

    fn duration(&mut self, what: What<'_>, node: &Node) -> Option<Spanned<std::time::Duration>> {
        let scalar = self.scalar(what, duration::EXPECTED, node)?;
        match duration::parse_duration(scalar.text()) {
            Some(length) => Some(Spanned::new(length, scalar.span())),
            None => self.wrong_value(what, duration::EXPECTED, scalar),
        }
    }
}
