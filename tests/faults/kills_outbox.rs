//! `kill -9` at every point that flow B and its drainer pass: a message exists if and only if its run is committed, and each
//! has its effect, with the same bytes under its key.

use std::collections::{BTreeMap, BTreeSet};

use portl::faults::Point;
use serde_json::json;

use super::kills::settled;
use crate::support::{
    http::{Answer, Server},
    lambda::{Lambda, Outcome},
    portl::Workspace,
    postgres::Database,
};

const SCHEMA: &str = include_str!("../../examples/flow_b/schema.sql");
const DRAIN: [&str; 4] = ["outbox", "drain", "job.yaml", "--once"];
/// The messages of the flow: two for each of its three items.
const MESSAGES: u64 = 6;

struct World {
    database: Database,
    api: Server,
    _lambda: Lambda,
    workspace: Workspace,
}

impl World {
    fn new() -> Self {
        let database = Database::with_schema(SCHEMA);
        let mut refusals = 1;
        // The first call is put off, so that a drainer passes what it does about that as well.
        let api = Server::start(move |_| {
            let status = if refusals > 0 { 503 } else { 201 };
            refusals = 0;
            Answer::status(status)
        });
        let item = |code: &str| json!({"code": code, "source": "erp", "name": code, "md5": format!("md5-{code}")});
        let items = json!({"items": [item("A-1"), item("A-2"), item("A-3")]});
        let lambda = Lambda::start(move |_| Outcome::Returns(items.clone()));
        let workspace = Workspace::of_example("flow_b")
            .env("PORTL_PG_URL", database.url())
            .env("PORTL_LAMBDA_URL", &lambda.url())
            .env("PORTL_API_URL", &api.url());
        Self {
            database,
            api,
            _lambda: lambda,
            workspace,
        }
    }

    fn count(&self, table: &str) -> u64 {
        let is_there = format!("SELECT count(*) FROM pg_class WHERE relname = '{table}'");
        match self.database.value(&is_there).as_str() {
            "1" => self.database.count(table),
            _ => 0,
        }
    }

    /// Rows of the flow, messages that wait, committed runs.
    fn state(&self) -> (u64, u64, u64) {
        (
            self.count("resources"),
            self.count("portl_outbox"),
            self.count("portl_run"),
        )
    }

    /// Drains to the end, behind a drainer that may have died and left leases.
    fn drain_to_the_end(&self) {
        self.database.execute(
            "UPDATE portl_outbox SET lease_until = now() - interval '1 second' WHERE lease_until IS NOT NULL",
        );
        self.workspace.portl(&DRAIN).expect_code(0);
    }

    /// Each message was sent, always with the same bytes, and is done with.
    fn expect_delivered(&self, place: &str) {
        let mut bodies: BTreeMap<String, BTreeSet<Vec<u8>>> = BTreeMap::new();
        for request in self.api.requests() {
            let key = request.header("idempotency-key").expect("a key").to_owned();
            bodies.entry(key).or_default().insert(request.body.to_vec());
        }
        assert_eq!(bodies.len() as u64, MESSAGES, "{place}: {bodies:?}");
        assert!(
            bodies.values().all(|sent| sent.len() == 1),
            "{place}: {bodies:?}"
        );
        let left = ["portl_outbox", "portl_outbox_dead", "portl_outbox_done"]
            .map(|table| self.count(table));
        assert_eq!(left, [0, 0, MESSAGES], "{place}");
    }
}

#[test]
fn flow_b_and_its_messages_are_there_as_a_whole_or_not_at_all() {
    let mut reached = BTreeSet::new();
    for point in Point::ALL {
        let fault = [("PORTL_FAULT", point.name())];
        let place = point.name();
        let world = World::new();
        let run = world.workspace.portl_with(&fault, &["run", "job.yaml"]);
        settled(&world.database);
        let left = world.state();
        assert!(
            [(0, 0, 0), (3, MESSAGES, 1)].contains(&left),
            "{place}: {left:?}"
        );
        assert!(world.api.requests().is_empty(), "{place}: sent by the run");
        if run.code.is_none() {
            reached.insert(format!("run {place}"));
            world.workspace.portl(&["run", "job.yaml"]).expect_code(0);
            assert_eq!(
                world.state(),
                (3, MESSAGES, left.2 + 1),
                "{place}, and run again"
            );
        }
        let drain = world.workspace.portl_with(&fault, &DRAIN);
        if drain.code.is_none() {
            reached.insert(format!("drain {place}"));
            settled(&world.database);
        }
        world.drain_to_the_end();
        world.expect_delivered(place);
    }
    assert!(
        reached.len() >= 28,
        "only {} places were reached: {reached:?}",
        reached.len()
    );
}
