//! The stories of the codes: each wrong example shows exactly its code, each right one nothing at all.

use std::collections::BTreeMap;

use portl::analysis::{Source, analyze};
use portl::check::SideFiles;
use portl::diagnostic::{Code, Example, Story, messages};

use crate::support::portl::Workspace;

/// The files of a story.
struct Files(BTreeMap<&'static str, &'static str>);

impl SideFiles for Files {
    fn head(&self, path: &str) -> Option<Vec<u8>> {
        self.0.get(path).map(|text| text.as_bytes().to_vec())
    }

    fn text(&self, path: &str) -> Result<String, String> {
        let text = self.0.get(path).copied().map(str::to_owned);
        text.ok_or_else(|| "no such file".to_owned())
    }
}

/// What checking a job says, as `code: message`, advice included.
fn checked(job: &str, story: &Story) -> Vec<String> {
    let source = Source::new("job.yaml".to_owned(), job.to_owned());
    let files = Files(story.files.iter().copied().collect());
    let analysis = analyze(source, None, &files);
    let found = analysis.diagnostics.iter();
    found
        .map(|found| format!("{}: {}", found.code.name, found.message))
        .collect()
}

/// The codes that a command says, and its exit code.
fn shown(command: &str, example: &Example, story: &Story) -> (Vec<String>, Option<i32>) {
    let files = story.files.iter();
    let workspace = files.fold(Workspace::new(), |workspace, (name, text)| {
        workspace.file(name, text)
    });
    let workspace = workspace.file("job.yaml", example.job.unwrap_or_default());
    let finished = workspace.shell(command);
    let said = format!("{}{}", finished.stdout, finished.stderr);
    let heads = said.lines().filter_map(|line| {
        let (severity, rest) = line.split_once('[')?;
        let (code, message) = rest.split_once("]: ")?;
        let is_head = matches!(severity, "error" | "warning" | "advice");
        is_head.then(|| format!("{code}: {message}"))
    });
    (heads.collect(), finished.code)
}

/// What is wrong with a story, if anything is.
fn fault(code: &Code) -> Option<String> {
    let story = Story::of(code);
    let of_code = format!("{}: ", code.name);
    let is_only = |found: &[String]| matches!(found, [only] if only.starts_with(&of_code));
    if story.about.is_empty() {
        return Some("says nothing".to_owned());
    }
    match (story.wrong.job, story.wrong.command) {
        (None, None) => return Some("has no wrong example".to_owned()),
        (Some(job), None) => {
            let found = checked(job, &story);
            if !is_only(&found) {
                return Some(format!("the wrong job: {found:#?}"));
            }
        }
        (job, Some(command)) => {
            let before = job.map(|job| checked(job, &story)).unwrap_or_default();
            let (found, exit) = shown(command, &story.wrong, &story);
            if !before.is_empty() || !is_only(&found) || exit == Some(0) {
                return Some(format!("the wrong run: {before:#?} {found:#?} {exit:?}"));
            }
        }
    }
    let Some(job) = story.right.job else {
        return Some("has no right example".to_owned());
    };
    let found = checked(job, &story);
    if !found.is_empty() {
        return Some(format!("the right job: {found:#?}"));
    }
    let (found, exit) = shown(story.right.command?, &story.right, &story);
    (exit != Some(0)).then(|| format!("the right run: {found:#?} {exit:?}"))
}

#[test]
fn every_story_shows_its_code_and_how_to_mend_it() {
    let faults: Vec<_> = messages::all()
        .filter_map(|code| Some(format!("{}: {}", code.name, fault(code)?)))
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// A file without a code would never be read.
#[test]
fn every_story_belongs_to_a_code() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/diagnostic/stories");
    for entry in std::fs::read_dir(folder).expect("the folder can be listed") {
        let name = entry.expect("the folder can be listed").file_name();
        let name = name.to_string_lossy();
        let is_told = messages::all().any(|code| name == format!("{}.md", code.name));
        assert!(is_told, "{name} tells of no code");
    }
}
