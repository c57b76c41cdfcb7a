use super::{
    Tree, TreeKind, literal,
    reader::{Reader, failed, holds_template},
};
use crate::{
    template::{self, Template},
    text::Spanned,
    yaml::{Literal, Map, Node, NodeKind, Scalar},
};

impl Reader<'_> {
    /// Any YAML, its texts templates.
    pub(super) fn tree(&mut self, node: &Node) -> Tree {
        let kind = match &node.kind {
            NodeKind::Scalar(scalar) => self.leaf(scalar),
            NodeKind::List(items) => {
                TreeKind::List(items.iter().map(|item| self.tree(item)).collect())
            }
            NodeKind::Map(map) => TreeKind::Map(self.tree_map(map)),
            NodeKind::Error => TreeKind::Template(Template {
                nodes: vec![template::Node::Output(failed(node.span))],
                span: node.span,
            }),
        };
        Tree {
            kind,
            span: node.span,
        }
    }

    /// A map from names to trees.
    pub(super) fn tree_map(&mut self, map: &Map) -> Vec<(Spanned<String>, Tree)> {
        let entries = map.entries.iter().map(|entry| {
            let name = Spanned::new(entry.key.text().to_owned(), entry.key.span());
            (name, self.tree(&entry.value))
        });
        entries.collect()
    }

    fn leaf(&mut self, scalar: &Scalar) -> TreeKind {
        if scalar.literal() == Literal::Text && holds_template(scalar.text()) {
            TreeKind::Template(self.template(scalar))
        } else {
            TreeKind::Literal(literal::value(scalar))
        }
    }
}
