use std::{error::Error, io};

use hyper_util::client::legacy;

use super::exchange::{HEAD_BYTES, HEADERS};
use crate::connect::{Class, Effect, Failure};

/// Why a request got no answer, and whether the server may have seen it.
pub(super) fn sending(error: &legacy::Error) -> Failure {
    if let Some(failure) = causes(error).find_map(certificate) {
        return failure;
    }
    if causes(error).any(is_late) {
        return Failure::new(root(error))
            .class(Class::Connection)
            .help("give it longer: `connect_timeout: …` in the connection's `config`");
    }
    if from_hyper(error).any(hyper::Error::is_parse_too_large) {
        return Failure::new(format!(
            "the head of the answer is larger than {} KiB, or has more than {HEADERS} headers",
            HEAD_BYTES >> 10
        ))
        .class(Class::Unreadable)
        .effect(Effect::Unknown)
        .help("this limit is fixed: have the server send less ahead of its answer");
    }
    if error.is_connect() {
        return Failure::new(format!("no connection: {}", root(error))).class(Class::Connection);
    }
    // hyper cancels only what it hands back unsent: the connection was closed before the request's turn came.
    let unsent = from_hyper(error).any(hyper::Error::is_canceled);
    let effect = if unsent {
        Effect::None
    } else {
        Effect::Unknown
    };
    Failure::new(format!("the connection was lost: {}", root(error)))
        .class(Class::Connection)
        .effect(effect)
}

/// Why an answer's body could not be read to its end.
pub(super) fn reading(error: &(dyn Error + 'static)) -> Failure {
    let broken = causes(error).any(|cause| cause.is::<hyper::Error>());
    let message = format!("the answer can't be read: {}", root(error));
    Failure::new(message).class(if broken {
        Class::Connection
    } else {
        Class::Unreadable
    })
}

/// An error and what caused it, outermost first.
fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> + 'a {
    std::iter::successors(Some(error), |error| cause(*error))
}

/// What hyper says among them.
fn from_hyper<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a hyper::Error> + 'a {
    causes(error).filter_map(|cause| cause.downcast_ref())
}

/// `io::Error` passes over the error it wraps when asked for its source.
fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

/// Why a certificate was refused, in plain words, if that is what happened.
fn certificate(error: &(dyn Error + 'static)) -> Option<Failure> {
    use rustls::{CertificateError as Reason, Error as Tls};
    let error = error.downcast_ref::<Tls>()?;
    let (what, help) = match error {
        Tls::InvalidCertificate(Reason::Expired | Reason::ExpiredContext { .. }) => {
            ("it has expired", "have its owner renew it")
        }
        Tls::InvalidCertificate(Reason::NotValidYet | Reason::NotValidYetContext { .. }) => (
            "it is not valid yet",
            "look whether this machine's clock is right",
        ),
        Tls::InvalidCertificate(
            Reason::NotValidForName | Reason::NotValidForNameContext { .. },
        ) => (
            "it is for another host",
            "write the host's name as it is in the certificate",
        ),
        Tls::InvalidCertificate(Reason::UnknownIssuer | Reason::BadSignature) => (
            "nobody whom this machine trusts vouches for it",
            "add its issuer to the trusted certificates of this machine, or name a file of them in `SSL_CERT_FILE`",
        ),
        Tls::InvalidCertificate(_) | Tls::NoCertificatesPresented | Tls::UnsupportedNameType => {
            ("it can't be trusted", "have its owner mend it")
        }
        _ => return None,
    };
    let reason = error.to_string();
    let reason = reason
        .strip_prefix("invalid peer certificate: ")
        .unwrap_or(&reason);
    Some(Failure::new(format!("the server's certificate: {what} ({reason})")).help(help))
}

/// Whether our own limit for connecting ran out.
fn is_late(error: &(dyn Error + 'static)) -> bool {
    let late = |error: &io::Error| error.kind() == io::ErrorKind::TimedOut;
    error.downcast_ref().is_some_and(late) && error.to_string().starts_with("no connection")
}

/// The first cause in its own words, without the number that the operating system has for it.
fn root(error: &(dyn Error + 'static)) -> String {
    let text = causes(error).last().unwrap_or(error).to_string();
    match text.split_once(" (os error") {
        Some((text, _)) => text.to_lowercase(),
        None => text,
    }
}
