use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value as Json;

use crate::{
    connect::{SettingValue, Settings},
    value::{Secret, Value},
};

/// Takes secrets out of texts that somebody else wrote: a server that quotes what it was sent.
///
/// The values themselves never get into Portl's own messages; this is the second line.
#[derive(Debug, Default)]
pub(super) struct Mask {
    forms: Vec<String>,
}

/// Shorter values would be found by accident everywhere.
const SHORTEST: usize = 4;

impl Mask {
    /// Knows the secrets of a run.
    pub(super) fn new(settings: &[Option<Settings>], inputs: &[Value]) -> Self {
        let mut mask = Self::default();
        for value in settings
            .iter()
            .flatten()
            .flat_map(|settings| settings.values.values())
        {
            match value {
                SettingValue::Secret(secret) => mask.add(secret),
                SettingValue::TextMap(entries) => {
                    entries.iter().for_each(|(_, value)| mask.add_value(value))
                }
                _ => {}
            }
        }
        inputs.iter().for_each(|value| mask.add_value(value));
        // A form that holds another one goes first.
        mask.forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        mask
    }

    /// The text without any form of any secret.
    pub(super) fn apply(&self, text: &str) -> String {
        self.forms.iter().fold(text.to_owned(), |text, form| {
            text.replace(form.as_str(), "‹secret›")
        })
    }

    /// The same inside a JSON value, which stays one: a number that gives a secret away becomes text.
    pub(super) fn apply_json(&self, json: &mut Json) {
        match json {
            Json::String(text) => *text = self.apply(text),
            Json::Number(number) => {
                let text = number.to_string();
                let masked = self.apply(&text);
                if masked != text {
                    *json = Json::String(masked);
                }
            }
            Json::Array(items) => items.iter_mut().for_each(|item| self.apply_json(item)),
            Json::Object(fields) => {
                let masked = std::mem::take(fields).into_iter().map(|(name, mut value)| {
                    self.apply_json(&mut value);
                    (self.apply(&name), value)
                });
                *fields = masked.collect();
            }
            Json::Null | Json::Bool(_) => {}
        }
    }

    fn add_value(&mut self, value: &Value) {
        if let Value::Secret(secret) = value {
            self.add(secret);
        }
    }

    fn add(&mut self, secret: &Secret) {
        let Value::Text(text) = secret.expose() else {
            return;
        };
        // What follows a scheme is the secret: `Bearer …`, and a password inside a URL.
        let parts = text
            .split_whitespace()
            .chain(password_of(text))
            .chain([&**text]);
        for part in parts.filter(|part| part.len() >= SHORTEST) {
            let hex = part
                .bytes()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>();
            let quoted = Json::from(part).to_string();
            let escaped = quoted
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'));
            self.forms.extend([
                part.to_owned(),
                utf8_percent_encode(part, NON_ALPHANUMERIC).to_string(),
                escaped.unwrap_or(part).to_owned(),
                STANDARD.encode(part),
                hex,
            ]);
        }
    }
}

/// The password of `scheme://user:password@host`.
fn password_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let (login, _) = rest.rsplit_once('@')?;
    login.split_once(':').map(|(_, password)| password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_form_of_a_secret_gets_through() {
        let mut settings = Settings::new("db", ".");
        let url = Secret::new(Value::text("postgres://me:p%40ss/w0rd@host/db"));
        settings.values.insert("url", SettingValue::Secret(url));
        let token = Value::Secret(Secret::new(Value::text("Bearer tok\"en-1")));
        let mask = Mask::new(&[Some(settings)], &[token]);
        for leak in [
            "p%40ss/w0rd",
            "tok\"en-1",
            "tok\\\"en-1",
            "tok%22en%2D1",
            "dG9rImVuLTE=",
            "746f6b22656e2d31",
        ] {
            let masked = mask.apply(&format!("<{leak}>"));
            assert_eq!(masked, "<‹secret›>", "{leak}");
        }
        assert_eq!(mask.apply("nothing to hide"), "nothing to hide");
    }

    #[test]
    fn masked_json_is_still_json() {
        let secret = |text| Value::Secret(Secret::new(Value::text(text)));
        let mask = Mask::new(&[], &[secret("a \"quoted\""), secret("12345")]);
        let mut json = serde_json::json!({"a \"quoted\"": ["<a \"quoted\">", 12345, 7, null]});
        mask.apply_json(&mut json);
        assert_eq!(
            json,
            serde_json::json!({"‹secret›": ["<‹secret›>", "‹secret›", 7, null]})
        );
        let text = mask.apply("{\"it\":\"a \\\"quoted\\\"\"}");
        assert_eq!(text, "{\"it\":\"‹secret›\"}");
    }
}
