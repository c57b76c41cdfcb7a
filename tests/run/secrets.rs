//! Canaries: secrets that must turn up at the servers, and nowhere else.

use crate::support::{
    http::{Answer, Recorded, Server},
    portl::Workspace,
    postgres::Database,
};

const TOKEN: &str = "canary/token+1 \"x\"";
const FILED: &str = "canary-filed-2";
const GIVEN: &str = "canary-given-3";

/// A server that quotes all it was sent.
fn echoing(status: u16) -> Server {
    Server::start(move |request: &Recorded| {
        let header = |name| request.header(name).unwrap_or_default().to_owned();
        let body = String::from_utf8_lossy(&request.body);
        Answer::text(
            status,
            format!(
                "no: {} {} {} {body}",
                request.path,
                header("authorization"),
                header("x-filed")
            ),
        )
    })
}

fn job(database: &Database, api: &Server, last: &str) -> Workspace {
    let url = database.password_url();
    let job = format!(
        "inputs: {{given: {{type: secret}}}}\nconnections:\n  pg: {{type: postgres, config: {{url: \"{url}\"}}}}\n\
         \x20 api:\n    type: http\n    config:\n      base_url: \"{}\"\n      headers: {{Authorization: \"Bearer ${{env:TOKEN}}\", X-Filed: \"${{file:filed.txt}}\"}}\n\
         transaction: {{scope: db}}\nsteps:\n\
         \x20 - {{id: first, type: db.query_one, connection: pg, query: \"SELECT length({{{{ inputs.given }}}}::text) AS n\"}}\n  - {last}\n",
        api.url()
    );
    Workspace::new()
        .file("job.yaml", &job)
        .file("filed.txt", &format!("{FILED}\n"))
        .env("TOKEN", TOKEN)
}

fn expect_no_canary(workspace: &Workspace, code: i32) -> String {
    let given = format!("given={GIVEN}");
    let arguments = [
        "run",
        "job.yaml",
        "--input",
        &given,
        "--result",
        "r.json",
        "--log-file",
        "l.log",
        "--log-format",
        "json",
    ];
    let finished = workspace.portl(&arguments).expect_code(code);
    let logged = workspace
        .portl(&[
            "run",
            "job.yaml",
            "--input",
            &given,
            "--result",
            "-",
            "--show-data",
        ])
        .expect_code(code);
    let planned = workspace.portl(&["plan", "job.yaml", "--input", &given]);
    let all = [
        finished.stdout,
        finished.stderr,
        workspace.read("r.json"),
        workspace.read("l.log"),
        logged.stdout,
        logged.stderr,
        planned.stdout,
        planned.stderr,
    ]
    .join("\n");
    for leak in [
        "canary",
        "Y2FuYXJ5",
        "63616e617279",
        "only%20for",
        "only for @",
    ] {
        assert!(!all.contains(leak), "`{leak}` in\n{all}");
    }
    all
}

#[test]
fn a_server_that_quotes_them_is_masked() {
    let database = Database::create();
    let api = echoing(400);
    let call = "{id: call, type: api.call, connection: api, method: POST, path: /x, headers: {X-Given: \"{{ inputs.given }}\"}, body: {given: \"{{ inputs.given }}\"}}";
    let shown = expect_no_canary(&job(&database, &api, call), 4);
    assert!(shown.contains("‹secret›"), "{shown}");
    let request = &api.requests()[0];
    assert_eq!(
        request.header("authorization"),
        Some(&*format!("Bearer {TOKEN}"))
    );
    assert_eq!(request.header("x-filed"), Some(FILED));
    assert_eq!(request.json()["given"], GIVEN);
}

#[test]
fn an_answer_that_quotes_them_is_masked_in_results() {
    let database = Database::create();
    let api = echoing(200);
    let call = "{id: call, type: api.call, connection: api, method: POST, path: /x, body: {given: \"{{ inputs.given }}\"}}";
    let shown = expect_no_canary(&job(&database, &api, call), 0);
    assert!(
        shown.contains(r#""no: /x ‹secret› ‹secret› {\"given\":\"‹secret›\"}""#),
        "{shown}"
    );
}

#[test]
fn a_database_that_quotes_them_is_masked() {
    let database = Database::with_schema("CREATE TABLE t (x text CHECK (x = 'other'))");
    let api = echoing(200);
    let insert = "{id: row, type: db.insert, connection: pg, table: t, mapping: {x: \"{{ inputs.given }}\"}}";
    expect_no_canary(&job(&database, &api, insert), 3);
    let cast = "{id: cast, type: db.query_one, connection: pg, query: \"SELECT ({{ inputs.given }}::text)::int AS n\"}";
    expect_no_canary(&job(&database, &api, cast), 3);
}

#[test]
fn a_secret_too_short_to_be_masked_is_named_and_not_shown() {
    let server = Server::start(|_| Answer::status(200));
    let job = format!(
        "inputs: {{pin: {{type: secret}}}}\nconnections:\n  api: {{type: http, config: {{base_url: \"{}\", headers: {{X-Api-Key: \"${{env:KEY}}\"}}}}}}\n\
         steps:\n  - {{id: call, type: api.call, method: POST, path: /x, body: {{pin: \"{{{{ inputs.pin }}}}\"}}}}\n",
        server.url()
    );
    let workspace = Workspace::new().file("job.yaml", &job).env("KEY", "q9");
    let run = |pin: &str| {
        let given = format!("pin={pin}");
        workspace
            .portl(&["run", "job.yaml", "--input", &given])
            .expect_code(0)
    };
    let said = run("z7").stderr;
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let warning = "can't be masked where a server quotes it: `X-Api-Key` of the connection `api`, the input `pin`; use a longer one";
    assert!(words.contains(warning), "{said}");
    assert!(!words.contains("q9") && !words.contains("z7"), "{said}");
    assert!(!run("longer").stderr.contains("the input `pin`"));
    let plan = ["plan", "job.yaml", "--input", "pin=z7"];
    let said = workspace.portl(&plan).expect_code(0).stderr;
    assert!(said.contains("can't be masked"), "{said}");
}
