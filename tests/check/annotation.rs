use portl::diagnostic::Diagnostic;
use portl::text::{Position, Sources};

/// A diagnostic, expected or found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Annotation {
    /// The project file's name if it is about that.
    pub(super) project: Option<String>,
    pub(super) start: Position,
    pub(super) end: Position,
    /// `error[code]: message`
    pub(super) text: String,
    pub(super) help: Option<String>,
}

impl Annotation {
    /// What was found, as it would be expected.
    pub(super) fn of(found: &Diagnostic, sources: &Sources) -> Self {
        let file = sources.file(found.span.file);
        let (severity, code) = (found.code.severity.as_str(), found.code.name);
        Self {
            project: (file.name() == super::case::PROJECT).then(|| file.name().to_owned()),
            start: file.position(found.span.range().start),
            end: file.position(found.span.range().end),
            text: format!("{severity}[{code}]: {}", found.message),
            help: found.help.clone(),
        }
    }

    /// Whether `found` is what is expected here; a help that is not written down may be anything.
    pub(super) fn expects(&self, found: &Self) -> bool {
        let help = self.help.clone().or_else(|| found.help.clone());
        *found
            == Self {
                help,
                ..self.clone()
            }
    }

    /// The code: what stands between the brackets.
    pub(super) fn code(&self) -> &str {
        let inside = self
            .text
            .split_once('[')
            .and_then(|(_, rest)| rest.split_once(']'));
        inside.map_or("", |(code, _)| code)
    }

    /// With lines and columns written out.
    pub(super) fn written_out(&self) -> String {
        let file = self
            .project
            .as_ref()
            .map_or_else(String::new, |name| format!("{name}:"));
        let (start, end) = (self.start, self.end);
        format!(
            "#@ {file}{}:{}-{}:{} {}",
            start.line, start.column, end.line, end.column, self.text
        )
    }

    /// With carets, to stand `up` lines below the one that it is about; none where there is no room for them.
    pub(super) fn with_carets(&self, up: usize) -> Option<String> {
        let lead = if up == 0 {
            "#".to_owned()
        } else {
            format!("#-{up} ")
        };
        let gap = (self.start.column - 1).checked_sub(lead.len())?;
        let is_here = self.project.is_none() && self.start.line == self.end.line;
        let marks = match self.end.column.checked_sub(self.start.column)? {
            0 => "|".to_owned(),
            width => "^".repeat(width),
        };
        is_here.then(|| format!("{lead}{}{marks} {}", " ".repeat(gap), self.text))
    }
}

/// The annotations of a job.
pub(super) fn parse(text: &str) -> Vec<Annotation> {
    let mut found: Vec<Annotation> = Vec::new();
    let mut about = 0;
    for (number, line) in (1..).zip(text.lines()) {
        match (parse_line(line, about), found.last_mut()) {
            (Some(annotation), _) => found.push(annotation),
            (None, Some(last)) if is_help(line) => {
                last.help = line.split_once("help: ").map(|(_, help)| help.to_owned());
            }
            _ => about = number,
        }
    }
    found.sort();
    found
}

/// Whether a line is an annotation or goes with one.
pub(super) fn is_annotation(line: &str) -> bool {
    parse_line(line, 1).is_some() || is_help(line)
}

fn is_help(line: &str) -> bool {
    line.strip_prefix('#')
        .is_some_and(|rest| rest.trim_start().starts_with("help: "))
}

fn parse_line(line: &str, about: usize) -> Option<Annotation> {
    let rest = line.strip_prefix('#')?;
    match rest.strip_prefix('@') {
        Some(written) => parse_written_out(written.trim_start()),
        None => parse_carets(line, rest, about),
    }
}

fn parse_written_out(written: &str) -> Option<Annotation> {
    let (place, text) = written.split_once(' ')?;
    let (project, place) = match place.split_once(".yaml:") {
        Some((stem, place)) => (Some(format!("{stem}.yaml")), place),
        None => (None, place),
    };
    let (start, end) = place.split_once('-')?;
    Some(Annotation {
        project,
        start: position(start)?,
        end: position(end)?,
        text: text.to_owned(),
        help: None,
    })
}

fn position(written: &str) -> Option<Position> {
    let (line, column) = written.split_once(':')?;
    Some(Position {
        line: line.parse().ok()?,
        column: column.parse().ok()?,
    })
}

fn parse_carets(line: &str, rest: &str, about: usize) -> Option<Annotation> {
    let up = match rest.strip_prefix('-') {
        Some(counted) => counted.split_once(' ')?.0.parse().ok()?,
        None => 0,
    };
    let at = line.find(['^', '|'])?;
    let is_lead = |c: char| matches!(c, '#' | '-' | ' ') || c.is_ascii_digit();
    if !line[..at].chars().all(is_lead) {
        return None;
    }
    let (marks, text) = line[at..].split_once(' ')?;
    let severities = ["error[", "warning[", "advice["];
    severities
        .iter()
        .any(|word| text.starts_with(word))
        .then_some(())?;
    let width = if marks == "|" { 0 } else { marks.len() };
    let line = about.saturating_sub(up);
    Some(Annotation {
        project: None,
        start: Position {
            line,
            column: at + 1,
        },
        end: Position {
            line,
            column: at + 1 + width,
        },
        text: text.to_owned(),
        help: None,
    })
}
