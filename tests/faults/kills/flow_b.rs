//! Flow B: its calls go through the outbox. The run that enqueues them is killed, or the drainer that delivers them.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use serde_json::json;

use super::super::{
    cases::Case,
    proxy::Proxy,
    receiver::{Met, Receiver},
};
use super::{
    flow::{Flow, Weather, broken, count, expect_true_words, settled},
    flow_a::through,
};
use crate::support::{
    http::Answer,
    lambda::{Lambda, Outcome},
    portl::{Finished, Workspace},
    postgres::Database,
};

const SCHEMA: &str = include_str!("../../../examples/flow_b/schema.sql");
const JOB: &str = include_str!("../../../examples/flow_b/job.yaml");
const RUN: &[&str] = &["run", "job.yaml"];
const DRAIN: &[&str] = &["outbox", "drain", "job.yaml", "--once"];
/// The messages of a run: two for each of its three items.
const MESSAGES: u64 = 6;
/// The beginning of a call whose turn comes after the other calls of its item.
const ORDERED: &str = "type: outbox.enqueue\n        connection: pg_main\n        to: http_notify\n        order_by: \"{{ item.code }}\"";
/// The tables of messages.
const TABLES: [&str; 3] = ["portl_outbox", "portl_outbox_done", "portl_outbox_dead"];

/// Resources, versions, whose data the versions hold, and messages.
type State = (u64, u64, String, u64);

/// The run of flow B is killed.
pub(super) struct Enqueue(World);
/// Its drainer is killed.
pub(super) struct Drain(World);

struct World {
    weather: Weather,
    database: Database,
    workspace: Workspace,
    receiver: Receiver,
    generation: Arc<AtomicU32>,
    state: RefCell<State>,
    runs: Cell<u64>,
    _lambda: Lambda,
    _proxy: Option<Proxy>,
}

impl World {
    fn new(weather: Weather) -> Self {
        let database = Database::with_schema(SCHEMA);
        let mut calls = 0;
        let receiver = Receiver::start(move |_| {
            calls += 1;
            match (weather, calls) {
                (Weather::Busy, 1) => Met::Refused(503),
                // It acts, and its answer is lost.
                (Weather::Busy, 2) => Met::Served(Answer::cut()),
                (Weather::Refused, 3) => Met::Refused(422),
                _ => Met::Served(Answer::status(201)),
            }
        });
        let generation = Arc::new(AtomicU32::new(1));
        let data = Arc::clone(&generation);
        let lambda = Lambda::start(move |_| {
            let data = data.load(Ordering::SeqCst);
            let item = |code: &str| json!({"code": code, "source": "erp", "name": code, "md5": format!("g{data}-{code}")});
            Outcome::Returns(json!({"items": [item("A-1"), item("A-2"), item("A-3")]}))
        });
        let (proxy, url) = through(weather, &database);
        let workspace = Workspace::of_example("flow_b")
            .file("job.yaml", &job(weather))
            .env("PORTL_PG_URL", &url)
            .env("PORTL_LAMBDA_URL", &lambda.url())
            .env("PORTL_API_URL", &receiver.url());
        let world = Self {
            weather,
            database,
            workspace,
            receiver,
            generation,
            state: RefCell::default(),
            runs: Cell::new(0),
            _lambda: lambda,
            _proxy: proxy,
        };
        if matches!(weather, Weather::LostAnswer | Weather::LostCommit) {
            // Only the COMMIT of the run is to be lost, not that of the tables.
            let direct = [("PORTL_PG_URL", world.database.url())];
            world
                .workspace
                .portl_with(&direct, &["outbox", "init", "job.yaml"])
                .expect_code(0);
        }
        if weather == Weather::Again {
            world.run();
            world.generation.store(2, Ordering::SeqCst);
        }
        world
    }

    fn run(&self) {
        let finished = self.workspace.portl(RUN).expect_code(0);
        settled(&self.database);
        self.expect_run(&finished);
    }

