//! What AWS's client needs to speak plain HTTP.

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::{Client, connect::HttpConnector as Tcp};
use hyper_util::rt::TokioExecutor;

/// A client for `http://` only.
pub(super) fn client() -> SharedHttpClient {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let connector = SharedHttpConnector::new(Plain(client));
    http_client_fn(move |_, _| connector.clone())
}

#[derive(Clone, Debug)]
struct Plain(Client<Tcp, Full<Bytes>>);

impl HttpConnector for Plain {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.clone().exchange(request))
    }
}

impl Plain {
    async fn exchange(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let request = request
            .try_into_http1x()
            .map_err(|error| ConnectorError::user(error.into()))?
            .map(|body| Full::new(Bytes::copy_from_slice(body.bytes().unwrap_or_default())));
        let (head, body) = self
            .0
            .request(request)
            .await
            .map_err(|error| ConnectorError::io(error.into()))?
            .into_parts();
        let body = body
            .collect()
            .await
            .map_err(|error| ConnectorError::io(error.into()))?
            .to_bytes();
        http::Response::from_parts(head, SdkBody::from(body))
            .try_into()
            .map_err(|error| ConnectorError::other(Box::new(error), None))
    }
}
