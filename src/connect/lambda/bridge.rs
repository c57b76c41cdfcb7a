use std::{fmt, time::Duration};

use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings,
            SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http::header::USER_AGENT;
use http_body_util::Full;

use crate::connect::{
    Failure,
    transport::{AGENT, Cap, Deadline, Transport},
};

/// The most bytes an answer may have: credentials are short.
const MOST: Cap = Cap {
    bytes: 1 << 20,
    help: "this limit is fixed",
};

/// How long a request may take unless the source that makes it has a limit of its own.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The way to our transport for the SDK's requests for credentials. A failure of the transport travels through the SDK
/// whole, as the cause of its error.
#[derive(Clone)]
pub(super) struct Bridge {
    transport: Transport,
    limit: Duration,
}

impl Bridge {
    pub(super) const fn new(transport: Transport) -> Self {
        Self {
            transport,
            limit: TIMEOUT,
        }
    }

    async fn exchange(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let mut request = request
            .try_into_http1x()
            .map_err(|error| ConnectorError::user(error.into()))?
            .map(|body| Full::new(Bytes::copy_from_slice(body.bytes().unwrap_or_default())));
        request.headers_mut().entry(USER_AGENT).or_insert(AGENT);
        let failed = |failure: Failure| ConnectorError::other(failure.into(), None);
        let answer = self
            .transport
            .exchange(request, Deadline::within(self.limit), MOST)
            .await
            .map_err(failed)?;
        let status = StatusCode::try_from(answer.status.as_u16())
            .map_err(|error| ConnectorError::other(error.into(), None))?;
        let body = SdkBody::from(answer.body.map_err(failed)?);
        let mut response = HttpResponse::new(status, body);
        for (name, value) in &answer.headers {
            if let Ok(value) = value.to_str() {
                let name = name.as_str().to_owned();
                response.headers_mut().append(name, value.to_owned());
            }
        }
        Ok(response)
    }
}

impl HttpConnector for Bridge {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.clone().exchange(request))
    }
}

impl HttpClient for Bridge {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Self {
            transport: self.transport.clone(),
            limit: settings.read_timeout().unwrap_or(self.limit),
        })
    }
}

impl fmt::Debug for Bridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bridge").finish_non_exhaustive()
    }
}
