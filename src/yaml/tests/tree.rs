use super::*;

fn shown_text(text: &str) -> String {
    shown(&tree_of(text).1)
}

#[test]
fn aliases_stand_for_what_their_anchors_name() {
    let text = "a: &x [1, 2]\nb: *x\nc: {d: *x}\n&k e: 1\nf: *k\n";
    assert_eq!(
        shown_text(text),
        r#"{a: ["1", "2"], b: ["1", "2"], c: {d: ["1", "2"]}, e: "1", f: "e"}"#
    );
    let again = "a: &x 1\nb: &x 2\nc: *x\n";
    assert_eq!(shown_text(again), r#"{a: "1", b: "2", c: "2"}"#);
}

#[test]
fn an_alias_keeps_the_place_where_its_text_was_written() {
    let (sources, node) = tree_of("a: &x 'it''s'\nb: *x\n");
    let alias = value(&node, "b");
    assert_eq!(sources.slice(alias.span), "'it''s'");
    assert_eq!(sources.slice(scalar(alias).span_of(2..3)), "''");
}

#[test]
fn merged_keys_come_last_and_never_win() {
    let text = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz:\n  <<: [*x, *y]\n  a: own\n";
    assert!(shown_text(text).ends_with(r#"z: {a: "own", b: "2", c: "4"}}"#));
    let nested = "x: &x {a: 1}\ny: &y {<<: *x, b: 2}\nz: {<<: *y}\n";
    assert!(shown_text(nested).ends_with(r#"z: {b: "2", a: "1"}}"#));
    assert_eq!(shown_text("\"<<\": 1"), r#"{<<: "1"}"#);
}

#[test]
fn quotes_and_tags_decide_what_a_scalar_is() {
    let text = "[1, '1', no, ~, true, 1.5, !!str 1, !!int '7', !!float 3, ! 2, '']";
    let (_, node) = tree_of(text);
    let NodeKind::List(values) = &node.kind else {
        panic!("expected a list, found {node:?}")
    };
    let literals: Vec<_> = values.iter().map(|value| scalar(value).literal()).collect();
    assert_eq!(
        literals,
        [
            Literal::Int(1),
            Literal::Text,
            Literal::Text,
            Literal::Null,
            Literal::Bool(true),
            Literal::Float(1.5),
            Literal::Text,
            Literal::Int(7),
            Literal::Float(3.0),
            Literal::Text,
            Literal::Text,
        ]
    );
    let plain: Vec<_> = values
        .iter()
        .map(|value| scalar(value).is_plain())
        .collect();
    assert_eq!(plain[..3], [true, false, true]);
}

#[test]
fn places_of_lists_and_maps_reach_from_their_start_to_their_end() {
    let (sources, node) = tree_of("a:\n  b: [1, 2 ] # c\n  d:\n    - x\n    - 'y'\n\ne: {f: 1}\n");
    assert_eq!(
        sources.slice(value(&node, "a").span),
        "b: [1, 2 ] # c\n  d:\n    - x\n    - 'y'"
    );
    assert_eq!(sources.slice(value(value(&node, "a"), "b").span), "[1, 2 ]");
    assert_eq!(
        sources.slice(value(value(&node, "a"), "d").span),
        "- x\n    - 'y'"
    );
    assert_eq!(sources.slice(value(&node, "e").span), "{f: 1}");
}

#[test]
fn brackets_may_close_in_the_column_of_their_key() {
    assert_eq!(
        shown_text("a: [\n  1,\n]\nb: {\n  c: 2\n}\n"),
        r#"{a: ["1"], b: {c: "2"}}"#
    );
}
