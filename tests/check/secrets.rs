//! A secret taints whatever is made of it: every helper and every operator, whichever argument it is, and inside of
//! lists and records.

use portl::analysis::{REGISTRY, Source, analyze};
use portl::spec::{Accepts, Callable, Function};

use super::case::annotated;
use crate::support::portl::Workspace;

/// What is said about a file into which the value of `expression` is written.
fn said(expression: &str) -> Vec<&'static str> {
    let text = format!(
        "inputs: {{s: secret, n: int, rows: json}}\nsteps:\n  - id: write\n    type: csv.write\n    path: a.csv\n    rows: \"{{{{ [{{'x': {expression}}}] }}}}\"\n"
    );
    let source = Source::new("job.yaml".to_owned(), text);
    let analysis = analyze(source, None, &annotated()[0].beside());
    let codes = analysis.diagnostics.iter();
    codes.map(|found| found.code.name).collect()
}

/// Something that a parameter accepts.
const fn sample(accepts: Accepts) -> &'static str {
    match accepts {
        Accepts::Any | Accepts::Text | Accepts::Printable | Accepts::NumberOrText => "'1'",
        Accepts::Int | Accepts::Number => "1",
        Accepts::Moment => "'2024-03-01'",
        Accepts::Bool => "true",
        Accepts::List | Accepts::Sized | Accepts::Sequence => "['1']",
        Accepts::Record => "{'a': '1'}",
    }
}

/// A call in which `secret` stands in the place of one argument.
fn call(function: &Function, position: usize, secret: &str) -> String {
    let arguments = function.params.iter().enumerate();
    let given = arguments.filter(|(at, param)| *at == position || param.required);
    let given: Vec<_> = given
        .map(|(at, param)| {
            let value = if at == position {
                secret
            } else {
                match (function.name, param.name) {
                    ("json_path", "path") => "'$.a'",
                    _ => sample(param.accepts),
                }
            };
            (param, value)
        })
        .collect();
    let written = |(param, value): &(&portl::spec::Param, &str)| {
        if param.required {
            (*value).to_owned()
        } else {
            format!("{}={value}", param.name)
        }
    };
    match function.callable {
        Callable::Function => {
            let all: Vec<_> = given.iter().map(written).collect();
            format!("{}({})", function.name, all.join(", "))
        }
        Callable::Filter | Callable::Both => {
            let rest: Vec<_> = given[1..].iter().map(written).collect();
            format!("({} | {}({}))", given[0].1, function.name, rest.join(", "))
        }
    }
}

/// What tells the size or the names of something, and nothing of what is in it.
const MEASURES: [&str; 2] = ["keys", "length"];

#[test]
fn a_helper_gives_a_secret_for_a_secret() {
    let mut seen = 0;
    for function in REGISTRY.functions {
        for position in 0..function.params.len() {
            let expression = call(function, position, "inputs.s");
            let said = said(&expression);
            // What has to be a literal is refused anyway.
            if said != ["type.argument"] {
                assert_eq!(said, ["type.secret-shown"], "{expression}");
                seen += 1;
            }
        }
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn a_helper_gives_a_secret_for_a_list_or_a_record_with_one_inside() {
    let mut seen = 0;
    for function in REGISTRY.functions {
        if MEASURES.contains(&function.name) {
            continue;
        }
        for position in 0..function.params.len() {
            for inside in ["[inputs.s]", "{'a': inputs.s}", "[{'a': [inputs.s]}]"] {
                let expression = call(function, position, inside);
                let said = said(&expression);
                // What does not fit at all is another mistake.
                let is_misfit =
                    |code: &&str| code.starts_with("type.arg") || *code == "ref.unknown-field";
                if !said.iter().any(is_misfit) {
                    assert_eq!(said, ["type.secret-shown"], "{expression}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn an_operator_gives_a_secret_for_a_secret() {
    for expression in [
        "inputs.s + 1",
        "1 - inputs.s",
        "-inputs.s",
        "inputs.s * inputs.n",
        "inputs.n / inputs.s",
        "7 // inputs.s",
        "7 % inputs.s",
        "2 ** inputs.s",
        "'a' ~ inputs.s",
        "inputs.s ~ 1",
        "inputs.s or 'a'",
        "'a' and inputs.s",
        "inputs.s if inputs.n else 'a'",
        "'a' if inputs.n else inputs.s",
        "inputs.s[0]",
        "(inputs.s | fromjson).field",
        "inputs.s[1:]",
        "[inputs.s]",
        "[inputs.s][0]",
        "[inputs.s][:1]",
        "[inputs.s] + ['a']",
        "['a'] + [inputs.s]",
        "{'a': inputs.s}",
        "{'a': inputs.s}.a",
        "{'a': {'b': [inputs.s]}}.a.b",
        "[1] ~ [inputs.s]",
        "{'a': inputs.s} ~ ''",
        "[inputs.s] or []",
        "inputs.rows or [inputs.s]",
        "['a', inputs.n, inputs.s]",
        "[{'a': 1}, {'a': inputs.s}]",
        "[{'a': 1}, {'b': inputs.s}][1]",
        "{'a': inputs.s, 'b': 1}[inputs.rows]",
        "[[1], inputs.s]",
        "[1, {'a': inputs.s}]",
        "['a', 'b'][inputs.s]",
    ] {
        assert_eq!(said(expression), ["type.secret-shown"], "{expression}");
    }
}

#[test]
fn what_only_asks_about_a_secret_is_plain() {
    for expression in [
        "inputs.s == 'a'",
        "inputs.s is none",
        "not inputs.s",
        "'a' in inputs.s",
        "1 if inputs.s else 2",
        "[inputs.s] | length",
        "{'a': inputs.s} | keys",
        "{'a': inputs.s, 'b': 1}.b",
    ] {
        assert_eq!(said(expression), [] as [&str; 0], "{expression}");
    }
}

#[test]
fn what_is_said_of_a_secret_does_not_tell_it() {
    let cases = annotated();
    let case = cases
        .iter()
        .find(|case| case.path.ends_with("secrets/literals.yml"))
        .expect("the job is there");
    let workspace = Workspace::new().file("job.yaml", &case.text);
    for format in ["text", "json"] {
        let finished = workspace.portl(&["check", "job.yaml", "--format", format]);
        let said = finished.stdout + &finished.stderr;
        assert!(said.contains("secret.literal"), "{said}");
        for secret in [
            "hunter2",
            "changeme",
            "abc.def.ghi",
            "s3cr3t",
            "12345",
            "AKIA",
        ] {
            assert!(!said.contains(secret), "{secret}: {said}");
        }
    }
}
