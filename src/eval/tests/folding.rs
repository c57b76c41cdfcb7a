use super::{Names, runtime};
use crate::{
    eval::fold,
    ir::{Expr, show},
};

fn folded(source: &str) -> String {
    let names = Names::default().unknown("x");
    let mut expr: Expr = names.expr(source);
    fold(&mut expr, &runtime());
    show(&expr, &names)
}

#[test]
fn what_needs_nothing_becomes_a_constant() {
    assert_eq!(folded("1 + 2 * 3"), "7");
    assert_eq!(folded("'a' | upper ~ x"), "'A' ~ x");
    assert_eq!(folded("x.a[1 + 1]"), "x.a[2]");
    assert_eq!(folded("[1, 2 + 3, x]"), "[1, 5, x]");
    assert_eq!(folded("{'a': 1}.a if 1 is odd else x"), "1 if true else x");
    assert_eq!(
        folded("{% for a in [1, 2] %}{{ a }},{% endfor %}"),
        "'1,2,'"
    );
    assert_eq!(
        folded("{% if x %}{{ 1 + 1 }}{% endif %}"),
        "{% if x %}{{ 2 }}{% endif %}"
    );
}

#[test]
fn what_changes_or_fails_stays() {
    assert_eq!(folded("now()"), "now()");
    assert_eq!(folded("[now(), 1]"), "[now(), 1]");
    assert_eq!(
        folded("{% if 1 %}{{ now() }}{% endif %}"),
        "{% if 1 %}{{ now() }}{% endif %}"
    );
    assert_eq!(folded("1 / 0"), "1 / 0");
    assert_eq!(folded("x and 1 / 0"), "x and 1 / 0");
}
