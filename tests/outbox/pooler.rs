//! The outbox behind pgbouncer in transaction mode: no session of its own, no named statement, two connections for all.

use crate::support::{
    http::{Answer, Server},
    portl::Workspace,
    postgres::Database,
};

use super::{World, by_key, calls, expect_said};

/// A world whose database is reached through the pooler.
fn pooled(url: &str, steps: &str) -> World {
    let database = Database::create();
    let workspace = Workspace::new()
        .env("TOKEN", super::TOKEN)
        .env("PG", &database.pooled_url());
    let world = World {
        workspace,
        postgres: Some(database),
        url: url.to_owned(),
    };
    let world = world.with_steps(steps);
    let job = world.workspace.read("job.yaml").replacen(
        "{url: \"${env:PG}\"}",
        "{url: \"${env:PG}\", prepared_statements: false}",
        1,
    );
    World {
        workspace: world.workspace.file("job.yaml", &job),
        ..world
    }
}

#[test]
fn runs_and_drainers_share_a_pooler() {
    // Every fifth request is refused for now, every seventh loses its answer.
    let mut count = 0;
    let server = Server::start(move |_| {
        count += 1;
        match count {
            _ if count % 5 == 0 => Answer::status(503),
            _ if count % 7 == 0 => Answer::cut(),
            _ => Answer::status(200),
        }
    });
    let retry = "    retry: {max_attempts: 15, backoff_ms: 20, max_backoff_ms: 200}\n";
    let world = pooled(&server.url(), &calls("range(30)", retry));
    world.run().expect_code(0);
    world.expect_states([30, 0, 0, 0, 0, 0]);
    // The same items once more: they are there already.
    world.run().expect_code(0);
    let drainers: Vec<_> = (0..4)
        .map(|_| world.start(&["drain", "--concurrency", "3"]))
        .collect();
    for drainer in drainers {
        drainer.finish().expect_code(0);
    }
    world.expect_states([0, 0, 0, 0, 0, 30]);
    let sent = by_key(&server);
    assert_eq!(sent.len(), 30);
    for same in sent.values() {
        assert!(same.iter().all(|request| request.body == same[0].body));
    }
    // What was delivered is known, and a later drain has nothing to do.
    world.run().expect_code(0);
    let before = server.requests().len();
    world.drain().expect_code(0);
    assert_eq!(server.requests().len(), before);
}

#[test]
fn order_and_the_dead_are_kept_through_a_pooler() {
    let mut refuses = true;
    let server = Server::start(move |request| {
        let is_first = request.json()["n"] == 0;
        Answer::status(if is_first && std::mem::take(&mut refuses) {
            422
        } else {
            200
        })
    });
    let more = "    order_by: \"{{ n % 2 }}\"\n";
    let steps = calls("range(6)", more).replace(
        "type: api.call\n    connection: api\n    delivery: outbox\n",
        "type: outbox.enqueue\n    connection: db\n    to: api\n    key: \"k-{{ n }}\"\n",
    );
    let world = pooled(&server.url(), &steps);
    world.run().expect_code(0);
    let drained = world.drain().expect_code(6);
    expect_said(&drained, &["422", "1 dead"]);
    // The dead one holds up those behind it, and nobody else.
    world.expect_states([0, 0, 2, 0, 1, 3]);
    world.outbox(&["requeue", "--all"]).expect_code(0);
    world.drain().expect_code(0);
    world.expect_states([0, 0, 0, 0, 0, 6]);
    let of = |rest: u64| -> Vec<_> {
        let numbers = server
            .requests()
            .into_iter()
            .map(|request| request.json()["n"].as_u64());
        numbers.flatten().filter(|n| n % 2 == rest).collect()
    };
    assert_eq!((of(0), of(1)), (vec![0, 0, 2, 4], vec![1, 3, 5]));
}
