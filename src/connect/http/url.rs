#[cfg(test)]
mod tests;

use std::borrow::Cow;

use bytes::Bytes;
use http::{
    HeaderValue, Uri,
    uri::{Authority, PathAndQuery, Scheme},
};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_encode, utf8_percent_encode};

use super::Target;
use crate::connect::Failure;

/// What can't stand in a path or a query as it is; `%` stays, for what is encoded already.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What must be encoded in a parameter of a query.
const PARAMETER: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Where a connection's paths begin.
#[derive(Debug, Clone)]
pub(super) struct Base {
    uri: Uri,
}

impl Base {
    /// Reads a base URL.
    ///
    /// # Errors
    /// If it is no URL of `http` or `https`, or has a user, a query or a fragment.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let uri = absolute(text).map_err(|failure| wrap("base_url", &failure))?;
        if uri.query().is_some() {
            return Err(Failure::new("`base_url` has a query")
                .help("give the step the parameters: `query: {name: value}`"));
        }
        Ok(Self { uri })
    }

    /// The header that names the base's host. Over TLS it is left to the client: HTTP/2 says it in another way.
    pub(super) fn host(&self) -> Option<HeaderValue> {
        if self.uri.scheme() != Some(&Scheme::HTTP) {
            return None;
        }
        let authority = self.uri.authority()?;
        let host = match authority.port_u16() {
            Some(80) => authority.host(),
            _ => authority.as_str(),
        };
        HeaderValue::from_str(host).ok()
    }

    /// Whether `uri` leads to the scheme, host and port of this base.
    pub(super) fn is_origin_of(&self, uri: &Uri) -> bool {
        same_origin(&self.uri, uri)
    }
}

/// The URL that a target and a query make.
///
/// # Errors
/// If the target is none, is a path without a base, or would leave the base by `..`.
pub(super) fn join(
    base: Option<&Base>,
    target: &Target,
    query: &[(String, String)],
) -> Result<Uri, Failure> {
    let uri = match target {
        Target::Url(url) => absolute(url).map_err(|failure| wrap("url", &failure))?,
        Target::Path(path) => {
            let base = base.ok_or_else(|| {
                Failure::new("the connection has no `base_url` that a path could be appended to")
                    .help("set `base_url` under `config:`, or give the step a `url:`")
            })?;
            below(&base.uri, path)?
        }
    };
    with_query(uri, query)
}

/// Whether two URLs have the same scheme, host and port.
pub(super) fn same_origin(one: &Uri, other: &Uri) -> bool {
    let host = |uri: &Uri| uri.host().map(str::to_ascii_lowercase);
    one.scheme() == other.scheme() && host(one) == host(other) && port(one) == port(other)
}

/// Reads a whole URL of `http` or `https`.
pub(super) fn absolute(text: &str) -> Result<Uri, Failure> {
    let encoded = encode(text.trim())?;
    let uri: Uri = encoded
        .parse()
        .map_err(|error| Failure::new(format!("not a URL: {error}")))?;
    let known = [Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&uri.scheme());
    if !known || uri.host().is_none_or(str::is_empty) {
        return Err(Failure::new(
            "not a URL that begins with `http://` or `https://`",
        ));
    }
    if uri
        .authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
    {
        return Err(Failure::new("a URL may not hold a user or a password")
            .help("send them in a header: `headers: {Authorization: …}`"));
    }
    Ok(uri)
}

/// The base's authority is taken as it is, so that nothing in the path can lead elsewhere.
fn below(base: &Uri, path: &str) -> Result<Uri, Failure> {
    let path = encode(path)?;
    let folders = path.split(['?']).next().unwrap_or_default();
    if folders.split('/').any(climbs) {
        return Err(Failure::new("a path may not hold `.` or `..` as a part"));
    }
    let root = base.path().trim_end_matches('/');
    let slash = if path.is_empty() || path.starts_with(['/', '?']) {
        ""
    } else {
        "/"
    };
    build(
        base.scheme().cloned(),
        base.authority().cloned(),
        [root, slash, &path].concat(),
    )
}

/// Whether a part of a path leads out of where it stands: one dot or two, as they are or encoded.
fn climbs(part: &str) -> bool {
    let mut rest = part;
    let mut dots = 0;
    while let Some(behind) = behind_dot(rest) {
        rest = behind;
        dots += 1;
    }
    rest.is_empty() && matches!(dots, 1 | 2)
}

fn behind_dot(text: &str) -> Option<&str> {
    let encoded = || {
        let (letters, rest) = text.split_at_checked(3)?;
        letters.eq_ignore_ascii_case("%2e").then_some(rest)
    };
    text.strip_prefix('.').or_else(encoded)
}

fn with_query(uri: Uri, query: &[(String, String)]) -> Result<Uri, Failure> {
    if query.is_empty() {
        return Ok(uri);
    }
    let pairs: Vec<String> = query
        .iter()
        .map(|(name, value)| {
            let encode = |text: &str| utf8_percent_encode(text, PARAMETER).to_string();
            format!("{}={}", encode(name), encode(value))
        })
        .collect();
    let separator = if uri.query().is_some() { '&' } else { '?' };
    let path = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let path = format!("{path}{separator}{}", pairs.join("&"));
    build(uri.scheme().cloned(), uri.authority().cloned(), path)
}

fn build(
    scheme: Option<Scheme>,
    authority: Option<Authority>,
    mut path: String,
) -> Result<Uri, Failure> {
    if path.is_empty() || path.starts_with('?') {
        path.insert(0, '/');
    }
    let mut parts = http::uri::Parts::default();
    parts.scheme = scheme;
    parts.authority = authority;
    parts.path_and_query = Some(
        PathAndQuery::from_maybe_shared(Bytes::from(path))
            .map_err(|error| Failure::new(format!("not a path: {error}")))?,
    );
    Uri::from_parts(parts).map_err(|error| Failure::new(format!("not a URL: {error}")))
}

/// Encodes what can't stand in a URL. A line break or another control character there is always a mistake.
fn encode(text: &str) -> Result<Cow<'_, str>, Failure> {
    if text.chars().any(char::is_control) {
        return Err(Failure::new("a URL may not hold control characters"));
    }
    if text.contains('#') {
        return Err(Failure::new("a URL may not hold a fragment")
            .help("encode a `#` that is meant literally: `{{ value | urlencode }}`"));
    }
    Ok(percent_encode(text.as_bytes(), UNSAFE).into())
}

fn port(uri: &Uri) -> u16 {
    let usual = if uri.scheme() == Some(&Scheme::HTTPS) {
        443
    } else {
        80
    };
    uri.port_u16().unwrap_or(usual)
}

fn wrap(key: &str, failure: &Failure) -> Failure {
    let mut wrapped = Failure::new(format!("`{key}`: {failure}"));
    wrapped.help.clone_from(&failure.help);
    wrapped
}
