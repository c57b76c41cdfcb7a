//! What is found out before a message is stored.

use super::{KINDS, World, calls, expect_said};

#[test]
fn a_call_without_a_connection_can_not_go_through_the_outbox() {
    let steps = "steps:\n  - {id: call, type: api.call, url: \"http://127.0.0.1:9/x\", method: GET, delivery: outbox}\n";
    let world = World::new(KINDS[1], "http://127.0.0.1:9", steps);
    let finished = world.workspace.portl(&["check", "job.yaml"]).expect_code(1);
    expect_said(&finished, &["`connection`"]);
}

#[test]
fn what_can_not_be_sent_is_refused_by_the_run() {
    for kind in KINDS {
        let more = "    headers: {X-A: \"{{ n }}\"}\n";
        let world = World::new(kind, "http://127.0.0.1:9", &calls("['a\\nb']", more));
        let finished = world.run().expect_code(3);
        expect_said(&finished, &["line break"]);
        let empty = calls("[' ']", "    idempotency_key: \"{{ n }}\"\n");
        let world = world.with_steps(&empty);
        expect_said(&world.run().expect_code(3), &["key of this item is empty"]);
        world.expect_states([0, 0, 0, 0, 0, 0]);
    }
}

#[test]
fn each_step_of_its_own_transaction_enqueues_in_it() {
    for kind in KINDS {
        let steps = calls(
            "[1, 2]",
            "    idempotency_key: same\n    on_error: continue\n",
        );
        let world = World::new(kind, "http://127.0.0.1:9", &steps);
        let job = world
            .workspace
            .read("job.yaml")
            .replace("{scope: db}", "{scope: none}");
        let world = World {
            workspace: world.workspace.file("job.yaml", &job),
            ..world
        };
        expect_said(
            &world.run().expect_code(0),
            &["1 put into the outbox", "1 item failed"],
        );
        world.expect_states([1, 0, 0, 0, 0, 0]);
    }
}
