//! As much of JSON Schema as `grammar/job.schema.json` uses.

use regex::Regex;
use serde_json::Value as Json;

/// What is wrong with a value, by its place in it.
pub(super) fn validate(schema: &Json, value: &Json) -> Vec<String> {
    let mut wrong = Vec::new();
    let validator = Validator { root: schema };
    validator.check(schema, value, "job", &mut wrong);
    wrong
}

struct Validator<'s> {
    root: &'s Json,
}

impl Validator<'_> {
    fn check(&self, schema: &Json, value: &Json, at: &str, wrong: &mut Vec<String>) {
        let Json::Object(keywords) = schema else {
            assert_eq!(schema, &Json::Bool(true), "no schema: {schema}");
            return;
        };
        for (keyword, wanted) in keywords {
            if let Err(what) = self.keyword(keyword, wanted, schema, value, at, wrong) {
                wrong.push(format!("{at}: {what}"));
            }
        }
    }

    fn keyword(
        &self,
        keyword: &str,
        wanted: &Json,
        schema: &Json,
        value: &Json,
        at: &str,
        wrong: &mut Vec<String>,
    ) -> Result<(), String> {
        let holds = match keyword {
            "$ref" => {
                let pointer = wanted
                    .as_str()
                    .expect("a reference")
                    .trim_start_matches('#');
                let target = self.root.pointer(pointer);
                let target = target.unwrap_or_else(|| panic!("{wanted} leads nowhere"));
                self.check(target, value, at, wrong);
                true
            }
            "type" => many(wanted).any(|name| has_type(value, name)),
            "enum" => wanted.as_array().is_some_and(|words| words.contains(value)),
            "const" => wanted == value,
            "pattern" => value
                .as_str()
                .is_none_or(|text| regex(wanted).is_match(text)),
            "minimum" => value.as_f64() >= wanted.as_f64() || !value.is_number(),
            "maximum" => value.as_f64() <= wanted.as_f64() || !value.is_number(),
            "minItems" => value
                .as_array()
                .is_none_or(|items| Some(items.len() as u64) >= wanted.as_u64()),
            "maxItems" => value
                .as_array()
                .is_none_or(|items| Some(items.len() as u64) <= wanted.as_u64()),
            "required" => {
                let missing = many(wanted).find(|key| value.get(key).is_none());
                return missing.map_or(Ok(()), |key| Err(format!("`{key}` is missing")));
            }
            "anyOf" => many_schemas(wanted).any(|one| self.fits(one, value)),
            "allOf" => {
                many_schemas(wanted).for_each(|one| self.check(one, value, at, wrong));
                true
            }
            "if" => {
                if self.fits(wanted, value) {
                    self.check(&schema["then"], value, at, wrong);
                }
                true
            }
            "properties" => {
                for (key, inner) in wanted.as_object().expect("a map of schemas") {
                    if let Some(found) = value.get(key) {
                        self.check(inner, found, &format!("{at}.{key}"), wrong);
                    }
                }
                true
            }
            "additionalProperties" => {
                for (key, found) in value.as_object().into_iter().flatten() {
                    let declared = schema["properties"].get(key).is_some();
                    match wanted {
                        _ if declared => {}
                        Json::Bool(false) => return Err(format!("`{key}` is unknown")),
                        inner => self.check(inner, found, &format!("{at}.{key}"), wrong),
                    }
                }
                true
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.check(wanted, item, &format!("{at}[{index}]"), wrong);
                }
                true
            }
            "then" | "$schema" | "$defs" | "title" | "description" | "examples" | "deprecated" => {
                true
            }
            other => panic!("the keyword `{other}` is new here"),
        };
        if holds {
            Ok(())
        } else {
            Err(format!("{keyword} {wanted}"))
        }
    }

    fn fits(&self, schema: &Json, value: &Json) -> bool {
        let mut wrong = Vec::new();
        self.check(schema, value, "", &mut wrong);
        wrong.is_empty()
    }
}

fn many(wanted: &Json) -> impl Iterator<Item = &str> {
    let list = wanted
        .as_array()
        .map_or(std::slice::from_ref(wanted), Vec::as_slice);
    list.iter().map(|word| word.as_str().expect("a word"))
}

fn many_schemas(wanted: &Json) -> impl Iterator<Item = &Json> {
    wanted.as_array().expect("a list of schemas").iter()
}

fn regex(pattern: &Json) -> Regex {
    Regex::new(pattern.as_str().expect("a pattern")).expect("it is a regular expression")
}

fn has_type(value: &Json, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("the type `{other}` is new here"),
    }
}
