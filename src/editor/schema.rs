use std::sync::LazyLock;

use serde_json::Value as Json;

use super::path::Segment;
use crate::{analysis::REGISTRY, reference, yaml::Map};

/// The schema of job files, by which keys and words are found: it is made of the declarations.
static SCHEMA: LazyLock<Json> = LazyLock::new(|| reference::schema(&REGISTRY));

/// A word that may stand somewhere, and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) doc: String,
    /// Whether a map or a list stands behind it, if it is a key.
    pub(super) opens_block: bool,
}

/// The keys that a map may have, and what they are for; old forms are left out.
pub(super) fn keys(segments: &[Segment<'_>], map: &Map) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    for schema in flat(at(segments), Some(map)) {
        let own = schema.get("properties").and_then(Json::as_object);
        for (name, key) in own.into_iter().flatten() {
            let is_old = key.get("deprecated").is_some();
            let is_known = found.iter().any(|word| word.text == *name);
            if !is_old && !is_known {
                found.push(Word {
                    text: name.clone(),
                    doc: doc(key),
                    opens_block: is_block(key),
                });
            }
        }
        let required = schema.get("required").and_then(Json::as_array);
        for name in required.into_iter().flatten().filter_map(Json::as_str) {
            if own.is_some() && !found.iter().any(|word| word.text == name) {
                found.push(Word {
                    text: name.to_owned(),
                    doc: String::new(),
                    opens_block: false,
                });
            }
        }
    }
    found
}

/// What a key is for.
pub(super) fn key_doc(segments: &[Segment<'_>], map: &Map, key: &str) -> Option<String> {
    let mut keys = keys(segments, map).into_iter();
    let found = keys.find(|word| word.text == key)?;
    (!found.doc.is_empty()).then_some(found.doc)
}

/// The words that may stand as a value.
pub(super) fn values(segments: &[Segment<'_>]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for schema in flat(at(segments), None) {
        let listed = ["enum", "examples"].map(|key| schema.get(key).and_then(Json::as_array));
        let words = listed.into_iter().flatten().flatten();
        let words = words.chain(schema.get("const")).filter_map(Json::as_str);
        let is_truth = schema.get("type").and_then(Json::as_str) == Some("boolean");
        let truths: &[&str] = if is_truth { &["true", "false"] } else { &[] };
        for word in words.chain(truths.iter().copied()) {
            if !found.iter().any(|known| known == word) {
                found.push(word.to_owned());
            }
        }
    }
    found
}

/// What the schema says of the place at the end of a way.
fn at(segments: &[Segment<'_>]) -> Vec<&'static Json> {
    let mut here: Vec<&'static Json> = vec![&SCHEMA];
    for segment in segments {
        here = match segment {
            Segment::Item => {
                let all = flat(here, None).into_iter();
                all.filter_map(|schema| schema.get("items")).collect()
            }
            Segment::Under(map, key) => {
                let all = flat(here, Some(map)).into_iter();
                all.filter_map(|schema| under(schema, key)).collect()
            }
        };
    }
    here
}

fn under(schema: &'static Json, key: &str) -> Option<&'static Json> {
    let named = schema.get("properties").and_then(|keys| keys.get(key));
    named.or_else(|| {
        let other = schema.get("additionalProperties")?;
        other.is_object().then_some(other)
    })
}

/// Schemas with all that they refer to; what depends on the `type` of a map is chosen by it.
fn flat(schemas: Vec<&'static Json>, map: Option<&Map>) -> Vec<&'static Json> {
    let mut found = Vec::new();
    for schema in schemas {
        add(schema, map, &mut found);
    }
    found
}

fn add(schema: &'static Json, map: Option<&Map>, found: &mut Vec<&'static Json>) {
    if found.iter().any(|known| std::ptr::eq(*known, schema)) {
        return;
    }
    found.push(schema);
    if let Some(target) = target(schema) {
        add(target, map, found);
    }
    let choices = schema.get("anyOf").and_then(Json::as_array);
    for choice in choices.into_iter().flatten() {
        add(choice, map, found);
    }
    let cases = schema.get("allOf").and_then(Json::as_array);
    for case in cases.into_iter().flatten() {
        let wanted = case.pointer("/if/properties/type/const");
        let written = map.and_then(|map| map.get("type"));
        if let (Some(wanted), Some(written)) = (wanted.and_then(Json::as_str), written)
            && is_text(written, wanted)
            && let Some(then) = case.get("then")
        {
            add(then, map, found);
        }
    }
}

fn is_text(node: &crate::yaml::Node, text: &str) -> bool {
    matches!(&node.kind, crate::yaml::NodeKind::Scalar(scalar) if scalar.text() == text)
}

fn target(schema: &Json) -> Option<&'static Json> {
    let reference = schema.get("$ref")?.as_str()?;
    SCHEMA.pointer(reference.strip_prefix('#')?)
}

fn doc(schema: &Json) -> String {
    let own = schema.get("description").and_then(Json::as_str);
    own.unwrap_or_default().to_owned()
}

/// Whether only a map or a list fits.
fn is_block(schema: &'static Json) -> bool {
    let all = flat(vec![schema], None).into_iter();
    let kinds: Vec<_> = all
        .filter_map(|schema| schema.get("type").or_else(|| schema.get("enum")))
        .collect();
    let is_block = |kind: &&Json| matches!(kind.as_str(), Some("object" | "array"));
    !kinds.is_empty() && kinds.iter().all(is_block)
}
