use std::{
    pin::{Pin, pin},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, StatusCode};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::{
        Client,
        connect::{CaptureConnection, capture_connection},
    },
    rt::{TokioExecutor, TokioTimer},
};
use tokio::time::{Instant, Sleep, sleep_until};
use tower_http::decompression::{Decompression, DecompressionBody};
use tower_service::Service;

use super::{
    connector::Connector,
    fault,
    origin::{Origins, in_turn},
};
use crate::{
    connect::{Class, Effect, Failure},
    faults::{Guard, stands},
};

/// Idle connections are dropped before a server does so: many wait no more than five seconds, and a request that
/// crosses the server's goodbye has an unknown outcome.
const IDLE: Duration = Duration::from_secs(4);

/// What requests say of who sends them.
pub(in crate::connect) const AGENT: HeaderValue =
    HeaderValue::from_static(concat!("portl/", env!("CARGO_PKG_VERSION")));

/// The most bytes and headers that an answer may have ahead of its body.
pub(super) const HEAD_BYTES: usize = 256 << 10;
pub(super) const HEADERS: usize = 100;

/// Sends requests over connections that it keeps.
#[derive(Clone)]
pub(in crate::connect) struct Transport {
    client: Client<Connector, Full<Bytes>>,
    origins: Origins,
}

/// When an answer has to be there.
#[derive(Debug, Clone, Copy)]
pub(in crate::connect) struct Deadline {
    at: Instant,
    limit: Duration,
}

/// The most bytes that an answer may have, and how to have more.
#[derive(Debug, Clone, Copy)]
pub(in crate::connect) struct Cap {
    pub(in crate::connect) bytes: usize,
    pub(in crate::connect) help: &'static str,
}

/// The fix for what takes too long.
const LONGER: &str = "give it longer: `timeout: …`, of the step or in its connection's `config`";

/// What a server answered.
pub(in crate::connect) struct Answer {
    pub(in crate::connect) status: StatusCode,
    pub(in crate::connect) headers: HeaderMap,
    /// The body, decompressed; or why it could not be read, though the status is known.
    pub(in crate::connect) body: Result<Bytes, Failure>,
}

impl Deadline {
    /// So long from now.
    pub(in crate::connect) fn within(limit: Duration) -> Self {
        Self {
            at: Instant::now() + limit,
            limit,
        }
    }
}

impl Transport {
    /// Opens nothing yet; a connection may take as long as `connect`.
    pub(in crate::connect) fn new(connect: Duration) -> Self {
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            // Until a server of HTTP/2 has said how many it takes at once: it would refuse the others.
            .http2_initial_max_send_streams(1)
            .retry_canceled_requests(false)
            .http1_max_buf_size(HEAD_BYTES)
            .http1_max_headers(HEADERS)
            .build(Connector::new(connect));
        Self {
            client,
            origins: Origins::default(),
        }
    }

    /// Sends `request` once and reads the answer, which may be as large as `cap`, before `deadline`.
    ///
    /// # Errors
    /// If there is no answer, with what the request may have done.
    pub(in crate::connect) async fn exchange(
        &self,
        mut request: Request<Full<Bytes>>,
        deadline: Deadline,
        cap: Cap,
    ) -> Result<Answer, Failure> {
        let limit = deadline.limit;
        let connection = capture_connection(&mut request);
        let mut end = pin!(sleep_until(deadline.at));
        let origin = self.origins.of(request.uri());
        let sent = Decompression::new(&self.client).call(request);
        let sent = match origin {
            None => before(end.as_mut(), sent).await,
            Some(origin) => before(end.as_mut(), in_turn(origin, connection.clone(), sent)).await,
        };
        let response = match sent {
            Some(Ok(response)) => response,
            Some(Err(error)) => return Err(fault::sending(&error)),
            None => return Err(no_answer(limit, &connection)),
        };
        let (parts, body) = response.into_parts();
        let body = match before(end, read(body, cap)).await {
            Some(body) => body,
            None => Err(
                Failure::new(format!("the answer was not complete within {limit:?}"))
                    .class(Class::Timeout)
                    .help(LONGER),
            ),
        };
        let done = if parts.status.is_success() {
            Effect::Done
        } else {
            Effect::Unknown
        };
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.map_err(|failure| failure.effect(done)),
        })
    }
}

/// What `work` gives, unless the time ends before.
async fn before<W: Future>(end: Pin<&mut Sleep>, work: W) -> Option<W::Output> {
    tokio::select! {
        biased;
        done = work => Some(done),
        () = end => None,
    }
}

/// Without a connection nothing can have been sent, however long it took.
fn no_answer(limit: Duration, connection: &CaptureConnection) -> Failure {
    let (message, effect) = if connection.connection_metadata().is_some() {
        ("no answer", Effect::Unknown)
    } else {
        ("no connection", Effect::None)
    };
    Failure::new(format!("{message} within {limit:?}"))
        .class(Class::Timeout)
        .effect(effect)
        .help(LONGER)
}

async fn read(body: DecompressionBody<Incoming>, cap: Cap) -> Result<Bytes, Failure> {
    let most = if stands(Guard::AnswerSize) {
        cap.bytes
    } else {
        usize::MAX
    };
    match Limited::new(body, most).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Failure::new(format!(
            "the answer is larger than {} MiB",
            cap.bytes >> 20
        ))
        .help(cap.help)),
        Err(error) => Err(fault::reading(&*error)),
    }
}