    fn found(&self) -> State {
        let data = "SELECT coalesce(string_agg(DISTINCT split_part(md5, '-', 1), ' '), '') FROM resources_versions";
        let count = |table| count(&self.database, table);
        let messages = TABLES.map(count).iter().sum();
        (
            count("resources"),
            count("resources_versions"),
            self.database.value(data),
            messages,
        )
    }

    fn whole(&self) -> State {
        let generation = self.generation.load(Ordering::SeqCst);
        // The messages of the same data are enqueued once.
        let before = match self.weather {
            Weather::Again => MESSAGES * u64::from(generation - 1),
            _ => 0,
        };
        (3, 3, format!("g{generation}"), before + MESSAGES)
    }

    /// Behind a run: all of it is there, or nothing.
    fn expect_run(&self, finished: &Finished) {
        expect_true_words(&self.workspace, &self.database, finished, self.runs.get());
        let runs = count(&self.database, "portl_run");
        if runs > self.runs.replace(runs) {
            self.state.replace(self.whole());
        }
        assert_eq!(
            self.found(),
            *self.state.borrow(),
            "the rows of {runs} committed runs"
        );
    }

    /// At any time: each message is one of a committed run, and what was sent is a message, always with the same bytes.
    fn expect_messages(&self) {
        let effects = self.receiver.effects();
        assert!(effects.iter().all(|effect| !effect.differs), "{effects:?}");
        if count(&self.database, "portl_outbox") + count(&self.database, "portl_outbox_done") == 0 {
            assert_eq!(effects, []);
            return;
        }
        for table in TABLES {
            let orphans = format!(
                "SELECT count(*) FROM {table} AS m WHERE NOT EXISTS (SELECT FROM portl_run AS r WHERE r.run_id = m.run_id)"
            );
            assert_eq!(
                self.database.value(&orphans),
                "0",
                "messages of no run in {table}"
            );
        }
        let acted: BTreeSet<_> = effects.iter().map(|effect| effect.key.clone()).collect();
        assert_eq!(acted.len(), effects.len(), "{effects:?}");
        let done = self.keys("portl_outbox_done");
        assert!(
            done.is_subset(&acted),
            "delivered without an effect: {done:?} {acted:?}"
        );
        let all: BTreeSet<_> = TABLES.iter().flat_map(|table| self.keys(table)).collect();
        assert!(
            acted.is_subset(&all),
            "an effect without a message: {acted:?} {all:?}"
        );
        self.expect_order();
    }

    fn keys(&self, table: &str) -> BTreeSet<String> {
        let rows = self
            .database
            .rows(&format!("SELECT dedup_key FROM {table}"));
        rows.into_iter().flatten().flatten().collect()
    }

    /// What is ordered by its item comes in that order.
    fn expect_order(&self) {
        if self.weather != Weather::More {
            return;
        }
        let mut paths: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for effect in self.receiver.effects() {
            let item = ["A-1", "A-2", "A-3"]
                .into_iter()
                .find(|item| effect.key.contains(item));
            paths
                .entry(item.expect("an item").to_owned())
                .or_default()
                .push(effect.path);
        }
        let in_order = ["/resources", "/versions"];
        assert!(
            paths
                .values()
                .all(|sent| in_order
                    .starts_with(&sent.iter().map(String::as_str).collect::<Vec<_>>())),
            "{paths:?}"
        );
    }

    /// Lets the leases of a drainer that died run out.
    fn expire(&self) {
        if count(&self.database, "portl_outbox") > 0 {
            self.database.execute("UPDATE portl_outbox SET lease_until = now() - interval '1 second' WHERE lease_until IS NOT NULL");
        }
    }

