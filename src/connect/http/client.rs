use std::time::Duration;

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Uri,
    header::{CONTENT_TYPE, HOST, USER_AGENT},
};
use http_body_util::Full;

use super::{
    Request, Response, Target, headers,
    pace::Pace,
    redirect, status,
    url::{self, Base},
};
use crate::{
    connect::{
        Failure, Settings, cell,
        transport::{AGENT, Answer, CONNECT, Cap, Deadline, Transport},
    },
    spec::http::KEY_HEADER,
};

/// How long a request may take unless the connection or the step says otherwise.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The most mebibytes that an answer may have, decompressed, unless the connection says otherwise.
const MOST_MEBIBYTES: u64 = 8;

/// So much fits into memory that a run may be given.
const MOST_ALLOWED: u64 = 1_024;

/// A connection to an HTTP API; its sockets are kept open and shared by requests that are in flight together.
pub struct HttpClient {
    transport: Transport,
    base: Option<Base>,
    /// What every request to the origin of `base` carries, and what any other does.
    own: HeaderMap,
    plain: HeaderMap,
    timeout: Duration,
    follows: bool,
    cap: Cap,
    pace: Pace,
    idempotency_header: String,
}

/// A request in the form it is sent in.
#[derive(Clone)]
struct Message {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl HttpClient {
    /// Reads the settings of a connection. Nothing is opened before the first request.
    ///
    /// # Errors
    /// If the base URL is none, or a header can't be sent.
    pub fn open(settings: &Settings) -> Result<Self, Failure> {
        let plain: HeaderMap = [(USER_AGENT, AGENT)].into_iter().collect();
        let mut own = plain.clone();
        headers::set(&mut own, settings.text_map("headers"))?;
        let base = settings.text("base_url").map(Base::parse).transpose()?;
        own.extend(base.as_ref().and_then(Base::host).map(|host| (HOST, host)));
        let most = settings.count("max_answer").unwrap_or(MOST_MEBIBYTES);
        if !(1..=MOST_ALLOWED).contains(&most) {
            return Err(Failure::new(format!(
                "`max_answer` can't be {most}: expected MiB, from 1 to {MOST_ALLOWED}"
            )));
        }
        Ok(Self {
            transport: Transport::new(settings.duration("connect_timeout").unwrap_or(CONNECT)),
            cap: Cap {
                bytes: usize::try_from(most << 20).unwrap_or(usize::MAX),
                help: "allow larger ones, in MiB: `max_answer: …` in the connection's `config`",
            },
            base,
            own,
            plain,
            timeout: settings.duration("timeout").unwrap_or(TIMEOUT),
            follows: settings.text("redirects") == Some("same_origin"),
            pace: Pace::new(settings.count("rate_limit")),
            idempotency_header: settings
                .text("idempotency_header")
                .unwrap_or(KEY_HEADER)
                .to_owned(),
        })
    }

    /// The header that carries an idempotency key.
    #[must_use]
    pub fn idempotency_header(&self) -> &str {
        &self.idempotency_header
    }

    /// Sends a request once, when the connection's `rate_limit` lets it, and follows redirects if the connection allows it.
    ///
    /// # Errors
    /// If it can't be sent, is not answered in time, or is answered by a status that is not expected.
    pub async fn send(&self, request: &Request) -> Result<Response, Failure> {
        let message = self.message(request)?;
        self.pace.turn().await;
        self.answer(message, request).await
    }

    /// Puts a request together and sends nothing.
    ///
    /// # Errors
    /// If it can't be sent.
    pub fn check(&self, request: &Request) -> Result<(), Failure> {
        self.message(request).map(drop)
    }

    /// Waits until the connection's `rate_limit` lets the next request through, unless that lasts longer than this.
    ///
    /// # Errors
    /// How long it would last.
    pub async fn turn_within(&self, limit: Duration) -> Result<(), Duration> {
        self.pace.turn_within(limit).await
    }

    /// As [`send`](Self::send), for a caller who has waited for its turn: [`turn_within`](Self::turn_within).
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn send_now(&self, request: &Request) -> Result<Response, Failure> {
        let message = self.message(request)?;
        self.answer(message, request).await
    }

    async fn answer(&self, message: Message, request: &Request) -> Result<Response, Failure> {
        let limit = request.timeout.unwrap_or(self.timeout);
        let deadline = Deadline::within(limit);
        let answer = if self.follows {
            self.follow(message, deadline).await?
        } else {
            let sent = message.into_request();
            self.transport.exchange(sent, deadline, self.cap).await?
        };
        if status::is_expected(answer.status, &request.expect_status) {
            Response::read(answer)
        } else {
            Err(status::unexpected(&answer, &request.method))
        }
    }

    async fn follow(&self, mut message: Message, deadline: Deadline) -> Result<Answer, Failure> {
        for _ in 0..=redirect::MOST {
            let sent = message.clone().into_request();
            let answer = self.transport.exchange(sent, deadline, self.cap).await?;
            let next = redirect::next(&message.uri, &message.method, &answer);
            match next {
                Some(next) => {
                    message.uri = next;
                    self.pace.turn().await;
                }
                None => return Ok(answer),
            }
        }
        let most = redirect::MOST;
        Err(Failure::new(format!("more than {most} redirects in a row")))
    }

    /// A URL of another origin takes none of the connection's headers along: they hold its credentials.
    fn message(&self, request: &Request) -> Result<Message, Failure> {
        let uri = url::join(self.base.as_ref(), &request.target, &query(request)?)?;
        let own = match &request.target {
            Target::Path(_) => true,
            Target::Url(_) => self
                .base
                .as_ref()
                .is_some_and(|base| base.is_origin_of(&uri)),
        };
        let mut sent = if own { &self.own } else { &self.plain }.clone();
        if let Some(body) = &request.body {
            let kind = HeaderValue::from_static(body.content_type);
            sent.entry(CONTENT_TYPE).or_insert(kind);
        }
        headers::set(&mut sent, &request.headers)?;
        let body = request.body.as_ref().map(|body| body.bytes.clone());
        Ok(Message {
            method: request.method.clone(),
            uri,
            headers: sent,
            body: body.unwrap_or_default(),
        })
    }
}

impl Message {
    fn into_request(self) -> http::Request<Full<Bytes>> {
        let mut request = http::Request::new(Full::new(self.body));
        *request.method_mut() = self.method;
        *request.uri_mut() = self.uri;
        *request.headers_mut() = self.headers;
        request
    }
}

fn query(request: &Request) -> Result<Vec<(String, String)>, Failure> {
    let mut query = Vec::new();
    for (name, value) in &request.query {
        let text = cell::text(value).map_err(|kind| {
            Failure::new(format!("the parameter `{name}` can't hold a {kind}"))
                .help("turn it into text: `{{ value | tojson }}`")
        })?;
        query.extend(text.map(|text| (name.clone(), text.into_owned())));
    }
    Ok(query)
}
