use std::time::Duration;

use aws_config::{BehaviorVersion, Region, retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_lambda::{
    Client,
    config::{self, StalledStreamProtectionConfig},
    operation::invoke::InvokeOutput,
};
use aws_smithy_types::Blob;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::sync::OnceCell;

use super::{bridge::Bridge, fault, reticence::Reticence};
use crate::{
    connect::{
        Class, Effect, Failure, Settings,
        transport::{CONNECT, excerpt},
    },
    value::{Value, json},
};

/// How long an invocation may take unless the connection or the step says otherwise.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A connection to AWS Lambda.
pub struct LambdaClient {
    client: OnceCell<Client>,
    region: Option<String>,
    endpoint: Option<String>,
    function: Option<String>,
    qualifier: Option<String>,
    timeout: Duration,
    connect: Duration,
}

/// One invocation of a function.
#[derive(Debug, Clone, Copy)]
pub struct Invocation<'a> {
    /// The function; the connection's unless set.
    pub function: Option<&'a str>,
    /// Its version or alias; the connection's unless set.
    pub qualifier: Option<&'a str>,
    /// What it is given, as JSON text.
    pub payload: &'a str,
    /// How long it may take; as long as the connection says unless set.
    pub timeout: Option<Duration>,
    /// The key by which the function may know a repetition: `client_context.custom.idempotency_key` of its context.
    pub key: Option<&'a str>,
}

impl LambdaClient {
    /// Reads the settings of a connection. AWS's configuration is looked up with the first invocation.
    ///
    /// # Errors
    /// If the endpoint is no URL of `http` or `https`.
    pub fn open(settings: &Settings) -> Result<Self, Failure> {
        let text = |key| settings.text(key).map(str::to_owned);
        let endpoint = text("endpoint_url");
        if let Some(url) = &endpoint
            && !["http://", "https://"]
                .iter()
                .any(|scheme| url.starts_with(scheme))
        {
            return Err(Failure::new(
                "`endpoint_url` is not a URL that begins with `http://` or `https://`",
            ));
        }
        Ok(Self {
            client: OnceCell::new(),
            region: text("region"),
            endpoint,
            function: text("function_name"),
            qualifier: text("qualifier"),
            timeout: settings.duration("timeout").unwrap_or(TIMEOUT),
            connect: settings.duration("connect_timeout").unwrap_or(CONNECT),
        })
    }

    /// Invokes a function once, and waits for its answer; an empty one is null.
    ///
    /// # Errors
    /// If the function can't be reached, did not run, failed, or answered with something else than JSON.
    pub async fn invoke(&self, call: Invocation<'_>) -> Result<Value, Failure> {
        let function = call.function.or(self.function.as_deref()).ok_or_else(|| {
            Failure::new("neither the step nor the connection names a function")
                .help("set `function_name` under the connection's `config:`, or on the step")
        })?;
        let limit = call.timeout.unwrap_or(self.timeout);
        let client = self.client.get_or_try_init(|| self.connect()).await?;
        let qualifier = call.qualifier.or(self.qualifier.as_deref());
        let request = client
            .invoke()
            .function_name(function)
            .set_qualifier(qualifier.map(str::to_owned))
            .payload(Blob::new(call.payload))
            .set_client_context(call.key.map(context));
        let sent = if limit == self.timeout {
            request.send().await
        } else {
            let own = config::Builder::new().timeout_config(within(limit));
            request.customize().config_override(own).send().await
        };
        answer(&sent.map_err(|error| fault::invoking(&error))?)
    }

    async fn connect(&self) -> Result<Client, Failure> {
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(Bridge::new(self.connect))
            .retry_config(RetryConfig::disabled());
        if let Some(region) = &self.region {
            loader = loader.region(Region::new(region.clone()));
        }
        let shared = loader.load().await;
        if shared.region().is_none() {
            return Err(Failure::new("no AWS region is set")
                .help("set `region` under the connection's `config:`, or `AWS_REGION`"));
        }
        let mut config = config::Builder::from(&shared)
            .timeout_config(within(self.timeout))
            // Nothing is streamed: a request leaves whole, and its answer has its time limit.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .interceptor(Reticence);
        if let Some(endpoint) = &self.endpoint {
            config = config.endpoint_url(endpoint);
        }
        Ok(Client::from_conf(config.build()))
    }
}

fn within(limit: Duration) -> TimeoutConfig {
    TimeoutConfig::builder().read_timeout(limit).build()
}

/// The client context that carries a key, as AWS wants it.
fn context(key: &str) -> String {
    STANDARD.encode(serde_json::json!({"custom": {"idempotency_key": key}}).to_string())
}

fn answer(output: &InvokeOutput) -> Result<Value, Failure> {
    let bytes = output.payload().map_or(&[][..], Blob::as_ref);
    if output.function_error().is_some() {
        return Err(fault::function(bytes));
    }
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "text that is not UTF-8".to_owned());
    text.and_then(|text| json::parse(text).map_err(|failure| failure.message))
        .map_err(|reason| {
            Failure::new(format!("the function's answer can't be read: {reason}"))
                .class(Class::Other)
                .effect(Effect::Done)
                .fact("answer", excerpt(bytes))
        })
}
