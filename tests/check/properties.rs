//! What holds for any job: nothing makes `check` panic or hang, and who knows less complains less.

use std::time::{Duration, Instant};

use portl::analysis::Analysis;
use portl::check::SideFiles;
use portl::diagnostic::Severity;
use proptest::prelude::*;

use super::annotation::parse;
use super::case::{Case, annotated, examples};

/// A job that takes longer than this hangs; the build under test is not optimised.
const LONG: Duration = Duration::from_secs(5);

/// SQL files, but no data.
struct WithoutData<'a>(&'a dyn SideFiles);

impl SideFiles for WithoutData<'_> {
    fn head(&self, _: &str) -> Option<Vec<u8>> {
        None
    }

    fn text(&self, path: &str) -> Result<String, String> {
        self.0.text(path)
    }
}

fn jobs() -> Vec<Case> {
    annotated().into_iter().chain(examples()).collect()
}

/// What is said, and where. That a comment ignores nothing is left out: who knows less says less, which may leave a comment
/// without what it was for.
fn words(analysis: &Analysis) -> Vec<String> {
    let found = analysis.diagnostics.iter();
    found
        .filter(|found| found.code.name != "ignore.unused")
        .map(|found| {
            let file = analysis.sources.file(found.span.file);
            let place = file.position(found.span.range().start);
            format!("{} at {}:{}", found.code.name, place.line, place.column)
        })
        .collect()
}

#[test]
fn the_examples_are_clean() {
    for case in examples() {
        let analysis = case.analyze(&case.text, &case.beside());
        // What is done on purpose may be advised against.
        let is_advice =
            |found: &portl::diagnostic::Diagnostic| found.code.severity == Severity::Advice;
        assert!(
            analysis.diagnostics.iter().all(is_advice),
            "{:?}: {:?}",
            case.path,
            words(&analysis)
        );
        assert!(analysis.job.is_some(), "{:?}", case.path);
    }
}

#[test]
fn a_job_is_typed_exactly_where_there_is_no_error() {
    for case in annotated() {
        let analysis = case.analyze(&case.text, &case.beside());
        let has_errors = parse(&case.text)
            .iter()
            .any(|one| one.text.starts_with("error["));
        assert_eq!(analysis.job.is_none(), has_errors, "{:?}", case.path);
    }
}

#[test]
fn without_the_data_files_nothing_more_is_said() {
    for case in jobs() {
        let files = case.beside();
        let (with, without) = (
            case.analyze(&case.text, &files),
            case.analyze(&case.text, &WithoutData(&files)),
        );
        let known = words(&with);
        let more: Vec<_> = words(&without)
            .into_iter()
            .filter(|one| !known.contains(one))
            .collect();
        assert!(more.is_empty(), "{:?}: {more:?}", case.path);
    }
}

/// Everything but the snapshot of the databases.
struct WithoutSchema<'a>(&'a dyn SideFiles);

impl SideFiles for WithoutSchema<'_> {
    fn head(&self, path: &str) -> Option<Vec<u8>> {
        self.0.head(path)
    }

    fn text(&self, path: &str) -> Result<String, String> {
        if path == portl::schema::FILE {
            return Err("left out".to_owned());
        }
        self.0.text(path)
    }
}

#[test]
fn without_the_snapshot_nothing_more_is_said() {
    let mut less = 0;
    for case in jobs() {
        let files = case.beside();
        let known = words(&case.analyze(&case.text, &files));
        let without = words(&case.analyze(&case.text, &WithoutSchema(&files)));
        let more: Vec<_> = without.iter().filter(|one| !known.contains(one)).collect();
        assert!(more.is_empty(), "{:?}: {more:?}", case.path);
        less += known.len() - without.len();
    }
    assert!(less > 10, "a snapshot makes a difference: {less}");
}

#[test]
fn without_returns_nothing_more_is_said() {
    for case in jobs() {
        let lines: Vec<_> = case.text.lines().collect();
        if !lines
            .iter()
            .any(|line| line.trim_start().starts_with("returns: {"))
        {
            continue;
        }
        let less: Vec<_> = lines
            .iter()
            .map(|line| {
                if line.trim_start().starts_with("returns: {") {
                    "#"
                } else {
                    line
                }
            })
            .collect();
        let files = case.beside();
        let known = words(&case.analyze(&case.text, &files));
        let without = words(&case.analyze(&less.join("\n"), &files));
        let more: Vec<_> = without
            .into_iter()
            .filter(|one| !known.contains(one))
            .collect();
        assert!(more.is_empty(), "{:?}: {more:?}", case.path);
    }
}

