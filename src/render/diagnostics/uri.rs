use std::path::{Component, Path};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands in a segment of a URI as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A path as a URI: relative where the path is, with what can't stand in one written as `%…`.
pub(super) fn uri(path: &str) -> String {
    let segments = Path::new(path)
        .components()
        .filter_map(|component| match component {
            Component::Normal(name) => Some(name.to_string_lossy()),
            Component::ParentDir => Some("..".into()),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => None,
        });
    let encoded: Vec<_> = segments
        .map(|segment| utf8_percent_encode(&segment, ENCODED).to_string())
        .collect();
    let root = if path.starts_with('/') {
        "file:///"
    } else {
        ""
    };
    root.to_owned() + &encoded.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_uri_that_leads_to_it() {
        assert_eq!(uri("jobs/a b.yaml"), "jobs/a%20b.yaml");
        assert_eq!(uri("./größe:1%.yaml"), "gr%C3%B6%C3%9Fe%3A1%25.yaml");
        assert_eq!(uri("../x/./y.yaml"), "../x/y.yaml");
        assert_eq!(uri("/jobs/a.yaml"), "file:///jobs/a.yaml");
        assert_eq!(uri("-"), "-");
    }
}
