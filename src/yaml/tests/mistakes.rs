use super::*;

/// Everything said about `text`: line, column, code, the piece it points at, the help.
fn said(text: &str) -> Vec<(String, String, String)> {
    let parsed = parse_text(text);
    let file = |span: Span| parsed.sources.file(span.file).position(span.start as usize);
    let sorted = parsed.found.clone().into_sorted();
    assert_eq!(
        sorted.len(),
        parsed.found.iter().count(),
        "{text:?}: said twice"
    );
    sorted
        .into_iter()
        .map(|found| {
            let at = file(found.span);
            let code = found.code.name.trim_start_matches("yaml.");
            let place = format!("{}:{} {code}", at.line, at.column);
            let piece = parsed.sources.slice(found.span).to_owned();
            (place, piece, found.help.unwrap_or_default())
        })
        .collect()
}

/// One mistake gets one diagnostic, at its place, with its help; and the tree survives or not.
fn one(text: &str, place: &str, piece: &str, help: &str, survives: bool) {
    let expected = [(place.to_owned(), piece.to_owned(), help.to_owned())];
    assert_eq!(said(text), expected, "{text:?}");
    assert_eq!(parse_text(text).node.is_some(), survives, "{text:?}");
}

#[test]
fn a_template_without_quotes_is_quoted_in_the_help_and_read_all_the_same() {
    for (value, typed) in [
        ("{{ y }}", "\"{{ y }}\""),
        ("{{ y }} and {{ z }}", "\"{{ y }} and {{ z }}\""),
        ("{{ y['a'] }}/b", "\"{{ y['a'] }}/b\""),
        ("{{ y == \"it's\" }}", "'{{ y == \"it''s\" }}'"),
        ("{{ y, z }}", "\"{{ y, z }}\""),
        ("{% if y %}a{% endif %}", "\"{% if y %}a{% endif %}\""),
        ("{{ y }", "\"{{ y }\""),
        ("{# y #}", "\"{# y #}\""),
    ] {
        let text = format!("a: 1\nx: {value} # why\nb: 2\n");
        let help = format!("quote it: `x: {typed}`");
        one(&text, "2:4 unquoted-template", value, &help, true);
        let node = parse_text(&text).node.expect("it survives");
        assert_eq!(scalar(self::value(&node, "x")).text(), value);
        assert_eq!(scalar(self::value(&node, "x")).literal(), Literal::Text);
        assert_eq!(shown(self::value(&node, "b")), "\"2\"");
        let item = format!("x:\n  - {value}\n");
        one(
            &item,
            "2:5 unquoted-template",
            value,
            &format!("quote it: `- {typed}`"),
            true,
        );
    }
}

#[test]
fn templates_and_variables_in_brackets_need_quotes_too() {
    let help = "quote it: `x: \"${env:HOST:-local}\"`";
    let text = "c: {x: ${env:HOST:-local}, y: 1}\n";
    one(
        text,
        "1:8 unquoted-template",
        "${env:HOST:-local}",
        help,
        true,
    );
    one(
        "c: [a, {{ y }}]\n",
        "1:8 unquoted-template",
        "{{ y }}",
        "quote it: `\"{{ y }}\"`",
        true,
    );
    let text = "c: [at {{ y }}, b]\n";
    one(
        text,
        "1:5 unquoted-template",
        "at {{ y }}",
        "quote it: `\"at {{ y }}\"`",
        true,
    );
    assert_eq!(said("c: [{{ x }}, {{ y }}]\nd: {{ z }}\n").len(), 3);
}

#[test]
fn texts_that_need_quotes_get_them() {
    for (text, place, piece, typed) in [
        (
            "x: foo: bar\n",
            "1:4 needs-quotes",
            "foo: bar",
            "x: \"foo: bar\"",
        ),
        (
            "- x: a: b # c\n  y: 1\n",
            "1:6 needs-quotes",
            "a: b",
            "- x: \"a: b\"",
        ),
        ("x: @foo\n", "1:4 needs-quotes", "@foo", "x: \"@foo\""),
        ("x: %d-%m\n", "1:4 needs-quotes", "%d-%m", "x: \"%d-%m\""),
        ("x: *\n", "1:4 needs-quotes", "*", "x: \"*\""),
        ("x: , \n", "1:4 needs-quotes", ",", "x: \",\""),
    ] {
        one(text, place, piece, &format!("quote it: `{typed}`"), true);
    }
}

