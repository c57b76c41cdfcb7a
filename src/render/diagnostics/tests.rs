use super::{json, text};
use crate::{
    diagnostic::{Diagnostic, messages::yaml},
    render::Style,
    text::{FileId, Sources, Span},
};

const UNICODE: Style = Style {
    color: false,
    unicode: true,
    width: 80,
};

/// The place of the `n`th `piece` in a file, from 0.
fn nth(sources: &Sources, file: FileId, piece: &str, n: usize) -> Span {
    let (start, _) = sources
        .file(file)
        .text()
        .match_indices(piece)
        .nth(n)
        .expect("the piece is there");
    Span::new(file, start, start + piece.len())
}

fn job(source: &str) -> (Sources, FileId) {
    let mut sources = Sources::default();
    let file = sources.add("job.yaml", source);
    (sources, file)
}

fn duplicate(sources: &Sources, file: FileId, key: &str) -> Diagnostic {
    yaml::duplicate_key(key, nth(sources, file, key, 1), nth(sources, file, key, 0))
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).collect()
}

#[test]
fn a_diagnostic_shows_head_places_and_help() {
    let (sources, file) = job("steps:\n  - id: a\n    table: x\n    key: [b]\n    table: y\n");
    let shown = text(
        &[duplicate(&sources, file, "table")],
        usize::MAX,
        &sources,
        UNICODE,
    );
    assert_eq!(
        lines(&shown),
        [
            "error[yaml.duplicate-key]: duplicate key `table`",
            "   ╭─[job.yaml:5:5]",
            " 2 │   - id: a",
            " 3 │     table: x",
            "   ·     ──┬──",
            "   ·       ╰── first set here",
            " 4 │     key: [b]",
            " 5 │     table: y",
            "   ·     ──┬──",
            "   ·       ╰── the second one",
            "   ╰────",
            "  help: remove one of the two",
            "",
            "1 error in job.yaml",
        ]
    );
}

#[test]
fn places_far_apart_have_frames_of_their_own_the_mistake_first() {
    let (sources, file) = job("a: 1\n\n\n\n\n\n\na: 2\n");
    let shown = text(
        &[duplicate(&sources, file, "a")],
        usize::MAX,
        &sources,
        Style::plain(80),
    );
    assert_eq!(
        lines(&shown)[1..10],
        [
            "   ,-[job.yaml:8:1]",
            " 8 | a: 2",
            "   : |",
            "   : `-- the second one",
            "   `----",
            "   ,-[job.yaml:1:1]",
            " 1 | a: 1",
            "   : |",
            "   : `-- first set here",
        ]
    );
    assert!(shown.is_ascii(), "{shown}");
}

#[test]
fn places_in_other_files_are_shown_from_there() {
    let (mut sources, file) = job("a: 1\n");
    let project = sources.add("portl.yaml", "# shared\nb: 1\n");
    let first = nth(&sources, project, "b", 0);
    let found = yaml::duplicate_key("a", nth(&sources, file, "a", 0), first);
    let shown = text(std::slice::from_ref(&found), usize::MAX, &sources, UNICODE);
    assert!(
        shown.contains("╭─[job.yaml:1:1]") && shown.contains("╭─[portl.yaml:2:1]"),
        "{shown}"
    );
    let labels = &parsed(&json(&[found], usize::MAX, &sources))[0]["labels"];
    assert_eq!(labels[0].get("file"), None);
    assert_eq!(
        (&labels[1]["file"], &labels[1]["line"]),
        (&"portl.yaml".into(), &2.into())
    );
}

#[test]
fn columns_are_those_that_people_see() {
    let (sources, file) = job("\u{feff}日本: größe\r\n\tx: 'é' y\r\n");
    let wide = Diagnostic::new(
        &yaml::DUPLICATE_KEY,
        nth(&sources, file, "größe", 0),
        "wide",
    )
    .label("here");
    let tab =
        Diagnostic::new(&yaml::DUPLICATE_KEY, nth(&sources, file, "y", 0), "tab").label("here");
    let shown = text(&[wide.clone(), tab.clone()], usize::MAX, &sources, UNICODE);
    let shown = lines(&shown);
    assert_eq!(
        shown[1..4],
        [
            "   ╭─[job.yaml:1:5]",
            " 1 │ 日本: größe",
            "   ·       ──┬──"
        ]
    );
    assert_eq!(
        shown[9..13],
        [
            "   ╭─[job.yaml:2:9]",
            " 1 │ 日本: größe",
            " 2 │     x: 'é' y",
            "   ·            ┬"
        ]
    );
    let columns = |index: usize| {
        let object = &parsed(&json(&[wide.clone(), tab.clone()], usize::MAX, &sources))[index];
        ["line", "column", "end_line", "end_column"]
            .map(|key| object[key].as_u64().unwrap_or_default())
    };
    assert_eq!(columns(0), [1, 5, 1, 10]);
    assert_eq!(columns(1), [2, 9, 2, 10]);
}

