mod forms;
mod short;

pub(super) use short::too_short;

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value as Json;

use self::forms::forms;
use crate::{
    connect::{SettingValue, Settings},
    value::{Secret, Value, show::text_of},
};

/// Takes secrets out of texts that somebody else wrote: a server that quotes what it was sent.
///
/// The values themselves never get into Portl's own messages; this is the second line.
#[derive(Debug)]
pub(super) struct Mask {
    /// What stands for a secret, which stays as it is; then every form of every secret.
    forms: Vec<String>,
    search: Option<AhoCorasick>,
}

/// Shorter values would be found by accident everywhere.
const SHORTEST: usize = 4;

/// What stands for a secret.
const SHOWN: &str = "‹secret›";

/// What says that a text was cut.
const CUT: char = '…';

impl Mask {
    /// Knows the secrets of a run.
    pub(super) fn new(settings: &[Option<Settings>], inputs: &[Value]) -> Self {
        let mut secrets = BTreeSet::new();
        let settings = settings.iter().flatten();
        for value in settings.flat_map(|settings| settings.values.values()) {
            match value {
                SettingValue::Secret(secret) => add(&mut secrets, secret),
                SettingValue::TextMap(entries) => {
                    let values = entries.iter();
                    values.for_each(|(_, value)| add_value(&mut secrets, value));
                }
                _ => {}
            }
        }
        inputs
            .iter()
            .for_each(|value| add_value(&mut secrets, value));
        let all: BTreeSet<_> = secrets.iter().flat_map(|secret| forms(secret)).collect();
        let forms: Vec<_> = [SHOWN.to_owned()].into_iter().chain(all).collect();
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&forms);
        Self {
            search: search.ok().filter(|_| forms.len() > 1),
            forms,
        }
    }

    /// The text without any form of any secret.
    pub(super) fn apply(&self, text: &str) -> String {
        let Some(search) = &self.search else {
            return text.to_owned();
        };
        let shown = vec![SHOWN; self.forms.len()];
        let masked = search.replace_all(text, &shown);
        if masked.contains(CUT) {
            self.without_beginnings(&masked)
        } else {
            masked
        }
    }

    /// The text without beginnings of secrets where it was cut: the rest of them is not there to be found.
    fn without_beginnings(&self, text: &str) -> String {
        let mut pieces = text.split(CUT);
        let last = pieces.next_back().unwrap_or_default();
        let pieces = pieces.map(|piece| {
            let begun = self.forms[1..].iter().filter_map(|form| begun(piece, form));
            match begun.max() {
                Some(length) => format!("{}{SHOWN}{CUT}", &piece[..piece.len() - length]),
                None => format!("{piece}{CUT}"),
            }
        });
        pieces.collect::<String>() + last
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
}

/// How much of the beginning of a form a text ends with.
fn begun(text: &str, form: &str) -> Option<usize> {
    let ends = form.char_indices().map(|(end, _)| end);
    let mut ends = ends.rev().take_while(|end| *end >= SHORTEST);
    ends.find(|end| text.ends_with(&form[..*end]))
}

fn add_value(secrets: &mut BTreeSet<String>, value: &Value) {
    if let Value::Secret(secret) = value {
        add(secrets, secret);
    }
}

fn add(secrets: &mut BTreeSet<String>, secret: &Secret) {
    let Ok(text) = text_of(secret.expose()) else {
        return;
    };
    let login = text
        .strip_prefix("Basic ")
        .and_then(|encoded| STANDARD.decode(encoded.trim()).ok())
        .and_then(|login| String::from_utf8(login).ok());
    // What follows a scheme is the secret: `Bearer …`, and a password inside a URL.
    let parts = text
        .split_whitespace()
        .chain(password_of(&text))
        .chain(login.as_deref())
        .chain(
            login
                .as_deref()
                .and_then(|login| login.split_once(':'))
                .map(|(_, password)| password),
        )
        .chain([&*text]);
    secrets.extend(
        parts
            .filter(|part| part.len() >= SHORTEST)
            .map(str::to_owned),
    );
    // The password itself, where the URL has it encoded.
    let decoded = password_of(&text).and_then(|password| {
        percent_encoding::percent_decode_str(password)
            .decode_utf8()
            .ok()
    });
    secrets.extend(
        decoded
            .filter(|part| part.len() >= SHORTEST)
            .map(String::from),
    );
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
    fn what_is_left_of_a_secret_that_was_cut_is_taken_out_too() {
        let secret = Value::Secret(Secret::new(Value::text("canary-in-a-coal-mine")));
        let mask = Mask::new(&[], &[secret]);
        assert_eq!(mask.apply("a canary-in-a… b…"), "a ‹secret›… b…");
        assert_eq!(mask.apply("a ‹secret› of canary"), "a ‹secret› of canary");
    }

    #[test]
    fn secrets_that_are_words_of_the_mask_leave_it_whole() {
        let mask = Mask::new(&[], &[Value::Secret(Secret::new(Value::text("secret")))]);
        assert_eq!(
            mask.apply(&mask.apply("the secret word")),
            "the ‹secret› word"
        );
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
