//! Receivers that show a certificate: one that can't be trusted makes its messages dead, and gets none of their bytes.

use std::sync::atomic::Ordering;

use crate::support::tls::{Issuer, self_signed, server};

use super::{KINDS, World, calls, expect_said};

#[test]
fn a_message_for_a_receiver_that_cannot_be_trusted_waits_among_the_dead() {
    let issuer = Issuer::new();
    let nobody = "nobody whom this machine trusts vouches for it";
    let cases = [
        (issuer.issue("localhost", 2021), "it has expired"),
        (issuer.issue("example.com", 2100), "it is for another host"),
        (self_signed(), nobody),
        (Issuer::new().issue("localhost", 2100), nobody),
    ];
    for (index, ((certificate, key), says)) in cases.into_iter().enumerate() {
        let (port, connections) = server(&certificate, &key);
        let kind = KINDS[index % KINDS.len()];
        let world = World::new(
            kind,
            &format!("https://localhost:{port}"),
            &calls("[1]", ""),
        );
        let world = trusting(world, &issuer);
        world.run().expect_code(0);
        let drained = world.drain().expect_code(6);
        let said = format!("the server's certificate: {says}");
        expect_said(&drained, &[&said, "1 dead"]);
        world.expect_states([0, 0, 0, 0, 1, 0]);
        assert_eq!(
            connections.load(Ordering::SeqCst),
            1,
            "{says}: no certificate gets better"
        );
        let dead = world.outbox(&["dead"]);
        assert!(dead.stdout.contains(&said), "{}", dead.stdout);

        // Once the receiver shows a better one, the message goes out as it was.
        let (certificate, key) = issuer.issue("localhost", 2100);
        let (port, _) = server(&certificate, &key);
        let job = world.workspace.read("job.yaml");
        let old = job
            .split("https://localhost:")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let job = job.replace(old.expect("a port"), &port.to_string());
        let world = World {
            workspace: world.workspace.file("job.yaml", &job),
            ..world
        };
        world.outbox(&["requeue", "--all"]).expect_code(0);
        world.drain().expect_code(0);
        world.expect_states([0, 0, 0, 0, 0, 1]);
    }
}

/// The same where the issuer is trusted, and nobody else.
fn trusting(world: World, issuer: &Issuer) -> World {
    let workspace = world.workspace.file("issuer.pem", &issuer.pem());
    let path = workspace.path("issuer.pem");
    let workspace = workspace.env("SSL_CERT_FILE", path.to_str().expect("a path in UTF-8"));
    World { workspace, ..world }
}
