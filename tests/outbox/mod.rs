//! The outbox end to end: `portl run` writes messages, `portl outbox` delivers them, real receivers count.

mod checks;
mod dead;
mod dedup;
mod flow_b;
mod lambda;
mod leases;
mod order;
mod pooler;
mod secrets;
mod tables;
mod tls;

use std::{collections::BTreeMap, time::Duration};

use serde_json::Value;

use crate::support::{
    http::{Recorded, Server},
    portl::{Finished, Running, Workspace, expect_said},
    postgres::Database,
};

/// The databases that have an outbox.
const KINDS: [Kind; 2] = [Kind::Postgres, Kind::Sqlite];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Postgres,
    Sqlite,
}

/// A job named `job` over a database `db`, an HTTP connection `api` and a Lambda connection `lambda`.
struct World {
    workspace: Workspace,
    postgres: Option<Database>,
    url: String,
}

/// The canary: what the connection's header holds.
const TOKEN: &str = "canary-token-7";

impl World {
    fn new(kind: Kind, url: &str, steps: &str) -> Self {
        let postgres = (kind == Kind::Postgres).then(Database::create);
        let workspace = Workspace::new().env("TOKEN", TOKEN);
        let workspace = match &postgres {
            Some(database) => workspace.env("PG", database.url()),
            None => workspace,
        };
        let world = Self {
            workspace,
            postgres,
            url: url.to_owned(),
        };
        world.with_steps(steps)
    }

    /// The same with other steps, or settings in front of them.
    fn with_steps(self, steps: &str) -> Self {
        let database = match &self.postgres {
            Some(_) => "{type: postgres, config: {url: \"${env:PG}\"}}",
            None => "{type: sqlite, config: {path: data.db}}",
        };
        let url = &self.url;
        let job = format!(
            "name: job\nconnections:\n  db: {database}\n\
             \x20 api: {{type: http, config: {{base_url: \"{url}\", timeout: 1, headers: {{Authorization: \"Bearer ${{env:TOKEN}}\"}}}}}}\n\
             \x20 slow: {{type: http, config: {{base_url: \"{url}\", rate_limit: {{per_second: 1}}}}}}\n\
             \x20 lambda: {{type: lambda, config: {{region: us-east-1, function_name: f, endpoint_url: \"{url}\", timeout: 1}}}}\n\
             transaction: {{scope: db}}\n{steps}"
        );
        Self {
            workspace: self.workspace.file("job.yaml", &job),
            ..self
        }
    }

    fn run(&self) -> Finished {
        self.workspace.portl(&["run", "job.yaml"])
    }

    /// The results of a run that succeeds.
    fn results(&self) -> Value {
        let arguments = ["run", "job.yaml", "--result", "-"];
        let finished = self.workspace.portl(&arguments).expect_code(0);
        let whole: Value = serde_json::from_str(&finished.stdout).expect("results are JSON");
        whole["steps"].clone()
    }

    /// `portl outbox COMMAND job.yaml …`
    fn outbox(&self, arguments: &[&str]) -> Finished {
        self.start(arguments).finish()
    }

    fn start(&self, arguments: &[&str]) -> Running {
        let (command, more) = arguments.split_first().expect("a command");
        let mut all = vec!["outbox", command, "job.yaml"];
        all.extend(more);
        self.workspace.start(&all)
    }

    fn drain(&self) -> Finished {
        self.outbox(&["drain"])
    }

    /// The state of the outbox, whatever the exit code.
    fn status(&self) -> Value {
        let finished = self.outbox(&["status", "--format", "json"]);
        serde_json::from_str(&finished.stdout).expect("the status is JSON")
    }

    /// So many are ready, waiting, parked, sending, dead and done.
    fn expect_states(&self, states: [u64; 6]) {
        let status = self.status();
        let names = ["ready", "waiting", "parked", "sending", "dead", "done"];
        let found = names.map(|name| status[name].as_u64().expect("a count"));
        assert_eq!(found, states, "{names:?}");
    }

    fn execute(&self, sql: &str) {
        match &self.postgres {
            Some(database) => database.execute(sql),
            None => self.sqlite().execute_batch(sql).expect("SQL"),
        }
    }

    /// The rows of a query, each cell as text; null as nothing.
    fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        match &self.postgres {
            Some(database) => {
                let rows = database.rows(sql).into_iter();
                rows.map(|row| row.into_iter().map(Option::unwrap_or_default).collect())
                    .collect()
            }
            None => crate::run::sqlite_rows(&self.sqlite(), sql),
        }
    }

    fn value(&self, sql: &str) -> String {
        self.rows(sql)[0][0].clone()
    }

    fn sqlite(&self) -> rusqlite::Connection {
        let connection = rusqlite::Connection::open(self.workspace.path("data.db"));
        let connection = connection.expect("the folder can be written");
        connection
            .busy_timeout(Duration::from_secs(10))
            .expect("a connection takes options");
        connection
    }
}

/// A step that enqueues a POST for each item of a list.
fn calls(items: &str, more: &str) -> String {
    format!(
        "steps:\n  - id: call\n    type: api.call\n    connection: api\n    delivery: outbox\n\
         \x20   batch: {{from: \"{{{{ {items} }}}}\", as: n}}\n    method: POST\n    path: /n\n    body: {{n: \"{{{{ n }}}}\"}}\n{more}"
    )
}

/// The requests of each key, in the order of their arrival.
fn by_key(server: &Server) -> BTreeMap<String, Vec<Recorded>> {
    let mut found: BTreeMap<String, Vec<Recorded>> = BTreeMap::new();
    for request in server.requests() {
        let key = request.header("idempotency-key").expect("a key").to_owned();
        found.entry(key).or_default().push(request);
    }
    found
}
