//! Where the tables come from.

use crate::support::http::{Answer, Server};

use super::{KINDS, Kind, World, calls, expect_said};

#[test]
fn a_user_who_may_not_make_tables_is_told_who_does() {
    let server = Server::in_turn([Answer::status(200)]);
    let world = World::new(Kind::Postgres, &server.url(), &calls("[1]", ""));
    let database = world.postgres.as_ref().expect("PostgreSQL");
    let role = format!("portl_guest_{}", std::process::id());
    database.execute(&format!(
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC; CREATE ROLE {role} LOGIN"
    ));
    let (_, place) = database.url().split_once('@').expect("a user");
    let guest = format!("PG=postgres://{role}@{place}\n");
    let world = World {
        workspace: world.workspace.file("guest.env", &guest).env("ADMIN", ""),
        ..world
    };
    let as_guest = |arguments: &str| {
        let command = format!("env -u PG portl {arguments} --env-file guest.env");
        world.workspace.shell(&command)
    };
    let finished = as_guest("run job.yaml").expect_code(2);
    expect_said(&finished, &["permission denied", "portl outbox init"]);
    expect_said(
        &as_guest("outbox drain job.yaml").expect_code(2),
        &["portl outbox init"],
    );
    expect_said(
        &as_guest("outbox init job.yaml").expect_code(2),
        &["permission denied"],
    );

    world.outbox(&["init"]).expect_code(0);
    expect_said(&world.outbox(&["init"]).expect_code(0), &["is there"]);
    world.execute(&format!(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON portl_outbox, portl_outbox_done, portl_outbox_dead TO {role}"
    ));
    as_guest("run job.yaml").expect_code(0);
    as_guest("outbox drain job.yaml").expect_code(0);
    assert_eq!(server.requests().len(), 1);
    world.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[test]
fn those_who_make_them_at_once_do_not_get_into_each_others_way() {
    for kind in KINDS {
        for _ in 0..3 {
            let world = World::new(kind, "http://127.0.0.1:9", &calls("[1]", ""));
            let runs = [0; 4].map(|_| world.start(&["init"]));
            for run in runs {
                run.finish().expect_code(0);
            }
        }
    }
}

#[test]
fn an_outbox_in_memory_is_refused() {
    let world = World::new(Kind::Sqlite, "http://127.0.0.1:9", &calls("[1]", ""));
    let job = world
        .workspace
        .read("job.yaml")
        .replace("data.db", "\":memory:\"");
    let workspace = world.workspace.file("job.yaml", &job);
    let finished = workspace.portl(&["run", "job.yaml"]).expect_code(2);
    expect_said(&finished, &["would be lost with the run"]);
}

#[test]
fn tables_are_made_outside_of_the_transaction() {
    for kind in KINDS {
        let failing = format!(
            "{}  - {{id: fail, type: db.execute, connection: db, query: \"INSERT INTO gone VALUES (1)\"}}\n",
            calls("[1]", "")
        );
        let world = World::new(kind, "http://127.0.0.1:9", &calls("[1]", ""));
        world.execute("CREATE TABLE gone (x int PRIMARY KEY); INSERT INTO gone VALUES (1)");
        let world = world.with_steps(&failing);
        world.run().expect_code(3);
        world.expect_states([0, 0, 0, 0, 0, 0]);
    }
}

#[test]
fn what_is_not_there_and_what_is_ambiguous_is_said() {
    let world = World::new(Kind::Sqlite, "http://127.0.0.1:9", &calls("[1]", ""));
    for command in ["drain", "status", "dead", "purge"] {
        let finished = world.outbox(&[command]).expect_code(2);
        expect_said(
            &finished,
            &["there is no outbox in `db`", "portl outbox init job.yaml"],
        );
    }
    let finished = world.outbox(&["init", "--connection", "bd"]).expect_code(2);
    expect_said(
        &finished,
        &["no database connection `bd`", "--connection db"],
    );
    let job = world.workspace.read("job.yaml");
    let two = "steps: [{id: a, type: db.execute, connection: db, query: SELECT 1}]\n";
    let head = job.split("transaction:").next().expect("a head");
    let more = "  other: {type: sqlite, config: {path: other.db}}\n";
    let workspace = world
        .workspace
        .file("two.yaml", &format!("{head}{more}{two}"));
    let finished = workspace
        .portl(&["outbox", "init", "two.yaml"])
        .expect_code(2);
    expect_said(&finished, &["`db`, `other`", "--connection NAME"]);
    let named = ["outbox", "init", "two.yaml", "--connection", "other"];
    workspace.portl(&named).expect_code(0);
    workspace
        .portl(&["outbox", "init", "broken.yaml"])
        .expect_code(2);
}
