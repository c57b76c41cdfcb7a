use proptest::prelude::{ProptestConfig, any, prop, proptest};

use super::{parse, parse_expression};

const TEMPLATES: [&str; 4] = [
    "{{ a.b[0] | f(x, y='\\'z') ~ -1 if c is not none else {'k': [1, 2]} }}",
    "a {%- if x == 1 -%} b {% elif not y in z %} {{ c }} {% else %} d {% endif %} e",
    "{% for k, v in xs[1:2] if v is odd %}{{ k(v) }}{# note #}{% else %}größe{% endfor %}",
    "{% set a = (1, 2) %}{% raw %}{{ a }}{% endraw %}{{ a.b.c('d') == \"e\" }}",
];

const PIECES: [&str; 24] = [
    "{{", "}}", "{%", "%}", "{#", "#}", "(", ")", "[", "]", "{", "}", "'", "\"", "\\", "if",
    "endif", "for x in", "endfor", "set", "raw", "=", "é", "|",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutations_never_panic(
        which in 0..TEMPLATES.len(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..PIECES.len(), 0..4_usize), 0..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut text: Vec<char> = TEMPLATES[which].chars().collect();
        for (at, piece, removed) in edits {
            let at = at.index(text.len() + 1);
            let end = (at + removed).min(text.len());
            text.splice(at..end, PIECES[piece].chars());
        }
        text.truncate(cut.index(text.len() + 1).max(text.len() / 3));
        let text: String = text.into_iter().collect();
        let (template, found) = parse(&text);
        for diagnostic in &found {
            assert!(diagnostic.span.end as usize <= text.len(), "{text}: {diagnostic:?}");
            assert!(text.get(diagnostic.span.range()).is_some(), "{text}: {diagnostic:?}");
        }
        let mut errors = 0;
        template.walk(&mut |expr| errors += usize::from(matches!(expr.kind, portl::template::ExprKind::Error)));
        assert!(errors == 0 || !found.is_empty(), "{text}: an error that is not reported");
        parse_expression(&text);
    }
}

#[test]
fn deep_input_is_reported_not_overflowed() {
    let cases = [
        "(".repeat(10_000) + &")".repeat(10_000),
        "[".repeat(10_000),
        "[".repeat(10_000) + &"]".repeat(10_000),
        "{1:".repeat(10_000),
        format!("a{}", "|f".repeat(10_000)),
        format!("a{}", ".b".repeat(10_000)),
        format!("a{}", "[0]".repeat(10_000)),
        format!("{}a", "not ".repeat(10_000)),
        format!("{}a", "-".repeat(10_000)),
        format!("a{}", " if b else a".repeat(10_000)),
        format!("a{}", " ~ a".repeat(10_000)),
        format!("a{}", " ~ a".repeat(400)),
        "f(".repeat(10_000),
    ];
    for text in cases {
        let (_, found) = parse_expression(&text);
        assert_eq!(codes(&found), ["template.too-deep"], "{}", &text[..20]);
        let (_, found) = parse(&format!("{{{{ {text} }}}}"));
        assert_eq!(codes(&found), ["template.too-deep"], "{}", &text[..20]);
    }
    let blocks = "{% if a %}".repeat(10_000);
    assert_eq!(codes(&parse(&blocks).1), ["template.too-deep"]);
}

#[test]
fn what_nests_within_the_limits_parses() {
    let nested = "(".repeat(60) + "a" + &")".repeat(60);
    assert_eq!(parse_expression(&nested).1, []);
    let subscripts = "a[".repeat(60) + "b" + &"]".repeat(60);
    assert_eq!(parse_expression(&subscripts).1, []);
    let blocks = "{% if a %}".repeat(60) + &"{% endif %}".repeat(60);
    assert_eq!(parse(&blocks).1, []);
    let long = format!("[{}]", "a.b | c, ".repeat(5_000));
    assert_eq!(parse_expression(&long).1, []);
}

fn codes(found: &[portl::diagnostic::Diagnostic]) -> Vec<&'static str> {
    found
        .iter()
        .map(|diagnostic| diagnostic.code.name)
        .collect()
}
