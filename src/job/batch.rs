use super::{
    Batch,
    reader::{Reader, failed, holds_template},
    unknown,
    what::What,
};
use crate::{
    diagnostic::messages::job as messages,
    spec,
    template::Expr,
    text::{Span, Spanned},
    yaml::{Map, Node, NodeKind},
};

const KEYS: &[&str] = &["from", "as", "concurrency"];
const BATCH: What<'static> = What::new("batch", "batch: {from: \"{{ … }}\", as: item}");
const FROM: What<'static> = What::new("batch.from", "from: \"{{ … }}\"");
const AS: What<'static> = What::new("batch.as", "as: item");
const CONCURRENCY: What<'static> = What::new("batch.concurrency", "concurrency: 4");

/// What an item is called where nothing else is said.
const ALIAS: &str = "item";

/// The batch that a list alone was meant to be.
fn shorthand(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Scalar(scalar) if holds_template(scalar.text()) => Some(format!(
            "batch: {{from: \"{}\", as: {ALIAS}}}",
            scalar.text()
        )),
        _ => None,
    }
}

/// The batch that a value was meant to be, as typed.
pub(super) fn meant(node: &Node) -> String {
    shorthand(node).unwrap_or_else(|| BATCH.example())
}

impl Reader<'_> {
    /// A batch that a loop of another tool, which was reported, was meant to be.
    pub(super) fn batch_meant(&mut self, key: Span, node: &Node) -> Batch {
        let from = match shorthand(node) {
            Some(_) => self.expression(FROM, node),
            None => failed(node.span),
        };
        Batch {
            from,
            alias: Spanned::new(ALIAS.to_owned(), key),
            concurrency: Spanned::new(1, key),
            span: node.span,
        }
    }

    /// A batch. What is wrong in it is reported and replaced: a step that says `batch` has one.
    pub(super) fn batch(&mut self, key: Span, node: &Node) -> Batch {
        let shorthand = shorthand(node);
        let what = shorthand
            .as_ref()
            .map_or(BATCH, |meant| What::new("batch", meant));
        match self.map(what, node) {
            Some(map) => self.batch_of(key, map, node.span),
            None => Batch {
                from: failed(node.span),
                alias: Spanned::new(ALIAS.to_owned(), node.span),
                concurrency: Spanned::new(1, node.span),
                span: node.span,
            },
        }
    }

    fn batch_of(&mut self, key: Span, map: &Map, span: Span) -> Batch {
        let steps = self.registry.steps.iter();
        let own: Vec<_> = steps
            .flat_map(|step| step.keys)
            .map(|key| key.name)
            .collect();
        let common = || spec::Step::COMMON.iter().map(|key| key.name);
        let is_own = |name: &str| own.contains(&name) || common().any(|key| key == name);
        for entry in &map.entries {
            let name = entry.key.text();
            let near = unknown::key_meant(name, KEYS);
            if KEYS.contains(&name) {
                continue;
            }
            if near.is_none() && is_own(name) {
                let help = format!("move `{name}:` out of `batch`, beside `type`");
                let span = entry.key.span();
                self.report(messages::misplaced_key(name, "`batch`", span, help));
            } else {
                self.unknown_key(&entry.key, "`batch`", KEYS);
            }
        }
        let alias = unknown::meant(map, "as", KEYS);
        let alias = alias.and_then(|entry| self.plain_text(AS, &entry.value));
        if let Some(alias) = &alias {
            self.check_name("the name of an item", alias);
        }
        Batch {
            from: self.batch_from(key, map),
            alias: alias.unwrap_or_else(|| Spanned::new(ALIAS.to_owned(), key)),
            concurrency: map
                .get("concurrency")
                .map_or(Spanned::new(1, span), |node| self.concurrency(node)),
            span,
        }
    }

    fn batch_from(&mut self, key: Span, map: &Map) -> Expr {
        match unknown::meant(map, "from", KEYS) {
            Some(entry) => self.expression(FROM, &entry.value),
            None => {
                let (doc, example) = ("the list whose items it runs for", "from: \"{{ … }}\"");
                self.report(messages::missing_key("from", "`batch`", key, doc, example));
                failed(key)
            }
        }
    }

    fn concurrency(&mut self, node: &Node) -> Spanned<u32> {
        let Some(count) = self.count(CONCURRENCY, node) else {
            return Spanned::new(1, node.span);
        };
        let concurrency = match u32::try_from(count.value) {
            Ok(some @ 1..) => some,
            _ => {
                self.report(messages::wrong_value(
                    CONCURRENCY.name(),
                    &count.value.to_string(),
                    count.span,
                    "a whole number, at least 1",
                    "concurrency: 1",
                ));
                1
            }
        };
        Spanned::new(concurrency, count.span)
    }
}
