//! What a secret looks like in a file.

use std::ops::Range;

/// Names of fields, parameters and settings that hold a secret.
pub const FIELDS: [&str; 12] = [
    "password",
    "passwd",
    "secret",
    "client_secret",
    "secret_key",
    "api_key",
    "apikey",
    "api_token",
    "access_token",
    "auth_token",
    "refresh_token",
    "private_key",
];

/// Ends of the names of headers that hold a secret.
const HEADERS: [&str; 7] = [
    "authorization",
    "api-key",
    "apikey",
    "-token",
    "-secret",
    "-password",
    "access-key",
];

/// Words in the names of headers that hold none, whatever they end with.
const HARMLESS: [&str; 3] = ["csrf", "xsrf", "idempotency"];

/// How a credential in a header begins; what follows is the secret.
const SCHEMES: [&str; 5] = ["Bearer ", "Basic ", "Token ", "ApiKey ", "Key "];

/// Beginnings of keys that services give out, and how many letters and digits follow at least.
const ISSUED: [(&str, usize, &str); 7] = [
    ("AKIA", 16, "an AWS access key"),
    ("ASIA", 16, "an AWS access key"),
    ("ghp_", 36, "a GitHub token"),
    ("github_pat_", 36, "a GitHub token"),
    ("sk_live_", 16, "a Stripe key"),
    ("xoxb-", 16, "a Slack token"),
    ("xoxp-", 16, "a Slack token"),
];

/// Whether a field of this name holds a secret.
#[must_use]
pub fn is_secret_field(name: &str) -> bool {
    let name = name.to_lowercase().replace('-', "_");
    FIELDS.contains(&name.as_str())
}

/// Whether a field of this name may hold a secret: a `token` is one only if it looks like one.
#[must_use]
pub fn holds_secret(name: &str, value: &str) -> bool {
    let looks_random = || value.len() >= 12 && value.bytes().any(|byte| byte.is_ascii_digit());
    is_secret_field(name) || name.eq_ignore_ascii_case("token") && looks_random()
}

/// The secret in the value of a header.
#[must_use]
pub fn in_header(name: &str, value: &str) -> Option<Range<usize>> {
    let name = name.to_lowercase();
    let is_secret = HEADERS.iter().any(|end| name.ends_with(end))
        && !HARMLESS.iter().any(|word| name.contains(word));
    let begins = |scheme: &&&str| {
        let start = value.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let start = SCHEMES.iter().find(begins).map_or(0, |scheme| scheme.len());
    (is_secret && !value[start..].trim().is_empty()).then_some(start..value.len())
}

/// A key that can be told by its shape, wherever it stands.
#[must_use]
pub fn issued(text: &str) -> Option<(Range<usize>, &'static str)> {
    ISSUED.iter().find_map(|(begin, least, what)| {
        let start = text.find(begin)?;
        let before = text[..start].chars().next_back();
        let rest = &text[start + begin.len()..];
        let is_own = |c: char| {
            c.is_ascii_alphanumeric()
                || (*least > 30 || begin.starts_with("xox")) && "_-".contains(c)
        };
        let length = rest.find(|c| !is_own(c)).unwrap_or(rest.len());
        let is_word = before.is_none_or(|c| !c.is_ascii_alphanumeric());
        let fits = if *least == 16 && begin.ends_with("IA") {
            length == *least
                && rest[..length]
                    .bytes()
                    .all(|byte| !byte.is_ascii_lowercase())
        } else {
            length >= *least
        };
        (is_word && fits).then(|| (start..start + begin.len() + length, *what))
    })
}

/// The password in a URL: what stands between the user's name and `@`, or in a parameter that is named like one.
#[must_use]
pub fn in_url(text: &str) -> Option<Range<usize>> {
    let masked = masked(text);
    let start = masked.find("://")? + "://".len();
    let rest = &masked[start..];
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    let in_userinfo = authority.rfind('@').and_then(|at| {
        let colon = authority[..at].find(':')?;
        (colon + 1 < at).then_some(start + colon + 1..start + at)
    });
    let found = in_userinfo.or_else(|| in_query(&masked))?;
    // A variable in it is what is asked for.
    (masked[found.clone()] == text[found.clone()]).then_some(found)
}

fn in_query(url: &str) -> Option<Range<usize>> {
    let mut at = url.find('?')? + 1;
    for pair in url[at..].split('&') {
        if let Some((name, value)) = pair.split_once('=')
            && !value.is_empty()
            && holds_secret(name, value)
        {
            let start = at + name.len() + 1;
            return Some(start..start + value.len());
        }
        at += pair.len() + 1;
    }
    None
}

/// The text with every `${…}` blotted out, at the same length.
fn masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let length = rest[start..]
            .find('}')
            .map_or(rest.len() - start, |end| end + 1);
        masked.push_str(&rest[..start]);
        masked.extend(std::iter::repeat_n('\u{1}', length));
        rest = &rest[start + length..];
    }
    masked + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Option<&str> {
        in_url(text).map(|range| &text[range])
    }

    #[test]
    fn a_password_in_a_url_is_found() {
        assert_eq!(url("postgres://me:pa:ss@host/db"), Some("pa:ss"));
        assert_eq!(url("postgres://${env:U}:hush@host/db"), Some("hush"));
        assert_eq!(url("https://host/a?x=1&api_key=hush&y"), Some("hush"));
        for clean in [
            "postgres://me@host/db",
            "postgres://host:5432/db",
            "postgres://me:${env:PW}@host/db",
            "postgres://me:@host/db",
            "https://host/a@b:c@d",
            "https://host/a?api_key=${env:KEY}",
            "${env:URL}",
        ] {
            assert_eq!(url(clean), None, "{clean}");
        }
    }

    #[test]
    fn a_credential_in_a_header_is_found() {
        let found = |name, value: &'static str| in_header(name, value).map(|range| &value[range]);
        assert_eq!(found("Authorization", "Bearer abc"), Some("abc"));
        assert_eq!(found("authorization", "abc"), Some("abc"));
        assert_eq!(found("X-Api-Key", "abc"), Some("abc"));
        assert_eq!(found("X-Auth-Token", "abc"), Some("abc"));
        assert_eq!(found("Authorization", "Bearer "), None);
        assert_eq!(found("Accept", "application/json"), None);
        assert_eq!(found("X-CSRF-Token", "Fetch"), None);
        assert_eq!(found("Idempotency-Key", "abc"), None);
    }

    #[test]
    fn keys_are_known_by_their_shape() {
        let key = ["AKIA", "ABCDEFGHIJKLMNOP"].concat();
        let text = format!("key={key};");
        assert_eq!(
            issued(&text).map(|(range, _)| &text[range]),
            Some(key.as_str())
        );
        for other in [
            "AKIA",
            "MAKIAABCDEFGHIJKLMNOP",
            "AKIAabcdefghijklmnop",
            "ghp_short",
        ] {
            assert_eq!(issued(other), None, "{other}");
        }
    }
}
