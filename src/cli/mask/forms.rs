//! The forms in which a secret turns up in what others say: quoted, escaped, encoded.

use std::{collections::BTreeSet, fmt::Write};

use base64::{
    Engine,
    engine::general_purpose::{GeneralPurpose, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value as Json;

/// What stays as it is in a piece of a URL.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// What is encoded in a whole URL.
const IN_URL: &AsciiSet = &CONTROLS
    .add(b'%')
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// A shorter piece of base64 would be found by accident.
const SHORTEST_BASE64: usize = 8;

/// Every form of a secret, itself among them.
pub(super) fn forms(secret: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([secret.to_owned()]);
    let urls = in_urls(secret);
    forms.extend(urls.iter().flat_map(|url| in_urls(url)));
    forms.extend(urls);
    let quoted = quoted(secret);
    forms.extend(quoted.iter().flat_map(|text| self::quoted(text)));
    forms.extend(quoted);
    forms.extend(in_html(secret));
    forms.extend(hex(secret));
    for alphabet in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
        forms.extend(in_base64(secret, alphabet));
    }
    forms
}

/// Percent-encoded: different programs leave different characters alone.
fn in_urls(secret: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for set in [NON_ALPHANUMERIC, UNRESERVED, IN_URL] {
        let upper = utf8_percent_encode(secret, set).to_string();
        let form = upper.replace("%20", "+");
        forms.extend([lower_escapes(&upper), lower_escapes(&form), form, upper]);
    }
    forms
}

/// The same with `%2f` for `%2F`.
fn lower_escapes(encoded: &str) -> String {
    let mut parts = encoded.split('%');
    let mut lowered = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // Two digits follow every `%` here.
        let (digits, rest) = part.split_at(2);
        lowered.extend(["%", &digits.to_ascii_lowercase(), rest]);
    }
    lowered
}

/// As text in JSON, in programs and in SQL.
fn quoted(secret: &str) -> Vec<String> {
    let json = Json::from(secret).to_string();
    let json = json[1..json.len() - 1].to_owned();
    let mut ascii = String::new();
    for letter in json.chars() {
        match u32::from(letter) {
            0..0x80 => ascii.push(letter),
            code @ 0x80..=0xffff => ascii.push_str(&format!("\\u{code:04x}")),
            code => {
                // Two halves, as JSON writes what is beyond its first 65,536 characters.
                let rest = code - 0x1_0000;
                let (high, low) = (0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
                ascii.push_str(&format!("\\u{high:04x}\\u{low:04x}"));
            }
        }
    }
    vec![
        json.replace('/', "\\/"),
        ascii.replace('/', "\\/"),
        ascii,
        json,
        secret.escape_debug().to_string(),
        secret.replace('\'', "''"),
        secret.replace('"', "\"\""),
    ]
}

fn in_html(secret: &str) -> Vec<String> {
    let escaped = secret
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let pairs = [
        ("&quot;", "&#39;"),
        ("&quot;", "&#x27;"),
        ("&#34;", "&#39;"),
        ("&quot;", "'"),
    ];
    let mut forms: Vec<_> = pairs
        .iter()
        .map(|(double, single)| escaped.replace('"', double).replace('\'', single))
        .collect();
    forms.push(escaped);
    forms
}

fn hex(secret: &str) -> [String; 2] {
    let lower: String = secret.bytes().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    [lower.to_uppercase(), lower]
}

/// By itself, and inside of a longer text, where it may begin at any of three places of a group.
fn in_base64(secret: &str, alphabet: &GeneralPurpose) -> Vec<String> {
    let mut forms = vec![alphabet.encode(secret)];
    let padded = "=".repeat((4 - forms[0].len() % 4) % 4);
    forms.push(format!("{}{padded}", forms[0]));
    for before in 0..3 {
        let mut bytes = vec![0; before];
        bytes.extend(secret.bytes());
        let encoded = alphabet.encode(&bytes);
        // The characters that no bit of a neighbour has a part in.
        let begin = (before * 8).div_ceil(6);
        let end = bytes.len() * 8 / 6;
        if end >= begin + SHORTEST_BASE64 {
            forms.push(encoded[begin..end].to_owned());
        }
    }
    forms
}
