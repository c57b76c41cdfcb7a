/// What a scalar means under the YAML 1.2 core schema.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Literal {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer that fits 64 bits.
    Int(i64),
    /// Any other number; the scalar's text has the exact digits.
    Float(f64),
    /// Everything else, and everything in quotes: the scalar's text itself.
    Text,
}

/// What `text` means when it stands there without quotes.
pub(super) fn resolve(text: &str) -> Literal {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Literal::Null,
        "true" | "True" | "TRUE" => Literal::Bool(true),
        "false" | "False" | "FALSE" => Literal::Bool(false),
        _ => number(text).unwrap_or(Literal::Text),
    }
}

fn number(text: &str) -> Option<Literal> {
    let radix = |digits: &str, radix| {
        digits
            .bytes()
            .all(|digit| char::from(digit).is_digit(radix))
            .then(|| i64::from_str_radix(digits, radix).ok())
            .flatten()
            .map(Literal::Int)
    };
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    match unsigned {
        ".inf" | ".Inf" | ".INF" if text.starts_with('-') => {
            Some(Literal::Float(f64::NEG_INFINITY))
        }
        ".inf" | ".Inf" | ".INF" => Some(Literal::Float(f64::INFINITY)),
        ".nan" | ".NaN" | ".NAN" if unsigned.len() == text.len() => Some(Literal::Float(f64::NAN)),
        _ => decimal(text, unsigned),
    }
}

fn decimal(text: &str, unsigned: &str) -> Option<Literal> {
    let digits = unsigned.bytes().filter(u8::is_ascii_digit).count();
    if digits > 0 && digits == unsigned.len() {
        let whole = text.parse().map(Literal::Int);
        return whole.or_else(|_| text.parse().map(Literal::Float)).ok();
    }
    // Rust reads a few words as floats that the core schema does not: digits and a point have to come first.
    let first = unsigned.strip_prefix('.').unwrap_or(unsigned);
    first
        .starts_with(|c: char| c.is_ascii_digit())
        .then_some(())?;
    text.parse().map(Literal::Float).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_core_schema_and_no_others_are_more_than_text() {
        for text in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(resolve(text), Literal::Null, "{text:?}");
        }
        assert_eq!(resolve("True"), Literal::Bool(true));
        assert_eq!(resolve("false"), Literal::Bool(false));
        for text in [
            "no",
            "on",
            "yes",
            "y",
            "nULL",
            "tRUE",
            "inf",
            "nan",
            "NaN",
            "infinity",
            "1_000",
            "0b1",
            "0x",
            "0o8",
            "0xg",
            "-0x1",
            "1e",
            "e1",
            ".",
            "-",
            "+",
            "-.nan",
            "1:30",
            "1 2",
            "2024-01-01",
            "0x-1",
            "1.2.3",
            ".e1",
        ] {
            assert_eq!(resolve(text), Literal::Text, "{text:?}");
        }
    }

    #[test]
    fn numbers_keep_their_value() {
        for (text, value) in [
            ("0", 0),
            ("-7", -7),
            ("+7", 7),
            ("007", 7),
            ("0x1F", 31),
            ("0o17", 15),
            ("9223372036854775807", i64::MAX),
        ] {
            assert_eq!(resolve(text), Literal::Int(value), "{text:?}");
        }
        for (text, value) in [
            ("1.5", 1.5),
            (".5", 0.5),
            ("5.", 5.0),
            ("-1e3", -1000.0),
            ("9223372036854775808", 9_223_372_036_854_775_808.0),
            (".inf", f64::INFINITY),
            ("-.INF", f64::NEG_INFINITY),
        ] {
            assert_eq!(resolve(text), Literal::Float(value), "{text:?}");
        }
        assert!(matches!(resolve(".nan"), Literal::Float(value) if value.is_nan()));
    }
}
