//! Secrets in every place that takes one, quoted by a hostile server in every form that it may quote them in: none of them
//! is in anything that a run prints or writes.

use std::fmt::Write as _;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::support::{
    http::{Answer, Server},
    portl::{Finished, Workspace},
    postgres::Database,
};

/// The places, and how each secret gets there. The password is that of the database's login.
const PLACES: [(&str, &str); 10] = [
    ("url", "only for @ tests"),
    ("header", "canary0/+ \"q\"&<'x"),
    ("api_key", "canary1/+ \"q\"&<'x"),
    ("env_file", "canary2/+\"q\"&<'x"),
    ("file", "canary3/+ \"q\"&<'x"),
    ("body", "canary4/+ \"q\"&<'xé"),
    ("payload", "canary5/+ \"q\"&<'xé"),
    ("parameter", "canary6/+ \"q\"&<'xé"),
    ("default", "canary7/+ \"q\"&<'xé"),
    ("variable", "canary8/+ \"q\"&<'x"),
];

/// The forms in which a server may quote a secret.
fn forms(secret: &str) -> Vec<String> {
    let percent = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let json = json!(secret).to_string();
    let hex = secret.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes it");
        hex
    });
    let html = secret
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;");
    vec![
        secret.to_owned(),
        percent(secret),
        percent(secret).to_lowercase(),
        percent(secret).replace("%20", "+"),
        percent(&percent(secret)),
        json[1..json.len() - 1].to_owned(),
        json.replace('/', "\\/").replace('é', "\\u00e9"),
        STANDARD.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
        STANDARD.encode(format!("x{secret}y")),
        STANDARD.encode(format!("xy{secret}z")),
        hex.to_uppercase(),
        hex,
        html,
    ]
}

/// What must not be found: whole forms, and beginnings of them.
fn needles() -> Vec<String> {
    let mut needles = vec![
        "canary".to_owned(),
        "only for".to_owned(),
        "only%20for".to_owned(),
    ];
    for form in [
        "Y2FuYXJ5",
        "NhbmFye",
        "jYW5hcn",
        "63616e617279",
        "63616E617279",
    ] {
        needles.push(form.to_owned());
    }
    needles.extend(PLACES.iter().flat_map(|(_, secret)| forms(secret)));
    needles
}

/// A server that quotes every secret in every form: `/n` the nth of them in a refusal, `/all` all of them in an answer,
/// `/long` behind so much text that the quotation is cut within one.
fn hostile() -> Server {
    let all: Vec<_> = PLACES
        .iter()
        .flat_map(|(_, secret)| forms(secret))
        .collect();
    Server::start(move |request| {
        let last = request
            .path
            .split(['?', '/'])
            .next_back()
            .unwrap_or_default();
        match last.parse::<usize>() {
            Ok(number) if number >= 1_000 => {
                let number = number - 1_000;
                let before = "x".repeat(490 - all[number].chars().count().min(400) / 2);
                Answer::text(400, format!("{before} {}", all[number]))
            }
            Ok(number) => Answer::text(400, format!("no: <{}>", all[number])),
            Err(_) if request.path.ends_with("invocations") => {
                Answer::text(500, format!("no: {}", all[all.len() / 2]))
            }
            Err(_) => Answer::json(200, &json!({"quoted": all, all[3].clone(): 1})),
        }
    })
}

fn workspace(database: &Database, api: &Server, last: &str) -> Workspace {
    let count = PLACES.len() * forms("x").len();
    let (database, url) = (database.password_url(), api.url());
    let call = "connection: api, method: POST, body: {a: \"{{ inputs.body }}\", b: \"{{ inputs.default }}\"}";
    let job = format!(
        "inputs:\n  body: {{type: secret}}\n  payload: {{type: secret}}\n  parameter: {{type: secret}}\n  default: {{type: secret, default: \"${{env:DEFAULTED}}\"}}\n\
         connections:\n  pg: {{type: postgres, config: {{url: \"{database}\"}}}}\n\
         \x20 fn: {{type: lambda, config: {{region: us-east-1, function_name: f, endpoint_url: \"{url}\"}}}}\n\
         \x20 api:\n    type: http\n    config:\n      base_url: \"{url}\"\n      headers:\n        Authorization: \"Bearer ${{env:HEADER}}\"\n        X-Api-Key: \"${{env:KEYED}}\"\n\
         \x20       X-From-Env-File: \"${{env:FILE_TOKEN}}\"\n        X-Filed: \"${{file:filed.txt}}\"\n        X-Var: \"${{env:MY_SECRET}}\"\n\
         steps:\n\
         \x20 - {{id: refused, type: api.call, on_error: continue, rejects: refused.csv, batch: {{from: \"{{{{ range({count}) }}}}\", as: n}}, path: \"/{{{{ n }}}}\", {call}}}\n\
         \x20 - {{id: cut, type: api.call, on_error: continue, rejects: cut.csv, batch: {{from: \"{{{{ range(1000, {}) }}}}\", as: n}}, path: \"/{{{{ n }}}}\", {call}}}\n\
         \x20 - {{id: function, type: lambda.invoke, connection: fn, on_error: continue, rejects: function.csv, payload: {{a: \"{{{{ inputs.payload }}}}\"}}}}\n\
         \x20 - {{id: cast, type: db.query_one, connection: pg, on_error: continue, rejects: cast.csv, query: \"SELECT ({{{{ inputs.parameter }}}}::text)::int AS n\"}}\n\
         \x20 - {{id: answered, type: api.call, path: /all, {call}}}\n\
         \x20 - {last}\n",
        1_000 + count
    );
    Workspace::new()
        .file("job.yaml", &job)
        .file("filed.txt", &format!("{}\n", secret("file")))
        .file(
            "e.env",
            &format!(
                "FILE_TOKEN=\"{}\"\n",
                secret("env_file").replace('"', "\\\"")
            ),
        )
        .env("HEADER", secret("header"))
        .env("KEYED", secret("api_key"))
        .env("DEFAULTED", secret("default"))
        .env("MY_SECRET", secret("variable"))
}

