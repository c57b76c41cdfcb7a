//! Messages of one order key go one after another, in the order of the commits.

use std::{collections::HashMap, time::Duration};

use crate::support::http::{Answer, Server};

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

#[test]
fn a_transaction_waits_for_another_one_of_the_same_order_key() {
    let server = Server::in_turn([Answer::status(200)]);
    let slow = format!(
        "{}  - {{id: nap, type: db.execute, connection: db, query: SELECT pg_sleep(1.5)}}\n",
        ordered("['a1']")
    );
    let first = World::new(Kind::Postgres, &server.url(), &slow);
    first.outbox(&["init"]).expect_code(0);
    let running = first.workspace.start(&["run", "job.yaml"]);
    let sleeping = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%' AND state = 'active'";
    crate::support::until("the slow run", || first.value(sleeping) == "1");
    let second = first.with_steps(&ordered("['a2']"));
    second.run().expect_code(0);
    // Had it not waited, the older message would still be invisible, and the newer one go out first.
    assert_eq!(second.value("SELECT count(*) FROM portl_outbox"), "2");
    running.finish().expect_code(0);
    std::thread::sleep(Duration::from_millis(10));
    second.drain().expect_code(0);
    assert_eq!(paths(&server, "/"), ["/a1", "/a2"]);
}