#[test]
fn quotes_are_closed_where_they_should_be() {
    let close = "close it: `x: \"abc\"`";
    one(
        "x: \"abc\nb: 1\n",
        "1:4 unclosed-quote",
        "\"abc",
        close,
        true,
    );
    one(
        "x: \"abc\nb: \"1\"\n",
        "1:4 unclosed-quote",
        "\"abc",
        close,
        true,
    );
    one("x: \"abc", "1:4 unclosed-quote", "\"abc", close, true);
    one(
        "x: \"abc\n  y: z\nb: 1\n",
        "1:4 unclosed-quote",
        "\"abc",
        close,
        false,
    );
    let indent = "indent the line, or close the quote above";
    one(
        "x: \"abc\ndef\"\nb: 1\n",
        "2:1 indentation",
        "def\"",
        indent,
        false,
    );
    one(
        "x: 'it's'\n",
        "1:8 text-after-quote",
        "s'",
        "write `x: 'it''s'`",
        true,
    );
    let help = "write `x: \"'a' == 'b'\"`";
    one(
        "x: 'a' == 'b'\n",
        "1:8 text-after-quote",
        "== 'b'",
        help,
        true,
    );
    let help = "write `x: \"say \\\"hi\\\"\"`";
    one(
        "x: \"say \"hi\"\"\n",
        "1:10 text-after-quote",
        "hi\"\"",
        help,
        true,
    );
    let help = "write `\\\\d` for a backslash, or use single quotes";
    one("x: \"a\\n\\d+\"\n", "1:8 bad-escape", "\\d", help, true);
}

#[test]
fn brackets_are_closed() {
    for text in ["x: [1, 2\ny: 3\n", "x: [1, 2\n", "x: [1,\n  2\ny: [3]\n"] {
        one(
            text,
            "1:4 unbalanced-bracket",
            "[",
            "add the missing `]`",
            false,
        );
    }
    one(
        "x: {a: 1\n",
        "1:4 unbalanced-bracket",
        "{",
        "add the missing `}`",
        false,
    );
    let help = "remove it, or quote the text it belongs to";
    one("x: [1]]\n", "1:7 unbalanced-bracket", "]", help, false);
    let help = "quote texts that hold brackets or commas";
    one("x: [a [b]]\n", "1:7 missing-comma", "[", help, false);
}

#[test]
fn lines_stand_in_their_column() {
    let help = "indent the line by 0 or 2 spaces";
    one(
        "a:\n  b: 1\n c: 2\n",
        "3:2 indentation",
        "c: 2",
        help,
        false,
    );
    let text = "steps:\n  - id: a\n    type: b\n   x: c\n";
    one(
        text,
        "4:4 indentation",
        "x: c",
        "indent the line by 0 or 4 spaces",
        false,
    );
    let help = "indent `b` by 2 spaces, or remove the value above it";
    one("- a: 1\n   b: 2\n", "2:4 indentation", "b", help, false);
    let help = "begin it with `- `, or indent it differently";
    one(
        "a:\n  - b\n  c: d\n",
        "3:3 indentation",
        "c: d",
        help,
        false,
    );
    let help = "indent the list under its key";
    one("a:\n  b: c\n  - d\n", "3:3 indentation", "- d", help, false);
    one(
        "a:b\nc: 1\n",
        "1:1 missing-colon",
        "a:b",
        "write `a: b`",
        false,
    );
    let help = "write `b: …`, or indent the line if it belongs to the value above";
    one("a: 1\nb\nc: 2\n", "2:1 missing-colon", "b", help, false);
    let help = "put it on the next line, or quote a text that begins with `-`";
    one("a: - b\n", "1:4 syntax", "- b", help, false);
}

