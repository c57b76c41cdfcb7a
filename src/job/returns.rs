use super::{reader::Reader, type_name, what::What};
use crate::{
    types::{Domain, Type},
    yaml::{Node, NodeKind},
};

impl Reader<'_> {
    /// The type that a declared JSON shape stands for: a word is a type, a list of one a list, a map a record.
    ///
    /// Its lists have [`Domain::UNKNOWN`]: whose positions they count is for the checker to say.
    pub(super) fn returns(&mut self, what: What<'_>, node: &Node) -> Option<Type> {
        match &node.kind {
            NodeKind::Scalar(_) => self.type_name(what, node, type_name::RETURNS),
            NodeKind::List(items) => match items.as_slice() {
                [item] => Some(Type::list(self.returns(what, item)?, Domain::UNKNOWN)),
                _ => {
                    let what = What::new(what.name(), "[text]");
                    self.wrong_shape(what, "a list of one type", node)
                }
            },
            NodeKind::Map(map) => {
                let mut fields = Vec::with_capacity(map.entries.len());
                for entry in &map.entries {
                    let name = entry.key.text();
                    let example = format!("{name}: text");
                    let ty = self.returns(What::new(name, &example), &entry.value);
                    fields.push((name, ty.unwrap_or(Type::Error)));
                }
                Some(Type::record(fields))
            }
            NodeKind::Error => Some(Type::Error),
        }
    }
}
