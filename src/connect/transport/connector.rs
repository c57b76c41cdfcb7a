use std::{
    error::Error,
    io,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};

use http::{Uri, uri::Scheme};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::{client::legacy::connect::HttpConnector, rt::TokioIo};
use tokio::net::TcpStream;
use tower_service::Service;

/// How long a connection may take unless a setting says otherwise: name look-up, TCP and TLS handshake together.
pub(in crate::connect) const CONNECT: Duration = Duration::from_secs(5);

type BoxError = Box<dyn Error + Send + Sync>;
type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// Opens connections, plain and encrypted.
#[derive(Clone)]
pub(super) struct Connector {
    plain: HttpConnector,
    tls: Arc<OnceLock<HttpsConnector<HttpConnector>>>,
    limit: Duration,
}

impl Connector {
    pub(super) fn new(limit: Duration) -> Self {
        let mut plain = HttpConnector::new();
        plain.enforce_http(false);
        plain.set_nodelay(true);
        plain.set_connect_timeout(Some(limit));
        Self {
            plain,
            tls: Arc::default(),
            limit,
        }
    }

    /// The encrypting connector; the first call reads the system's certificates.
    fn tls(&self) -> io::Result<HttpsConnector<HttpConnector>> {
        if let Some(tls) = self.tls.get() {
            return Ok(tls.clone());
        }
        let tls = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?
            .https_only()
            .enable_http1()
            .enable_http2()
            .wrap_connector(self.plain.clone());
        Ok(self.tls.get_or_init(|| tls).clone())
    }

    async fn connect(mut self, uri: Uri) -> Result<Stream, BoxError> {
        if uri.scheme() == Some(&Scheme::HTTPS) {
            self.tls()?.call(uri).await
        } else {
            Ok(MaybeHttpsStream::Http(self.plain.call(uri).await?))
        }
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let limit = self.limit;
        let connecting = self.clone().connect(uri);
        Box::pin(async move {
            let late = || format!("no connection within {limit:?}");
            match tokio::time::timeout(limit, connecting).await {
                Ok(connected) => connected,
                Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, late()).into()),
            }
        })
    }
}
