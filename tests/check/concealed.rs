//! A secret that stands in a job is shown by nothing that is said of the job, however it is written and whatever else is
//! wrong.

use portl::{
    analysis::{Source, analyze},
    render::{Style, diagnostics},
};

use super::case::annotated;

/// The secret; `§` stands for it.
const SECRET: &str = "canary-77-canary";

const QUERY: &str = "steps:\n  - {id: a, type: db.query_one, query: SELECT 1 AS x}\n";
const CALL: &str = "steps:\n  - {id: a, type: api.call, method: GET, path: /x}\n";

/// What stands below the type of a PostgreSQL connection, with a mistake near by.
const SETTINGS: &[&str] = &[
    "    config:\n      host: h\n      password: §\n      databas: d\n",
    "    config:\n      databas: d\n      password: §\n",
    "    config: {host: h, password: §, databas: d}\n",
    "    config: {\n      password: §,\n      databas: d}\n",
    "    config:\n      databas: d\n      password: \"§\"\n",
    "    config:\n      databas: d\n      'password': '§'\n",
    "    config:\n      databas: d\n      password: |\n        §\n      prt: 1\n",
    "    config:\n      databas: d\n      password: >-\n        §\n        §\n      prt: 1\n",
    "    config:\n      databas: d\n      password:\n        §\n      prt: 1\n",
    "    config: {databas: d, password: \"§\n        §\"}\n",
    "    config:\n      databas: d\n      password: &p §\n      prt: *p\n",
    "    config:\n      databas: d\n      ? password\n      : §\n",
    "    config:\n      databas: d\n      password: [§]\n",
    "    config:\n      password: {a: §}\n",
    "    config:\n      password: §\n      password: §\n",
    "    config:\n      port: x\n      password: §\n",
    "    config:\n      databas: d\n      password: \"§${env:}\"\n",
    "    config:\n      databas: d\n      password: \"{{ '§' }}\"\n",
    // Keys that are not where or what they should be.
    "    config:\n      host: h\n      pasword: §\n",
    "    config:\n      host: h\n      pwd: §\n",
    "    password: §\n    config:\n      host: h\n",
    "    config: password=§\n",
    "    config:\n      password = §\n      host: h\n",
    // Texts that are no YAML.
    "    config:\n      password: §: x\n      host: h\n",
    "    config:\n      password: @§\n      host: h\n",
    "    config:\n      password: %§\n      host: h\n",
    "    config:\n      password: *§\n      host: h\n",
    "    config:\n      password: !§\n      host: h\n",
    "    config:\n      password: § # x\n     host: h\n",
    "    config:\n      password: \"§\n      host: h\n",
    "    config:\n      host: h\n\tpassword: §\n",
    "    config:\n      password:§\n      host: h\n",
    // URLs.
    "    config:\n      databas: d\n      url: postgres://me:§@h/d\n",
    "    config:\n      databas: d\n      ulr: postgres://me:§@h/d\n",
    "    config: {ulr: \"postgres://${env:U}:§@h/d\"}\n",
    "    config:\n      host: postgres://me:§@h/d\n      databas: d\n",
    // What a comment puts aside is not said, and stays concealed.
    "    config:\n      # portl: ignore[secret.literal] a test\n      password: §\n      databas: d\n",
];

/// Whole jobs.
const JOBS: &[&str] = &[
    "x: &p §\nconnections: {pg: {type: postgres, config: {databas: d, password: *p}}}\nsteps: []\n",
    "base: &b {password: §, databas: d}\nconnections:\n  pg:\n    type: postgres\n    config:\n      <<: *b\nsteps: []\n",
    "connections:\n  pg:\n    type: oracl\n    config:\n      password: §\nsteps: []\n",
    "connections:\n  pg:\n    config:\n      password: §\nsteps: []\n",
    "connections:\n  pg:\n    type: postgres\n    config:\n      databas: x\n      password: §\n",
    "inputs:\n  tok: {typ: secret, type: secret, default: §}\nsteps: []\n",
    "inputs:\n  tok:\n    type: secret\n    defalt: §\nsteps: []\n",
    "steps:\n  - {id: a, type: db.query_one, query: SELECT 1 AS x, pasword: §}\n",
    "steps:\n  - {id: a, type: db.query_one, query: SELECT 1 AS x, params: {password: §}, lmit: 1}\n",
];

const HEADERS: &[&str] = &[
    "      heders: {Authorization: Bearer §}\n",
    "      timeot: 3\n      headers:\n        Authorization: Bearer §\n        X-Api-Key: §\n",
    "      headers: {X-Api-Key: \"§\", X-Api-Key: \"§\"}\n",
];

fn jobs() -> Vec<String> {
    let postgres = "connections:\n  pg:\n    type: postgres\n";
    let http = "connections:\n  api:\n    type: http\n    config:\n      base_url: http://h\n";
    let settings = SETTINGS.iter().map(|own| format!("{postgres}{own}{QUERY}"));
    let headers = HEADERS.iter().map(|own| format!("{http}{own}{CALL}"));
    let whole = JOBS.iter().map(|job| (*job).to_owned());
    let jobs = settings.chain(headers).chain(whole);
    jobs.map(|job| job.replace('§', SECRET)).collect()
}

/// Everything that is said of a job, in every format.
fn said(job: &str) -> (usize, String) {
    let source = Source::new("job.yaml".to_owned(), job.to_owned());
    let analysis = analyze(source, None, &annotated()[0].beside());
    let (found, sources) = (&analysis.diagnostics, &analysis.sources);
    let text = diagnostics::text(found, usize::MAX, sources, Style::plain(100));
    let json = diagnostics::json(found, usize::MAX, sources);
    (found.len(), format!("{text}{json}"))
}

#[test]
fn no_shape_of_a_secret_is_shown() {
    for job in jobs() {
        let (count, said) = said(&job);
        assert!(count > 0, "nothing is wrong with\n{job}");
        assert!(!said.contains(SECRET), "{job}\n{said}");
    }
}

#[test]
fn a_secret_in_a_config_is_told_whatever_else_is_wrong_there() {
    for config in &SETTINGS[..8] {
        let job = format!("connections:\n  pg:\n    type: postgres\n{config}{QUERY}");
        let (_, said) = said(&job.replace('§', SECRET));
        assert!(said.contains("secret.literal"), "{job}\n{said}");
        assert!(said.contains("job.unknown-key"), "{job}\n{said}");
    }
}

#[test]
fn what_is_no_secret_is_shown() {
    for (job, shown) in [
        (
            "inputs:\n  password:\n    type: secert\nsteps: []\n",
            "type: secert",
        ),
        ("inputs: {api_key: secrt}\nsteps: []\n", "{api_key: secrt}"),
        (
            "connections:\n  pg:\n    type: postgres\n    config:\n      password: ${env:PW}\n      databas: d\nsteps: []\n",
            "password: ${env:PW}",
        ),
        (
            "steps:\n  - id: a\n    type: db.insert\n    table: t\n    mapping:\n      password: \"{{ row.pw }}\"\n    onn: 1\n",
            "password: \"{{ row.pw }}\"",
        ),
        (
            "steps:\n  - id: a\n    type: db.execute\n    query: |\n      UPDATE users SET name = :n\n      WHERE password = :p AND token = $1\n    para: {}\n",
            "password = :p AND token = $1",
        ),
    ] {
        let (_, said) = said(job);
        assert!(said.contains(shown), "{job}\n{said}");
    }
}
