//! Several drainers, and drainers that stop, stall or die.

use std::time::Duration;

use crate::support::{
    http::{Answer, Server},
    until,
};

use super::{KINDS, Kind, World, by_key, calls, expect_said};

#[test]
fn four_drainers_deliver_each_message_once() {
    for kind in KINDS {
        let server = Server::in_turn([Answer::status(200).after(Duration::from_millis(5))]);
        let world = World::new(
            kind,
            &server.url(),
            &calls("range(60)", "    timeout: 10\n"),
        );
        world.run().expect_code(0);
        let drainers = [0; 4].map(|_| world.start(&["drain", "--concurrency", "4"]));
        for drainer in drainers {
            drainer.finish().expect_code(0);
        }
        world.expect_states([0, 0, 0, 0, 0, 60]);
        let requests = by_key(&server);
        assert_eq!(requests.len(), 60, "{kind:?}");
        assert_eq!(server.requests().len(), 60, "{kind:?}");
    }
}

#[test]
fn a_drainer_whose_lease_ran_out_changes_nothing() {
    for kind in KINDS {
        let mut answers = vec![
            Answer::status(404).after(Duration::from_millis(900)),
            Answer::status(200).after(Duration::from_millis(300)),
        ];
        let server = Server::start(move |_| answers.pop().unwrap_or_else(|| Answer::status(500)));
        let world = World::new(kind, &server.url(), &calls("[1]", ""));
        world.run().expect_code(0);
        let stalled = world.start(&["drain"]);
        until("the first call", || server.requests().len() == 1);
        stalled.signal("STOP");
        // Its lease is three seconds: after that another one takes over.
        let other = world.start(&["drain"]);
        until("the second call", || server.requests().len() == 2);
        stalled.signal("CONT");
        let stalled = stalled.finish();
        expect_said(&stalled, &["the lease ran out", "0 messages delivered"]);
        let other = other.finish().expect_code(6);
        expect_said(&other, &["dead after 2 attempts", "404"]);
        world.expect_states([0, 0, 0, 0, 1, 0]);
    }
}

#[test]
fn a_message_of_a_drainer_that_died_goes_out_again() {
    for kind in KINDS {
        let late = Answer::status(200).after(Duration::from_secs(5));
        let server = Server::in_turn([late, Answer::status(200)]);
        let world = World::new(kind, &server.url(), &calls("[1]", ""));
        world.run().expect_code(0);
        let killed = world.start(&["drain"]);
        until("the first call", || server.requests().len() == 1);
        killed.signal("KILL");
        assert_eq!(killed.finish().code, None);
        world.expect_states([0, 0, 0, 1, 0, 0]);
        // Who does not want to wait for the lease is told that something is left.
        let finished = world.outbox(&["drain", "--max-wait", "0s"]).expect_code(0);
        expect_said(
            &finished,
            &["0 messages delivered, 0 retried, 0 dead, 1 waiting"],
        );
        world.drain().expect_code(0);
        let requests = by_key(&server);
        assert_eq!(requests.len(), 1);
        assert_eq!(server.requests().len(), 2);
        assert_eq!(server.requests()[0].body, server.requests()[1].body);
        assert_eq!(world.value("SELECT attempts FROM portl_outbox_done"), "2");
    }
}

#[test]
fn an_attempt_that_always_kills_its_drainer_ends_with_the_attempts() {
    for kind in KINDS {
        let server = Server::in_turn([Answer::status(200)]);
        let world = World::new(kind, &server.url(), &calls("[1]", ""));
        world.run().expect_code(0);
        world.execute("UPDATE portl_outbox SET attempts = 20");
        expect_said(
            &world.drain().expect_code(6),
            &["its last attempt ended with the drainer"],
        );
        assert!(server.requests().is_empty());
    }
}

#[test]
fn a_signal_lets_what_is_in_flight_end_and_gives_the_rest_back() {
    for kind in KINDS {
        for (signal, code) in [("TERM", 143), ("INT", 130)] {
            let server = Server::in_turn([Answer::status(200).after(Duration::from_millis(500))]);
            let world = World::new(kind, &server.url(), &calls("range(6)", ""));
            world.run().expect_code(0);
            let drainer = world.start(&["drain", "--concurrency", "2"]);
            until("two calls", || server.requests().len() == 2);
            drainer.signal(signal);
            let finished = drainer.finish().expect_code(code);
            expect_said(&finished, &["2 messages delivered", "4 waiting"]);
            world.expect_states([4, 0, 0, 0, 0, 2]);
            assert_eq!(server.requests().len(), 2);
            assert_eq!(world.value("SELECT max(attempts) FROM portl_outbox"), "0");
        }
    }
}

#[test]
fn messages_that_wait_for_a_rate_limit_are_given_back_as_well() {
    for kind in KINDS {
        let server = Server::in_turn([Answer::status(200)]);
        let slow = calls("range(4)", "").replace("connection: api", "connection: slow");
        let world = World::new(kind, &server.url(), &slow);
        world.run().expect_code(0);
        let drainer = world.start(&["drain", "--watch"]);
        until("a call", || !server.requests().is_empty());
        drainer.signal("TERM");
        drainer.finish().expect_code(0);
        world.expect_states([3, 0, 0, 0, 0, 1]);
        assert_eq!(world.value("SELECT max(attempts) FROM portl_outbox"), "0");
    }
}

#[test]
fn a_message_whose_turn_comes_too_late_for_its_lease_is_not_sent_on_it() {
    for kind in KINDS {
        let server = Server::in_turn([Answer::status(200)]);
        let slow =
            calls("range(5)", "    timeout: 1\n").replace("connection: api", "connection: slow");
        let world = World::new(kind, &server.url(), &slow);
        world.run().expect_code(0);
        world.drain().expect_code(0);
        assert_eq!(server.requests().len(), 5, "{kind:?}");
        assert_eq!(
            world.value("SELECT max(attempts) FROM portl_outbox_done"),
            "1"
        );
    }
}

#[test]
fn a_watching_drainer_delivers_what_comes_later() {
    for kind in KINDS {
        let server = Server::in_turn([Answer::status(200)]);
        let world = World::new(kind, &server.url(), &calls("[1]", ""));
        world.outbox(&["init"]).expect_code(0);
        let drainer = world.start(&["drain", "--watch"]);
        world.run().expect_code(0);
        until("the call", || server.requests().len() == 1);
        until("its end", || world.status()["done"] == 1);
        drainer.signal("TERM");
        let finished = drainer.finish().expect_code(0);
        expect_said(&finished, &["1 message delivered"]);
    }
}

#[test]
fn a_watching_drainer_outlives_its_connection() {
    let server = Server::in_turn([Answer::status(200)]);
    let world = World::new(Kind::Postgres, &server.url(), &calls("[1]", ""));
    world.outbox(&["init"]).expect_code(0);
    let drainer = world.start(&["drain", "--watch"]);
    let others = "pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let count = format!("SELECT count(*) FROM {others} AND query LIKE 'SELECT min%'");
    until("the drainer", || world.value(&count) == "1");
    world.execute(&format!("SELECT pg_terminate_backend(pid) FROM {others}"));
    world.run().expect_code(0);
    until("the call", || server.requests().len() == 1);
    until("its end", || world.status()["done"] == 1);
    drainer.signal("TERM");
    let finished = drainer.finish().expect_code(0);
    expect_said(&finished, &["the database is away", "1 message delivered"]);
}
