use std::{error::Error, time::SystemTime};

use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4::SigningParams,
};
use aws_smithy_runtime_api::client::identity::Identity;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Uri,
    header::{CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT},
};
use http_body_util::Full;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::fault;
use crate::connect::{Failure, transport::AGENT};

/// What stands in a name for itself; the signature is over the escapes, so they have to be AWS's.
const NAME: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

const CONTEXT: HeaderName = HeaderName::from_static("x-amz-client-context");
const TRACE: HeaderName = HeaderName::from_static("x-amzn-trace-id");

/// Where functions are invoked.
pub(super) struct Place {
    /// The endpoint's URL, without a slash at its end.
    endpoint: String,
    region: String,
    trace: Option<HeaderValue>,
}

/// What is asked of Lambda.
pub(super) struct Call<'a> {
    pub(super) function: &'a str,
    pub(super) qualifier: Option<&'a str>,
    pub(super) payload: &'a str,
    pub(super) key: Option<&'a str>,
}

impl Place {
    /// A path of the endpoint goes before Lambda's; its query is left out, as AWS's libraries do.
    pub(super) fn new(
        endpoint: &str,
        region: String,
        trace: Option<HeaderValue>,
    ) -> Result<Self, Failure> {
        let uri: Uri = endpoint.parse().map_err(|error| unsent(&error))?;
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            let text = format!("the endpoint `{endpoint}` is not a whole URL");
            return Err(Failure::new(text));
        };
        let path = uri.path().strip_suffix('/').unwrap_or(uri.path());
        Ok(Self {
            endpoint: format!("{scheme}://{authority}{path}"),
            region,
            trace,
        })
    }

    /// The request that invokes a function, signed as of this moment.
    pub(super) fn request(
        &self,
        call: &Call<'_>,
        identity: &Identity,
        now: SystemTime,
    ) -> Result<Request<Full<Bytes>>, Failure> {
        let url = self.url(call)?;
        let uri = url.parse::<Uri>().map_err(|error| unsent(&error))?;
        let mut headers = headers(call)?;
        self.sign(&url, &mut headers, call.payload, identity, now)?;
        headers.insert(USER_AGENT, AGENT);
        headers.extend(self.trace.clone().map(|trace| (TRACE, trace)));
        let body = Bytes::copy_from_slice(call.payload.as_bytes());
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        Ok(request)
    }

    fn url(&self, call: &Call<'_>) -> Result<String, Failure> {
        if call.function.is_empty() {
            return Err(Failure::new("the name of the function is empty"));
        }
        let function = utf8_percent_encode(call.function, NAME);
        let endpoint = &self.endpoint;
        let mut url = format!("{endpoint}/2015-03-31/functions/{function}/invocations");
        if let Some(qualifier) = call.qualifier {
            url.push_str("?Qualifier=");
            url.extend(utf8_percent_encode(qualifier, NAME));
        }
        Ok(url)
    }

    /// Adds the headers of the signature, which is over those that are there, the URL and the body.
    fn sign(
        &self,
        url: &str,
        headers: &mut HeaderMap,
        payload: &str,
        identity: &Identity,
        now: SystemTime,
    ) -> Result<(), Failure> {
        let mut settings = SigningSettings::default();
        // None of those that are never signed is there yet.
        settings.excluded_headers = None;
        let params = SigningParams::builder()
            .identity(identity)
            .region(&self.region)
            .name("lambda")
            .time(now)
            .settings(settings)
            .build()
            .map_err(|error| unsent(&error))?
            .into();
        let signed = headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        let body = SignableBody::Bytes(payload.as_bytes());
        let signature = SignableRequest::new(Method::POST.as_str(), url, signed, body)
            .and_then(|request| sign(request, &params))
            .map_err(|error| unsent(&error))?;
        let (instructions, _) = signature.into_parts();
        let (added, _) = instructions.into_parts();
        for header in added {
            let value = HeaderValue::from_str(header.value());
            let mut value = value.map_err(|error| unsent(&error))?;
            value.set_sensitive(header.sensitive());
            headers.insert(header.name(), value);
        }
        Ok(())
    }
}

/// The headers that are signed.
fn headers(call: &Call<'_>) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::with_capacity(8);
    let kind = HeaderValue::from_static("application/octet-stream");
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(CONTENT_LENGTH, call.payload.len().into());
    if let Some(key) = call.key {
        let context = context(key).parse();
        headers.insert(CONTEXT, context.map_err(|error| unsent(&error))?);
    }
    Ok(headers)
}

/// The client context that carries a key, as AWS wants it.
fn context(key: &str) -> String {
    STANDARD.encode(serde_json::json!({"custom": {"idempotency_key": key}}).to_string())
}

fn unsent(error: &(dyn Error + 'static)) -> Failure {
    let why = fault::last(error);
    Failure::new(format!("the invocation can't be sent: {why}"))
}

#[cfg(test)]
mod tests;
