use super::reader::Reader;
use crate::{diagnostic::messages::job as messages, text::Spanned};

/// The words of the expression language, which can't be names.
const KEYWORDS: &[&str] = &[
    "and", "elif", "else", "false", "for", "if", "in", "is", "none", "not", "or", "true",
];

/// What an id is made of, in words.
const ID_RULE: &str = "expected `a`-`z`, `0`-`9` and `_`, a letter or `_` first";
/// What any other name is made of, in words.
const NAME_RULE: &str = "expected letters, digits and `_`, no digit first";

/// Whether `id` can be the id of a step; the error is the rule that it breaks.
///
/// # Errors
/// What was expected instead, in words.
pub fn check_id(id: &str) -> Result<(), &'static str> {
    let is_lower = id.chars().all(|c| !c.is_ascii_uppercase());
    judge(is_lower && is_name(id), id, ID_RULE)
}

/// Whether `name` can be the name of a result, an item or an input; the error is the rule that it breaks.
///
/// # Errors
/// What was expected instead, in words.
pub fn check_name(name: &str) -> Result<(), &'static str> {
    judge(is_name(name), name, NAME_RULE)
}

fn judge(follows: bool, name: &str, rule: &'static str) -> Result<(), &'static str> {
    if !follows {
        Err(rule)
    } else if is_keyword(name) {
        Err("it is a word of the expression language")
    } else {
        Ok(())
    }
}

fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name.to_ascii_lowercase().as_str())
}

impl Reader<'_> {
    /// Reports an id that breaks the rule for ids.
    pub(super) fn check_id(&mut self, id: &Spanned<String>) {
        let follows = id.value.chars().all(|c| !c.is_ascii_uppercase()) && is_name(&id.value);
        self.check("the id of a step", id, follows, ID_RULE);
    }

    /// Reports a name that no expression could say; `what` is whose name it is.
    pub(super) fn check_name(&mut self, what: &str, name: &Spanned<String>) {
        self.check(what, name, is_name(&name.value), NAME_RULE);
    }

    fn check(&mut self, what: &str, name: &Spanned<String>, follows: bool, rule: &str) {
        if !follows {
            let mended = mend(&name.value);
            self.report(messages::bad_name(
                what,
                &name.value,
                name.span,
                rule,
                &mended,
            ));
        } else if is_keyword(&name.value) {
            self.report(messages::keyword(what, &name.value, name.span));
        }
    }
}

fn is_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A name that follows the rule and looks like `name`.
pub(super) fn mend(name: &str) -> String {
    let mended: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    match mended.chars().next() {
        None => "name".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{mended}").to_lowercase(),
        Some(_) => mended.to_lowercase(),
    }
}
