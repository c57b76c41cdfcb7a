//! The same key is enqueued once, and never with other bytes.

use serde_json::json;

use crate::support::http::{Answer, Server};

use super::{KINDS, World, by_key, calls, expect_said};

const KEYED: &str = "    idempotency_key: \"key-{{ n }}\"\n";

#[test]
fn the_same_call_is_enqueued_once() {
    for kind in KINDS {
        let server = Server::in_turn([Answer::status(200)]);
        let world = World::new(kind, &server.url(), &calls("[1, 2, 1]", KEYED));
        let results = world.results();
        let was_enqueued = |at: usize| results["call"][at]["was_enqueued"].clone();
        assert_eq!([0, 1, 2].map(was_enqueued), [true, true, false], "{kind:?}");
        assert_eq!(results["call"][0]["id"], results["call"][2]["id"]);
        let again = world.results();
        assert_eq!(
            again["call"][1],
            json!({"id": results["call"][1]["id"], "was_enqueued": false})
        );

        world.drain().expect_code(0);
        let after = world.results();
        assert_eq!(after["call"][1]["was_enqueued"], json!(false));
        world.drain().expect_code(0);
        assert_eq!(
            by_key(&server).keys().collect::<Vec<_>>(),
            ["key-1", "key-2"]
        );
        assert_eq!(server.requests().len(), 2);
        world.expect_states([0, 0, 0, 0, 0, 2]);
    }
}

#[test]
fn the_same_key_with_other_bytes_is_an_error_wherever_the_first_one_is() {
    for kind in KINDS {
        let server =
            Server::start(|request| Answer::status(if request.path == "/n" { 200 } else { 404 }));
        let same_key = "    idempotency_key: same\n";
        let within = World::new(kind, &server.url(), &calls("[1, 2]", same_key));
        let finished = within.run().expect_code(3);
        expect_said(
            &finished,
            &["at item 1", "key `same`", "other bytes", "is in the outbox"],
        );
        assert_eq!(within.value("SELECT count(*) FROM portl_outbox"), "0");

        let world = within.with_steps(&calls("[1]", same_key));
        world.run().expect_code(0);
        let world = world.with_steps(&calls("[2]", same_key));
        world.run().expect_code(3);
        world.drain().expect_code(0);
        expect_said(&world.run().expect_code(3), &["was delivered"]);
        world.expect_states([0, 0, 0, 0, 0, 1]);

        let dead = world
            .with_steps(&calls("[3]", "    idempotency_key: dead\n").replace("/n\n", "/gone\n"));
        dead.run().expect_code(0);
        dead.drain().expect_code(6);
        let world = dead.with_steps(&calls("[4]", "    idempotency_key: dead\n"));
        let finished = world.run().expect_code(3);
        expect_said(&finished, &["is dead", "portl outbox discard"]);
        world.outbox(&["discard", "--all"]).expect_code(0);
        world.run().expect_code(0);
        world.drain().expect_code(0);
    }
}

#[test]
fn without_a_key_the_item_and_the_bytes_make_one() {
    for kind in KINDS {
        let server = Server::in_turn([Answer::status(200)]);
        let items = "[{'id': 1, 'at': [1]}, {'id': 2, 'at': [1]}]";
        let world = World::new(kind, &server.url(), &calls(items, ""));
        world.run().expect_code(0);
        world.run().expect_code(0);
        world.drain().expect_code(0);
        // The position of an item is no part of it, nor is the run.
        let turned = "[{'id': 2, 'at': [1]}, {'id': 1, 'at': [1]}]";
        let world = world.with_steps(&calls(turned, ""));
        world.run().expect_code(0);
        world.expect_states([0, 0, 0, 0, 0, 2]);
        let other = "[{'id': 1, 'at': [2]}]";
        let world = world.with_steps(&calls(other, ""));
        world.run().expect_code(0);
        world.drain().expect_code(0);
        world.expect_states([0, 0, 0, 0, 0, 3]);
        let keys = by_key(&server);
        assert_eq!(keys.len(), 3);
        assert!(keys.keys().all(|key| key.starts_with("call-")));
    }
}

#[test]
fn the_key_goes_where_the_job_wants_it() {
    for kind in KINDS {
        let server = Server::in_turn([Answer::status(200)]);
        let field = "    idempotency_key: \"key-{{ n }}\"\n    idempotency_field: request_id\n    query: {a: 1 2}\n";
        let world = World::new(kind, &server.url(), &calls("[1]", field));
        world.run().expect_code(0);
        let header = calls("[2]", "    headers: {X-Idempotency-Key: \"own-{{ n }}\"}\n");
        let world = world.with_steps(&header);
        world.run().expect_code(0);
        world.drain().expect_code(0);
        let mut requests = server.requests();
        requests.sort_by_key(|request| request.path.clone());
        assert_eq!(requests[1].path, "/n?a=1%202");
        assert_eq!(requests[1].json(), json!({"n": 1, "request_id": "key-1"}));
        assert_eq!(requests[1].header("idempotency-key"), Some("key-1"));
        assert_eq!(requests[0].header("x-idempotency-key"), Some("own-2"));
        assert_eq!(requests[0].header("idempotency-key"), None);
        assert_eq!(
            world.value("SELECT dedup_key FROM portl_outbox_done ORDER BY 1 DESC LIMIT 1"),
            "own-2"
        );
    }
}

#[test]
fn runs_at_the_same_time_enqueue_a_key_once() {
    for kind in KINDS {
        let server = Server::in_turn([Answer::status(200)]);
        let world = World::new(kind, &server.url(), &calls("range(20)", KEYED));
        world.outbox(&["init"]).expect_code(0);
        let runs = [0; 4].map(|_| world.workspace.start(&["run", "job.yaml"]));
        for run in runs {
            run.finish().expect_code(0);
        }
        world.drain().expect_code(0);
        assert_eq!(server.requests().len(), 20, "{kind:?}");
    }
}
