use http::{Method, StatusCode, Uri, header::LOCATION};

use super::url::{absolute, same_origin};
use crate::connect::transport::Answer;

/// How many redirects in a row are followed.
pub(super) const MOST: usize = 5;

/// Where an answer sends its request on to within the same origin; none if it doesn't, or if following would send a
/// body where only a look was asked for.
pub(super) fn next(from: &Uri, method: &Method, answer: &Answer) -> Option<Uri> {
    let status = answer.status;
    let keeps_method =
        status == StatusCode::TEMPORARY_REDIRECT || status == StatusCode::PERMANENT_REDIRECT;
    let looks =
        matches!(*method, Method::GET | Method::HEAD) && matches!(status.as_u16(), 301..=303);
    if !keeps_method && !looks {
        return None;
    }
    let location = answer.headers.get(LOCATION)?.to_str().ok()?;
    let location = location.split('#').next().unwrap_or(location);
    let to = resolve(from, location)?;
    same_origin(from, &to).then_some(to)
}

/// A location relative to the URL it was answered for.
fn resolve(from: &Uri, location: &str) -> Option<Uri> {
    let origin = format!("{}://{}", from.scheme_str()?, from.authority()?);
    let text = if location.contains("://") {
        location.to_owned()
    } else if location.starts_with("//") {
        format!("{}:{location}", from.scheme_str()?)
    } else if location.starts_with('/') {
        format!("{origin}{location}")
    } else if location.starts_with('?') {
        format!("{origin}{}{location}", from.path())
    } else {
        let folder = &from.path()[..=from.path().rfind('/')?];
        format!("{origin}{folder}{location}")
    };
    absolute(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_relative_to_the_url() {
        let from = Uri::from_static("http://h:8080/a/b?c=1");
        let to = |location| resolve(&from, location).expect("a URL").to_string();
        assert_eq!(to("/x"), "http://h:8080/x");
        assert_eq!(to("x"), "http://h:8080/a/x");
        assert_eq!(to("?d=2"), "http://h:8080/a/b?d=2");
        assert_eq!(to("//other/x"), "http://other/x");
        assert_eq!(to("https://other/x"), "https://other/x");
    }

    #[test]
    fn only_the_same_origin_is_followed() {
        let from = Uri::from_static("http://h/a");
        let answer = |status, location: &'static str| Answer {
            status,
            headers: [(LOCATION, http::HeaderValue::from_static(location))]
                .into_iter()
                .collect(),
            body: Ok(bytes::Bytes::new()),
        };
        let followed = |method, status, location| next(&from, &method, &answer(status, location));
        assert!(followed(Method::GET, StatusCode::FOUND, "/b").is_some());
        assert!(followed(Method::POST, StatusCode::TEMPORARY_REDIRECT, "/b").is_some());
        assert!(followed(Method::POST, StatusCode::FOUND, "/b").is_none());
        assert!(followed(Method::GET, StatusCode::FOUND, "http://evil.example/b").is_none());
        assert!(followed(Method::GET, StatusCode::FOUND, "//evil.example/b").is_none());
        assert!(followed(Method::GET, StatusCode::OK, "/b").is_none());
    }
}
