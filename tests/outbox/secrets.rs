//! A connection's secrets are added at delivery, and kept nowhere.

use crate::support::http::{Answer, Server};

use super::{KINDS, TOKEN, World, calls, expect_said};

#[test]
fn no_table_and_no_output_holds_the_secret_of_a_connection() {
    for kind in KINDS {
        // A receiver that says back what it was sent.
        let server = Server::start(|request| {
            let said = request
                .header("authorization")
                .unwrap_or("nothing")
                .to_owned();
            let status = if request.json()["n"] == 1 { 503 } else { 404 };
            Answer::text(status, format!("you sent {said}"))
        });
        let world = World::new(kind, &server.url(), &calls("[1, 2]", ""));
        let mut said = String::new();
        for arguments in [
            vec!["run", "job.yaml"],
            vec!["outbox", "drain", "job.yaml", "--max-wait", "0s"],
            vec!["outbox", "dead", "job.yaml"],
            vec!["outbox", "dead", "job.yaml", "--format", "json"],
            vec!["outbox", "status", "job.yaml"],
        ] {
            let finished = world.workspace.portl(&arguments);
            said.push_str(&finished.stdout);
            said.push_str(&finished.stderr);
        }
        let sent = server.requests();
        let expected = format!("Bearer {TOKEN}");
        assert_eq!(sent[0].header("authorization"), Some(expected.as_str()));
        assert!(said.contains("you sent ‹secret›"), "{said}");
        assert!(!said.contains("canary"), "{said}");
        let mut stored = 0;
        for table in ["portl_outbox", "portl_outbox_dead", "portl_outbox_done"] {
            for row in world.rows(&format!("SELECT * FROM {table}")) {
                stored += 1;
                let row = row.join(" ");
                assert!(!row.contains("canary"), "{table}: {row}");
            }
        }
        assert_eq!(stored, 2);
    }
}

/// The second line: what `check` lets through is refused where it would be stored.
#[test]
fn a_secret_that_check_has_missed_is_refused_by_the_run() {
    let places = [
        ("the body", "", "{n: \"{{ inputs.s }}\"}"),
        ("the body", "", "{n: [{a: \"{{ inputs.s }}\"}]}"),
        (
            "the header `X-A`",
            "    headers: {X-A: \"{{ inputs.s }}\"}\n",
            "{n: 1}",
        ),
        (
            "the header `Idempotency-Key`",
            "    idempotency_key: \"a{{ inputs.s }}\"\n",
            "{n: 1}",
        ),
    ];
    for kind in KINDS {
        for (place, more, body) in places {
            let steps = calls("[1]", more).replace("{n: \"{{ n }}\"}", body);
            let steps = format!("inputs: {{s: {{type: secret, default: hush}}}}\n{steps}");
            let world = World::new(kind, "http://127.0.0.1:9", &steps);
            let off = [("PORTL_GUARDS_OFF", "errors_stop")];
            let finished = world
                .workspace
                .portl_with(&off, &["run", "job.yaml"])
                .expect_code(3);
            let said = format!("{place} holds a secret, which would be stored in the outbox");
            expect_said(
                &finished,
                &[
                    &said,
                    "put it into the connection's `headers:`",
                    "nothing was written",
                ],
            );
            assert!(
                !finished.stderr.contains("hush"),
                "{place}: {}",
                finished.stderr
            );
            assert_eq!(world.value("SELECT count(*) FROM portl_outbox"), "0");
        }
    }
}

#[test]
fn a_secret_of_the_job_is_refused_before_it_is_stored() {
    let places = [
        ("body", "    headers: {X-A: b}\n", "{n: \"{{ inputs.s }}\"}"),
        (
            "header",
            "    headers: {X-A: \"{{ inputs.s }}\"}\n",
            "{n: 1}",
        ),
        (
            "key",
            "    idempotency_key: \"a{{ inputs.s }}\"\n",
            "{n: 1}",
        ),
    ];
    for (place, more, body) in places {
        let steps = calls("[1]", more).replace("{n: \"{{ n }}\"}", body);
        let steps = format!("inputs: {{s: {{type: secret, default: hush}}}}\n{steps}");
        let world = World::new(KINDS[1], "http://127.0.0.1:9", &steps);
        let finished = world.workspace.portl(&["check", "job.yaml"]).expect_code(1);
        expect_said(&finished, &["the outbox"]);
        assert!(
            !finished.stderr.contains("hush"),
            "{place}: {}",
            finished.stderr
        );
        world.run().expect_code(1);
    }
}
