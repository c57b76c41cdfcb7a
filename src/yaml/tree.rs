use std::collections::HashMap;

use super::{
    Entry, Map, Node, NodeKind, Scalar, item, merge,
    read::{Extent, Item, ItemKind, Items},
    tag,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, messages::yaml as messages},
    limits::FileLimits,
    text::Span,
};

/// A key and its value, if they are any, in the order of the file.
pub(super) type Row = (Scalar, Option<Node>);

/// A limit was hit: what is left can't be trusted.
pub(super) struct Exceeded;

/// Builds the tree: aliases are replaced by what they stand for, merge keys by what they bring in.
///
/// Gives none where the whole document is a value that was reported.
pub(super) fn build(
    items: &Items,
    text: &str,
    limits: &FileLimits,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Node>, Exceeded> {
    let mut builder = Builder {
        items: &items.list,
        limits: *limits,
        text,
        at: 0,
        depth: 0,
        nodes: 0,
        alias: None,
        written_to: 0,
        is_item: false,
        items_behind: Vec::new(),
        diagnostics,
    };
    let root = builder.node()?;
    Ok(root.filter(|root| !matches!(root.kind, NodeKind::Error)))
}

struct Builder<'i, 'd> {
    items: &'i [Item],
    limits: FileLimits,
    /// The file.
    text: &'i str,
    at: usize,
    depth: usize,
    nodes: usize,
    /// The alias being expanded, the outermost one. Inside it nothing is reported twice.
    alias: Option<Span>,
    /// The end of what was read last, as it stands in the file.
    written_to: u32,
    /// Whether the next node is an item of a list.
    is_item: bool,
    /// The items that were read as keys of the one before them.
    items_behind: Vec<Node>,
    diagnostics: &'d mut Diagnostics,
}

impl<'i> Builder<'i, '_> {
    /// The next node, or none where an alias stands for nothing.
    fn node(&mut self) -> Result<Option<Node>, Exceeded> {
        let Some(item) = self.items.get(self.at) else {
            return Ok(None);
        };
        self.at += 1;
        self.written_to = item.span.end;
        // An alias is counted as what it stands for.
        if !matches!(item.kind, ItemKind::Alias(_)) {
            self.count(item.span)?;
        }
        let fits = self.check_tag(item);
        match &item.kind {
            ItemKind::Scalar(_) if !fits => Ok(Some(failed(item.span))),
            ItemKind::Scalar(scalar) => Ok(Some(scalar_node(scalar.clone()))),
            ItemKind::List(extent) => self.collection(item, *extent, Self::list).map(Some),
            ItemKind::Map(extent) => self.collection(item, *extent, Self::map).map(Some),
            ItemKind::Alias(target) => self.expand(item, *target),
            ItemKind::UnknownAlias(name, near) => {
                self.report(messages::unknown_anchor(name, item.span, near.as_deref()));
                Ok(Some(failed(item.span)))
            }
            ItemKind::End => Ok(None),
        }
    }

    fn count(&mut self, span: Span) -> Result<(), Exceeded> {
        self.nodes += 1;
        let most = self.limits.values;
        if self.nodes <= most.amount() {
            return Ok(());
        }
        let diagnostic = match self.alias {
            Some(alias) => messages::alias_bomb(alias, most),
            None => messages::too_many_nodes(span, most),
        };
        self.diagnostics.push(diagnostic);
        Err(Exceeded)
    }

    fn collection(
        &mut self,
        item: &Item,
        extent: Extent,
        read: fn(&mut Self) -> Result<NodeKind, Exceeded>,
    ) -> Result<Node, Exceeded> {
        let deepest = self.limits.depth;
        if self.depth == deepest.amount() {
            let place = self.alias.unwrap_or(item.span);
            self.diagnostics.push(messages::too_deep(place, deepest));
            return Err(Exceeded);
        }
        self.depth += 1;
        let kind = read(self)?;
        self.depth -= 1;
        if let Some(end) = self.items.get(extent.end).filter(|_| extent.in_brackets) {
            self.written_to = end.span.end;
        }
        self.at = extent.end.saturating_add(1);
        let span = Span {
            end: self.written_to.max(item.span.end),
            ..item.span
        };
        Ok(Node {
            kind,
            span,
            alias: None,
        })
    }

    fn list(&mut self) -> Result<NodeKind, Exceeded> {
        let mut values = Vec::new();
        while !self.at_end() {
            self.is_item = true;
            values.extend(self.node()?);
            self.is_item = false;
            values.append(&mut self.items_behind);
        }
        Ok(NodeKind::List(values))
    }

    fn map(&mut self) -> Result<NodeKind, Exceeded> {
        let is_item = std::mem::take(&mut self.is_item);
        let mut rows: Vec<Row> = Vec::new();
        while !self.at_end() {
            let key = self.key()?;
            let value = self.node()?;
            rows.extend(key.map(|key| (key, value)));
        }
        let (items, found) = if is_item {
            item::apart(rows, self.text)
        } else {
            (vec![rows], Vec::new())
        };
        found.into_iter().for_each(|found| self.report(found));
        let mut maps = items.into_iter().map(|rows| self.entries(rows));
        let first = maps.next().unwrap_or_default();
        let behind = item::nodes(maps.collect::<Vec<_>>());
        self.items_behind = behind;
        Ok(NodeKind::Map(first))
    }

    /// The entries of a map, every key once, those merged in last.
    fn entries(&mut self, rows: Vec<Row>) -> Map {
        let (mut map, mut merged) = (Map::default(), Vec::new());
        let mut seen = HashMap::new();
        for (key, value) in rows {
            if let Some(first) = seen.get(key.text()).copied() {
                self.report(messages::duplicate_key(key.text(), key.span(), first));
                continue;
            }
            seen.insert(key.text().to_owned(), key.span());
            let Some(value) = value else { continue };
            if merge::is_merge(&key) {
                merged.push(value);
            } else {
                map.entries.push(Entry { key, value });
            }
        }
        for value in merged {
            if let Some(diagnostic) = merge::merge(&mut map, value, &seen) {
                self.report(diagnostic);
            }
        }
        map
    }

    /// The next key, or none where it is no key; the value after it is left to be read.
    fn key(&mut self) -> Result<Option<Scalar>, Exceeded> {
        match self.node()? {
            Some(Node {
                kind: NodeKind::Scalar(key),
                ..
            }) => Ok(Some(key)),
            Some(Node {
                kind: NodeKind::Error,
                ..
            })
            | None => Ok(None),
            Some(node) => {
                self.report(messages::key_not_text(node.span));
                Ok(None)
            }
        }
    }

    fn at_end(&self) -> bool {
        self.items
            .get(self.at)
            .is_none_or(|item| matches!(item.kind, ItemKind::End))
    }

    fn expand(&mut self, alias: &Item, target: usize) -> Result<Option<Node>, Exceeded> {
        let here = self.at - 1;
        let anchored: &'i Item = &self.items[target];
        if let ItemKind::List(extent) | ItemKind::Map(extent) = anchored.kind
            && (target..extent.end).contains(&here)
        {
            self.report(messages::recursive_anchor(alias.span, anchored.span));
            return Ok(Some(failed(alias.span)));
        }
        let outer = self.alias;
        self.alias = outer.or(Some(alias.span));
        self.at = target;
        let node = self.node()?.map(|node| Node {
            alias: self.alias,
            ..node
        });
        self.at = here + 1;
        self.alias = outer;
        self.written_to = alias.span.end;
        Ok(node)
    }

    /// Whether the value is what its tag says; reported if it is not, and where the tag says nothing.
    fn check_tag(&mut self, item: &Item) -> bool {
        let Some((tag, place)) = item.tag.as_deref() else {
            return true;
        };
        let (is_known, fits) = match &item.kind {
            ItemKind::Scalar(scalar) => (tag::CoreTag::of(tag).is_some(), scalar.fits_its_tag()),
            ItemKind::List(_) => (tag::fits_collection(tag, "seq"), true),
            _ => (tag::fits_collection(tag, "map"), true),
        };
        if !is_known && tag.is_yaml_core_schema() || !fits {
            self.report(messages::tag_does_not_fit(
                &tag.original(),
                item.span,
                *place,
            ));
            return false;
        }
        if !is_known {
            self.report(messages::unknown_tag(&tag.original(), *place));
        }
        true
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.alias.is_none() {
            self.diagnostics.push(diagnostic);
        }
    }
}

const fn failed(span: Span) -> Node {
    Node {
        kind: NodeKind::Error,
        span,
        alias: None,
    }
}

fn scalar_node(scalar: Scalar) -> Node {
    Node {
        span: scalar.span(),
        kind: NodeKind::Scalar(scalar),
        alias: None,
    }
}
