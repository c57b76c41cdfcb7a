//! Settings and defaults as they were written, secrets masked.

use crate::{
    job::{Config, Interpolation, Piece},
    plan::Connection,
    render::wrap::tame,
    spec::http::is_credential,
};

const MASK: &str = "‹secret›";

/// The settings of a connection by name, as written; headers as `headers.NAME`.
pub(super) fn settings(connection: &Connection) -> Vec<(String, String)> {
    let mut settings = Vec::new();
    for declared in connection.declaration.settings {
        let name = declared.name;
        match connection.written.config.get(name) {
            Some(Config::Scalar(value)) => {
                settings.push((name.to_owned(), written(value, declared.secret)))
            }
            Some(Config::Map(entries)) => settings.extend(entries.iter().map(|(key, value)| {
                let key = &key.value;
                (
                    format!("{name}.{key}"),
                    written(value, declared.secret || is_credential(key)),
                )
            })),
            None => {}
        }
    }
    settings
}

/// A value as written. Of a secret one only what names its source is left: variables, files, and the scheme of an
/// `Authorization` header.
pub(super) fn written(value: &Interpolation, is_secret: bool) -> String {
    let is_filled = value.pieces.len() > 1;
    let pieces = value.pieces.iter().map(|piece| match piece {
        Piece::Text(text) if is_secret && is_filled && is_scheme(text) => text.clone(),
        Piece::Text(_) if is_secret => MASK.to_owned(),
        Piece::Text(text) => without_password(text).replace("${", "$${"),
        Piece::Variable {
            name,
            default,
            message,
        } => {
            let rest = match (default.as_deref(), message) {
                (Some(""), _) => ":-".to_owned(),
                (Some(_), _) if is_secret => format!(":-{MASK}"),
                (Some(default), _) => format!(":-{}", without_password(default)),
                (None, Some(message)) => format!(":?{message}"),
                (None, None) => String::new(),
            };
            format!("${{env:{}{rest}}}", name.value)
        }
        Piece::File(path) => format!("${{file:{}}}", path.value),
    });
    tame(&pieces.collect::<String>())
}

fn is_scheme(text: &str) -> bool {
    ["Bearer ", "Basic ", "Token "].contains(&text)
}

/// The text with the name and password of a URL masked.
fn without_password(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        return text.to_owned();
    };
    let authority = rest.find(['/', '?', '#']).map_or(rest, |end| &rest[..end]);
    match authority.rfind('@') {
        Some(at) => format!("{scheme}://{MASK}{}", &rest[at..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Span, Spanned};

    fn interpolation(pieces: Vec<Piece>) -> Interpolation {
        Interpolation {
            pieces,
            literal: None,
            span: Span::default(),
            scalar: None,
        }
    }

    fn variable(default: Option<&str>) -> Piece {
        let name = Spanned::new("TOKEN".to_owned(), Span::default());
        Piece::Variable {
            name,
            default: default.map(str::to_owned),
            message: None,
        }
    }

    #[test]
    fn of_a_secret_only_its_source_is_left() {
        let literal = interpolation(vec![
            Piece::Text("postgres://u:hunter2@h/".into()),
            variable(Some("hunter2")),
        ]);
        assert_eq!(written(&literal, true), "‹secret›${env:TOKEN:-‹secret›}");
        let header = interpolation(vec![Piece::Text("Bearer ".into()), variable(None)]);
        assert_eq!(written(&header, true), "Bearer ${env:TOKEN}");
        assert_eq!(
            written(&interpolation(vec![Piece::Text("Bearer ".into())]), true),
            "‹secret›"
        );
    }

    #[test]
    fn the_rest_is_as_written() {
        let open = interpolation(vec![Piece::Text("a ${ b ".into()), variable(Some("x"))]);
        assert_eq!(written(&open, false), "a $${ b ${env:TOKEN:-x}");
        let url = interpolation(vec![Piece::Text("https://u:hunter2@host/path@x".into())]);
        assert_eq!(written(&url, false), "https://‹secret›@host/path@x");
    }

    #[test]
    fn headers_with_credentials_are_known_by_name() {
        for name in ["Authorization", "X-API-Key", "x-auth", "Cookie"] {
            assert!(is_credential(name), "{name}");
        }
        assert!(!is_credential("Accept"));
    }
}
