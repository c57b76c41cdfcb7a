//! Flow A: CSV → Lambda → versions → two APIs, in one transaction.

use serde_json::json;

use crate::support::{
    http::{Answer, Recorded, Server},
    lambda::{Lambda, Outcome, emulator_url},
    portl::{Finished, Workspace},
    postgres::Database,
};

use super::expect_said;

const SCHEMA: &str = include_str!("../../examples/flow_a/schema.sql");
const VERSIONS: &str = "SELECT r.code, v.version_number, v.status FROM resources r \
     JOIN resources_versions v ON v.resource_id = r.id ORDER BY 1, 2";

/// The world of flow A, its Lambda at `lambda`.
struct World {
    database: Database,
    api: Server,
    workspace: Workspace,
}

impl World {
    fn with_lambda(lambda: &str) -> Self {
        let database = Database::with_schema(SCHEMA);
        let api = Server::in_turn([Answer::json(201, &json!({"accepted": true}))]);
        let workspace = Workspace::of_example("flow_a")
            .env("PORTL_PG_URL", &database.password_url())
            .env("PORTL_LAMBDA_URL", lambda)
            .env("PORTL_API_URL", &api.url())
            .env("API_TOKEN", "canary-token-1");
        Self {
            database,
            api,
            workspace,
        }
    }

    fn run(&self) -> Finished {
        self.workspace.portl(&["run", "job.yaml"])
    }

    fn versions(&self) -> Vec<String> {
        let cell = |cell: Option<String>| cell.unwrap_or_default();
        let rows = self.database.rows(VERSIONS).into_iter();
        rows.map(|row| row.into_iter().map(cell).collect::<Vec<_>>().join(" "))
            .collect()
    }

    fn counts(&self) -> (u64, u64) {
        (
            self.database.count("resources"),
            self.database.count("resources_versions"),
        )
    }
}

fn ingest() -> Lambda {
    Lambda::start(|invocation| {
        let code = invocation.payload["code"]
            .as_str()
            .expect("a code")
            .to_owned();
        Outcome::Returns(json!({"md5": format!("md5-{code}"), "category": "c", "size": code.len()}))
    })
}

fn keys(requests: &[Recorded], path: &str) -> Vec<String> {
    let of_path = requests.iter().filter(|request| request.path == path);
    of_path
        .map(|request| request.header("idempotency-key").expect("a key").to_owned())
        .collect()
}

#[test]
fn imports_announces_and_publishes_each_resource() {
    let lambda = ingest();
    let world = World::with_lambda(&lambda.url());
    let finished = world.run().expect_code(0);
    expect_said(
        &finished,
        &["8 rows inserted, 0 updated", "12 calls, 0 retries"],
    );

    assert_eq!(
        world.versions(),
        [
            "A-100 1 draft",
            "A-101 1 draft",
            "B-200 1 draft",
            "B-201 1 draft"
        ]
    );
    let stored = world.database.rows(
        "SELECT name, price::text, listed_on::text, metadata::text FROM resources ORDER BY code",
    );
    let stored: Vec<Vec<_>> = stored
        .into_iter()
        .map(|row| row.into_iter().map(Option::unwrap_or_default).collect())
        .collect();
    assert_eq!(
        stored[0],
        [
            "Steel bracket",
            "1234.50",
            "2024-03-01",
            r#"{"size": 5, "category": "c"}"#
        ]
    );
    assert_eq!(stored[1][0], "Bolt, M8 \"fine\"");
    assert_eq!(stored[3][0], "Padded name");

    assert_eq!(lambda.invocations().len(), 4);
    assert_eq!(
        lambda.invocations()[3].payload,
        json!({"code": "B-201", "row": {"code": "B-201", "source": "shop", "name": "  Padded name  ", "price": "5", "listed_on": "2024-12-31"}})
    );
    let requests = world.api.requests();
    assert_eq!(requests.len(), 8);
    let announced = ["A-100-erp", "A-101-erp", "B-200-shop", "B-201-shop"].map(|resource| {
        let (code, _) = resource.rsplit_once('-').expect("code and source");
        format!("flow_a-announce-{resource}-md5-{code}")
    });
    assert_eq!(keys(&requests, "/resources"), announced);
    let published = announced
        .each_ref()
        .map(|key| key.replace("announce", "publish").replace("-md5", "-1-md5"));
    assert_eq!(keys(&requests, "/versions"), published);
    let id: i64 = world
        .database
        .value("SELECT id FROM resources WHERE code = 'B-201'")
        .parse()
        .expect("an id");
    assert_eq!(
        requests[3].json(),
        json!({"resource_id": id, "name": "Padded name", "md5": "md5-B-201", "category": "c"})
    );
    assert_eq!(
        requests[7].json(),
        json!({"resource_id": id, "version_number": 1})
    );
    assert_eq!(
        requests[0].header("authorization"),
        Some("Bearer canary-token-1")
    );
}

#[test]
fn runs_with_real_functions_behind_the_emulator() {
    let world = World::with_lambda(&emulator_url());
    world.run().expect_code(0);
    assert_eq!(world.counts(), (4, 4));
    assert_eq!(world.api.requests().len(), 8);
    let category = "SELECT metadata ->> 'category' FROM resources WHERE code = 'B-200'";
    assert_eq!(world.database.value(category), "textile");
}

#[test]
fn a_second_run_adds_nothing_but_a_version_after_a_published_one() {
    let lambda = ingest();
    let world = World::with_lambda(&lambda.url());
    world.run().expect_code(0);
    let again = world.run().expect_code(0);
    expect_said(&again, &["0 rows inserted, 8 updated"]);
    assert_eq!(world.counts(), (4, 4));

    world.database.execute(
        "UPDATE resources_versions SET status = 'published' WHERE resource_id = (SELECT id FROM resources WHERE code = 'A-101')",
    );
    world.run().expect_code(0);
    assert_eq!(
        world.versions(),
        [
            "A-100 1 draft",
            "A-101 1 published",
            "A-101 2 draft",
            "B-200 1 draft",
            "B-201 1 draft"
        ]
    );
}

#[test]
fn a_failing_check_leaves_nothing_and_says_what_lambda_was_told() {
    let lambda = ingest();
    let world = World::with_lambda(&lambda.url());
    world.database.execute(
        "ALTER TABLE resources_versions ADD CONSTRAINT no_b200 CHECK (md5 <> 'md5-B-200')",
    );
    let finished = world.run().expect_code(4);
    expect_said(
        &finished,
        &[
            "step `new_version` failed at item 2",
            "B-200",
            "no_b200",
            "rolled back",
            "`ingest` invoked a function, 4 times",
        ],
    );
    assert_eq!(world.counts(), (0, 0));
    assert!(world.api.requests().is_empty());
    assert!(!finished.stderr.contains("canary"), "{}", finished.stderr);
}
