use proptest::prelude::*;

use super::*;

/// What stands in the file for one character of the decoded text.
fn stands_for(written: &str, decoded: char) -> bool {
    let mut text = [0; 4];
    if written == &*decoded.encode_utf8(&mut text) {
        return true;
    }
    match decoded {
        '\n' => matches!(written, "\n" | "\r\n" | "\\n" | "\\x0a" | ""),
        ' ' => matches!(written, "\n" | "\r\n" | "\\ " | "\\x20"),
        '\'' => written == "''",
        _ => written.starts_with('\\') && unescaped(written) == Some(decoded),
    }
}

fn unescaped(written: &str) -> Option<char> {
    let hex = |digits: &str| u32::from_str_radix(digits, 16).ok();
    let code = match written.as_bytes()[1] {
        b'u' if written.len() == 12 => {
            let (high, low) = (hex(&written[2..6])?, hex(&written[8..12])?);
            0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
        }
        b'x' | b'u' | b'U' => hex(&written[2..])?,
        b't' => 9,
        b'"' | b'/' | b'\\' => u32::from(written.as_bytes()[1]),
        b'N' => 0x85,
        b'_' => 0xA0,
        b'L' => 0x2028,
        b'0' => 0,
        _ => return None,
    };
    char::from_u32(code)
}

/// Every character of the text under `a` maps to what was written for it, in order and without overlaps.
fn check(source: &str) -> String {
    let (sources, node) = tree_of(source);
    let scalar = scalar(value(&node, "a"));
    let mut before = 0;
    for (at, decoded) in scalar.text().char_indices() {
        let span = scalar.span_of(at..at + decoded.len_utf8());
        let written = sources.slice(span);
        assert!(
            stands_for(written, decoded),
            "{source:?}: {decoded:?} at {at} came from {written:?} at {span:?}"
        );
        assert!(span.start >= before, "{source:?}: {at} is out of order");
        before = span.end;
        let point = scalar.span_of(at..at);
        assert_eq!(
            (point.start, point.end),
            (span.start, span.start),
            "{source:?}"
        );
    }
    let end = scalar.text().len();
    assert_eq!(
        scalar.span_of(end..end).start,
        before.max(scalar.span_of(0..0).start),
        "{source:?}"
    );
    scalar.text().to_owned()
}

#[test]
fn every_character_of_every_style_maps_back() {
    let cases = [
        ("a: größe 🦀 x", "größe 🦀 x"),
        (
            "a: one\n  two\n\n\n  three  \n  four",
            "one two\n\nthree four",
        ),
        ("a: 'it''s \\n ''x'''", "it's \\n 'x'"),
        ("a: 'one  \n\n   two'", "one\ntwo"),
        ("a: ''", ""),
        ("a: ''''", "'"),
        ("a: \"plain\"", "plain"),
        (
            "a: \"\\u00e9\\x41\\U0001F980\\ud83e\\udd80\\t\\\"\\/\"",
            "éA🦀🦀\t\"/",
        ),
        ("a: \"\\N\\_\\L\\0x\"", "\u{85}\u{a0}\u{2028}\0x"),
        (
            "a: \"one \\\n    two\\\n\n  \\  three\"",
            "one two\n  three",
        ),
        ("a: \"\n  one\n\n  two \t\n  \"", " one\ntwo "),
        ("a: |\n  one\n   two\n\n  three\n", "one\n two\n\nthree\n"),
        ("a: |-\n  one\n\n\n", "one"),
        ("a: |+\n  one\n\n\nb: 1", "one\n\n\n"),
        ("a: |+\n\n\nb: 1", "\n\n"),
        ("a: |\n\n\n  one\n", "\n\none\n"),
        ("a: |2\n     one\n  two\n", "   one\ntwo\n"),
        ("a: |  # comment\n  one # two\n", "one # two\n"),
        ("a: |\n  one", "one\n"),
        ("a: |\n\tx: y\n".trim_end_matches("\tx: y\n"), ""),
        (
            "a: >\n  one\n  two\n\n  three\n    four\n\n    five\n  six\n",
            "one two\nthree\n  four\n\n  five\nsix\n",
        ),
        ("a: >-\n\n  one\n  two\n\n\n", "\none two"),
        ("a: >+\n  one\n\n\n  two\n\n", "one\n\ntwo\n\n"),
        ("a: >1\n  one\n  two\n", " one\n two\n"),
        ("a: &x 'it''s'", "it's"),
        ("a: !!str \"\\u00e9\"", "é"),
        (
            "b:\n  - c: |\n      x\na: &y |\n  größe\n  🦀\n",
            "größe\n🦀\n",
        ),
    ];
    for (source, text) in cases {
        assert_eq!(check(source), text, "{source:?}");
        assert_eq!(
            check(&source.replace('\n', "\r\n")),
            text,
            "{source:?} with CRLF"
        );
        assert_eq!(
            check(&format!("\u{feff}{source}")),
            text,
            "{source:?} with a BOM"
        );
        if !source.contains('+') {
            assert_eq!(
                check(&format!("{source}\n")),
                text,
                "{source:?} with a line break"
            );
        }
    }
}

