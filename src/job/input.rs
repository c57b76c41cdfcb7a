use super::{
    Input, Interpolation, literal,
    reader::{Reader, first_hole},
    type_name,
    unknown::meant,
    what::What,
};
use crate::{
    diagnostic::messages::{interpolation, job as messages},
    text::Spanned,
    types::Type,
    value::{Fields, Value, convert::convert},
    yaml::{Entry, Literal, Node, NodeKind},
};

const PLACE: &str = "the default of an input";
const KEYS: &[&str] = &["type", "default"];
const TYPE: What<'static> = What::new("type", "type: text");

impl Reader<'_> {
    /// The inputs under `inputs:`. One without a type that exists has [`Type::Error`].
    pub(super) fn inputs(&mut self, node: &Node) -> Vec<Input> {
        let what = What::new("inputs", "inputs: {name: {type: text, default: …}}");
        match self.map(what, node) {
            Some(map) => map.entries.iter().map(|entry| self.input(entry)).collect(),
            None => Vec::new(),
        }
    }

    fn input(&mut self, entry: &Entry) -> Input {
        let name = Spanned::new(entry.key.text().to_owned(), entry.key.span());
        self.check_name("the name of an input", &name);
        let NodeKind::Map(map) = &entry.value.kind else {
            self.forbid_interpolation(&entry.value);
            let example = format!("{}: text", name.value);
            let what = What::new(&name.value, &example);
            let ty = self.type_name(what, &entry.value, type_name::INPUTS);
            return Input {
                name,
                ty: ty.unwrap_or(Type::Error),
                default: None,
            };
        };
        self.unknown_keys(map, "an input", KEYS);
        let ty = match meant(map, "type", KEYS) {
            Some(entry) => {
                self.forbid_interpolation(&entry.value);
                self.type_name(TYPE, &entry.value, type_name::INPUTS)
            }
            None => {
                let place = format!("input `{}`", name.value);
                let (doc, example) = ("what its value is read as", "type: text");
                self.report(messages::missing_key(
                    "type", &place, name.span, doc, example,
                ));
                None
            }
        };
        let ty = ty.unwrap_or(Type::Error);
        let default = map.get("default").and_then(|node| self.default(&ty, node));
        Input { name, ty, default }
    }

    fn default(&mut self, ty: &Type, node: &Node) -> Option<Interpolation> {
        match &node.kind {
            NodeKind::Scalar(scalar) => {
                let takes_null = ty.may_be_null() || ty.is_dynamic();
                if scalar.literal() == Literal::Null && !takes_null {
                    let example = format!("type: {ty}?");
                    let what = What::new("default", &example);
                    return self.wrong_shape(what, &format!("a value of type `{ty}`"), node);
                }
                let mut default = self.interpolated(PLACE, scalar)?;
                let is_number = |value: &Value| !matches!(value, Value::Text(_) | Value::Null);
                if matches!(ty.required(), Type::Text | Type::Secret) {
                    // `007` is a text here, not a number.
                    let text = || Value::text(scalar.text());
                    default.literal = default
                        .literal
                        .map(|value| if is_number(&value) { text() } else { value });
                }
                if let Some(literal) = &default.literal
                    && !fits(literal, ty)
                {
                    let expected = format!("a value of type `{}`", ty.required());
                    let what = What::new("default", example(ty));
                    return self.wrong_value(what, &expected, scalar);
                }
                Some(default)
            }
            _ if ty.is_dynamic() => Some(Interpolation {
                pieces: Vec::new(),
                literal: Some(self.json(node)?),
                span: node.span,
                scalar: None,
            }),
            _ => {
                let what = What::new("default", "type: json");
                self.wrong_shape(what, &format!("a value of type `{ty}`"), node)
            }
        }
    }

    /// The value of a list or a map in which nothing is filled in.
    fn json(&mut self, node: &Node) -> Option<Value> {
        match &node.kind {
            NodeKind::Scalar(scalar) => {
                if let Some(hole) = first_hole(scalar.text()) {
                    self.report(interpolation::template(PLACE, scalar.span_of(hole), None));
                    return None;
                }
                self.forbid_interpolation(node);
                Some(literal::value(scalar))
            }
            NodeKind::List(items) => {
                let items: Option<Vec<_>> = items.iter().map(|item| self.json(item)).collect();
                Some(Value::from(items?))
            }
            NodeKind::Map(map) => {
                let mut fields = Fields::with_capacity(map.entries.len());
                for entry in &map.entries {
                    fields.insert(entry.key.text().into(), self.json(&entry.value)?);
                }
                Some(Value::from(fields))
            }
            NodeKind::Error => None,
        }
    }
}

/// Whether a default without `${…}` in it can be read as what the input takes.
fn fits(literal: &Value, ty: &Type) -> bool {
    let is_secret = *ty.required() == Type::Secret;
    literal.is_null() || is_secret || ty.is_dynamic() || convert(literal.clone(), ty).is_ok()
}

/// A default of each type, as typed.
fn example(ty: &Type) -> &'static str {
    match ty {
        Type::Optional(inner) => example(inner),
        Type::Int => "default: 10",
        Type::Float | Type::Decimal => "default: 1.5",
        Type::Bool => "default: false",
        Type::Date => "default: 2024-01-31",
        Type::Timestamp => "default: 2024-01-31T12:00:00Z",
        _ => "default: …",
    }
}