/// The lines of a job, those that `less` knows less of instead.
fn with_less(text: &str, less: impl Fn(&str) -> Option<String>) -> Option<String> {
    let lines = text.lines();
    let changed: Vec<_> = lines
        .map(|line| less(line).unwrap_or_else(|| line.to_owned()))
        .collect();
    let changed = changed.join("\n");
    (changed != text.lines().collect::<Vec<_>>().join("\n")).then_some(changed)
}

/// `inputs: {…}` in one line, its types replaced by json.
fn untyped_inputs(line: &str) -> Option<String> {
    let inputs = line.strip_prefix("inputs: {")?;
    if inputs.contains("secret") || inputs.contains("default") {
        return None;
    }
    let types = [
        "text",
        "int",
        "float",
        "decimal",
        "bool",
        "date",
        "timestamp",
    ];
    let mut untyped = format!(", {inputs}");
    for ty in types {
        untyped = untyped.replace(&format!(": {ty}?"), ": json");
        untyped = untyped.replace(&format!(": {ty},"), ": json,");
        untyped = untyped.replace(&format!(": {ty}}}"), ": json}");
    }
    Some(format!("inputs: {{{}", untyped.trim_start_matches(", ")))
}

#[test]
fn without_types_of_inputs_nothing_more_is_said() {
    let mut tried = 0;
    for case in jobs() {
        let Some(less) = with_less(&case.text, untyped_inputs) else {
            continue;
        };
        tried += 1;
        let files = case.beside();
        let lines = |found: Vec<String>| -> Vec<String> {
            let line = |one: String| one.rsplit_once(':').map(|(line, _)| line.to_owned());
            found.into_iter().filter_map(line).collect()
        };
        let known = lines(words(&case.analyze(&case.text, &files)));
        let without = lines(words(&case.analyze(&less, &files)));
        let more: Vec<_> = without
            .into_iter()
            .filter(|one| !known.contains(one))
            .collect();
        assert!(more.is_empty(), "{:?}: {more:?}", case.path);
    }
    assert!(tried > 3, "only {tried} jobs have typed inputs");
}

#[test]
fn without_the_types_of_columns_nothing_more_is_said() {
    let mut tried = 0;
    for case in jobs() {
        let no_columns = |line: &str| {
            let is_typed = line.trim_start().starts_with("columns: {");
            (is_typed && line.trim_end().ends_with('}')).then(|| "#".to_owned())
        };
        let Some(less) = with_less(&case.text, no_columns) else {
            continue;
        };
        tried += 1;
        let files = case.beside();
        let known = words(&case.analyze(&case.text, &files));
        let without = words(&case.analyze(&less, &WithoutData(&files)));
        let more: Vec<_> = without
            .into_iter()
            .filter(|one| !known.contains(one))
            .collect();
        assert!(more.is_empty(), "{:?}: {more:?}", case.path);
    }
    assert!(tried > 1, "only {tried} jobs type their columns");
}

/// What may be put into a job: the signs of all its languages, and words of them.
fn piece() -> impl Strategy<Value = String> {
    let signs = [
        "{{", "}}", "{%", "%}", "{#", "\"", "'", "{", "}", "[", "]", ":", "- ", "\n", "\n  ", "\t",
        "&a ", "*a", "<<: ", "|", ">-", "#", "${", "${env:", "null", "steps.", "idx", "not ",
        " if ", " else ", "::", "--", ";", "\u{feff}", "é", "🦀", "0x", "1e999", "~", "!!int ",
    ];
    prop::sample::select(signs.to_vec()).prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_mutation_of_a_job_makes_check_panic_or_hang(
        chosen in any::<prop::sample::Index>(),
        edits in prop::collection::vec(
            (any::<prop::sample::Index>(), 0_usize..12, prop::option::of(piece())),
            1..4,
        ),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let jobs = jobs();
        let case = chosen.get(&jobs);
        let mut text = case.text.clone();
        for (place, length, inserted) in edits {
            let start = text.floor_char_boundary(place.index(text.len() + 1));
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, &inserted.unwrap_or_default());
        }
        if let Some(cut) = cut {
            text.truncate(text.floor_char_boundary(cut.index(text.len() + 1)));
        }
        let begin = Instant::now();
        let analysis = case.analyze(&text, &case.beside());
        prop_assert!(begin.elapsed() < LONG, "{:?}", begin.elapsed());
        for found in &analysis.diagnostics {
            let (start, end) = (found.span.range().start, found.span.range().end);
            let file = analysis.sources.file(found.span.file).text();
            prop_assert!(start <= end && file.is_char_boundary(start) && file.is_char_boundary(end), "{found:?}");
        }
    }
}