#[test]
fn a_range_covers_all_it_was_written_as() {
    let (sources, node) = tree_of("a: \"x \\u00e9{{ y }}\"\nb: |\n  SELECT\n    {{ z }}\n");
    let a = scalar(value(&node, "a"));
    let hole = a.text().find("{{").expect("a hole");
    assert_eq!(sources.slice(a.span_of(hole..hole + 7)), "{{ y }}");
    assert_eq!(sources.slice(a.span_of(0..hole)), "x \\u00e9");
    assert_eq!(sources.slice(a.span()), "\"x \\u00e9{{ y }}\"");
    let b = scalar(value(&node, "b"));
    assert_eq!(b.text(), "SELECT\n  {{ z }}\n");
    assert_eq!(sources.slice(b.span_of(7..16)), "  {{ z }}");
    assert_eq!(
        sources.slice(b.span_of(0..b.text().len())),
        "SELECT\n    {{ z }}\n"
    );
    assert_eq!(sources.slice(b.span()), "SELECT\n    {{ z }}");
    assert_eq!(b.span_of(5000..6000), b.span_of(17..17));
}

#[test]
fn what_is_missing_has_a_place_behind_its_colon() {
    let (_, node) = tree_of("a:\nb: |\nc :   # nothing\nd: ~\n");
    for (key, at) in [("a", 2), ("b", 7), ("c", 11)] {
        let span = value(&node, key).span;
        assert_eq!((span.start, span.end), (at, at), "{key}");
        assert_eq!(scalar(value(&node, key)).text(), "");
    }
}

fn lines() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[ ]{0,3}[a-zé🦀'\"{}#:%]{0,6}[ ]{0,2}", 1..7)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_block_maps_back(
        lines in lines(),
        header in prop::sample::select(vec!["|2", ">2", "|2-", ">2-", "|2+", ">2+"]),
        line_break in prop::sample::select(vec!["\n", "\r\n"]),
    ) {
        let body: Vec<_> = lines.iter().map(|line| format!("  {line}")).collect();
        check(&format!("a: {header}{line_break}{}{line_break}b: 1", body.join(line_break)));
    }

    #[test]
    fn any_single_quoted_text_maps_back(lines in lines()) {
        let text = lines.join("\n  ").replace('\'', "''");
        check(&format!("a: '{text}'\nb: 1"));
    }

    #[test]
    fn any_double_quoted_text_maps_back(
        lines in prop::collection::vec(
            (r#"( |\\t|\\"|\\u00e9|\\\\|[a-zé🦀'{}#:]){0,8}"#, prop::sample::select(vec!["\n  ", "\\\n  "])),
            1..6,
        )
    ) {
        let text: String = lines.iter().flat_map(|(line, end)| [line, *end]).collect();
        check(&format!("a: \"{text}\"\nb: 1"));
    }
}
