use super::{Column, Columns, reader::Reader, type_name, what::What};
use crate::{
    diagnostic::messages::job as messages,
    text::Spanned,
    types::Type,
    yaml::{Entry, Map, Node, NodeKind},
};

const PLACE: &str = "a column";
const KEYS: &[&str] = &["type", "format"];
const TYPE: What<'static> = What::new("type", "type: date");
const FORMAT: What<'static> = What::new("format", "format: \"%Y-%m-%d\"");

impl Reader<'_> {
    /// The types of CSV columns: `{price: decimal, on: {type: date, format: …}}`.
    pub(super) fn columns(&mut self, what: What<'_>, node: &Node) -> Option<Columns> {
        let map = self.map(what, node)?;
        let columns: Vec<_> = map.entries.iter().map(|entry| self.column(entry)).collect();
        columns.into_iter().collect()
    }

    fn column(&mut self, entry: &Entry) -> Option<Column> {
        let name = Spanned::new(entry.key.text().to_owned(), entry.key.span());
        let NodeKind::Map(map) = &entry.value.kind else {
            let example = format!("{}: decimal", name.value);
            let what = What::new(&name.value, &example);
            let ty = self.type_name(what, &entry.value, type_name::COLUMNS)?;
            return Some(Column {
                name,
                ty,
                format: None,
            });
        };
        self.unknown_keys(map, PLACE, KEYS);
        let Some(node) = map.get("type") else {
            let place = format!("column `{}`", name.value);
            let (doc, example) = ("what its cells are converted to", "type: date");
            self.report(messages::missing_key(
                "type", &place, name.span, doc, example,
            ));
            return None;
        };
        let ty = self.type_name(TYPE, node, type_name::COLUMNS)?;
        let format = self.format(&ty, map)?;
        Some(Column { name, ty, format })
    }

    /// The format of a date or timestamp; the outer none is a mistake.
    fn format(&mut self, ty: &Type, map: &Map) -> Option<Option<Spanned<String>>> {
        let Some(entry) = map.entry("format") else {
            return Some(None);
        };
        let text = self.plain_text(FORMAT, &entry.value)?;
        if matches!(ty.required(), Type::Date | Type::Timestamp) {
            return Some(Some(text));
        }
        let help = "remove it, or write `type: date`";
        let place = format!("a column of type `{ty}`");
        self.report(messages::misplaced_key(
            "format",
            &place,
            entry.key.span(),
            help,
        ));
        None
    }
}
