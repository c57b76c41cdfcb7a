//! What becomes of a call to a server that shows a certificate.

use std::sync::atomic::Ordering;

use crate::support::{
    portl::Workspace,
    tls::{Issuer, self_signed, server},
};

use super::expect_said;

#[test]
fn only_a_certificate_that_holds_is_trusted() {
    let issuer = Issuer::new();
    let cases = [
        (issuer.issue("localhost", 2100), 0, "1 call"),
        (
            issuer.issue("localhost", 2021),
            3,
            "the server's certificate: it has expired",
        ),
        (
            issuer.issue("example.com", 2100),
            3,
            "the server's certificate: it is for another host",
        ),
        (
            self_signed(),
            3,
            "the server's certificate: nobody whom this machine trusts vouches for it",
        ),
    ];
    for ((certificate, key), code, says) in cases {
        let (port, connections) = server(&certificate, &key);
        let job = format!(
            "connections: {{api: {{type: http, config: {{base_url: \"https://localhost:{port}\"}}}}}}\n\
             steps: [{{id: call, type: api.call, connection: api, method: GET, path: /x, retry: {{max_attempts: 3, backoff_ms: 1}}}}]\n"
        );
        let workspace = Workspace::new()
            .file("job.yaml", &job)
            .file("issuer.pem", &issuer.pem());
        let trusted = workspace.path("issuer.pem");
        let variables = [("SSL_CERT_FILE", trusted.to_str().expect("a path in UTF-8"))];
        let finished = workspace.portl_with(&variables, &["run", "job.yaml"]);
        expect_said(&finished, &[says]);
        assert_eq!(finished.code, Some(code), "{}", finished.stderr);
        assert_eq!(
            connections.load(Ordering::SeqCst),
            1,
            "{says}: no certificate gets better"
        );
    }
}
