//! Servers that speak TLS.

use std::{net::TcpListener, sync::Arc};

use portl::connect::{Class, Effect};
use rustls::ServerConnection;

use super::*;
use crate::support::tls;

/// A server that answers one handshake.
fn server() -> String {
    let (certificate, key) = tls::self_signed();
    let config = tls::config(&certificate, &key);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    std::thread::spawn(move || {
        let mut stream = listener.accept().expect("a connection").0;
        let mut session = ServerConnection::new(Arc::new(config)).expect("a session");
        // The client hangs up when it sees the certificate.
        let _ = session.complete_io(&mut stream);
    });
    format!("https://localhost:{port}")
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused_for_good() {
    let failure = wait(client(&server(), []).send(&get("/"))).expect_err("refused");
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Other, Effect::None),
        "{failure}"
    );
    assert!(
        failure.message.starts_with("the server's certificate: "),
        "{failure}"
    );
}
