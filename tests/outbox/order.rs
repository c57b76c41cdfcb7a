//! Messages of one order key go one after another, in the order of the commits.

use std::collections::HashMap;

use crate::support::{
    http::{Answer, Server},
    portl::Running,
};

use super::{KINDS, Kind, World};

fn ordered(items: &str) -> String {
    format!(
        "steps:\n  - id: put\n    type: outbox.enqueue\n    connection: db\n    to: api\n    batch: {{from: \"{{{{ {items} }}}}\", as: n}}\n\
         \x20   path: /{{{{ n }}}}\n    body: {{n: \"{{{{ n }}}}\"}}\n    key: \"k-{{{{ n }}}}\"\n    order_by: \"{{{{ n | first }}}}\"\n\
         \x20   retry: {{max_attempts: 4, backoff_ms: 20, max_backoff_ms: 40}}\n"
    )
}

fn paths(server: &Server, prefix: &str) -> Vec<String> {
    let requests = server.requests().into_iter().map(|request| request.path);
    requests.filter(|path| path.starts_with(prefix)).collect()
}

#[test]
fn one_that_is_tried_again_holds_up_its_own_key_only() {
    for kind in KINDS {
        let mut seen: HashMap<String, u32> = HashMap::new();
        let server = Server::start(move |request| {
            let count = seen.entry(request.path.clone()).or_default();
            *count += 1;
            Answer::status(if request.path == "/a1" && *count < 3 {
                503
            } else {
                200
            })
        });
        let world = World::new(
            kind,
            &server.url(),
            &ordered("['a1', 'b1', 'a2', 'b2', 'a3']"),
        );
        world.run().expect_code(0);
        world.drain().expect_code(0);
        assert_eq!(
            paths(&server, "/a"),
            ["/a1", "/a1", "/a1", "/a2", "/a3"],
            "{kind:?}"
        );
        assert_eq!(paths(&server, "/b"), ["/b1", "/b2"]);
    }
}

#[test]
fn a_dead_one_parks_its_key_until_somebody_decides() {
    for kind in KINDS {
        let mut is_mended = false;
        let server = Server::start(move |request| match request.path.as_str() {
            "/a2" if !std::mem::replace(&mut is_mended, true) => Answer::status(422),
            _ => Answer::status(200),
        });
        let world = World::new(kind, &server.url(), &ordered("['a1', 'a2', 'a3', 'b1']"));
        world.run().expect_code(0);
        world.drain().expect_code(6);
        assert_eq!(paths(&server, "/a"), ["/a1", "/a2"], "{kind:?}");
        world.expect_states([0, 0, 1, 0, 1, 2]);
        // Later messages of the key wait as well.
        let world = world.with_steps(&ordered("['a4']"));
        world.run().expect_code(0);
        world.drain().expect_code(6);
        world.expect_states([0, 0, 2, 0, 1, 2]);
        world.outbox(&["requeue", "--all"]).expect_code(0);
        world.drain().expect_code(0);
        assert_eq!(paths(&server, "/a"), ["/a1", "/a2", "/a2", "/a3", "/a4"]);
    }
}

/// A run that puts its messages in and then naps; given back once it naps.
fn napping(world: &World) -> Running {
    let running = world.workspace.start(&["run", "job.yaml"]);
    let sleeping = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%' AND state = 'active'";
    crate::support::until("the slow run", || world.value(sleeping) == "1");
    running
}

fn with_nap(items: &str) -> String {
    let nap = "  - {id: nap, type: db.execute, connection: db, query: SELECT pg_sleep(1.5)}\n";
    format!("{}{nap}", ordered(items))
}

#[test]
fn what_commits_first_goes_out_first_and_nobody_waits_for_a_run() {
    let server = Server::in_turn([Answer::status(200)]);
    let first = World::new(Kind::Postgres, &server.url(), &with_nap("['a1', 'a2']"));
    first.outbox(&["init"]).expect_code(0);
    let running = napping(&first);
    let second = first.with_steps(&ordered("['a3']"));
    second.run().expect_code(0);
    // The other run still naps: this one has not waited for it.
    assert_eq!(second.value("SELECT count(*) FROM portl_outbox"), "1");
    running.finish().expect_code(0);
    second.drain().expect_code(0);
    assert_eq!(paths(&server, "/"), ["/a3", "/a1", "/a2"]);
}

#[test]
fn runs_of_crossed_order_keys_do_not_deadlock() {
    let server = Server::in_turn([Answer::status(200)]);
    let nap = "  - {id: nap, type: db.execute, connection: db, query: SELECT pg_sleep(1.5)}\n";
    let then = ordered("['b1']").replace("put", "then");
    let then = then.strip_prefix("steps:\n").expect("it begins with it");
    let first = format!("{}{nap}{then}", ordered("['a1']"));
    let first = World::new(Kind::Postgres, &server.url(), &first);
    first.outbox(&["init"]).expect_code(0);
    let running = napping(&first);
    let second = first.with_steps(&ordered("['b2', 'a2']"));
    let said = second.run().expect_code(0);
    assert!(!said.stderr.contains("again"), "{}", said.stderr);
    let said = running.finish().expect_code(0);
    assert!(!said.stderr.contains("again"), "{}", said.stderr);
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    assert_eq!(second.value(deadlocks), "0");
    second.drain().expect_code(0);
    assert_eq!(paths(&server, "/a"), ["/a2", "/a1"]);
    assert_eq!(paths(&server, "/b"), ["/b2", "/b1"]);
}

#[test]
fn messages_are_never_lost_or_out_of_turn_while_runs_and_a_drainer_work_at_once() {
    let server = Server::in_turn([Answer::status(200)]);
    let items = |run: u32| {
        let keys = if run.is_multiple_of(2) {
            ["a", "b", "c"]
        } else {
            ["c", "b", "a"]
        };
        let names = (0..30).map(|n| format!("'{}{run}-{n:02}'", keys[n % 3]));
        format!("[{}]", names.collect::<Vec<_>>().join(", "))
    };
    let mut world = World::new(Kind::Postgres, &server.url(), &ordered("['x0']"));
    world.run().expect_code(0);
    let jobs = [0, 1, 2, 3, 4, 5, 6, 7].map(|run| format!("job{run}.yaml"));
    for (run, name) in (0..).zip(&jobs) {
        world = world.with_steps(&ordered(&items(run)));
        let job = world.workspace.read("job.yaml");
        world.workspace = world.workspace.file(name, &job);
    }
    let drainer = world.start(&["drain", "--watch"]);
    let running = jobs.map(|name| world.workspace.start(&["run", &name]));
    for run in running {
        run.finish().expect_code(0);
    }
    world.drain().expect_code(0);
    crate::support::until("all deliveries", || {
        world.value("SELECT count(*) FROM portl_outbox") == "0"
    });
    drainer.signal("TERM");
    drainer.finish().expect_code(0);
    for key in ["a", "b", "c"] {
        let sent = paths(&server, &format!("/{key}"));
        assert_eq!(sent.len(), 80, "{key}");
        // Those of a run stand together: its transaction is one moment among the commits.
        for run in sent.chunks(10) {
            let mut sorted = run.to_vec();
            sorted.sort();
            assert_eq!(run, sorted, "{key}");
            assert!(run.iter().all(|path| path[..3] == run[0][..3]), "{run:?}");
        }
    }
}
