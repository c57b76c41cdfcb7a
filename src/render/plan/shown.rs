//! Samples as trees that can be drawn in several ways.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::{
    eval::Sample,
    render::wrap::{tame, width},
    value::{
        MAX_TEXT, Value,
        json::{Secrets, to_json},
        show::{join, shown},
    },
};

/// How many items of a list, or fields of a record, are shown of a value that is known.
const ITEMS: usize = 20;

/// A value, as much of it as is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    /// A value without parts.
    Atom {
        /// How it is drawn among others.
        drawn: String,
        /// How it is drawn where text is wanted: a path, a header.
        bare: String,
        /// What it is in JSON.
        json: Json,
    },
    /// Items, and how many more there are.
    List(Vec<Shown>, usize),
    /// Fields, and how many more there are.
    Record(Vec<(Arc<str>, Shown)>, usize),
}

impl Shown {
    pub(super) fn of(sample: &Sample) -> Self {
        match sample {
            Sample::Known(value) => known(value),
            Sample::Text(parts) => text(&parts.iter().map(piece).collect::<String>()),
            Sample::List(items) => Self::List(items.iter().map(Self::of).collect(), 0),
            Sample::Record(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| (Arc::clone(name), Self::of(value)));
                Self::Record(fields.collect(), 0)
            }
            Sample::Unknown(_) | Sample::Failed(_) => mark(&piece(sample)),
        }
    }

    /// On one line.
    pub(super) fn inline(&self) -> String {
        match self {
            Self::Atom { drawn, .. } => drawn.clone(),
            Self::List(items, more) => {
                let items = items.iter().map(Self::inline).chain(rest(*more));
                format!("[{}]", items.collect::<Vec<_>>().join(", "))
            }
            Self::Record(fields, more) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| format!("{}: {}", quoted(name), value.inline()));
                format!(
                    "{{{}}}",
                    fields.chain(rest(*more)).collect::<Vec<_>>().join(", ")
                )
            }
        }
    }

    /// As text where text is wanted.
    pub(super) fn bare(&self) -> String {
        match self {
            Self::Atom { bare, .. } => bare.clone(),
            parts => parts.inline(),
        }
    }

    /// On as many lines as it takes for each to fit into `room`, as far as that can be.
    pub(super) fn pretty(&self, room: usize) -> Vec<String> {
        let inline = self.inline();
        if width(&inline) <= room {
            return vec![inline];
        }
        match self {
            Self::Atom { .. } => vec![inline],
            Self::List(items, more) => {
                let items = items.iter().map(|item| (String::new(), item));
                block(["[", "]"], items, *more, room)
            }
            Self::Record(fields, more) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| (format!("{}: ", quoted(name)), value));
                block(["{", "}"], fields, *more, room)
            }
        }
    }

    /// As JSON; what was left out is a text that says how much it is.
    pub(super) fn json(&self) -> Json {
        match self {
            Self::Atom { json, .. } => json.clone(),
            Self::List(items, more) => items
                .iter()
                .map(Self::json)
                .chain(rest(*more).map(Json::from))
                .collect(),
            Self::Record(fields, more) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| (name.to_string(), value.json()));
                let more = rest(*more).map(|more| ("…".to_owned(), Json::from(more)));
                Json::Object(fields.chain(more).collect())
            }
        }
    }
}

fn known(value: &Value) -> Shown {
    match value {
        Value::Text(content) => text(content),
        Value::List(list) => {
            let items = list.iter().take(ITEMS).filter_map(Result::ok);
            let items: Vec<_> = items.map(|item| known(&item)).collect();
            let more = list.len() - items.len();
            Shown::List(items, more)
        }
        Value::Record(record) => {
            let fields = record
                .iter()
                .take(ITEMS)
                .map(|(name, value)| (name, known(&value)));
            Shown::Record(fields.collect(), record.len().saturating_sub(ITEMS))
        }
        Value::Secret(secret) => mark(secret.shown()),
        plain => {
            let drawn = shown(plain, usize::MAX);
            let json = to_json(plain, Secrets::Shown).unwrap_or_else(|_| drawn.clone().into());
            Shown::Atom {
                bare: drawn.clone(),
                drawn,
                json,
            }
        }
    }
}

fn text(content: &str) -> Shown {
    Shown::Atom {
        drawn: quoted(content),
        bare: tame(content),
        json: content.into(),
    }
}

