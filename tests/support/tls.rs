//! Certificates made for the test, and servers that show them.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, KeyPair, date_time_ymd};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned, crypto::ring, pki_types::PrivatePkcs8KeyDer,
};

/// An issuer that the run is told to trust.
pub(crate) struct Issuer {
    certificate: Certificate,
    key: KeyPair,
}

impl Issuer {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().expect("a key can be made");
        let mut params = CertificateParams::new(Vec::new()).expect("no names are fine");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("it signs itself");
        Self { certificate, key }
    }

    /// What a program is told to trust.
    pub(crate) fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// A certificate for a host, valid until the first day of a year.
    pub(crate) fn issue(&self, host: &str, until: i32) -> (Certificate, KeyPair) {
        let key = KeyPair::generate().expect("a key can be made");
        let mut params = CertificateParams::new(vec![host.to_owned()]).expect("a host's name");
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let signed = params.signed_by(&key, &self.certificate, &self.key);
        (signed.expect("it is signed"), key)
    }
}

/// How a server shakes hands that shows this certificate.
pub(crate) fn config(certificate: &Certificate, key: &KeyPair) -> ServerConfig {
    ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring knows TLS")
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )
        .expect("the key is the certificate's")
}

/// A server with this certificate that answers every request by 200; it counts connections.
pub(crate) fn server(certificate: &Certificate, key: &KeyPair) -> (u16, Arc<AtomicUsize>) {
    let (config, listener) = (
        Arc::new(config(certificate, key)),
        TcpListener::bind(("127.0.0.1", 0)).expect("a port is free"),
    );
    let port = listener.local_addr().expect("it is bound").port();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            let session = ServerConnection::new(Arc::clone(&config)).expect("a session");
            let mut stream = StreamOwned::new(session, stream.expect("it is listening"));
            // A client that does not trust the certificate hangs up here.
            if stream.read(&mut [0; 1024]).is_ok() {
                let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                let _ = stream.write_all(answer);
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    (port, count)
}

/// A certificate for `localhost` that nobody vouches for.
pub(crate) fn self_signed() -> (Certificate, KeyPair) {
    let key = KeyPair::generate().expect("a key can be made");
    let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a host's name");
    (params.self_signed(&key).expect("it signs itself"), key)
}
