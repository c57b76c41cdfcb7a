use std::fs;
use std::path::{Path, PathBuf};

use portl::analysis::{Analysis, Source, analyze};
use portl::check::SideFiles;

use super::annotation::Annotation;

/// The name of the project file.
pub(super) const PROJECT: &str = "portl.yaml";

/// A job and what lies beside it.
pub(crate) struct Case {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    project: Option<String>,
}

impl Case {
    /// The job at a path.
    pub(crate) fn at(path: PathBuf) -> Self {
        let read = |path: &Path| fs::read_to_string(path);
        let text = read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let project = read(&path.with_file_name(PROJECT)).ok();
        Self {
            path,
            text,
            project,
        }
    }

    /// What is said about `text` in the place of this job, `files` beside it.
    pub(crate) fn analyze(&self, text: &str, files: &dyn SideFiles) -> Analysis {
        let source = |name: &str, text: &str| Source::new(name.to_owned(), text.to_owned());
        let name = self
            .path
            .file_name()
            .expect("a job is a file")
            .to_string_lossy();
        let project = self.project.as_ref().map(|text| source(PROJECT, text));
        analyze(source(&name, text), project, files)
    }

    /// What is said about `text`, in order.
    pub(super) fn found(&self, text: &str) -> Vec<Annotation> {
        let analysis = self.analyze(text, &self.beside());
        let found = analysis.diagnostics.iter();
        let mut found: Vec<_> = found
            .map(|found| Annotation::of(found, &analysis.sources))
            .collect();
        found.sort();
        found
    }

    /// Its project file, if there is one.
    pub(super) fn project(&self) -> Option<Source> {
        self.project
            .as_ref()
            .map(|text| Source::new(PROJECT.to_owned(), text.clone()))
    }

    /// The files beside it.
    pub(crate) fn beside(&self) -> Beside {
        Beside(
            self.path
                .parent()
                .expect("a job lies in a folder")
                .to_owned(),
        )
    }
}

/// The files of a folder.
pub(crate) struct Beside(PathBuf);

impl SideFiles for Beside {
    fn head(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.0.join(path)).ok()
    }

    fn text(&self, path: &str) -> Result<String, String> {
        fs::read_to_string(self.0.join(path)).map_err(|error| error.to_string())
    }
}

/// The annotated jobs, by path.
pub(crate) fn annotated() -> Vec<Case> {
    jobs_below("tests/check")
}

/// The jobs of the examples, by path.
pub(crate) fn examples() -> Vec<Case> {
    jobs_below("examples")
}

fn jobs_below(folder: &str) -> Vec<Case> {
    let mut found = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        &mut found,
    );
    found.sort();
    assert!(!found.is_empty(), "no job below {folder}");
    found.into_iter().map(Case::at).collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        let is_job = path
            .extension()
            .is_some_and(|end| end == "yml" || end == "yaml");
        if path.is_dir() {
            collect(&path, found);
        } else if is_job && path.file_name().is_some_and(|name| name != PROJECT) {
            found.push(path);
        }
    }
}