/// What is drawn without quotes, because it stands for the value instead of being it.
fn mark(content: &str) -> Shown {
    let drawn = tame(content);
    Shown::Atom {
        bare: drawn.clone(),
        drawn,
        json: content.into(),
    }
}

fn quoted(content: &str) -> String {
    tame(&Json::from(content).to_string())
}

/// A piece of a text, or what stands for a value that is not known.
fn piece(sample: &Sample) -> String {
    match sample {
        Sample::Unknown(source) => format!("‹{source}›"),
        Sample::Failed(failure) => format!("‹fails: {failure}›"),
        Sample::Known(value) => match join([value], MAX_TEXT) {
            Ok(Value::Text(text)) => text.to_string(),
            Ok(Value::Secret(secret)) => secret.shown().to_owned(),
            _ => known(value).inline(),
        },
        Sample::Text(parts) => parts.iter().map(piece).collect(),
        Sample::List(_) | Sample::Record(_) => Shown::of(sample).inline(),
    }
}

fn rest(more: usize) -> Option<String> {
    (more > 0).then(|| format!("… {more} more"))
}

/// The parts of a value, one below the other.
fn block<'a>(
    [open, close]: [&str; 2],
    parts: impl Iterator<Item = (String, &'a Shown)>,
    more: usize,
    room: usize,
) -> Vec<String> {
    let drawn = parts.map(|(name, value)| {
        let lines = value.pretty(room.saturating_sub(3 + width(&name)));
        format!("{name}{}", lines.join("\n"))
    });
    let drawn: Vec<_> = drawn.chain(rest(more)).collect();
    let inner = drawn.join(",\n");
    let inner = inner.lines().map(|line| format!("  {line}"));
    std::iter::once(open.to_owned())
        .chain(inner)
        .chain([close.to_owned()])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Fields, Secret};

    #[test]
    fn what_is_not_known_stands_where_it_will_be() {
        let unknown = || Sample::Unknown("steps.a.id".into());
        let sample = Sample::Record(vec![
            ("id".into(), unknown()),
            (
                "key".into(),
                Sample::Text(vec![
                    Sample::Known("a-".into()),
                    unknown(),
                    Sample::Known(Value::Int(1)),
                ]),
            ),
            ("bad".into(), Sample::Failed("`x` is null".into())),
        ]);
        let shown = Shown::of(&sample);
        assert_eq!(
            shown.inline(),
            "{\"id\": ‹steps.a.id›, \"key\": \"a-‹steps.a.id›1\", \"bad\": ‹fails: `x` is null›}"
        );
        assert_eq!(
            shown.pretty(40),
            [
                "{",
                "  \"id\": ‹steps.a.id›,",
                "  \"key\": \"a-‹steps.a.id›1\",",
                "  \"bad\": ‹fails: `x` is null›",
                "}"
            ]
        );
        assert_eq!(shown.json()["key"], "a-‹steps.a.id›1");
    }

    #[test]
    fn secrets_stay_hidden_and_long_lists_are_cut() {
        let secret = Value::Secret(Secret::with_shown(
            "Bearer hunter2".into(),
            "Bearer ‹secret›",
        ));
        let fields: Fields = [("token".into(), secret)].into_iter().collect();
        let shown = Shown::of(&Sample::Known(fields.into()));
        assert_eq!(shown.inline(), "{\"token\": Bearer ‹secret›}");
        assert_eq!(shown.json()["token"], "Bearer ‹secret›");
        let many = Shown::of(&Sample::Known(
            (0..1000).map(Value::Int).collect::<Vec<_>>().into(),
        ));
        assert!(
            many.inline().ends_with("18, 19, … 980 more]"),
            "{}",
            many.inline()
        );
        assert_eq!(many.json()[20], "… 980 more");
    }

    #[test]
    fn values_keep_their_kind() {
        let decimal = Value::Decimal("1234.50".parse().expect("a number"));
        assert_eq!(
            Shown::of(&Sample::Known(decimal)).json().to_string(),
            "1234.50"
        );
        assert_eq!(Shown::of(&Sample::Known("007".into())).inline(), "\"007\"");
        assert_eq!(
            Shown::of(&Sample::Known(Value::Float(f64::NAN))).json(),
            "NaN"
        );
    }
}
