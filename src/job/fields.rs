use std::time::Duration;

use super::{Column, Field, Fields, Step, Text, Tree};
use crate::{
    template::Expr,
    text::{Span, Spanned},
    types::Type,
};

/// Readers of a step's keys, one for each shape. A key that was left out is none.
///
/// The shape of a key is declared and was checked when the job was read, so asking for another one is a mistake in
/// this crate: the readers answer it with none.
impl Fields {
    /// A [`Field::Template`].
    #[must_use]
    pub fn template(&self, key: &str) -> Option<&Text> {
        match self.0.get(key)? {
            Field::Template(text) => Some(text),
            _ => None,
        }
    }

    /// A [`Field::Expression`].
    #[must_use]
    pub fn expression(&self, key: &str) -> Option<&Expr> {
        match self.0.get(key)? {
            Field::Expression(expr) => Some(expr),
            _ => None,
        }
    }

    /// A [`Field::Tree`].
    #[must_use]
    pub fn tree(&self, key: &str) -> Option<&Tree> {
        match self.0.get(key)? {
            Field::Tree(tree) => Some(tree),
            _ => None,
        }
    }

    /// A [`Field::TreeMap`]; empty where it was left out.
    #[must_use]
    pub fn tree_map(&self, key: &str) -> &[(Spanned<String>, Tree)] {
        match self.0.get(key) {
            Some(Field::TreeMap(entries, _)) => entries,
            _ => &[],
        }
    }

    /// A [`Field::Text`].
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&Spanned<String>> {
        match self.0.get(key)? {
            Field::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A [`Field::Names`].
    #[must_use]
    pub fn names(&self, key: &str) -> Option<&[Spanned<String>]> {
        match self.0.get(key)? {
            Field::Names(names, _) => Some(names),
            _ => None,
        }
    }

    /// A [`Field::Ints`].
    #[must_use]
    pub fn ints(&self, key: &str) -> Option<&[Spanned<i64>]> {
        match self.0.get(key)? {
            Field::Ints(ints) => Some(ints),
            _ => None,
        }
    }

    /// A [`Field::Count`].
    #[must_use]
    pub fn count(&self, key: &str) -> Option<u64> {
        self.spanned_count(key).map(|count| count.value)
    }

    /// A [`Field::Count`], and where it stands.
    #[must_use]
    pub fn spanned_count(&self, key: &str) -> Option<&Spanned<u64>> {
        match self.0.get(key)? {
            Field::Count(count) => Some(count),
            _ => None,
        }
    }

    /// A [`Field::Bool`].
    #[must_use]
    pub fn bool(&self, key: &str) -> Option<bool> {
        match self.0.get(key)? {
            Field::Bool(truth) => Some(truth.value),
            _ => None,
        }
    }

    /// A [`Field::Duration`].
    #[must_use]
    pub fn duration(&self, key: &str) -> Option<Duration> {
        match self.0.get(key)? {
            Field::Duration(duration) => Some(duration.value),
            _ => None,
        }
    }

    /// A [`Field::Choice`].
    #[must_use]
    pub fn choice(&self, key: &str) -> Option<&'static str> {
        match self.0.get(key)? {
            Field::Choice(choice) => Some(choice.value),
            _ => None,
        }
    }

    /// A [`Field::Steps`]; empty where it was left out.
    #[must_use]
    pub fn steps(&self, key: &str) -> &[Step] {
        match self.0.get(key) {
            Some(Field::Steps(steps)) => steps,
            _ => &[],
        }
    }

    /// A [`Field::Returns`].
    #[must_use]
    pub fn returns(&self, key: &str) -> Option<&Type> {
        match self.0.get(key)? {
            Field::Returns(ty) => Some(&ty.value),
            _ => None,
        }
    }

    /// A [`Field::Columns`]; empty where it was left out.
    #[must_use]
    pub fn columns(&self, key: &str) -> &[Column] {
        match self.0.get(key) {
            Some(Field::Columns(columns)) => columns,
            _ => &[],
        }
    }

    /// Where a map or a list of names stands.
    #[must_use]
    pub fn span(&self, key: &str) -> Option<Span> {
        match self.0.get(key)? {
            Field::TreeMap(_, span) | Field::Names(_, span) => Some(*span),
            Field::Template(text) => Some(text.span),
            Field::Expression(expr) => Some(expr.span),
            Field::Tree(tree) => Some(tree.span),
            Field::Text(text) => Some(text.span),
            Field::Count(count) => Some(count.span),
            Field::Choice(choice) => Some(choice.span),
            Field::Returns(ty) => Some(ty.span),
            Field::Duration(length) => Some(length.span),
            Field::Bool(_) | Field::Ints(_) | Field::Steps(_) | Field::Columns(_) => None,
        }
    }
}

impl Step {
    /// The steps inside: both branches, or a group's.
    pub fn children(&self) -> impl Iterator<Item = &Step> {
        self.fields.0.values().flat_map(|field| match field {
            Field::Steps(steps) => steps.as_slice(),
            _ => &[],
        })
    }
}
