use std::collections::BTreeMap;

use super::{
    Config, Connection, Interpolation, duration, reader::Reader, unknown::meant, what::What,
};
use crate::{
    diagnostic::messages::job as messages,
    spec::{self, Setting, SettingShape, connections},
    text::Spanned,
    value::Value,
    yaml::{Entry, Map, Node, NodeKind},
};

const PLACE: &str = "a connection";
const KEYS: &[&str] = &["type", "config"];
const RATE: What<'static> = What::new("rate_limit", "rate_limit: {per_second: 10}");
const PER_SECOND: What<'static> = What::new("per_second", "per_second: 10");

impl Reader<'_> {
    /// The connections under `connections:`. Of one whose type is unknown only the name is given, in `broken`.
    pub(super) fn connections(&mut self, node: &Node, broken: &mut Vec<String>) -> Vec<Connection> {
        let what = What::new("connections", "connections: {name: {type: …, config: {…}}}");
        let Some(map) = self.map(what, node) else {
            return Vec::new();
        };
        let mut read = Vec::with_capacity(map.entries.len());
        for entry in &map.entries {
            match self.connection(entry) {
                Some(connection) => read.push(connection),
                None => broken.push(entry.key.text().to_owned()),
            }
        }
        read
    }

    fn connection(&mut self, entry: &Entry) -> Option<Connection> {
        let name = Spanned::new(entry.key.text().to_owned(), entry.key.span());
        let example = "{type: postgres, config: {…}}";
        let map = self.map(What::new(&name.value, example), &entry.value)?;
        let declaration = match meant(map, "type", KEYS) {
            Some(entry) => self.connection_type(&entry.value)?,
            None => {
                let ty = type_of(map).unwrap_or("postgres");
                let (doc, example) = ("what it connects to", format!("type: {ty}"));
                let place = format!("connection `{}`", name.value);
                self.report(messages::missing_key(
                    "type", &place, name.span, doc, &example,
                ));
                return None;
            }
        };
        let mut is_broken = false;
        for other in &map.entries {
            let key = other.key.text();
            if declaration
                .settings
                .iter()
                .any(|setting| setting.name == key)
            {
                let help = format!("move it under `config`: `config: {{{key}: …}}`");
                self.report(messages::misplaced_key(key, PLACE, other.key.span(), help));
                is_broken = true;
            } else if !KEYS.contains(&key) {
                self.unknown_key(&other.key, PLACE, KEYS);
                is_broken = true;
            }
        }
        let (config, settings_are_broken) = match map.get("config") {
            Some(node) => self.config(declaration, node),
            None => (BTreeMap::new(), false),
        };
        Some(Connection {
            name,
            declaration,
            config,
            is_broken: is_broken || settings_are_broken,
        })
    }

    fn connection_type(&mut self, node: &Node) -> Option<&'static spec::Connection> {
        let name = self.plain_text(What::new("type", "type: postgres"), node)?;
        self.registry.connection(&name.value).or_else(|| {
            let known: Vec<_> = connections::ALL.iter().map(|known| known.name).collect();
            let near = self.unknown_type("connection type", &name.value, name.span, &known)?;
            self.registry.connection(near)
        })
    }

    /// The settings, and whether any of them was reported.
    fn config(
        &mut self,
        declaration: &'static spec::Connection,
        node: &Node,
    ) -> (BTreeMap<&'static str, Config>, bool) {
        let mut config = BTreeMap::new();
        let Some(map) = self.map(What::new("config", "config: {…}"), node) else {
            return (config, true);
        };
        for entry in &map.entries {
            let name = entry.key.text();
            match declaration
                .settings
                .iter()
                .find(|setting| setting.name == name)
            {
                Some(setting) => {
                    if let Some(value) = self.setting(setting, &entry.value) {
                        config.insert(setting.name, value);
                    }
                }
                None => {
                    let place = format!("the config of a `{}` connection", declaration.name);
                    let known: Vec<_> = declaration
                        .settings
                        .iter()
                        .map(|known| known.name)
                        .collect();
                    self.unknown_key(&entry.key, &place, &known);
                }
            }
        }
        let is_broken = config.len() < map.entries.len();
        (config, is_broken)
    }

    fn setting(&mut self, setting: &'static Setting, node: &Node) -> Option<Config> {
        let example = format!("{}: …", setting.name);
        let what = What::new(setting.name, &example);
        match setting.shape {
            SettingShape::TextMap => self.setting_map(what, node),
            SettingShape::Rate => self.rate(what, node),
            shape => {
                let value = self.interpolation(what, PLACE, node)?;
                self.check_literal(what, shape, &value)
                    .then_some(Config::Scalar(value))
            }
        }
    }

    /// `{per_second: N}`
    fn rate(&mut self, what: What<'_>, node: &Node) -> Option<Config> {
        let map = self.map(RATE, node)?;
        self.unknown_keys(map, "`rate_limit`", &[PER_SECOND.name()]);
        let Some(entry) = map.entry(PER_SECOND.name()) else {
            // Another key has been reported, which was meant to be it.
            if !map.entries.is_empty() {
                return None;
            }
            let doc = "how many requests may start in a second";
            let diagnostic = messages::missing_key(
                PER_SECOND.name(),
                "`rate_limit`",
                node.span,
                doc,
                &PER_SECOND.example(),
            );
            self.report(diagnostic);
            return None;
        };
        let value = self.interpolation(what, PLACE, &entry.value)?;
        let name = Spanned::new(PER_SECOND.name().to_owned(), entry.key.span());
        self.check_literal(PER_SECOND, SettingShape::Count, &value)
            .then_some(Config::Map(vec![(name, value)]))
    }

    fn setting_map(&mut self, what: What<'_>, node: &Node) -> Option<Config> {
        let map = self.map(what, node)?;
        let values = map.entries.iter().filter_map(|entry| {
            let name = Spanned::new(entry.key.text().to_owned(), entry.key.span());
            Some((name, self.interpolation(what, PLACE, &entry.value)?))
        });
        Some(Config::Map(values.collect()))
    }

    /// Whether a value without `${…}` in it fits the setting; with one it is checked once it is filled in.
    fn check_literal(
        &mut self,
        what: What<'_>,
        shape: SettingShape,
        value: &Interpolation,
    ) -> bool {
        let Some(literal) = value.literal.as_ref().and_then(written) else {
            return true;
        };
        let (fits, expected, example) = match shape {
            SettingShape::Count => (literal.parse::<u64>().is_ok(), "a whole number", "10"),
            SettingShape::Bool => (
                literal.parse::<bool>().is_ok(),
                "`true` or `false`",
                "false",
            ),
            SettingShape::Duration => {
                let fits = duration::parse_duration(&literal).is_some();
                (fits, duration::EXPECTED, "30")
            }
            SettingShape::Choice(words) => {
                let fits = words.contains(&literal.as_str());
                if !fits {
                    self.unknown_word(what, &literal, value.span, words);
                }
                return fits;
            }
            SettingShape::Text | SettingShape::TextMap | SettingShape::Rate => return true,
        };
        if !fits {
            let example = format!("{}: {example}", what.name());
            self.report(messages::wrong_value(
                what.name(),
                &literal,
                value.span,
                expected,
                &example,
            ));
        }
        fits
    }
}

/// The type of connection that its settings are those of.
fn type_of(map: &Map) -> Option<&'static str> {
    let config = match &map.get("config")?.kind {
        NodeKind::Map(config) => config,
        _ => return None,
    };
    let knows = |known: &&spec::Connection, key: &str| {
        known.settings.iter().any(|setting| setting.name == key)
    };
    let keys = || config.entries.iter().map(|entry| entry.key.text());
    let fits = |known: &&'static spec::Connection| keys().all(|key| knows(known, key));
    let known = connections::ALL.iter().copied();
    let fitting = known.filter(|_| !config.entries.is_empty()).find(fits);
    fitting.map(|known| known.name)
}

/// A literal as it was written, give or take a number's leading zeros.
fn written(literal: &Value) -> Option<String> {
    match literal {
        Value::Text(text) => Some(text.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Decimal(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}