    fn drain_to_the_end(&self, case: &mut Case) {
        self.expire();
        let mut finished = self.workspace.portl(DRAIN);
        if count(&self.database, "portl_outbox_dead") > 0 {
            assert_eq!(finished.code, Some(6), "{}", finished.stderr);
            self.workspace
                .portl(&["outbox", "requeue", "job.yaml", "--all"])
                .expect_code(0);
            finished = self.workspace.portl(DRAIN);
        }
        case.tell(&format!(
            "drained: exit {:?}\n{}",
            finished.code, finished.stderr
        ));
        finished.expect_code(0);
        self.expect_messages();
        let messages = self.whole().3;
        assert_eq!(
            TABLES.map(|table| count(&self.database, table)),
            [0, messages, 0]
        );
        assert_eq!(self.receiver.effects().len() as u64, messages);
    }
}

/// The job of flow B, with what a weather needs.
fn job(weather: Weather) -> String {
    let call = "delivery: outbox\n";
    let more = |more: &str| JOB.replace(call, &format!("{call}        {more}\n"));
    match weather {
        Weather::Busy => more("retry: {max_attempts: 5, backoff_ms: 20, max_backoff_ms: 40}"),
        Weather::More => JOB
            .replace(
                "type: api.call\n        connection: http_notify\n        delivery: outbox",
                ORDERED,
            )
            .replace("idempotency_key:", "key:"),
        Weather::Slow => JOB.replace(
            "API_URL}\"}",
            "API_URL}\", timeout: 1, rate_limit: {per_second: 2}}",
        ),
        _ => JOB.to_owned(),
    }
}

impl Flow for Enqueue {
    const NAME: &str = "flow_b";
    const WEATHERS: &[Weather] = &[
        Weather::Fair,
        Weather::Again,
        Weather::LostAnswer,
        Weather::LostCommit,
        Weather::More,
    ];

    fn begin(weather: Weather) -> Self {
        Self(World::new(weather))
    }

    fn parts(&self) -> (&Workspace, &Database) {
        (&self.0.workspace, &self.0.database)
    }

    fn command(&self) -> &'static [&'static str] {
        RUN
    }

    fn expect_whole(&self, finished: &Finished) {
        self.0.expect_run(finished);
        self.0.expect_messages();
        assert_eq!(self.0.receiver.requests().len(), 0, "sent by the run");
    }

    fn expect_end(&self, case: &mut Case) {
        let ends = (0..3).any(|_| broken(self, "", case).code == Some(0));
        assert!(ends, "it does not come to its end");
        assert_eq!(*self.0.state.borrow(), self.0.whole());
        self.0.drain_to_the_end(case);
    }
}

impl Flow for Drain {
    const NAME: &str = "flow_b's drainer";
    const WEATHERS: &[Weather] = &[
        Weather::Fair,
        Weather::Again,
        Weather::Busy,
        Weather::Refused,
        Weather::Slow,
        Weather::More,
    ];

    fn begin(weather: Weather) -> Self {
        let world = World::new(weather);
        world.run();
        Self(world)
    }

    fn parts(&self) -> (&Workspace, &Database) {
        (&self.0.workspace, &self.0.database)
    }

    fn command(&self) -> &'static [&'static str] {
        DRAIN
    }

    fn again(&self) {
        self.0.expire();
    }

    fn expect_whole(&self, finished: &Finished) {
        self.0.expect_messages();
        assert_eq!(
            self.0.found(),
            *self.0.state.borrow(),
            "{}",
            finished.stderr
        );
        let [left, _, dead] = TABLES.map(|table| count(&self.0.database, table));
        match finished.code {
            Some(0) => assert_eq!((left, dead), (0, 0)),
            Some(6) => assert_eq!((left, dead), (0, 1)),
            None => assert!(dead <= 1),
            other => panic!("exit {other:?}"),
        }
    }

    fn expect_end(&self, case: &mut Case) {
        self.0.drain_to_the_end(case);
        self.0.run();
        self.0.drain_to_the_end(case);
    }
}