fn secret(place: &str) -> &'static str {
    let found = PLACES.iter().find(|(name, _)| *name == place);
    found.expect("a place of the table").1
}

fn given() -> Vec<String> {
    let inputs = ["body", "payload", "parameter"];
    let inputs = inputs
        .iter()
        .flat_map(|name| ["--input".to_owned(), format!("{name}={}", secret(name))]);
    inputs
        .chain(["--env-file".to_owned(), "e.env".to_owned()])
        .collect()
}

fn run(workspace: &Workspace, command: &str, more: &[&str]) -> Finished {
    let given = given();
    let arguments = [command, "job.yaml"]
        .into_iter()
        .chain(given.iter().map(String::as_str));
    workspace.portl(&arguments.chain(more.iter().copied()).collect::<Vec<_>>())
}

/// The first needle of each sink that has any, with what stands around it.
fn leaks(sinks: &[(String, String)]) -> String {
    let needles = needles();
    let mut leaks = String::new();
    for (name, text) in sinks {
        for needle in &needles {
            if let Some(at) = text.find(needle.as_str()) {
                let from = text.floor_char_boundary(at.saturating_sub(80));
                let to = text.ceil_char_boundary((at + 120).min(text.len()));
                writeln!(leaks, "{name}: `{needle}` in …{}…", &text[from..to])
                    .expect("a string takes it");
            }
        }
    }
    leaks
}

#[test]
fn no_form_of_a_secret_leaves_a_run() {
    let database = Database::create();
    let api = hostile();
    let last = "{id: last, type: api.call, connection: api, method: POST, path: /3, body: {a: \"{{ inputs.body }}\"}}";
    let workspace = workspace(&database, &api, last);
    let finished = run(
        &workspace,
        "run",
        &[
            "--result",
            "r.json",
            "--log-file",
            "l.log",
            "--log-format",
            "json",
        ],
    );
    let shown = run(&workspace, "run", &["--result", "-", "--show-data"]);
    let mut sinks = Vec::new();
    for (name, finished) in [("json", &finished), ("text", &shown)] {
        assert_eq!(finished.code, Some(4), "{}", finished.stderr);
        sinks.push((format!("{name} stdout"), finished.stdout.clone()));
        sinks.push((format!("{name} stderr"), finished.stderr.clone()));
    }
    for format in ["text", "json", "dot", "mermaid"] {
        let plan = run(&workspace, "plan", &["--format", format]);
        assert_eq!(plan.code, Some(0), "{}", plan.stderr);
        sinks.push((format!("plan {format}"), plan.stdout + &plan.stderr));
    }
    for file in [
        "r.json",
        "l.log",
        "refused.csv",
        "cut.csv",
        "function.csv",
        "cast.csv",
    ] {
        sinks.push((file.to_owned(), workspace.read(file)));
    }
    let leaks = leaks(&sinks);
    assert!(leaks.is_empty(), "{leaks}");
    let result: Value = serde_json::from_str(&workspace.read("r.json")).expect("JSON");
    let quoted = result["steps"]["answered"]["body"]["quoted"]
        .as_array()
        .expect("a list");
    assert!(
        quoted
            .iter()
            .all(|text| text.as_str().is_some_and(|text| text.contains("‹secret›")))
    );
    // They did arrive.
    let request = &api.requests()[0];
    assert_eq!(
        request.header("authorization"),
        Some(&*format!("Bearer {}", secret("header")))
    );
    assert_eq!(request.header("x-api-key"), Some(secret("api_key")));
    assert_eq!(request.header("x-from-env-file"), Some(secret("env_file")));
    assert_eq!(request.header("x-filed"), Some(secret("file")));
    assert_eq!(
        request.json(),
        json!({"a": secret("body"), "b": secret("default")})
    );
}

#[test]
fn check_reads_neither_variables_nor_files() {
    let job = "inputs: {a: {type: text, default: \"${env:NOT_THERE}\"}}\nconnections:\n  api: {type: http, config: {base_url: \"http://x\", headers: {X: \"${file:not/there}\"}}}\n\
        steps: [{id: call, type: api.call, connection: api, method: GET, path: \"/{{ inputs.a }}\"}]\n";
    let workspace = Workspace::new().file("job.yaml", job);
    workspace.portl(&["check", "job.yaml"]).expect_code(0);
    let finished = workspace.portl(&["run", "job.yaml"]).expect_code(2);
    for name in ["NOT_THERE", "not/there"] {
        assert!(finished.stderr.contains(name), "{}", finished.stderr);
    }
}

#[test]
fn a_secret_in_a_url_is_refused_before_the_run() {
    for place in [
        "path: \"/{{ inputs.a }}\"",
        "path: /x, query: {a: \"{{ inputs.a }}\"}",
    ] {
        let job = format!(
            "inputs: {{a: {{type: secret}}}}\nconnections: {{api: {{type: http, config: {{base_url: \"http://x\"}}}}}}\n\
             steps: [{{id: call, type: api.call, connection: api, method: GET, {place}}}]\n"
        );
        let workspace = Workspace::new().file("job.yaml", &job);
        workspace.portl(&["check", "job.yaml"]).expect_code(1);
    }
}
