use std::time::Duration;

use super::{
    Retry, RetryClass, duration,
    reader::{Reader, items},
    what::What,
};
use crate::{
    diagnostic::messages::job as messages,
    text::Spanned,
    yaml::{Literal, Map, Node, NodeKind},
};

const KEYS: &[&str] = &["max_attempts", "backoff_ms", "max_backoff_ms", "retry_on"];
const RETRY: What<'static> = What::new("retry", "retry: {max_attempts: 3, backoff_ms: 500}");
const ATTEMPTS: What<'static> = What::new("retry.max_attempts", "max_attempts: 3");
const BACKOFF: What<'static> = What::new("retry.backoff_ms", "backoff_ms: 500");
const MAX_BACKOFF: What<'static> = What::new("retry.max_backoff_ms", "max_backoff_ms: 30000");
const RETRY_ON: What<'static> = What::new("retry.retry_on", "retry_on: [timeout, connection]");

/// The words of `retry_on`; the last three are those of the first Portl.
const CLASSES: &[(&str, RetryClass)] = &[
    ("timeout", RetryClass::Timeout),
    ("connection", RetryClass::Connection),
    ("http_429", RetryClass::Status(429)),
    ("http_5xx", RetryClass::ServerErrors),
    ("lambda_throttled", RetryClass::LambdaThrottled),
    ("lambda_error", RetryClass::LambdaError),
    ("db_serialization", RetryClass::Serialization),
    ("db_deadlock", RetryClass::Deadlock),
    ("TimeoutError", RetryClass::Timeout),
    ("ConnectionError", RetryClass::Connection),
    ("HTTPError", RetryClass::AnyHttp),
];

/// The words of `retry_on` but the statuses.
pub fn classes() -> impl Iterator<Item = &'static str> {
    CLASSES.iter().map(|(name, _)| *name)
}

impl RetryClass {
    /// Its word in `retry_on`.
    #[must_use]
    pub fn word(self) -> String {
        if let Self::Status(status) = self {
            return format!("http_{status}");
        }
        let named = CLASSES.iter().find(|(_, class)| *class == self);
        named.map_or_else(String::new, |(word, _)| (*word).to_owned())
    }

    /// What [`word`](Self::word) stands for.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        let named = CLASSES.iter().find(|(name, _)| *name == word);
        named.map(|(_, class)| *class).or_else(|| {
            let status = word.strip_prefix("http_")?.parse().ok()?;
            Some(Self::Status(status))
        })
    }
}

impl Reader<'_> {
    /// A retry policy; what is left out is 3 attempts, half a second and half a minute.
    pub(super) fn retry(&mut self, node: &Node) -> Option<Spanned<Retry>> {
        let attempts = match &node.kind {
            NodeKind::Scalar(scalar) if matches!(scalar.literal(), Literal::Int(1..)) => {
                Some(format!("retry: {{max_attempts: {}}}", scalar.text()))
            }
            _ => None,
        };
        let what = attempts
            .as_ref()
            .map_or(RETRY, |meant| What::new("retry", meant));
        let map = self.map(what, node)?;
        self.unknown_keys(map, "`retry`", KEYS);
        let max_attempts = map
            .get("max_attempts")
            .map_or(Some(3), |node| self.attempts(node));
        let backoff = self.wait(BACKOFF, map, "backoff_ms", 500);
        let max_backoff = self.wait(MAX_BACKOFF, map, "max_backoff_ms", 30_000);
        let retry_on = map.get("retry_on").map(|node| self.retry_classes(node));
        let retry = Retry {
            max_attempts: max_attempts?,
            backoff: backoff?,
            max_backoff: max_backoff?,
            retry_on: match retry_on {
                Some(classes) => Some(classes?),
                None => None,
            },
        };
        Some(Spanned::new(retry, node.span))
    }

    /// The classes of `retry_on`, each wrong one reported.
    fn retry_classes(&mut self, node: &Node) -> Option<Vec<Spanned<RetryClass>>> {
        let classes: Vec<_> = items(node)
            .iter()
            .map(|item| self.retry_class(item))
            .collect();
        classes.into_iter().collect()
    }

    fn attempts(&mut self, node: &Node) -> Option<u32> {
        let count = self.count(ATTEMPTS, node)?;
        match u32::try_from(count.value) {
            Ok(some @ 1..) => Some(some),
            _ => {
                self.report(messages::wrong_value(
                    ATTEMPTS.name(),
                    &count.value.to_string(),
                    count.span,
                    "a whole number, at least 1",
                    "max_attempts: 1",
                ));
                None
            }
        }
    }

    fn wait(&mut self, what: What<'_>, map: &Map, key: &str, default: u64) -> Option<Duration> {
        let Some(node) = map.get(key) else {
            return Some(Duration::from_millis(default));
        };
        let expected = "milliseconds, or a number with `ms`, `s` or `min`";
        let scalar = self.scalar(what, expected, node)?;
        match duration::parse_milliseconds(scalar.text()) {
            Some(wait) => Some(wait),
            None => self.wrong_value(what, expected, scalar),
        }
    }

    fn retry_class(&mut self, node: &Node) -> Option<Spanned<RetryClass>> {
        let word = self.plain_text(RETRY_ON, node)?;
        if let Some((_, class)) = CLASSES.iter().find(|(name, _)| *name == word.value) {
            return Some(Spanned::new(*class, word.span));
        }
        let status = word.value.strip_prefix("http_").unwrap_or(&word.value);
        if let Ok(status @ 100..=599) = status.parse() {
            return Some(Spanned::new(RetryClass::Status(status), word.span));
        }
        let names: Vec<_> = classes().collect();
        if word.value == "http_4xx" {
            // What a client did wrong stays wrong.
            let (what, words) = (RETRY_ON.name(), &names);
            self.report(messages::unknown_word(
                what,
                &word.value,
                word.span,
                None,
                words,
            ));
        } else {
            self.unknown_word(RETRY_ON, &word.value, word.span, &names);
        }
        None
    }
}
