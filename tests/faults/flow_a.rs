//! Flow A over conversations that break: with its database, with Lambda, with the API.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use serde_json::json;

use super::{
    breaks::{Break, SIDES, Way},
    kills::settled,
    long,
    proxy::Proxy,
    spread,
};
use crate::support::{
    http::{Answer, Server},
    lambda::{Lambda, Outcome},
    portl::{Finished, Workspace},
    postgres::Database,
};

const SCHEMA: &str = include_str!("../../examples/flow_a/schema.sql");

/// Whom the conversation that breaks is with, by the variable that says where it is; and how many bytes lie between two
/// places where it is broken in a short round.
const PEERS: [(&str, usize); 3] = [
    ("PORTL_PG_URL", 1_499),
    ("PORTL_LAMBDA_URL", 211),
    ("PORTL_API_URL", 307),
];

const WAYS: [Way; 4] = [
    Way::Cut,
    Way::Reset,
    Way::Delay(Duration::from_millis(50)),
    Way::Truncate,
];

struct World {
    database: Database,
    lambda: Lambda,
    api: Server,
    workspace: Workspace,
}

impl World {
    fn new() -> Self {
        let lambda = Lambda::start(|invocation| {
            let code = invocation.payload["code"].as_str().unwrap_or_default();
            let answer = json!({"md5": format!("md5-{code}"), "category": "c", "size": code.len()});
            Outcome::Returns(answer)
        });
        let workspace = Workspace::of_example("flow_a").env("API_TOKEN", "token");
        let patient = workspace.read("job.yaml");
        // A test has no time to wait as long as people do.
        let job = patient
            .replace("timeout: 10", "timeout: 900ms")
            .replace("      headers:", "      timeout: 900ms\n      headers:")
            .replace(
                "      url: ${env:PORTL_PG_URL}",
                "      url: ${env:PORTL_PG_URL}\n      statement_timeout: 1500ms\n      connect_timeout: 1",
            );
        Self {
            database: Database::with_schema(SCHEMA),
            lambda,
            api: Server::in_turn([Answer::json(201, &json!({"accepted": true}))]),
            workspace: workspace
                .file("job.yaml", &job)
                .file("patient.yaml", &patient),
        }
    }

    fn url(&self, peer: &str) -> String {
        match peer {
            "PORTL_PG_URL" => self.database.url().to_owned(),
            "PORTL_LAMBDA_URL" => self.lambda.url(),
            _ => self.api.url(),
        }
    }

    /// Runs it; what `through` gives stands for where a peer is. Straight on it has the time that people give it.
    fn run(&self, through: Option<(&str, &str)>) -> Finished {
        let job = through.map_or("patient.yaml", |_| "job.yaml");
        let mut places: BTreeMap<_, _> = PEERS.map(|(peer, _)| (peer, self.url(peer))).into();
        places.extend(through.map(|(peer, url)| (peer, url.to_owned())));
        let places: Vec<_> = places
            .iter()
            .map(|(peer, url)| (*peer, url.as_str()))
            .collect();
        self.workspace.portl_with(&places, &["run", job])
    }

    /// Rows of the flow.
    fn rows(&self) -> (u64, u64) {
        settled(&self.database);
        (
            self.database.count("resources"),
            self.database.count("resources_versions"),
        )
    }

    /// What has to be true, whatever broke.
    fn check(&self, finished: &Finished, at: &str) {
        let (code, said, rows) = (finished.code, &finished.stderr, self.rows());
        let at = format!("{at}: exit {code:?}, {rows:?}\n{said}");
        let told = self.lambda.invocations().len() + self.api.requests().len();
        match code {
            Some(0) => assert_eq!(rows, (4, 4), "{at}"),
            Some(2) => assert!(rows == (0, 0) && told == 0, "{told} told: {at}"),
            Some(3) => {
                assert!(rows == (0, 0) && told == 0, "{told} told: {at}");
                assert!(
                    said.contains("nothing of this run is in the database")
                        || said.contains("nothing was written"),
                    "{at}"
                );
            }
            Some(4) => {
                assert_eq!(rows, (0, 0), "{at}");
                assert!(
                    said.contains("invoked a function") || said.contains("sent a POST"),
                    "{at}"
                );
            }
            Some(5) => assert!([(0, 0), (4, 4)].contains(&rows), "{at}"),
            _ => panic!("{at}"),
        }
        let mut sent: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for request in self.api.requests() {
            let key = request.header("idempotency-key").expect("a key").to_owned();
            sent.entry(key)
                .or_default()
                .push((request.path, request.body));
        }
        assert!(
            sent.values()
                .all(|same| same.iter().all(|one| *one == same[0])),
            "{at}"
        );
        assert!(
            code != Some(0) || sent.len() == 8,
            "{} keys: {at}",
            sent.len()
        );
    }
}

#[test]
fn flow_a_ends_in_success_or_as_if_it_had_not_begun() {
    let (broken, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    for (peer, step) in PEERS {
        let step = if long() { step / 20 } else { step };
        for (side, way) in SIDES.iter().flat_map(|side| WAYS.map(|way| (*side, way))) {
            spread(step, |offset| {
                let world = World::new();
                let fault = Break { side, offset, way };
                let proxy = Proxy::breaking(&world.url(peer), fault, 0..1);
                let finished = world.run(Some((peer, &proxy.url(&world.url(peer)))));
                world.check(&finished, &format!("{peer} {fault:?}"));
                if proxy.cuts() == 0 {
                    return false;
                }
                broken.fetch_add(1, Ordering::SeqCst);
                done.fetch_add(usize::from(finished.code == Some(0)), Ordering::SeqCst);
                world.run(None).expect_code(0);
                assert_eq!(world.rows(), (4, 4), "{peer} {fault:?}, and run again");
                true
            });
        }
    }
    let (broken, done) = (broken.into_inner(), done.into_inner());
    println!("{broken} conversations were broken, {done} of the runs succeeded all the same");
    assert!(done > broken / 2, "{done} of {broken}");
}
