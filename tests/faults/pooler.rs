//! pgbouncer in transaction mode: no named statement, nothing that a session would hold.

use super::{
    inserting,
    proxy::{Loses, Proxy},
    table,
};
use crate::support::portl::Workspace;

/// A job whose connection says that a pooler stands before the server.
fn pooled(url: &str) -> Workspace {
    let more = "  - {id: rows, type: db.insert, connection: pg, table: t, batch: {from: \"{{ range(2, 30) }}\", as: n}, mapping: {x: \"{{ n }}\"}}\n\
        \x20 - {id: bad, type: db.execute, connection: pg, on_error: continue, query: \"SELECT 1 / 0\"}\n\
        \x20 - {id: count, type: db.query_one, connection: pg, query: SELECT count(*) AS n FROM t}\n";
    let workspace = inserting(url, "http://127.0.0.1:9", more);
    let job = workspace
        .read("job.yaml")
        .replacen("\"}}", "\", prepared_statements: false}}", 1);
    workspace.file("job.yaml", &job)
}

#[test]
fn runs_share_a_pooler() {
    let database = table();
    let workspaces: Vec<_> = (0..4).map(|_| pooled(&database.pooled_url())).collect();
    let running: Vec<_> = workspaces
        .iter()
        .map(|workspace| workspace.start(&["run", "job.yaml", "--result", "-"]))
        .collect();
    for run in running {
        run.finish().expect_code(0);
    }
    assert_eq!(
        (database.count("t"), database.count("portl_run")),
        (4 * 29, 4)
    );
}

#[test]
fn a_lost_answer_is_found_out_through_a_pooler() {
    let database = table();
    let url = database.pooled_url();
    let run = |which| {
        let proxy = Proxy::start(&url, Loses::Answer, which);
        let workspace = pooled(&proxy.url(&url));
        workspace.portl(&["run", "job.yaml"]).expect_code(0);
        proxy.cuts()
    };
    // The journal is made by the first run; behind a pooler each look at the catalog is a transaction as well.
    run(0..0);
    let commits = run(0..0);
    run(commits - 1..commits);
    assert_eq!(
        (database.count("t"), database.count("portl_run")),
        (3 * 29, 3)
    );
}
