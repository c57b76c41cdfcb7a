//! What can't be delivered: when it is given up, and what can be done about it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::http::{Answer, Server};

use super::{KINDS, World, by_key, calls, expect_said};

const QUICK: &str = "    retry: {max_attempts: 3, backoff_ms: 10}\n";

#[test]
fn what_would_not_help_is_not_tried_again() {
    for kind in KINDS {
        for status in [302, 400, 404, 409, 422, 501] {
            let server = Server::in_turn([Answer::text(status, "no, thanks")]);
            let world = World::new(kind, &server.url(), &calls("[1]", ""));
            world.run().expect_code(0);
            let finished = world.drain().expect_code(6);
            expect_said(
                &finished,
                &[
                    "dead after 1 attempt",
                    "1 dead, 0 waiting",
                    "portl outbox dead",
                ],
            );
            assert_eq!(server.requests().len(), 1, "{status}");
        }
    }
}

#[test]
fn what_may_pass_is_tried_as_often_as_the_step_says() {
    for kind in KINDS {
        for answer in [
            Answer::status(429),
            Answer::status(408),
            Answer::status(500),
            Answer::status(504),
            Answer::cut(),
        ] {
            let server = Server::in_turn([answer.clone()]);
            let world = World::new(kind, &server.url(), &calls("[1]", QUICK));
            world.run().expect_code(0);
            expect_said(&world.drain().expect_code(6), &["dead after 3 attempts"]);
            let requests = by_key(&server);
            assert_eq!(requests.len(), 1);
            assert_eq!(server.requests().len(), 3, "{answer:?}");
        }
    }
}

#[test]
fn an_answer_that_comes_too_late_counts_as_none() {
    for kind in KINDS {
        let late = Answer::status(200).after(Duration::from_secs(3));
        let server = Server::in_turn([late, Answer::status(200)]);
        let world = World::new(kind, &server.url(), &calls("[1]", QUICK));
        world.run().expect_code(0);
        expect_said(
            &world.drain().expect_code(0),
            &["1 message delivered, 1 retried"],
        );
        assert_eq!(server.requests().len(), 2);
    }
}

#[test]
fn a_wait_that_the_receiver_asks_for_is_the_least() {
    for kind in KINDS {
        let busy = Answer::status(429).header("retry-after", "2");
        let server = Server::in_turn([busy, Answer::status(200)]);
        let world = World::new(kind, &server.url(), &calls("[1]", QUICK));
        world.run().expect_code(0);
        let finished = world.outbox(&["drain", "--max-wait", "0s"]).expect_code(0);
        expect_said(
            &finished,
            &["0 messages delivered, 1 retried, 0 dead, 1 waiting"],
        );
        world.expect_states([0, 1, 0, 0, 0, 0]);
        world.drain().expect_code(0);
        assert_eq!(server.requests().len(), 2);
    }
}

