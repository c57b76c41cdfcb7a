use std::{error::Error, io};

use hyper_util::client::legacy;

use crate::connect::{Class, Effect, Failure};

/// Why a request got no answer, and whether the server may have seen it.
pub(super) fn sending(error: &legacy::Error) -> Failure {
    if causes(error).any(is_certificate) {
        return Failure::new(format!("the server's certificate: {}", root(error)));
    }
    if error.is_connect() {
        return Failure::new(format!("no connection: {}", root(error))).class(Class::Connection);
    }
    // hyper cancels only what it hands back unsent: the connection was closed before the request's turn came.
    let unsent = causes(error)
        .filter_map(|cause| cause.downcast_ref::<hyper::Error>())
        .any(hyper::Error::is_canceled);
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
    if broken {
        Failure::new(message).class(Class::Connection)
    } else {
        Failure::new(message)
    }
}

/// An error and what caused it, outermost first.
fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> + 'a {
    std::iter::successors(Some(error), |error| cause(*error))
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

fn is_certificate(error: &(dyn Error + 'static)) -> bool {
    use rustls::Error as Tls;
    matches!(
        error.downcast_ref(),
        Some(Tls::InvalidCertificate(_) | Tls::NoCertificatesPresented | Tls::UnsupportedNameType)
    )
}

/// The first cause in its own words, without the number that the operating system has for it.
fn root(error: &(dyn Error + 'static)) -> String {
    let text = causes(error).last().unwrap_or(error).to_string();
    match text.split_once(" (os error") {
        Some((text, _)) => text.to_lowercase(),
        None => text,
    }
}