#[test]
fn a_label_of_many_lines_points_at_the_first() {
    let (sources, file) = job("query: |\n  SELECT 1\n  FROM x\n  WHERE y\n");
    let start = nth(&sources, file, "|", 0);
    let whole = Diagnostic::new(&yaml::DUPLICATE_KEY, Span { end: 38, ..start }, "long")
        .label("this statement");
    let shown = text(&[whole], usize::MAX, &sources, UNICODE);
    assert_eq!(
        lines(&shown)[2..6],
        [
            " 1 │ query: |",
            "   ·        ┬",
            "   ·        ╰── this statement",
            " 2 │   SELECT 1"
        ]
    );
}

#[test]
fn ends_and_empty_files_can_be_pointed_at() {
    for source in ["", "a: 1", "a: 1\n", "a: 1\r\n\r\n"] {
        let (sources, file) = job(source);
        let end = Span::new(file, source.len(), source.len());
        let shown = text(
            &[Diagnostic::new(&yaml::DUPLICATE_KEY, end, "end").label("here")],
            usize::MAX,
            &sources,
            UNICODE,
        );
        assert!(
            shown.contains("▲") && shown.contains("╰── here"),
            "{source:?}\n{shown}"
        );
        let past = Span::new(file, source.len() + 5, source.len() + 9);
        assert!(
            text(
                &[Diagnostic::new(&yaml::DUPLICATE_KEY, past, "past")],
                usize::MAX,
                &sources,
                UNICODE
            )
            .contains("▲")
        );
    }
}

#[test]
fn nothing_is_wider_than_asked_for() {
    let source = format!(
        "a: {}\nb: '{}wrong {}'\n",
        "x".repeat(300),
        "y ".repeat(100),
        "z".repeat(100)
    );
    let (sources, file) = job(&source);
    let found = Diagnostic::new(
        &yaml::DUPLICATE_KEY,
        nth(&sources, file, "wrong", 0),
        "a long story ".repeat(20),
    )
    .label("something that takes quite a few words to be said and so goes over several lines")
    .help("many words ".repeat(20));
    for width in [60, 80, 140] {
        let shown = text(
            std::slice::from_ref(&found),
            usize::MAX,
            &sources,
            Style { width, ..UNICODE },
        );
        let widest = shown.lines().map(crate::render::wrap::width).max();
        assert!(widest <= Some(width), "{widest:?}\n{shown}");
        assert!(shown.contains("wrong"), "{shown}");
    }
}

#[test]
fn a_job_can_not_steer_the_terminal() {
    let mut sources = Sources::default();
    let file = sources.add("a\u{1b}[2J.yaml", "k\u{1b}[31m: 1\n");
    let found = yaml::duplicate_key("k\u{1b}[31m", Span::new(file, 0, 1), Span::new(file, 0, 1));
    let shown = text(&[found], usize::MAX, &sources, UNICODE);
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
}

#[test]
fn colours_are_only_there_when_asked_for() {
    let (sources, file) = job("a: 1\na: 2\n");
    let found = [duplicate(&sources, file, "a")];
    let colored = text(
        &found,
        usize::MAX,
        &sources,
        Style {
            color: true,
            ..UNICODE
        },
    );
    assert!(
        colored.starts_with("\u{1b}[")
            && !text(&found, usize::MAX, &sources, UNICODE).contains('\u{1b}')
    );
}

#[test]
fn the_last_line_counts_and_names_the_files() {
    let (mut sources, file) = job("a: 1\na: 2\n");
    assert_eq!(text(&[], usize::MAX, &sources, UNICODE), "");
    let error = duplicate(&sources, file, "a");
    let other = sources.add("b.yaml", "x");
    let elsewhere = Diagnostic {
        span: Span::new(other, 0, 1),
        ..error.clone()
    };
    let shown = text(
        &[error.clone(), error, elsewhere],
        usize::MAX,
        &sources,
        UNICODE,
    );
    assert!(
        shown.ends_with("\n3 errors in job.yaml and b.yaml\n"),
        "{shown}"
    );
}

#[test]
fn json_is_an_object_a_line() {
    let (sources, file) = job("a: 1\na: 2\n");
    let written = json(&[duplicate(&sources, file, "a")], usize::MAX, &sources);
    assert_eq!(
        written,
        "{\"code\":\"yaml.duplicate-key\",\"severity\":\"error\",\"message\":\"duplicate key `a`\",\
         \"help\":\"remove one of the two\",\"file\":\"job.yaml\",\"line\":2,\"column\":1,\"end_line\":2,\
         \"end_column\":2,\"labels\":[{\"message\":\"the second one\",\"line\":2,\"column\":1,\"end_line\":2,\
         \"end_column\":2},{\"message\":\"first set here\",\"line\":1,\"column\":1,\"end_line\":1,\"end_column\":2}]}\n"
    );
}

fn parsed(lines: &str) -> Vec<serde_json::Value> {
    lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is an object"))
        .collect()
}
