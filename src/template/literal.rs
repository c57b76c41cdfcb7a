//! What the digits and escapes of a literal say.

/// The value of an integer as written (`10`, `1_000`, `0xff`), or none where it does not fit 64 bits.
pub(super) fn integer(written: &str) -> Option<i64> {
    let digits = written.replace('_', "");
    let radix = match digits.get(..2) {
        Some("0x" | "0X") => 16,
        Some("0o" | "0O") => 8,
        Some("0b" | "0B") => 2,
        _ => return digits.parse().ok(),
    };
    i64::from_str_radix(&digits[2..], radix).ok()
}

/// How many bytes of `rest` are a number, and whether it has a fraction or an exponent; none if it begins with no digit.
///
/// After a dot (`row.0.1`) only an integer can stand.
pub(super) fn number(rest: &str, after_dot: bool) -> Option<(usize, bool)> {
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        let begins = rest
            .get(..2)
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        let digits = if begins { run(&rest[2..], radix) } else { 0 };
        if digits > 0 {
            return Some((2 + digits, false));
        }
    }
    let whole = run(rest, 10);
    if whole == 0 || rest.starts_with('_') {
        return None;
    }
    if after_dot {
        return Some((whole, false));
    }
    let mut end = whole;
    if rest[end..].starts_with('.') && starts_with_digit(&rest[end + 1..]) {
        end += 1 + run(&rest[end + 1..], 10);
    }
    if rest[end..].starts_with(['e', 'E']) {
        let sign = usize::from(rest[end + 1..].starts_with(['+', '-']));
        if starts_with_digit(&rest[end + 1 + sign..]) {
            end += 1 + sign + run(&rest[end + 1 + sign..], 10);
        }
    }
    Some((end, end > whole))
}

/// How many bytes are digits, single underscores among them.
fn run(text: &str, radix: u32) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let more = chars.peek().is_some_and(|(_, next)| next.is_digit(radix));
        if char.is_digit(radix) {
            end = at + 1;
        } else if char != '_' || !more {
            break;
        }
    }
    end
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_digit())
}

/// How many bytes of `rest` are a quoted text, its quotes among them; none if it is not closed.
pub(super) fn quoted(rest: &str) -> Option<usize> {
    let quote = rest.chars().next()?;
    let mut escaped = false;
    for (at, char) in rest.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if char == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// What stands between the quotes, its escapes resolved as Python does; else the byte range of the escape that can't be.
pub(super) fn unescape(quoted: &str) -> Result<String, std::ops::Range<usize>> {
    let inner = &quoted[1..quoted.len() - 1];
    if !inner.contains('\\') {
        return Ok(inner.to_owned());
    }
    let mut text = String::with_capacity(inner.len());
    let mut at = 0;
    while let Some(found) = inner[at..].find('\\') {
        text.push_str(&inner[at..at + found]);
        at += found;
        let (length, resolved) = escape(&inner[at..]);
        match resolved {
            Resolved::Char(char) => text.push(char),
            Resolved::Nothing => {}
            Resolved::AsWritten => text.push_str(&inner[at..at + length]),
            Resolved::Invalid => return Err(at + 1..at + 1 + length),
        }
        at += length;
    }
    text.push_str(&inner[at..]);
    Ok(text)
}

enum Resolved {
    Char(char),
    Nothing,
    AsWritten,
    Invalid,
}

/// How long the escape at the start of `rest` is, and what it stands for.
fn escape(rest: &str) -> (usize, Resolved) {
    let Some(kind) = rest[1..].chars().next() else {
        return (1, Resolved::AsWritten);
    };
    let simple = |char| (2, Resolved::Char(char));
    match kind {
        '\n' => (2, Resolved::Nothing),
        '\\' | '\'' | '"' => simple(kind),
        'a' => simple('\u{7}'),
        'b' => simple('\u{8}'),
        'f' => simple('\u{c}'),
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        'v' => simple('\u{b}'),
        'x' => hexadecimal(rest, 2),
        'u' => hexadecimal(rest, 4),
        'U' => hexadecimal(rest, 8),
        'N' => (2, Resolved::Invalid),
        '0'..='7' => octal(rest),
        other => (1 + other.len_utf8(), Resolved::AsWritten),
    }
}

fn hexadecimal(rest: &str, digits: usize) -> (usize, Resolved) {
    let found = rest[2..]
        .chars()
        .take(digits)
        .take_while(char::is_ascii_hexdigit)
        .count();
    let char = u32::from_str_radix(&rest[2..2 + found], 16)
        .ok()
        .filter(|_| found == digits)
        .and_then(char::from_u32);
    (2 + found, char.map_or(Resolved::Invalid, Resolved::Char))
}

fn octal(rest: &str) -> (usize, Resolved) {
    let found = rest[1..]
        .chars()
        .take(3)
        .take_while(|char| char.is_digit(8))
        .count();
    let char = u32::from_str_radix(&rest[1..=found], 8)
        .ok()
        .and_then(char::from_u32);
    (1 + found, char.map_or(Resolved::Invalid, Resolved::Char))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_end_where_they_end_in_jinja() {
        let cases = [
            ("12", Some((2, false))),
            ("1_000 ", Some((5, false))),
            ("1__0", Some((1, false))),
            ("0xFf_0", Some((6, false))),
            ("0x", Some((1, false))),
            ("1.5e-3", Some((6, true))),
            ("1.a", Some((1, false))),
            ("1e", Some((1, false))),
            ("1e5", Some((3, true))),
            ("_1", None),
        ];
        for (text, expected) in cases {
            assert_eq!(number(text, false), expected, "{text}");
        }
        assert_eq!(number("0.1", true), Some((1, false)));
        assert_eq!(integer("0b1_0"), Some(2));
        assert_eq!(integer("9223372036854775808"), None);
    }

    #[test]
    fn escapes_are_pythons() {
        assert_eq!(
            unescape(r#"'a\n\'\x41\u00e9\d\101'"#).as_deref(),
            Ok("a\n'Aé\\dA")
        );
        assert_eq!(unescape(r"'ab\x4'"), Err(3..6));
        assert_eq!(unescape(r"'\ud800'"), Err(1..7));
        assert_eq!(quoted(r"'a\'b' "), Some(6));
        assert_eq!(quoted("'a"), None);
    }
}
