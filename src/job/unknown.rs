use super::{habits, reader::Reader, what::What};
use crate::{
    diagnostic::{messages::job as messages, nearest},
    text::Span,
    yaml::{Entry, Map, Scalar},
};

impl Reader<'_> {
    /// Reports a key that is not known, with the one it may have meant to be.
    pub(super) fn unknown_key(&mut self, key: &Scalar, place: &str, known: &[&str]) {
        if let Some(help) = habits::inner_advice(key.text(), place) {
            self.report(messages::misplaced_key(key.text(), place, key.span(), help));
            return;
        }
        let near = key_meant(key.text(), known);
        let found = messages::unknown_key(key.text(), place, key.span(), near, known);
        self.report(found.by_hand_if(habits::is_guess(key.text(), near)));
    }

    /// Reports every key of a map that is not known.
    pub(super) fn unknown_keys(&mut self, map: &Map, place: &str, known: &[&str]) {
        for entry in &map.entries {
            if !known.contains(&entry.key.text()) {
                self.unknown_key(&entry.key, place, known);
            }
        }
    }

    /// Reports a word that is none of those that fit, with the one it may have meant to be.
    pub(super) fn unknown_word(&mut self, what: What<'_>, word: &str, span: Span, words: &[&str]) {
        let near = word_meant(word, words);
        let found = messages::unknown_word(what.name(), word, span, near, words);
        self.report(found.by_hand_if(habits::is_guess(word, near)));
    }

    /// Reports a type that does not exist, and gives the one it may have meant to be.
    pub(super) fn unknown_type(
        &mut self,
        kind: &str,
        name: &str,
        span: Span,
        known: &[&'static str],
    ) -> Option<&'static str> {
        let near = habits::type_meant(name, known).or_else(|| nearest(name, known.iter().copied()));
        let found = messages::unknown_type(kind, name, span, near, known);
        self.report(found.by_hand_if(habits::is_guess(name, near)));
        near
    }
}

/// The entry of `key`, or the one whose key was most likely meant to be it; `known` are all keys of the map.
pub(super) fn meant<'n>(map: &'n Map, key: &str, known: &[&str]) -> Option<&'n Entry> {
    map.entry(key).or_else(|| {
        map.entries.iter().find(|entry| {
            let word = entry.key.text();
            !known.contains(&word) && key_meant(word, known) == Some(key)
        })
    })
}

/// The key that a word was most likely meant to be.
pub(super) fn key_meant<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    nearest(word, known.iter().copied()).or_else(|| habits::inner_key(word, known))
}

/// The word that another one was most likely meant to be.
fn word_meant<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    habits::word(word, known).or_else(|| nearest(word, known.iter().copied()))
}
