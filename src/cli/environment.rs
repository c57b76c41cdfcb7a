use std::{
    cell::{OnceCell, RefCell},
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

use super::{files, mask::Mask, variables};
use crate::run::resolve::Surroundings;

/// The file beside a job that gives the variables that are not set.
const BESIDE: &str = ".env";

/// The variables and files of this process, and those of `--env-file` or else of the `.env` beside the job.
///
/// Only one of these files is read: what is missing in the one for production must not come from the one for development.
pub(super) struct Environment {
    folder: PathBuf,
    file: VariableFile,
    /// What has been asked for and found: the value, if it came from the file.
    given: RefCell<BTreeMap<String, Option<String>>>,
}

struct VariableFile {
    path: PathBuf,
    /// As it is told.
    name: String,
    /// Read when the first variable is not set: a `.env` that the job has no use for is none of its business.
    variables: OnceCell<Result<HashMap<String, String>, String>>,
}

impl Environment {
    /// Reads the `--env-file`, if there is one; the `.env` in the folder of the job is read when it is needed.
    ///
    /// # Errors
    /// If the `--env-file` can't be read, or a line is no NAME=VALUE.
    pub(super) fn new(folder: &Path, env_file: Option<&Path>) -> Result<Self, String> {
        let file = match env_file {
            None => VariableFile::new(&folder.join(BESIDE), BESIDE.to_owned()),
            Some(path) => {
                let file = VariableFile::new(path, path.display().to_string());
                let read = files::text(path);
                let read = read.map_err(|why| format!("`{}` can't be read: {why}", file.name))?;
                file.variables
                    .get_or_init(|| file.parse(&read))
                    .as_ref()
                    .map_err(Clone::clone)?;
                file
            }
        };
        Ok(Self {
            folder: folder.to_owned(),
            file,
            given: RefCell::default(),
        })
    }

    /// What is wrong with the `.env`, if anything that was asked for would have come from it.
    pub(super) fn problem(&self) -> Option<&str> {
        self.file
            .variables
            .get()?
            .as_ref()
            .err()
            .map(String::as_str)
    }

    /// Where each variable that was asked for came from, in words; nothing where all were set.
    pub(super) fn origins(&self) -> Option<String> {
        let given = self.given.borrow();
        let names = |from_file: bool| {
            let names = given
                .iter()
                .filter(|(_, value)| value.is_some() == from_file);
            let names: Vec<_> = names.map(|(name, _)| format!("`{name}`")).collect();
            names.join(", ")
        };
        let (from_file, set) = (names(true), names(false));
        let origin = format!("{from_file} from `{}`", self.file.name);
        (!from_file.is_empty()).then(|| match set.as_str() {
            "" => origin,
            set => format!("{origin}; {set} from the environment"),
        })
    }

    /// A warning where secrets came from a file that everybody on this machine can read.
    pub(super) fn exposure(&self, mask: &Mask) -> Option<String> {
        let given = self.given.borrow();
        let mut values = given.values().flatten();
        let is_exposed = values.any(|value| mask.apply(value) != *value)
            && files::is_open_to_all(&self.file.path);
        is_exposed.then(|| {
            let name = &self.file.name;
            format!("`{name}` holds secrets of this job, and everybody on this machine can read it: `chmod 600 {name}`")
        })
    }
}

impl VariableFile {
    fn new(path: &Path, name: String) -> Self {
        Self {
            path: path.to_owned(),
            name,
            variables: OnceCell::new(),
        }
    }

    fn parse(&self, text: &str) -> Result<HashMap<String, String>, String> {
        variables::parse(text)
            .map_err(|malformed| format!("{}:{}: {}", self.name, malformed.line, malformed.why))
    }

    /// The file's text; none where there is no such file, or something else of that name: Python has folders called `.env`.
    fn get(&self, name: &str) -> Option<String> {
        let variables = self.variables.get_or_init(|| {
            if !self.path.is_file() {
                return Ok(HashMap::new());
            }
            let text = files::plain_text(&self.path);
            let text = text.map_err(|why| format!("`{}` can't be read: {why}", self.name))?;
            self.parse(&text)
        });
        variables.as_ref().ok()?.get(name).cloned()
    }
}

impl Surroundings for Environment {
    fn variable(&self, name: &str) -> Option<String> {
        // Set to nothing is set: so one that the file gives can be taken away.
        let set = std::env::var(name).ok();
        let from_file = match set {
            Some(_) => None,
            None => Some(self.file.get(name)?),
        };
        self.given
            .borrow_mut()
            .insert(name.to_owned(), from_file.clone());
        set.or(from_file)
    }

    fn variables_file(&self) -> &str {
        &self.file.name
    }

    fn file(&self, path: &str) -> Result<String, String> {
        files::plain_text(&self.folder.join(path))
    }
}
