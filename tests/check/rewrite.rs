use super::annotation::{Annotation, is_annotation};
use super::case::Case;

/// How far below its line an annotation may stand.
const FAR: usize = 30;

/// The job with the annotations that fit what is found in it now.
pub(super) fn rewritten(case: &Case) -> String {
    let bare: Vec<_> = case
        .text
        .lines()
        .filter(|line| !is_annotation(line))
        .collect();
    let found = case.found(&joined(&bare));
    let mut below = vec![Vec::new(); bare.len() + 1];
    let mut top = Vec::new();
    for annotation in &found {
        match place(case, &bare, &found, annotation) {
            Some((line, written)) => below[line].extend(with_help(written, annotation)),
            None => top.push(annotation.clone()),
        }
    }
    let head: usize = top
        .iter()
        .map(|annotation| 1 + usize::from(annotation.help.is_some()))
        .sum();
    let moved = |line: usize| head + line + below[..line].iter().map(Vec::len).sum::<usize>();
    let mut lines = Vec::new();
    for annotation in top {
        let written_out = shifted(&annotation, &moved).written_out();
        lines.extend(with_help(written_out, &annotation));
    }
    for (number, line) in (1..).zip(&bare) {
        lines.push((*line).to_owned());
        lines.append(&mut below[number].clone());
    }
    joined(&lines)
}

/// The line below which an annotation can stand without a change to what is found, and how it is written there.
fn place(
    case: &Case,
    bare: &[&str],
    found: &[Annotation],
    annotation: &Annotation,
) -> Option<(usize, String)> {
    let last = bare.len().min(annotation.start.line + FAR);
    (annotation.start.line..=last).find_map(|line| {
        let written = annotation.with_carets(line - annotation.start.line)?;
        let mut lines: Vec<_> = bare.to_vec();
        lines.insert(line, &written);
        let moved = |at: usize| at + usize::from(at > line);
        let expected: Vec<_> = found.iter().map(|found| shifted(found, &moved)).collect();
        (case.found(&joined(&lines)) == expected).then_some((line, written))
    })
}

fn shifted(annotation: &Annotation, moved: &dyn Fn(usize) -> usize) -> Annotation {
    let mut annotation = annotation.clone();
    if annotation.project.is_none() {
        annotation.start.line = moved(annotation.start.line);
        annotation.end.line = moved(annotation.end.line);
    }
    annotation
}

fn with_help(written: String, annotation: &Annotation) -> Vec<String> {
    let indent = written
        .find(['^', '|'])
        .filter(|_| !written.starts_with("#@"))
        .unwrap_or(3);
    let help = annotation
        .help
        .iter()
        .map(|help| format!("#{}help: {help}", " ".repeat(indent - 1)));
    std::iter::once(written.clone()).chain(help).collect()
}

fn joined<L: AsRef<str>>(lines: &[L]) -> String {
    lines
        .iter()
        .map(|line| format!("{}\n", line.as_ref()))
        .collect()
}
