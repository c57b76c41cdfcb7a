use super::Names;
use crate::value::{Secret, Value, is_true};

fn names() -> Names {
    let hide = |source| Value::Secret(Secret::new(Names::default().value(source)));
    Names::default()
        .with("token", hide("'hunter2'"))
        .with("config", hide("{'password': 'hunter2', 'list': [1, 2]}"))
        .with("number", hide("42"))
}

/// What a secret hides and what it shows.
fn secret(source: &str) -> (String, String) {
    match names().value(source) {
        Value::Secret(secret) => (
            super::literal(secret.expose().clone()),
            secret.shown().to_owned(),
        ),
        other => panic!("{source} is not a secret: {other:?}"),
    }
}

#[test]
fn operations_on_secrets_give_secrets() {
    for (source, hidden) in [
        ("token[0]", "text 'h'"),
        ("token[1:3]", "text 'un'"),
        ("config.password", "text 'hunter2'"),
        ("config['list'][1]", "int 2"),
        ("config.nothing", "null none"),
        ("number + 1", "int 43"),
        ("1 - number", "int -41"),
        ("-number", "int -42"),
        ("token + '!'", "text 'hunter2!'"),
        ("token | upper", "text 'HUNTER2'"),
    ] {
        let mask = "‹secret›".to_owned();
        assert_eq!(secret(source), (hidden.to_owned(), mask), "{source}");
    }
}

#[test]
fn joins_keep_the_open_parts() {
    let joined = (
        "text 'Bearer hunter2!'".to_owned(),
        "Bearer ‹secret›!".to_owned(),
    );
    assert_eq!(secret("'Bearer ' ~ token ~ '!'"), joined);
    assert_eq!(secret("Bearer {{ token }}!"), joined);
    assert_eq!(
        secret("{% for c in config.list %}{{ c }},{% endfor %}"),
        ("text '1,2,'".to_owned(), "‹secret›,‹secret›,".to_owned())
    );
}

#[test]
fn comparisons_and_truth_are_plain() {
    for source in [
        "token == 'hunter2'",
        "number > 41",
        "'unt' in token",
        "'password' in config",
        "not not token",
        "token is not none",
    ] {
        let value = names().value(source);
        assert!(matches!(value, Value::Bool(true)), "{source}: {value:?}");
    }
    assert!(is_true(&names().value("token and true")));
}

#[test]
fn failures_do_not_tell() {
    for source in [
        "config[token]",
        "[1][token]",
        "{'a': 1}[number]",
        "token + 1",
        "token < 1",
        "number in token",
        "-token",
        "token | int",
        "config.password.x",
        "[1, 2][token:]",
        "token in {'a': number} and number.x",
        "{% for a, b in config %}{% endfor %}",
        "{% for a in number %}{% endfor %}",
        "{number: 1}",
    ] {
        let Err(crate::eval::Stop::Failed(failed)) = names().evaluate(source) else {
            continue;
        };
        let told = format!("{:?}", failed.failure);
        assert!(!told.contains("hunter2") && !told.contains("42"), "{told}");
    }
}
