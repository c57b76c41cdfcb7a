//! Invocations through the outbox.

use std::collections::VecDeque;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::support::{
    http::{Answer, Server},
    lambda::{Lambda, Outcome},
};

use super::{KINDS, World, expect_said};

fn invoke(more: &str) -> String {
    format!(
        "steps:\n  - id: tell\n    type: lambda.invoke\n    connection: lambda\n    delivery: outbox\n    payload: {{n: 1}}\n{more}"
    )
}

fn answering(outcomes: impl IntoIterator<Item = Outcome>) -> Lambda {
    let mut outcomes: VecDeque<_> = outcomes.into_iter().collect();
    Lambda::start(move |_| {
        outcomes
            .pop_front()
            .unwrap_or(Outcome::Returns(json!(null)))
    })
}

#[test]
fn a_function_that_did_not_run_is_invoked_again() {
    for kind in KINDS {
        let lambda = answering([Outcome::Throttled, Outcome::ServiceException, Outcome::Cut]);
        let retry = "    retry: {max_attempts: 5, backoff_ms: 10}\n";
        let world = World::new(kind, &lambda.url(), &invoke(retry));
        world.run().expect_code(0);
        assert!(lambda.invocations().is_empty());
        expect_said(
            &world.drain().expect_code(0),
            &["1 message delivered, 3 retried"],
        );
        let invocations = lambda.invocations();
        assert_eq!(invocations.len(), 4);
        assert!(
            invocations
                .iter()
                .all(|invocation| invocation.payload == json!({"n": 1}))
        );
    }
}

#[test]
fn a_function_that_failed_is_dead_unless_the_step_names_that() {
    for kind in KINDS {
        let lambda = answering([Outcome::Raises("ValueError", "no")]);
        let world = World::new(kind, &lambda.url(), &invoke(""));
        world.run().expect_code(0);
        expect_said(
            &world.drain().expect_code(6),
            &["dead after 1 attempt", "ValueError: no"],
        );

        let lambda = answering([Outcome::Raises("ValueError", "no")]);
        let named = "    retry: {backoff_ms: 10, retry_on: [lambda_error]}\n";
        let world = World::new(kind, &lambda.url(), &invoke(named));
        world.run().expect_code(0);
        world.drain().expect_code(0);
        assert_eq!(lambda.invocations().len(), 2);
    }
}

#[test]
fn the_function_finds_the_key_in_its_context() {
    for kind in KINDS {
        let server = Server::in_turn([Answer::json(200, &json!(1))]);
        let step = "steps:\n  - {id: put, type: outbox.enqueue, connection: db, to: lambda, payload: {n: 1}, key: order-7}\n";
        let world = World::new(kind, &server.url(), step);
        world.run().expect_code(0);
        world.drain().expect_code(0);
        let requests = server.requests();
        let context = requests[0]
            .header("x-amz-client-context")
            .expect("a context");
        let context = STANDARD.decode(context).expect("base64");
        let context: Value = serde_json::from_slice(&context).expect("JSON");
        assert_eq!(context["custom"]["idempotency_key"], "order-7");
    }
}
