use super::reader::Reader;
use crate::{diagnostic::messages::job as messages, text::Spanned};

/// The words of the expression language, which can't be names.
const KEYWORDS: &[&str] = &[
    "and", "elif", "else", "false", "for", "if", "in", "is", "none", "not", "or", "true",
];

impl Reader<'_> {
    /// Reports an id that breaks the rule for ids.
    pub(super) fn check_id(&mut self, id: &Spanned<String>) {
        let follows = id.value.chars().all(|c| !c.is_ascii_uppercase()) && is_name(&id.value);
        let rule = "expected `a`-`z`, `0`-`9` and `_`, a letter or `_` first";
        self.check("the id of a step", id, follows, rule);
    }

    /// Reports a name that no expression could say; `what` is whose name it is.
    pub(super) fn check_name(&mut self, what: &str, name: &Spanned<String>) {
        let rule = "expected letters, digits and `_`, no digit first";
        self.check(what, name, is_name(&name.value), rule);
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
        } else if KEYWORDS.contains(&name.value.to_ascii_lowercase().as_str()) {
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
