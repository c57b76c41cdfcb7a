//! Flow B as it stands: a Lambda's answer, versions, two calls an item through the outbox.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::support::{
    http::{Answer, Server},
    lambda::{Lambda, Outcome},
    portl::Workspace,
    postgres::Database,
};

use super::{by_key, expect_said};

const SCHEMA: &str = include_str!("../../examples/flow_b/schema.sql");

struct World {
    database: Database,
    _lambda: Lambda,
    workspace: Workspace,
}

impl World {
    fn new(api: &Server) -> Self {
        let database = Database::with_schema(SCHEMA);
        let lambda = Lambda::start(|_| Outcome::Returns(json!({"items": items()})));
        let workspace = Workspace::of_example("flow_b")
            .env("PORTL_PG_URL", database.url())
            .env("PORTL_LAMBDA_URL", &lambda.url())
            .env("PORTL_API_URL", &api.url());
        Self {
            database,
            _lambda: lambda,
            workspace,
        }
    }
}

fn items() -> Vec<Value> {
    let item = |code: &str| json!({"code": code, "source": "erp", "name": code, "md5": format!("md5-{code}")});
    vec![item("A-1"), item("A-2"), item("A-3")]
}

/// Acts on each request; of each key it drops the first answer, and says to come again to the second.
fn unreliable() -> Server {
    let mut seen: HashMap<String, u32> = HashMap::new();
    Server::start(move |request| {
        let key = request.header("idempotency-key").unwrap_or_default();
        let count = seen.entry(key.to_owned()).or_default();
        *count += 1;
        match count {
            1 => Answer::cut(),
            2 => Answer::status(503),
            _ => Answer::status(201),
        }
    })
}

#[test]
fn every_message_goes_out_after_the_commit_until_it_is_acknowledged() {
    let api = unreliable();
    let world = World::new(&api);
    let checked = world
        .workspace
        .portl(&["check", "job.yaml", "--deny-warnings"]);
    checked.expect_code(0);
    let finished = world.workspace.portl(&["run", "job.yaml"]).expect_code(0);
    expect_said(&finished, &["6 put into the outbox"]);
    assert!(
        api.requests().is_empty(),
        "nothing is sent before the commit, nor by the run"
    );
    assert_eq!(world.database.count("portl_outbox"), 6);

    let drain = ["outbox", "drain", "job.yaml", "--once"];
    let finished = world.workspace.portl(&drain).expect_code(0);
    expect_said(
        &finished,
        &["6 messages delivered, 12 retried, 0 dead, 0 waiting"],
    );
    let sent = by_key(&api);
    assert_eq!(sent.len(), 6);
    for (key, requests) in &sent {
        assert_eq!(requests.len(), 3, "{key}");
        assert!(
            requests.iter().all(|request| request.body == requests[0].body
                && request.path == requests[0].path),
            "{key}"
        );
    }
    let id: i64 = world
        .database
        .value("SELECT id FROM resources WHERE code = 'A-2'")
        .parse()
        .expect("an id");
    let published = &sent["flow_b-publish-A-2-erp-1-md5-A-2"][0];
    assert_eq!(published.path, "/versions");
    assert_eq!(
        published.json(),
        json!({"resource_id": id, "version_number": 1})
    );

    let finished = world.workspace.portl(&["run", "job.yaml"]).expect_code(0);
    assert!(!finished.stderr.contains("outbox"), "{}", finished.stderr);
    let finished = world.workspace.portl(&drain).expect_code(0);
    expect_said(&finished, &["0 messages delivered"]);
    assert_eq!(api.requests().len(), 18);
    assert_eq!(world.database.count("portl_outbox"), 0);
    assert_eq!(world.database.count("portl_outbox_done"), 6);
}

#[test]
fn a_run_that_fails_leaves_no_message() {
    let api = unreliable();
    let world = World::new(&api);
    world
        .database
        .execute("ALTER TABLE resources_versions ADD CONSTRAINT no_a2 CHECK (md5 <> 'md5-A-2')");
    let finished = world.workspace.portl(&["run", "job.yaml"]).expect_code(4);
    expect_said(&finished, &["no_a2", "rolled back"]);
    assert_eq!(world.database.count("portl_outbox"), 0);
    let drained = world.workspace.portl(&["outbox", "drain", "job.yaml"]);
    drained.expect_code(0);
    assert!(api.requests().is_empty());
}
