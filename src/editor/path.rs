use crate::yaml::{Map, Node, NodeKind, Scalar};

/// A step on the way from the root of a file to a place in it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Segment<'n> {
    /// The value under a key of a map.
    Under(&'n Map, &'n str),
    /// An item of a list.
    Item,
}

/// A scalar of a file, and the way to it.
#[derive(Debug, Clone)]
pub(super) struct Path<'n> {
    /// The way to the scalar, or to the map whose key it is.
    pub(super) segments: Vec<Segment<'n>>,
    pub(super) scalar: &'n Scalar,
    /// The map whose key it is, if it is one.
    pub(super) key_of: Option<&'n Map>,
}

impl<'n> Path<'n> {
    /// The first scalar that `is_it`, keys before their values.
    pub(super) fn to(root: &'n Node, is_it: &dyn Fn(&Scalar) -> bool) -> Option<Self> {
        let mut segments = Vec::new();
        let (scalar, key_of) = find(root, is_it, &mut segments)?;
        Some(Self {
            segments,
            scalar,
            key_of,
        })
    }

    /// The step around, if there is one: its map, and the way from there.
    pub(super) fn in_step(&self) -> Option<(&'n Map, &[Segment<'n>])> {
        let item = |(position, segment): (usize, &Segment<'_>)| {
            matches!(segment, Segment::Item).then_some(position)
        };
        let mut items = self.segments.iter().enumerate().rev().filter_map(item);
        let position = items.find(|position| {
            let list = position.checked_sub(1).map(|before| self.segments[before]);
            matches!(list, Some(Segment::Under(_, "steps" | "then" | "else")))
        })?;
        let inside = &self.segments[position + 1..];
        match inside.first() {
            Some(Segment::Under(map, _)) => Some((map, inside)),
            _ => Some((self.key_of?, inside)),
        }
    }
}

fn find<'n>(
    node: &'n Node,
    is_it: &dyn Fn(&Scalar) -> bool,
    segments: &mut Vec<Segment<'n>>,
) -> Option<(&'n Scalar, Option<&'n Map>)> {
    match &node.kind {
        NodeKind::Scalar(scalar) => is_it(scalar).then_some((scalar, None)),
        NodeKind::List(items) => {
            segments.push(Segment::Item);
            let found = items.iter().find_map(|item| find(item, is_it, segments));
            if found.is_none() {
                segments.pop();
            }
            found
        }
        NodeKind::Map(map) => {
            for entry in &map.entries {
                if is_it(&entry.key) {
                    return Some((&entry.key, Some(map)));
                }
                segments.push(Segment::Under(map, entry.key.text()));
                let found = find(&entry.value, is_it, segments);
                if found.is_some() {
                    return found;
                }
                segments.pop();
            }
            None
        }
        NodeKind::Error => None,
    }
}
