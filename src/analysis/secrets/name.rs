use std::ops::Range;

use crate::{
    diagnostic::nearest,
    job::words,
    lint::secret_shape::{FIELDS, holds_secret, in_header},
};

/// Other words for a password.
const PASSWORDS: [&str; 5] = ["pass", "pw", "pwd", "passphrase", "passwort"];

/// Whether a key of this name is there for a secret, or is a slip of such a name.
pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase().replace('-', "_");
    let is_meant = || {
        let near = nearest(&name, FIELDS);
        near.is_some_and(|near| name.len() + 2 >= near.len())
    };
    PASSWORDS.contains(&name.as_str()) || FIELDS.contains(&name.as_str()) || is_meant()
}

/// Whether a key of this name may have a secret as its value.
pub(super) fn may_be_secret(name: &str) -> bool {
    name.eq_ignore_ascii_case("token") || in_header(name, "x").is_some() || is_secret(name)
}

/// The part of a value that is secret, going by the name of its key. What is filled in from elsewhere is none, and
/// neither is the name of a type.
pub(super) fn secret_in(name: &str, value: &str) -> Option<Range<usize>> {
    let bare = value.trim().trim_end_matches('?');
    let is_plain = matches!(bare, "" | "~" | "null" | "true" | "false");
    if is_plain || value.contains("{{") || value.contains("{%") {
        return None;
    }
    let is_type = || {
        let types = words::INPUT_TYPES.iter().chain(words::RETURN_TYPES);
        nearest(bare, types.copied()).is_some()
    };
    let found = in_header(name, value);
    let found =
        found.or_else(|| (is_secret(name) || holds_secret(name, value)).then_some(0..value.len()));
    found.filter(|_| !is_type())
}

/// The parts of a secret that are not filled in from elsewhere.
pub(super) fn outside_variables(
    value: &str,
    secret: Range<usize>,
) -> impl Iterator<Item = Range<usize>> {
    let mut parts = Vec::new();
    let mut from = secret.start;
    while let Some(at) = value[from..secret.end].find("${").map(|at| from + at) {
        parts.push(from..at);
        let end = value[at..secret.end].find('}');
        from = end.map_or(secret.end, |end| at + end + 1);
    }
    parts.push(from..secret.end);
    parts.retain(|part| !value[part.clone()].trim_matches(['"', '\'']).is_empty());
    parts.into_iter()
}
