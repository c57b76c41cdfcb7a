use std::{collections::HashMap, path::Path};

use super::files;
use crate::run::resolve::Surroundings;

/// The variables and files of this process, and those of `--env-file`.
pub(super) struct Environment {
    from_file: HashMap<String, String>,
    folder: std::path::PathBuf,
}

impl Environment {
    /// Reads the `--env-file`, if there is one.
    ///
    /// # Errors
    /// If it can't be read, or a line is no NAME=VALUE.
    pub(super) fn new(folder: &Path, env_file: Option<&Path>) -> Result<Self, String> {
        let from_file = match env_file {
            None => HashMap::new(),
            Some(path) => {
                let name = path.display();
                let text =
                    files::text(path).map_err(|why| format!("`{name}` can't be read: {why}"))?;
                parse(&text)
                    .map_err(|line| format!("`{name}`, line {line}: expected NAME=VALUE"))?
            }
        };
        Ok(Self {
            from_file,
            folder: folder.to_owned(),
        })
    }
}

impl Surroundings for Environment {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name)
            .ok()
            .or_else(|| self.from_file.get(name).cloned())
    }

    fn file(&self, path: &str) -> Result<String, String> {
        files::plain_text(&self.folder.join(path))
    }
}

/// Reads `NAME=VALUE` lines: blank lines and `#` comments are skipped, `export` in front and quotes around a value are
/// taken off.
fn parse(text: &str) -> Result<HashMap<String, String>, usize> {
    let mut variables = HashMap::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let line = line.strip_prefix("export ").unwrap_or(line);
        let (name, value) = line.split_once('=').ok_or(number + 1)?;
        variables.insert(name.trim().to_owned(), unquoted(value.trim()).to_owned());
    }
    Ok(variables)
}

fn unquoted(value: &str) -> &str {
    let inner = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lines_as_a_shell_would_write_them() {
        let parsed = parse("# c\n\nA=1\nexport B=\"x y\"\nC='a=b'\nD=\n")
            .expect("every line is an assignment");
        let get = |name: &str| parsed.get(name).map(String::as_str);
        assert_eq!(
            (get("A"), get("B"), get("C"), get("D")),
            (Some("1"), Some("x y"), Some("a=b"), Some(""))
        );
        assert_eq!(parse("A=1\nnonsense\n"), Err(2));
    }
}
