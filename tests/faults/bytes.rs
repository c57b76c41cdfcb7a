//! A connection to PostgreSQL that ends in the middle of a message, at every byte of a short run.

use super::{
    inserting, long,
    proxy::{Cut, Proxy, Side},
    table,
};

const NOWHERE: &str = "http://127.0.0.1:9";
/// In a short round so many bytes lie between two cuts; a prime, so that no message is always cut at the same place.
const STEP: usize = 211;

/// What the run says has to be true of the database, wherever the connection ended.
#[test]
fn what_a_run_says_is_true_wherever_its_connection_ends() {
    let step = if long() { 1 } else { STEP };
    for side in [Side::Client, Side::Server] {
        let mut ran_to_the_end = false;
        let mut cuts = 0;
        for offset in (0..).step_by(step) {
            let database = table();
            let proxy = Proxy::cutting(database.url(), Cut { side, offset });
            let workspace = inserting(&proxy.url(database.url()), NOWHERE, "");
            let finished = workspace.portl(&["run", "job.yaml"]);
            let rows = database.count("t");
            let expected: &[u64] = match finished.code {
                Some(0) => &[1],
                Some(2 | 3) => &[0],
                Some(5) => &[0, 1],
                other => panic!("{side:?} {offset}: exit {other:?}\n{}", finished.stderr),
            };
            assert!(
                expected.contains(&rows),
                "{side:?} {offset}: exit {:?} and {rows} rows\n{}",
                finished.code,
                finished.stderr
            );
            if proxy.cuts() == 0 {
                ran_to_the_end = true;
                break;
            }
            cuts += 1;
        }
        assert!(ran_to_the_end && cuts > 5, "{side:?}: {cuts} cuts");
    }
}