#[test]
fn an_answer_that_nobody_can_read_is_an_answer() {
    for kind in KINDS {
        let garbled = Answer::text(200, "<html>").header("content-type", "application/json");
        let server = Server::in_turn([garbled]);
        let world = World::new(kind, &server.url(), &calls("[1]", ""));
        world.run().expect_code(0);
        world.drain().expect_code(0);
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn an_outcome_unknown_for_a_day_is_not_risked_again() {
    for kind in KINDS {
        let server = Server::in_turn([Answer::cut()]);
        let world = World::new(kind, &server.url(), &calls("[1]", ""));
        world.run().expect_code(0);
        world.outbox(&["drain", "--max-wait", "0s"]).expect_code(0);
        assert_eq!(server.requests().len(), 1);
        let age = |hours: u32| match kind {
            super::Kind::Postgres => format!(
                "UPDATE portl_outbox SET next_at = now(), unknown_since = now() - interval '{hours} hours' WHERE unknown_since IS NOT NULL"
            ),
            super::Kind::Sqlite => format!(
                "UPDATE portl_outbox SET next_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), unknown_since = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-{hours} hours') WHERE unknown_since IS NOT NULL"
            ),
        };
        world.execute(&age(23));
        world.outbox(&["drain", "--max-wait", "0s"]).expect_code(0);
        assert_eq!(server.requests().len(), 2);
        world.execute(&age(25));
        let finished = world.drain().expect_code(6);
        expect_said(&finished, &["unknown for a day"]);
        assert_eq!(server.requests().len(), 2);
    }
}

#[test]
fn the_dead_are_listed_requeued_and_discarded() {
    for kind in KINDS {
        let mut count = 0;
        let server = Server::start(move |_| {
            count += 1;
            Answer::text(if count <= 3 { 404 } else { 200 }, "who?")
        });
        let keyed = "    idempotency_key: \"key-{{ n }}\"\n";
        let world = World::new(kind, &server.url(), &calls("[1, 2, 3]", keyed));
        world.run().expect_code(0);
        world.outbox(&["status"]).expect_code(0);
        world.drain().expect_code(6);
        let status = world.outbox(&["status"]).expect_code(6);
        assert!(
            status.stdout.contains("dead            3"),
            "{}",
            status.stdout
        );

        let listed = world.outbox(&["dead", "--format", "json"]).expect_code(0);
        let dead: Vec<Value> = serde_json::from_str(&listed.stdout).expect("JSON");
        assert_eq!(dead.len(), 3);
        assert_eq!(dead[1]["key"], json!("key-2"));
        assert_eq!(dead[1]["step"], json!("call"));
        assert_eq!(dead[1]["attempts"], json!(1));
        assert_eq!(dead[1]["last_status"], json!(404));
        let error = dead[1]["last_error"].as_str().expect("a reason");
        assert!(error.contains("404 Not Found: who?"), "{error}");
        let text = world.outbox(&["dead"]).expect_code(0).stdout;
        assert!(
            text.contains("key: key-2") && text.contains("last status 404"),
            "{text}"
        );

        let id = dead[1]["id"].as_str().expect("an id");
        world.outbox(&["requeue", id]).expect_code(0);
        world.expect_states([1, 0, 0, 0, 2, 0]);
        expect_said(&world.outbox(&["requeue", id]).expect_code(2), &[id]);
        world
            .outbox(&["discard", dead[0]["id"].as_str().expect("an id")])
            .expect_code(0);
        world.drain().expect_code(6);
        world.outbox(&["requeue", "--all"]).expect_code(0);
        world.drain().expect_code(0);
        world.expect_states([0, 0, 0, 0, 0, 2]);
        let bodies = by_key(&server);
        assert_eq!(bodies["key-2"].len(), 2);
        assert_eq!(bodies["key-2"][0].body, bodies["key-2"][1].body);

        // A discarded message is forgotten, a delivered one is not before it is purged.
        world.run().expect_code(0);
        world.expect_states([1, 0, 0, 0, 0, 2]);
        world.outbox(&["purge"]).expect_code(0);
        world.expect_states([1, 0, 0, 0, 0, 2]);
        world
            .outbox(&["purge", "--older-than", "0s"])
            .expect_code(0);
        world.expect_states([1, 0, 0, 0, 0, 0]);
    }
}

#[test]
fn a_message_whose_connection_is_gone_is_dead_until_it_is_back() {
    for kind in KINDS {
        let server = Server::in_turn([Answer::status(200)]);
        let world = World::new(kind, &server.url(), &calls("[1]", ""));
        world.run().expect_code(0);
        world.execute("UPDATE portl_outbox SET connection = 'elsewhere'");
        expect_said(
            &world.drain().expect_code(6),
            &["no connection `elsewhere`"],
        );
        world.execute("UPDATE portl_outbox_dead SET connection = 'api'");
        world.outbox(&["requeue", "--all"]).expect_code(0);
        world.drain().expect_code(0);
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn a_drain_forgets_what_was_delivered_a_month_ago() {
    for kind in KINDS {
        let server = Server::in_turn([Answer::status(200)]);
        let world = World::new(kind, &server.url(), &calls("[1, 2]", ""));
        world.run().expect_code(0);
        world.drain().expect_code(0);
        let ago = |days: u32| match kind {
            super::Kind::Postgres => format!("now() - interval '{days} days'"),
            super::Kind::Sqlite => {
                format!("strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-{days} days')")
            }
        };
        let (old, new) = (ago(31), ago(29));
        world.execute(&format!(
            "UPDATE portl_outbox_done SET done_at = CASE WHEN id = (SELECT min(id) FROM portl_outbox_done) THEN {old} ELSE {new} END"
        ));
        world.drain().expect_code(0);
        world.expect_states([0, 0, 0, 0, 0, 1]);
    }
}
