use std::time::Duration;

use tokio::sync::OnceCell;

use super::{clock::Clock, fault, request::Call, service::Service};
use crate::{
    connect::{
        Class, Effect, Failure, Settings,
        transport::{Answer, CONNECT, Cap, Deadline, Transport, excerpt},
    },
    value::{Value, json},
};

/// How long an invocation may take unless the connection or the step says otherwise.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The most bytes an answer may have: AWS's own limit is six megabytes.
const MOST: Cap = Cap {
    bytes: 6 << 20,
    help: "have the function store what is large, and answer where it is",
};

/// What Lambda says of an answer that is a function's error.
const FUNCTION_ERROR: &str = "x-amz-function-error";

/// A connection to AWS Lambda.
pub struct LambdaClient {
    transport: Transport,
    service: OnceCell<Service>,
    clock: Clock,
    region: Option<String>,
    endpoint: Option<String>,
    function: Option<String>,
    qualifier: Option<String>,
    timeout: Duration,
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
            transport: Transport::new(settings.duration("connect_timeout").unwrap_or(CONNECT)),
            service: OnceCell::new(),
            clock: Clock::default(),
            region: text("region"),
            endpoint,
            function: text("function_name"),
            qualifier: text("qualifier"),
            timeout: settings.duration("timeout").unwrap_or(TIMEOUT),
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
        // In a place of its own: what AWS's libraries hold on their way is a hundred times an invocation's size.
        let service = self.service.get_or_try_init(|| Box::pin(self.look_up()));
        let service = service.await?;
        let identity = service.credentials.valid_at(self.clock.now()).await?;
        let call = Call {
            function,
            qualifier: call.qualifier.or(self.qualifier.as_deref()),
            payload: call.payload,
            key: call.key,
        };
        let request = service.place.request(&call, &identity, self.clock.now())?;
        let sent = self
            .transport
            .exchange(request, Deadline::within(limit), MOST);
        self.read(sent.await?)
    }

    async fn look_up(&self) -> Result<Service, Failure> {
        let (region, endpoint) = (self.region.as_deref(), self.endpoint.as_deref());
        Service::look_up(region, endpoint, &self.transport).await
    }

    fn read(&self, answer: Answer) -> Result<Value, Failure> {
        let bytes = answer.body?;
        if !answer.status.is_success() {
            let (status, headers) = (answer.status, &answer.headers);
            return Err(fault::refused(status, headers, &bytes, &self.clock));
        }
        if answer.headers.contains_key(FUNCTION_ERROR) {
            return Err(fault::function(&bytes));
        }
        if bytes.is_empty() {
            return Ok(Value::Null);
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| "text that is not UTF-8".to_owned());
        text.and_then(|text| json::parse(text).map_err(|failure| failure.message))
            .map_err(|reason| {
                Failure::new(format!("the function's answer can't be read: {reason}"))
                    .class(Class::Other)
                    .effect(Effect::Done)
                    .fact("answer", excerpt(&bytes))
            })
    }
}
