//! `kill -9` at every point that a flow passes: all of its rows are there or none, and a run afterwards comes to its end.

use std::{
    collections::BTreeSet,
    thread,
    time::{Duration, Instant},
};

use portl::faults::Point;
use serde_json::json;

use super::long;
use crate::support::{
    http::{Answer, Server},
    lambda::{Lambda, Outcome},
    portl::Workspace,
    postgres::Database,
};

const SCHEMA: &str = include_str!("../../examples/flow_a/schema.sql");
/// Points that come by often are tried at these times as well.
const TIMES: [usize; 3] = [1, 2, 6];

struct World {
    database: Database,
    workspace: Workspace,
    _servers: (Server, Lambda),
}

impl World {
    fn of_flow_a() -> Self {
        let database = Database::with_schema(SCHEMA);
        let api = Server::in_turn([Answer::json(201, &json!({"accepted": true}))]);
        let lambda = Lambda::start(|invocation| {
            let code = invocation.payload["code"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            Outcome::Returns(
                json!({"md5": format!("md5-{code}"), "category": "c", "size": code.len()}),
            )
        });
        let workspace = Workspace::of_example("flow_a")
            .env("PORTL_PG_URL", &database.password_url())
            .env("PORTL_LAMBDA_URL", &lambda.url())
            .env("PORTL_API_URL", &api.url())
            .env("API_TOKEN", "token");
        Self {
            database,
            workspace,
            _servers: (api, lambda),
        }
    }

    /// Rows of the flow, and committed runs.
    fn state(&self) -> (u64, u64, u64) {
        let is_there = "SELECT count(*) FROM pg_class WHERE relname = 'portl_run'";
        let runs = if self.database.value(is_there) == "1" {
            self.database.count("portl_run")
        } else {
            0
        };
        (
            self.database.count("resources"),
            self.database.count("resources_versions"),
            runs,
        )
    }
}

#[test]
fn flow_a_is_there_as_a_whole_or_not_at_all() {
    let mut reached = BTreeSet::new();
    for (point, time) in Point::ALL
        .iter()
        .flat_map(|point| TIMES.map(|time| (point, time)))
    {
        let place = format!("{}@{time}", point.name());
        let world = World::of_flow_a();
        let broken = world
            .workspace
            .portl_with(&[("PORTL_FAULT", &place)], &["run", "job.yaml"]);
        let left = settled(&world);
        match broken.code {
            None => {
                assert!([(0, 0, 0), (4, 4, 1)].contains(&left), "{place}: {left:?}");
                reached.insert(place.clone());
            }
            Some(code) => assert_eq!((code, left), (0, (4, 4, 1)), "{place}: {}", broken.stderr),
        }
        world.workspace.portl(&["run", "job.yaml"]).expect_code(0);
        assert_eq!(world.state(), (4, 4, left.2 + 1), "{place}, and run again");
    }
    assert!(
        reached.len() >= 30,
        "only {} places were reached: {reached:?}",
        reached.len()
    );
}

#[test]
fn flow_a_survives_kills_at_any_instant() {
    let rounds = if long() { 500 } else { 12 };
    let begun = Instant::now();
    World::of_flow_a()
        .workspace
        .portl(&["run", "job.yaml"])
        .expect_code(0);
    let usual = begun.elapsed();
    for round in 0..rounds {
        let world = World::of_flow_a();
        let running = world.workspace.start(&["run", "job.yaml"]);
        thread::sleep(usual.mul_f64(f64::from(round) / f64::from(rounds)));
        running.signal("KILL");
        let code = running.finish().code;
        let left = settled(&world);
        assert!(
            [(0, 0, 0), (4, 4, 1)].contains(&left),
            "{round}: {code:?} {left:?}"
        );
        world.workspace.portl(&["run", "job.yaml"]).expect_code(0);
        assert_eq!(world.state(), (4, 4, left.2 + 1), "{round}, and run again");
    }
}

/// What is left once the server has noticed that its client is gone.
fn settled(world: &World) -> (u64, u64, u64) {
    let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    while world.database.value(others) != "0" {
        thread::sleep(Duration::from_millis(5));
    }
    world.state()
}
