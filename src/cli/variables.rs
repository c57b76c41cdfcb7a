//! The text of a `.env`, or of the file of `--env-file`.

use std::collections::HashMap;

/// A line that can't be read. What it holds is not told: it may be a secret.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    /// Its number, from 1.
    pub(super) line: usize,
    /// What is wrong with it.
    pub(super) why: &'static str,
}

/// Reads `NAME=VALUE` lines: blank lines and comments are skipped, and so is `export` in front.
///
/// A value in quotes may go over several lines; in double quotes `\n`, `\"` and `\\` are what they are to a shell. One
/// without quotes ends with its line, or before ` #`. No variable is filled in: a `$` is a `$`.
///
/// # Errors
/// The first line that is none of these.
pub(super) fn parse(text: &str) -> Result<HashMap<String, String>, Malformed> {
    let mut variables = HashMap::new();
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while !rest.is_empty() {
        let (line, below) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = if line.starts_with('#') {
            below
        } else {
            let number = text[..text.len() - rest.len()].matches('\n').count() + 1;
            let (name, value, below) =
                variable(rest).map_err(|why| Malformed { line: number, why })?;
            variables.insert(name.to_owned(), value);
            below
        }
        .trim_start();
    }
    Ok(variables)
}

/// The variable that a text begins with, and what comes below it.
fn variable(text: &str) -> Result<(&str, String, &str), &'static str> {
    let (line, below) = text.split_once('\n').unwrap_or((text, ""));
    let (name, _) = line.split_once('=').ok_or("expected NAME=VALUE")?;
    let value = text[name.len() + 1..].trim_start_matches([' ', '\t']);
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    if name.is_empty() || name.contains(char::is_whitespace) {
        return Err("expected NAME=VALUE");
    }
    let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        let value = &line[line.find('=').map_or(0, |place| place + 1)..];
        return Ok((name, plain(value).to_owned(), below));
    };
    let (value, after) =
        quoted(&value[1..], quote).ok_or("the quote of its value is not closed")?;
    let (ending, below) = after.split_once('\n').unwrap_or((after, ""));
    let ending = ending.trim();
    if ending.is_empty() || ending.starts_with('#') {
        Ok((name, value, below))
    } else {
        Err("something follows the quote that closes its value")
    }
}

/// A value without quotes, and without the comment behind it.
fn plain(value: &str) -> &str {
    let comment = value
        .match_indices('#')
        .find(|(place, _)| value[..*place].ends_with([' ', '\t']));
    value[..comment.map_or(value.len(), |(place, _)| place)].trim()
}

/// What stands before the closing quote, and what behind it; none if there is no such quote.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text.chars();
    loop {
        match rest.next()? {
            '\r' if rest.as_str().starts_with('\n') => {}
            '\\' if quote == '"' => match rest.next()? {
                'n' => value.push('\n'),
                'r' => value.push('\r'),
                't' => value.push('\t'),
                own @ ('"' | '\\' | '$' | '`') => value.push(own),
                other => value.extend(['\\', other]),
            },
            end if end == quote => return Some((value, rest.as_str())),
            own => value.push(own),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lines_as_a_shell_would_write_them() {
        let cases = [
            ("A=1", "1"),
            ("export A=1\r\n", "1"),
            ("A = a b ", "a b"),
            ("A=", ""),
            ("A=\nB=2", ""),
            ("A=1 # one", "1"),
            ("A=a#b", "a#b"),
            ("A='a=b # c' # d", "a=b # c"),
            ("A=\"x y\"", "x y"),
            ("A=\"1\\n2 \\\"3\\\" \\\\ \\d $B\"", "1\n2 \"3\" \\ \\d $B"),
            ("A='1\\n $B'", "1\\n $B"),
            ("A=$B", "$B"),
            ("\u{feff}# c\n\nA='1\r\n2'\nB=3", "1\n2"),
            ("A=1\nA=2", "2"),
        ];
        for (text, expected) in cases {
            let parsed = parse(text).expect(text);
            assert_eq!(parsed["A"], expected, "{text}");
        }
        let parsed = parse("A=\nB=2").expect("two variables");
        assert_eq!(parsed["B"], "2");
    }

    #[test]
    fn says_which_line_is_none_and_not_what_it_holds() {
        let cases = [
            ("A=1\n\nhunter2", 3, "expected NAME=VALUE"),
            ("A=1\nhunter 2=3", 2, "expected NAME=VALUE"),
            ("=1", 1, "expected NAME=VALUE"),
            ("A='1\n2'\nB='x", 3, "the quote of its value is not closed"),
            (
                "A='x'y'",
                1,
                "something follows the quote that closes its value",
            ),
        ];
        for (text, line, why) in cases {
            assert_eq!(parse(text), Err(Malformed { line, why }), "{text}");
        }
    }
}
