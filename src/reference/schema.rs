use serde_json::{Map, Value as Json, json};

use crate::{
    job::words,
    limits::{Limit, OF_JOB, Unit},
    spec::{Connection, Key, Registry, Setting, SettingShape, Shape, Step, connections},
};

/// The JSON Schema of a job file.
///
/// Where `{{ }}` may stand, any text is accepted, and elsewhere none that holds one; where `${…}` may, a text that holds
/// one is.
#[must_use]
pub fn schema(registry: &Registry) -> Json {
    let mut definitions = common();
    for step in registry.steps {
        definitions.insert(step.name.to_owned(), step_of(step));
    }
    for connection in connections::ALL {
        definitions.insert(
            format!("connection.{}", connection.name),
            connection_of(connection),
        );
    }
    let connection_types = connections::ALL.iter().map(|connection| connection.name);
    definitions.insert(
        "connection".to_owned(),
        by_type(connection_types, "connection.", &["type"]),
    );
    let step_types = registry.steps.iter().map(|step| step.name);
    definitions.insert("step".to_owned(), by_type(step_types, "", &["id", "type"]));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Portl job",
        "type": "object",
        "required": ["steps"],
        "additionalProperties": false,
        "properties": {
            "name": described(refer("plain"), "the job's name (the file's stem)"),
            "inputs": {"type": "object", "additionalProperties": refer("input")},
            "connections": {"type": "object", "additionalProperties": refer("connection")},
            "transaction": object(&["scope"], json!({"scope": {"enum": ["db", "none"]}})),
            "limits": object(&[], limits()),
            "steps": refer("steps"),
        },
        "$defs": definitions,
    })
}

/// The limits that a job sets.
fn limits() -> Json {
    let schema = |limit: &Limit| match limit.unit {
        Unit::Time => refer("duration"),
        Unit::Mebibytes | Unit::Count => {
            json!({"type": "integer", "minimum": 1, "maximum": limit.most})
        }
    };
    let of_job = OF_JOB.iter();
    of_job
        .map(|limit| {
            (
                limit.name.to_owned(),
                described(schema(limit), &limit.row()),
            )
        })
        .collect()
}

/// A text without `{{ }}`, `{% %}` and `{# #}`.
fn without_template() -> Json {
    json!({"type": "string", "not": {"pattern": r"\{[{%#]"}})
}