#[test]
fn tabs_are_no_indentation() {
    for text in [
        "a:\n\tb: 1\n",
        "a:\n\t- 1\n",
        "a: 1\n\tb: 2\n",
        "a: [\n\t1]\n",
        "a: \"b\n\tc\"\n",
    ] {
        one(text, "2:1 tab", "\t", "replace the tab with spaces", false);
    }
    one(
        "a:\n  \tb: 1\n",
        "2:3 tab",
        "\t",
        "replace the tab with spaces",
        false,
    );
    one(
        "\ta: 1\n",
        "1:1 tab",
        "\t",
        "replace the tab with spaces",
        false,
    );
}

#[test]
fn keys_stand_once_and_are_texts() {
    let text = "a: 1\nb: {c: 1, c: 2}\n\"a\": 3\n";
    let said: Vec<_> = said(text).into_iter().map(|(place, ..)| place).collect();
    assert_eq!(said, ["2:11 duplicate-key", "3:1 duplicate-key"]);
    let parsed = parse_text(text);
    let first = parsed.found.iter().last().expect("two were found").related[0].0;
    assert_eq!(first.start, 0);
    assert_eq!(
        shown(&parsed.node.expect("it survives")),
        r#"{a: "1", b: {c: "1"}}"#
    );
    let help = "quote the key if the brackets belong to it";
    one("a: 1\n[b]: 2\n", "2:1 key-not-text", "[b]", help, true);
    let help = "merge several maps under one key: `<<: [*first, *second]`";
    one(
        "a: &a {}\nb: {<<: *a, <<: *a}\n",
        "2:13 duplicate-key",
        "<<",
        help,
        true,
    );
}

#[test]
fn anchors_come_before_their_aliases() {
    one(
        "a: &defaults 1\nb: *default\n",
        "2:4 unknown-anchor",
        "*default",
        "did you mean `*defaults`?",
        true,
    );
    let help = "define it further up with `&x`, or quote a text: `\"*x\"`";
    one("a: *x\nb: &x 1\n", "1:4 unknown-anchor", "*x", help, true);
    let help = "move the anchor to a value that does not hold the alias";
    one(
        "a: &x {b: [*x]}\n",
        "1:12 recursive-anchor",
        "*x",
        help,
        true,
    );
    let help = "quote the key if it is no merge: `\"<<\"`";
    one("a: {<<: 1}\n", "1:9 bad-merge", "1", help, true);
    let text = "a: &x {b: 1, b: 2}\nc: *x\nd: *x\n";
    one(
        text,
        "1:14 duplicate-key",
        "b",
        "remove one of the two",
        true,
    );
}

#[test]
fn tags_are_those_of_the_core_schema() {
    let help = "remove it, or quote the text if it is a part of it";
    one("a: !env HOME\n", "1:4 unknown-tag", "!env", help, true);
    one(
        "a: !!timestamp 2024-01-01\n",
        "1:4 unknown-tag",
        "!!timestamp",
        help,
        true,
    );
    one(
        "a: !!int x\n",
        "1:10 tag-mismatch",
        "x",
        "remove `!!int`",
        true,
    );
    one(
        "a: !!map [x]\n",
        "1:10 tag-mismatch",
        "[",
        "remove `!!map`",
        true,
    );
}

#[test]
fn a_file_is_one_document() {
    for text in ["", "\u{feff}", "# only a comment\n", "---\n", "---\n...\n"] {
        one(text, "1:1 empty", "", "", false);
    }
    let help = "put it into a file of its own";
    one(
        "a: 1\n---\nb: 2\n",
        "2:1 several-documents",
        "---",
        help,
        true,
    );
    assert!(said("---\na: 1\n...\n").is_empty());
}

#[test]
fn several_mistakes_are_found_in_one_pass() {
    let text =
        "a: {{ x }}\nb: foo: bar\nb: 'it's'\nc: \"abc\nd: *nope\ne: !env x\nf: [{% raw %}]\n";
    let codes: Vec<_> = said(text).into_iter().map(|(place, ..)| place).collect();
    assert_eq!(
        codes,
        [
            "1:4 unquoted-template",
            "2:4 needs-quotes",
            "3:1 duplicate-key",
            "3:8 text-after-quote",
            "4:4 unclosed-quote",
            "5:4 unknown-anchor",
            "6:4 unknown-tag",
            "7:5 unquoted-template",
        ]
    );
    assert!(parse_text(text).node.is_some());
}
