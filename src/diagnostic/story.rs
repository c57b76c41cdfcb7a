/// What there is to say about a code beyond its summary, read from its Markdown.
///
/// A story is a few paragraphs, the files that its jobs read (fenced blocks with the file's name behind the language),
/// and the sections `## Wrong` and `## Right`. Each section shows a job as a `yaml` block, and where `portl check job.yaml`
/// would not do, the command that shows the mistake as a `console` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// Why it is a mistake, what it would lead to, and how to mend it: Markdown without headings.
    pub about: &'static str,
    /// The files beside the job: their names and what they hold.
    pub files: Vec<(&'static str, &'static str)>,
    /// The mistake.
    pub wrong: Example,
    /// The same job, mended.
    pub right: Example,
}

/// A job that shows something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Example {
    /// The text of `job.yaml`; none where the command makes one.
    pub job: Option<&'static str>,
    /// The command that shows it, as typed in the folder of the job; none where checking the job does.
    pub command: Option<&'static str>,
}

impl Story {
    /// Reads a story; pieces that are not there are empty.
    #[must_use]
    pub fn of(code: &super::Code) -> Self {
        let (head, rest) = cut(code.story, "\n## Wrong\n");
        let (wrong, right) = cut(rest, "\n## Right\n");
        let about = head.split("```").next().unwrap_or_default().trim();
        let files = blocks(head).filter_map(|(info, text)| {
            let (_, name) = info.split_once(' ')?;
            Some((name.trim(), text))
        });
        Self {
            about,
            files: files.collect(),
            wrong: Example::of(wrong),
            right: Example::of(right),
        }
    }
}

impl Example {
    fn of(section: &'static str) -> Self {
        let block = |language| {
            let found = blocks(section).find(|(info, _)| *info == language);
            found.map(|(_, text)| text)
        };
        let command = block("console").and_then(|text| text.trim_end().strip_prefix("$ "));
        Self {
            job: block("yaml"),
            command,
        }
    }
}

fn cut(text: &'static str, heading: &str) -> (&'static str, &'static str) {
    text.split_once(heading).unwrap_or((text, ""))
}

/// The fenced blocks of a text: what stands behind the opening fence, and the lines up to the closing one.
fn blocks(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, opened) = rest.split_once("```")?;
        let (info, inside) = opened.split_once('\n')?;
        let (block, after) = inside.split_once("```")?;
        rest = after;
        Some((info.trim(), block))
    })
}