/// What is used in many places.
fn common() -> Map<String, Json> {
    let retry = json!({
        "max_attempts": {"type": "integer", "minimum": 1},
        "backoff_ms": refer("duration"),
        "max_backoff_ms": refer("duration"),
        "retry_on": one_or_many(json!({"anyOf": [
            {"enum": words::retry_classes().collect::<Vec<_>>()},
            {"type": "string", "pattern": "^(http_)?[1-5][0-9][0-9]$"},
            {"type": "integer", "minimum": 100, "maximum": 599},
        ]})),
    });
    let batch = json!({
        "from": refer("expression"),
        "as": refer("name"),
        "concurrency": {"type": "integer", "minimum": 1},
    });
    let input = json!({"type": type_name(words::INPUT_TYPES), "default": refer("literal")});
    let column = json!({"type": type_name(words::COLUMN_TYPES), "format": refer("plain")});
    let definitions = json!({
        "scalar": {"type": ["string", "number", "boolean"]},
        "plain": {"anyOf": [{"type": ["number", "boolean"]}, without_template()]},
        "literal": {"anyOf": [
            {"type": ["number", "boolean", "null"]},
            without_template(),
            {"type": "array", "items": refer("literal")},
            {"type": "object", "additionalProperties": refer("literal")},
        ]},
        "name": {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"},
        "id": {"type": "string", "pattern": "^[a-z_][a-z0-9_]*$"},
        "expression": refer("scalar"),
        "duration": {"anyOf": [
            {"type": "number", "minimum": 0},
            {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?\s*(ms|s|sec|m|min|h|d)?$"},
        ]},
        "steps": {"type": "array", "minItems": 1, "items": refer("step")},
        "returns": {"anyOf": [
            type_name(words::RETURN_TYPES),
            {"type": "array", "minItems": 1, "maxItems": 1, "items": refer("returns")},
            {"type": "object", "additionalProperties": refer("returns")},
        ]},
        "input": {"anyOf": [type_name(words::INPUT_TYPES), object(&["type"], input)]},
        "column": {"anyOf": [type_name(words::COLUMN_TYPES), object(&["type"], column)]},
        "batch": object(&["from"], batch),
        "retry": object(&[], retry),
        "interpolation": {"type": "string", "pattern": r"\$\{"},
    });
    match definitions {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

/// Steps or connections: what else they hold depends on their type.
fn by_type(names: impl Iterator<Item = &'static str>, prefix: &str, required: &[&str]) -> Json {
    let names: Vec<_> = names.collect();
    let cases: Vec<_> = names
        .iter()
        .map(|name| {
            json!({
                "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                "then": refer(&format!("{prefix}{name}")),
            })
        })
        .collect();
    json!({
        "type": "object",
        "required": required,
        "properties": {"type": {"enum": names}},
        "allOf": cases,
    })
}

/// A step type. Its own keys may also stand under `config`, as the first Portl had them.
fn step_of(step: &Step) -> Json {
    let own: Map<_, _> = step
        .keys
        .iter()
        .map(|key| (key.name.to_owned(), key_of(key)))
        .collect();
    let mut properties: Map<_, _> = Step::COMMON
        .iter()
        .map(|key| (key.name.to_owned(), common_key(key)))
        .collect();
    properties.extend(own.clone());
    let nested = json!({"type": "object", "additionalProperties": false, "deprecated": true, "properties": own});
    properties.insert("config".to_owned(), nested);
    let required = step.keys.iter().filter(|key| key.required);
    let required: Vec<_> = required.map(|key| key.name).collect();
    json!({
        "description": step.doc,
        "additionalProperties": false,
        "properties": properties,
        "anyOf": [{"required": required}, {"required": ["config"]}],
    })
}

fn common_key(key: &Key) -> Json {
    match key.name {
        "id" => described(refer("id"), key.doc),
        "save_as" => described(refer("name"), key.doc),
        "batch" => described(refer("batch"), key.doc),
        "retry" => described(refer("retry"), key.doc),
        // Nobody fills it in, and it may say anything.
        "description" => described(refer("scalar"), key.doc),
        _ => key_of(key),
    }
}

fn key_of(key: &Key) -> Json {
    described(shape(key.shape), key.doc)
}

fn shape(shape: Shape) -> Json {
    match shape {
        Shape::Template | Shape::Sql => refer("scalar"),
        Shape::Text => refer("plain"),
        Shape::Expression => refer("expression"),
        Shape::Tree => json!({}),
        Shape::TreeMap => json!({"type": "object"}),
        Shape::Names => one_or_many(refer("plain")),
        Shape::Ints => one_or_many(json!({"type": "integer"})),
        Shape::Count => json!({"type": "integer", "minimum": 0}),
        Shape::Bool => json!({"type": "boolean"}),
        Shape::Duration => refer("duration"),
        Shape::Choice(words) => json!({"enum": words}),
        Shape::ChoiceOrNames(words) => {
            json!({"anyOf": [{"enum": words}, one_or_many(refer("plain"))]})
        }
        Shape::Steps => refer("steps"),
        Shape::Returns => refer("returns"),
        Shape::Columns => json!({"type": "object", "additionalProperties": refer("column")}),
    }
}

fn connection_of(connection: &Connection) -> Json {
    let settings: Map<_, _> = connection
        .settings
        .iter()
        .map(|setting| (setting.name.to_owned(), setting_of(setting)))
        .collect();
    let config = json!({"type": "object", "additionalProperties": false, "properties": settings});
    described(
        object(
            &["type"],
            json!({"type": {"const": connection.name}, "config": config}),
        ),
        connection.doc,
    )
}

fn setting_of(setting: &Setting) -> Json {
    let or_filled_in = |plain: Json| json!({"anyOf": [plain, refer("interpolation")]});
    let shape = match setting.shape {
        SettingShape::Text => refer("plain"),
        SettingShape::Count => or_filled_in(count()),
        SettingShape::Bool => or_filled_in(json!({"enum": [true, false, "true", "false"]})),
        SettingShape::Duration => or_filled_in(refer("duration")),
        SettingShape::Choice(words) => or_filled_in(json!({"enum": words})),
        SettingShape::TextMap => {
            json!({"type": "object", "additionalProperties": refer("plain")})
        }
        SettingShape::Rate => object(
            &["per_second"],
            json!({"per_second": or_filled_in(count())}),
        ),
    };
    described(shape, setting.doc)
}

fn count() -> Json {
    json!({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]+$"}]})
}

/// One of these types, with or without a `?`.
fn type_name(words: &[&str]) -> Json {
    json!({"type": "string", "pattern": format!(r"^({})\s*\??$", words.join("|")), "examples": words})
}

fn one_or_many(item: Json) -> Json {
    json!({"anyOf": [item, {"type": "array", "items": item}]})
}

fn object(required: &[&str], properties: Json) -> Json {
    json!({
        "type": "object",
        "required": required,
        "additionalProperties": false,
        "properties": properties,
    })
}

fn described(mut schema: Json, doc: &str) -> Json {
    schema["description"] = Json::from(doc);
    schema
}

fn refer(definition: &str) -> Json {
    json!({"$ref": format!("#/$defs/{definition}")})
}
