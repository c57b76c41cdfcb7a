use std::ops::Range;

use super::{
    Interpolation, Piece, literal, name,
    reader::{Reader, first_hole},
    what::What,
};
use crate::{
    diagnostic::{Diagnostic, messages::interpolation as messages},
    text::Spanned,
    value::Value,
    yaml::{Literal, Node, NodeKind, Scalar},
};

impl Reader<'_> {
    /// The text of a setting or a default, its `${…}` found; `place` says where it stands.
    pub(super) fn interpolation(
        &mut self,
        what: What<'_>,
        place: &str,
        node: &Node,
    ) -> Option<Interpolation> {
        let scalar = self.scalar(what, "a single value", node)?;
        self.interpolated(place, scalar)
    }

    /// As [`interpolation`](Self::interpolation), of a scalar that may be null.
    pub(super) fn interpolated(&mut self, place: &str, scalar: &Scalar) -> Option<Interpolation> {
        if let Some(hole) = first_hole(scalar.text()) {
            let variable = variable_read(&scalar.text()[hole.clone()]);
            self.report(messages::template(place, scalar.span_of(hole), variable));
            return None;
        }
        let pieces = match pieces(scalar) {
            Ok(pieces) => pieces,
            Err(mistake) => {
                self.report(*mistake);
                return None;
            }
        };
        Some(Interpolation {
            literal: literal_of(&pieces, scalar),
            pieces,
            span: scalar.span(),
            scalar: Some(scalar.clone()),
        })
    }

    /// Reports every `${env:…}` and `${file:…}` in a part of the job where nothing fills them in.
    pub(super) fn forbid_interpolation(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Scalar(scalar) => self.forbid_in(scalar),
            NodeKind::List(items) => items
                .iter()
                .for_each(|item| self.forbid_interpolation(item)),
            NodeKind::Map(map) => {
                for entry in &map.entries {
                    self.forbid_in(&entry.key);
                    self.forbid_interpolation(&entry.value);
                }
            }
            NodeKind::Error => {}
        }
    }

    fn forbid_in(&mut self, scalar: &Scalar) {
        let text = scalar.text();
        // A search for the one character, which most texts lack, is set up faster than one for the two.
        for (start, _) in text.match_indices('$') {
            let Some(inner) = text[start + 1..].strip_prefix('{') else {
                continue;
            };
            let is_escaped = text[..start].ends_with('$');
            if is_escaped || !(inner.starts_with("env:") || inner.starts_with("file:")) {
                continue;
            }
            let end = inner.find('}').map_or(text.len(), |at| start + 2 + at + 1);
            self.report(messages::outside(
                &text[start..end],
                scalar.span_of(start..end),
                &input_for(inner),
                inner.starts_with("file:"),
            ));
        }
    }
}

/// The variable that a hole of another tool reads: `{{ env_var('NAME') }}`, `{{ env.NAME }}`.
fn variable_read(hole: &str) -> Option<&str> {
    let inner = hole.strip_prefix("{{")?.strip_suffix("}}")?.trim();
    if let Some(name) = inner.strip_prefix("env.") {
        return Some(name);
    }
    let (function, rest) = inner.split_once('(')?;
    if !matches!(function.trim(), "env_var" | "env" | "getenv" | "os.getenv") {
        return None;
    }
    let argument = rest.strip_suffix(')')?.trim();
    argument
        .strip_prefix(['\'', '"'])?
        .strip_suffix(['\'', '"'])
}

/// A name for an input that takes the place of a `${…}`.
fn input_for(inner: &str) -> String {
    let end = inner.find('}').unwrap_or(inner.len());
    let named = match inner[..end].split_once(':') {
        Some(("env", rest)) => rest.split(':').next().unwrap_or(rest),
        Some((_, path)) => path.rsplit('/').next().unwrap_or(path),
        None => "value",
    };
    name::mend(named)
}

/// The value of a text without `${…}`.
fn literal_of(pieces: &[Piece], scalar: &Scalar) -> Option<Value> {
    match pieces {
        _ if scalar.literal() != Literal::Text => Some(literal::value(scalar)),
        [] => Some(Value::text("")),
        [Piece::Text(text)] => Some(Value::text(text.as_str())),
        _ => None,
    }
}

/// What a text is made of, in order; two texts never stand side by side.
fn pieces(scalar: &Scalar) -> Result<Vec<Piece>, Box<Diagnostic>> {
    let text = scalar.text();
    let mut pieces = Vec::new();
    let mut pending = String::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("${").map(|found| at + found) {
        if let Some(before) = text[at..start].strip_suffix('$') {
            pending.push_str(before);
            pending.push_str("${");
            at = start + 2;
            continue;
        }
        pending.push_str(&text[at..start]);
        let end = end_of(scalar, start)?;
        if !pending.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut pending)));
        }
        pieces.push(piece(scalar, start + 2..end)?);
        at = end + 1;
    }
    pending.push_str(&text[at..]);
    if !pending.is_empty() {
        pieces.push(Piece::Text(pending));
    }
    Ok(pieces)
}

/// Where the `}` stands that ends the `${` at `start`.
fn end_of(scalar: &Scalar, start: usize) -> Result<usize, Box<Diagnostic>> {
    let inner = &scalar.text()[start + 2..];
    let Some(length) = inner.find('}') else {
        let span = scalar.span_of(start..scalar.text().len());
        return Err(Box::new(messages::unclosed(span)));
    };
    match inner[..length].find("${") {
        Some(nested) => {
            let nested = start + 2 + nested..start + 2 + length + 1;
            Err(Box::new(messages::nested(scalar.span_of(nested))))
        }
        None => Ok(start + 2 + length),
    }
}

/// What stands between `${` and `}`.
fn piece(scalar: &Scalar, inner: Range<usize>) -> Result<Piece, Box<Diagnostic>> {
    let text = &scalar.text()[inner.clone()];
    let whole = || scalar.span_of(inner.start - 2..inner.end + 1);
    if let Some(path) = text.strip_prefix("file:") {
        if path.is_empty() {
            return Err(Box::new(messages::no_path(whole())));
        }
        let span = scalar.span_of(inner.start + "file:".len()..inner.end);
        return Ok(Piece::File(Spanned::new(path.to_owned(), span)));
    }
    match text.strip_prefix("env:") {
        Some(variable) => self::variable(scalar, variable, inner.start + "env:".len()),
        None => Err(Box::new(messages::unknown(text, whole()))),
    }
}

/// `NAME`, `NAME:-default`, `NAME:?message`
fn variable(scalar: &Scalar, text: &str, start: usize) -> Result<Piece, Box<Diagnostic>> {
    let length = text
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(length);
    let default = rest.strip_prefix(":-").map(str::to_owned);
    let message = rest.strip_prefix(":?").map(str::to_owned);
    let ends_well = rest.is_empty() || default.is_some() || message.is_some();
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) || !ends_well {
        let span = scalar.span_of(start..start + text.len());
        return Err(Box::new(messages::bad_variable(text, span)));
    }
    Ok(Piece::Variable {
        name: Spanned::new(name.to_owned(), scalar.span_of(start..start + length)),
        default,
        message,
    })
}
