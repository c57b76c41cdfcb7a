use super::{SHORTEST, password_of};
use crate::{
    connect::{SettingValue, Settings},
    value::{Secret, Value, show::text_of},
};

/// What is to be said of secrets so short that they can't be looked for in what servers say.
pub(in crate::cli) fn too_short<'a>(
    settings: &[Option<Settings>],
    inputs: impl Iterator<Item = (&'a str, &'a Value)>,
) -> Option<String> {
    let mut names: Vec<_> = settings.iter().flatten().flat_map(of_connection).collect();
    names.extend(
        inputs
            .filter(|(_, value)| is_short(value))
            .map(|(name, _)| format!("the input `{name}`")),
    );
    let listed = names.join(", ");
    (!names.is_empty()).then(|| {
        format!(
            "a secret of less than {SHORTEST} characters can't be masked where a server quotes it: {listed}; use a longer one"
        )
    })
}

fn of_connection(settings: &Settings) -> Vec<String> {
    let connection = &settings.name;
    let mut names = Vec::new();
    for (name, value) in &settings.values {
        match value {
            SettingValue::Secret(secret) if hides_little(secret) => {
                names.push(format!("`{name}` of the connection `{connection}`"));
            }
            SettingValue::TextMap(entries) => names.extend(
                entries
                    .iter()
                    .filter(|(_, value)| is_short(value))
                    .map(|(entry, _)| format!("`{entry}` of the connection `{connection}`")),
            ),
            _ => {}
        }
    }
    names
}

fn is_short(value: &Value) -> bool {
    matches!(value, Value::Secret(secret) if hides_little(secret))
}

/// Whether what is secret of it, the password of a URL or what follows a scheme, is short; an empty one hides nothing.
fn hides_little(secret: &Secret) -> bool {
    let Ok(text) = text_of(secret.expose()) else {
        return false;
    };
    let hidden = if text.contains("://") {
        password_of(&text).unwrap_or_default()
    } else {
        text.split_once(' ').map_or(&*text, |(_, behind)| behind)
    };
    (1..SHORTEST).contains(&hidden.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(setting: &'static str, text: &str) -> Option<String> {
        let mut settings = Settings::new("db", ".");
        let secret = SettingValue::Secret(Secret::new(Value::text(text)));
        settings.values.insert(setting, secret);
        too_short(&[Some(settings)], std::iter::empty())
    }

    #[test]
    fn what_can_not_be_masked_is_named() {
        let said = said("password", "pg").expect("it is short");
        assert!(said.contains("`password` of the connection `db`"), "{said}");
        let pin = Value::Secret(Secret::new(Value::text("123")));
        let said = too_short(&[], [("pin", &pin)].into_iter()).expect("it is short");
        assert!(said.contains("the input `pin`"), "{said}");
    }

    #[test]
    fn only_what_is_secret_of_it_counts() {
        assert!(said("url", "postgres://me:pg@host/db").is_some());
        assert!(said("token", "Bearer abc").is_some());
        for long in [
            "postgres://me:pass@host/db",
            "postgres://me@host/db",
            "a pass phrase",
            "",
            "é1a",
        ] {
            assert_eq!(said("url", long), None, "{long}");
        }
    }
}
