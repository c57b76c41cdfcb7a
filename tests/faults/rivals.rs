//! Two processes in each other's way: deadlocks and serialization failures that the server itself finds.

use super::long;
use crate::support::{
    http::{Answer, Server},
    portl::{Finished, Workspace},
    postgres::Database,
};

/// How often each race is run.
fn rounds() -> usize {
    if long() { 30 } else { 2 }
}

/// A job over `database` and an API, in one transaction.
fn job(database: &Database, api: &str, steps: &str) -> Workspace {
    let job = format!(
        "connections:\n  pg: {{type: postgres, config: {{url: \"{}\"}}}}\n  api: {{type: http, config: {{base_url: \"{api}\"}}}}\n\
         transaction: {{scope: db}}\nsteps:\n{steps}",
        database.url()
    );
    Workspace::new().file("job.yaml", &job)
}

/// Runs all of them at a time.
fn at_once(workspaces: &[Workspace]) -> Vec<Finished> {
    let start = |workspace: &Workspace| workspace.start(&["run", "job.yaml"]);
    let running: Vec<_> = workspaces.iter().map(start).collect();
    running.into_iter().map(|run| run.finish()).collect()
}

/// Two counters, each slow to change, so that who takes them in another order is met half-way.
fn counters() -> Database {
    Database::with_schema(
        "CREATE TABLE c (id int PRIMARY KEY, n int); INSERT INTO c VALUES (1, 0), (2, 0);
         CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.4); RETURN NULL; END $$;
         CREATE TRIGGER slow AFTER UPDATE ON c FOR EACH ROW EXECUTE FUNCTION slow()",
    )
}

fn count(order: &str) -> String {
    format!(
        "  - {{id: count, type: db.execute, connection: pg, batch: {{from: \"{{{{ {order} }}}}\", as: i}}, \
         query: \"UPDATE c SET n = n + 1 WHERE id = {{{{ i }}}}\"}}\n"
    )
}

fn counted(database: &Database) -> String {
    database.value("SELECT string_agg(n::text, ' ' ORDER BY id) FROM c")
}

#[test]
fn of_two_that_wait_for_each_other_one_is_run_again() {
    for _ in 0..rounds() {
        let database = counters();
        let both =
            ["[1, 2]", "[2, 1]"].map(|order| job(&database, "http://127.0.0.1:9", &count(order)));
        let finished = at_once(&both);
        let codes: Vec<_> = finished.iter().map(|finished| finished.code).collect();
        let said = format!("{}\n{}", finished[0].stderr, finished[1].stderr);
        assert_eq!(codes, [Some(0), Some(0)], "{said}");
        assert_eq!(counted(&database), "2 2");
        assert!(
            said.contains("deadlock detected") && said.contains("1 retry"),
            "{said}"
        );
        assert_eq!(database.count("portl_run"), 2);
    }
}

/// Who has told somebody is not run again: it fails, and nothing of it is there.
#[test]
fn one_that_has_called_somebody_fails_cleanly() {
    for _ in 0..rounds() {
        let database = counters();
        let api = Server::in_turn([Answer::status(200)]);
        let tell = "  - {id: tell, type: api.call, connection: api, method: POST, path: /x}\n";
        let both = ["[1, 2]", "[2, 1]"]
            .map(|order| job(&database, &api.url(), &format!("{tell}{}", count(order))));
        let mut finished = at_once(&both);
        finished.sort_by_key(|finished| finished.code);
        let codes: Vec<_> = finished.iter().map(|finished| finished.code).collect();
        let said = &finished[1].stderr;
        assert_eq!(codes, [Some(0), Some(4)], "{said}");
        for text in [
            "deadlock detected",
            "nothing of this run is in the database",
            "`tell` sent a POST",
        ] {
            assert!(said.contains(text), "no `{text}` in\n{said}");
        }
        assert_eq!(
            (counted(&database).as_str(), api.requests().len()),
            ("1 1", 2)
        );
    }
}

#[test]
fn those_that_read_what_others_write_are_run_one_behind_the_other() {
    let steps = "  - {id: seen, type: db.query_one, connection: pg, query: SELECT count(*) AS n FROM t}\n\
        \x20 - {id: wait, type: db.execute, connection: pg, query: SELECT pg_sleep(0.2)}\n\
        \x20 - {id: row, type: db.insert, connection: pg, table: t, mapping: {x: \"{{ steps.seen.n }}\"}}\n";
    let mut again = 0;
    for _ in 0..rounds() {
        let database = Database::with_schema("CREATE TABLE t (x int)");
        let name = database.value("SELECT current_database()");
        database.execute(&format!(
            "ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'"
        ));
        let rivals: Vec<_> = (0..3)
            .map(|_| job(&database, "http://127.0.0.1:9", steps))
            .collect();
        // The table of runs is made by the first of them; that is not what they are to fight for.
        rivals[0].portl(&["run", "job.yaml"]).expect_code(0);
        let mut done = 1;
        for finished in at_once(&rivals) {
            match finished.code {
                Some(0) => done += 1,
                // Given up after five attempts, and nothing of it is there.
                code => assert_eq!(code, Some(3), "{}", finished.stderr),
            }
            again += finished.stderr.matches("rolled back and run again").count();
        }
        // As if each had begun when the one before was done.
        let expected: Vec<_> = (0..done).map(|n: usize| n.to_string()).collect();
        let rows = database.value("SELECT string_agg(x::text, ' ' ORDER BY x) FROM t");
        assert_eq!(rows, expected.join(" "));
    }
    assert!(again > 0, "nobody was in anybody's way");
}
