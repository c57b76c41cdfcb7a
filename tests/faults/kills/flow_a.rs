//! Flow A: its calls are made while the transaction is open.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeSet, HashMap},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use serde_json::json;

use super::super::{
    cases::Case,
    proxy::{Loses, Proxy},
    receiver::{Met, Receiver},
};
use super::flow::{Flow, Weather, broken, count, expect_true_words};
use crate::support::{
    http::Answer,
    lambda::{Lambda, Outcome},
    portl::{Finished, Workspace},
    postgres::Database,
};

const SCHEMA: &str = include_str!("../../../examples/flow_a/schema.sql");
const JOB: &str = include_str!("../../../examples/flow_a/job.yaml");
/// Steps that lead by savepoints, an item that is undone, and a file.
const MORE: &str = "
  - id: note
    type: db.insert
    connection: pg_main
    batch: {from: \"{{ steps.resource }}\", as: res}
    on_error: continue
    table: notes
    mapping: {resource_id: \"{{ res.id }}\", place: \"{{ idx }}\"}

  - id: report
    type: csv.write
    path: report.csv
    rows: \"{{ steps.resource }}\"
";
const NOTES: &str =
    "CREATE TABLE notes (resource_id bigint NOT NULL, place int NOT NULL CHECK (place <> 2))";

/// Resources, versions, and whose data the versions hold.
type State = (u64, u64, String);

pub(super) struct FlowA {
    database: Database,
    workspace: Workspace,
    receiver: Receiver,
    generation: Arc<AtomicU32>,
    state: RefCell<State>,
    runs: Cell<u64>,
    requests: Cell<usize>,
    _lambda: Lambda,
    _proxy: Option<Proxy>,
}

impl FlowA {
    fn found(&self) -> State {
        let data = "SELECT coalesce(string_agg(DISTINCT split_part(md5, '-', 1), ' '), '') FROM resources_versions";
        let count = |table| self.database.count(table);
        (
            count("resources"),
            count("resources_versions"),
            self.database.value(data),
        )
    }

    fn whole(&self) -> State {
        (4, 4, format!("g{}", self.generation.load(Ordering::SeqCst)))
    }

    /// Within a run a key stands for one request; another run has other ids, and may send others.
    fn expect_same_bytes(&self) {
        let requests = self.receiver.requests();
        let mut bodies = HashMap::new();
        for request in &requests[self.requests.replace(requests.len())..] {
            let key = request.header("idempotency-key").expect("a key");
            let first = bodies.entry(key.to_owned()).or_insert(&request.body);
            assert_eq!(*first, &request.body, "{key}");
        }
    }
}

impl Flow for FlowA {
    const NAME: &str = "flow_a";
    const WEATHERS: &[Weather] = &[
        Weather::Fair,
        Weather::Again,
        Weather::Busy,
        Weather::Refused,
        Weather::LostAnswer,
        Weather::LostCommit,
        Weather::More,
    ];

    fn begin(weather: Weather) -> Self {
        let database = Database::with_schema(SCHEMA);
        database.execute(NOTES);
        let mut calls = 0;
        let receiver = Receiver::start(move |_| {
            calls += 1;
            match (weather, calls) {
                (Weather::Busy, 1) => Met::Refused(503),
                (Weather::Refused, 3) => Met::Refused(422),
                _ => Met::Served(Answer::json(201, &json!({"accepted": true}))),
            }
        });
        let generation = Arc::new(AtomicU32::new(1));
        let data = Arc::clone(&generation);
        let lambda = Lambda::start(move |invocation| {
            let code = invocation.payload["code"].as_str().unwrap_or_default();
            let md5 = format!("g{}-{code}", data.load(Ordering::SeqCst));
            Outcome::Returns(json!({"md5": md5, "category": "c", "size": code.len()}))
        });
        let (proxy, url) = through(weather, &database);
        let more = if weather == Weather::More { MORE } else { "" };
        let workspace = Workspace::of_example("flow_a")
            .file("job.yaml", &format!("{JOB}{more}"))
            .env("PORTL_PG_URL", &url)
            .env("PORTL_LAMBDA_URL", &lambda.url())
            .env("PORTL_API_URL", &receiver.url())
            .env("API_TOKEN", "token");
        let flow = Self {
            database,
            workspace,
            receiver,
            generation,
            state: RefCell::default(),
            runs: Cell::new(0),
            requests: Cell::new(0),
            _lambda: lambda,
            _proxy: proxy,
        };
        if weather == Weather::Again {
            flow.expect_whole(&flow.workspace.portl(flow.command()).expect_code(0));
            flow.generation.store(2, Ordering::SeqCst);
        }
        flow
    }

    fn parts(&self) -> (&Workspace, &Database) {
        (&self.workspace, &self.database)
    }

    fn command(&self) -> &'static [&'static str] {
        &["run", "job.yaml"]
    }

    fn expect_whole(&self, finished: &Finished) {
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
        self.expect_same_bytes();
    }

    fn expect_end(&self, case: &mut Case) {
        // Whatever goes wrong in a weather does so once.
        let ends = (0..3).any(|_| broken(self, "", case).code == Some(0));
        assert!(ends, "it does not come to its end");
        assert_eq!(*self.state.borrow(), self.whole());
        let mark = format!("g{}-", self.generation.load(Ordering::SeqCst));
        let effects = self.receiver.effects().into_iter();
        let keys: Vec<_> = effects
            .filter(|effect| !effect.differs)
            .map(|effect| effect.key)
            .collect();
        let keys: Vec<_> = keys.iter().filter(|key| key.contains(&mark)).collect();
        assert_eq!(
            (keys.len(), keys.iter().collect::<BTreeSet<_>>().len()),
            (8, 8),
            "{keys:?}"
        );
    }
}

/// What stands before a database in a weather that does something to a COMMIT, and the URL by which it is reached.
pub(super) fn through(weather: Weather, database: &Database) -> (Option<Proxy>, String) {
    let loses = match weather {
        Weather::LostAnswer => Loses::Answer,
        Weather::LostCommit => Loses::Commit,
        _ => return (None, database.url().to_owned()),
    };
    let proxy = Proxy::start(database.url(), loses, 0..1);
    let url = proxy.url(database.url());
    (Some(proxy), url)
}
