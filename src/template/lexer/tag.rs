use std::ops::Range;

use super::{Lexer, region::End, word_length};
use crate::{diagnostic::messages::template as words, template::token::Kind};

/// Tags of Jinja that define names: what reads those can't be told from what reads names that do not exist.
const DEFINING: [&str; 5] = ["macro", "call", "import", "from", "with"];

impl<'a> Lexer<'a> {
    /// Reads a tag; `opener` is its `{%`.
    pub(super) fn tag(&mut self, opener: Range<usize>) {
        self.skip_blank();
        let word = self.at..self.at + word_length(self.rest());
        let name = &self.text[word.clone()];
        self.at = word.end;
        if name == "raw" {
            self.raw(opener);
        } else if let Some(end) = self.end_of_else_if(name) {
            let diagnostic = words::else_if(self.span(word.start..end));
            self.report(diagnostic);
            self.at = end;
            self.push(Kind::Elif, opener.start..end);
            self.region(End::Tag, opener);
        } else if let Some(kind) = Kind::of_tag(name) {
            let first = self.tokens.len();
            self.push(kind, opener.start..word.end);
            self.region(End::Tag, opener);
            self.note_block_set(first);
            self.drop_endless(first);
        } else {
            self.refused_tag(opener, word);
        }
    }

    /// Where the `if` of `else if` ends.
    fn end_of_else_if(&self, name: &str) -> Option<usize> {
        let rest = self.rest().trim_start();
        let is_if = name == "else" && rest[..word_length(rest)] == *"if";
        is_if.then(|| self.text.len() - rest.len() + "if".len())
    }

    /// A `set` without `=` is the block form. The grammar reports it; its end need not be reported too.
    fn note_block_set(&mut self, first: usize) {
        let tag = &self.tokens[first..];
        let is_set = tag[0].0 == Kind::Set;
        if is_set && !tag.iter().any(|(kind, _)| *kind == Kind::Assign) {
            *self.refused.entry("set").or_default() += 1;
        }
    }

    /// A tag that the end of the text cuts off opens no block, or its missing end would be reported too.
    fn drop_endless(&mut self, first: usize) {
        let end = self.text.len();
        if self
            .tokens
            .last()
            .is_some_and(|(_, span)| span.start == end)
        {
            let start = self.tokens[first].1.start;
            self.tokens.truncate(first);
            self.push(Kind::OpenHole, start..start);
            self.push(Kind::Broken, start..end);
            self.push(Kind::CloseHole, end..end);
        }
    }

    /// Skips a tag that does not exist, and says so unless it is the end of one that was reported.
    fn refused_tag(&mut self, opener: Range<usize>, word: Range<usize>) {
        let name = &self.text[word.clone()];
        let opened = name.strip_prefix("end");
        let opened = opened.and_then(|of| self.refused.get_mut(of));
        if let Some(open) = opened.filter(|open| **open > 0) {
            *open -= 1;
        } else if name.is_empty() {
            let diagnostic = words::missing_tag(self.span(opener.clone()));
            self.report(diagnostic);
        } else {
            let diagnostic = words::unknown_tag(name, self.span(word));
            self.report(diagnostic);
            *self.refused.entry(name).or_default() += 1;
            self.is_foreign |= DEFINING.contains(&name);
        }
        let first = self.tokens.len();
        self.quiet_region(End::Tag, opener);
        self.tokens.truncate(first);
    }

    /// Takes what stands between `{% raw %}` and `{% endraw %}` as text.
    fn raw(&mut self, opener: Range<usize>) {
        let first = self.tokens.len();
        let word_end = self.at;
        self.region(End::Tag, opener.clone());
        let extra = self.tokens[first..]
            .iter()
            .find(|(kind, _)| *kind != Kind::CloseTag)
            .map(|(kind, span)| (*kind, span.into_range()));
        self.tokens.truncate(first);
        let is_broken = matches!(extra, Some((Kind::Broken, _)));
        if let Some((_, extra)) = extra.filter(|_| !is_broken) {
            let written = &self.text[extra.clone()];
            let message = format!("expected `%}}`, found `{written}`");
            let diagnostic = words::syntax(self.span(extra), message).label("not expected here");
            self.report(diagnostic);
        }
        if let Some((body_end, trims_end, after, trims_next)) = self.end_of_raw() {
            self.push_text(body_end, trims_end);
            self.at = after;
            self.trims = trims_next;
            return;
        }
        if !is_broken {
            let diagnostic = words::unclosed_block("raw", self.span(opener.start..word_end));
            self.report(diagnostic);
        }
        // All that follows is its text: to read on would find an end nowhere, again and again.
        self.push_text(self.text.len(), false);
        self.at = self.text.len();
    }

    /// Where the text before the next `{% endraw %}` ends, whether it is trimmed, where the tag ends, and whether it
    /// trims what follows.
    fn end_of_raw(&self) -> Option<(usize, bool, usize, bool)> {
        let starts = self.rest().match_indices("{%");
        starts.map(|(found, _)| self.at + found).find_map(|start| {
            let inner = &self.text[start + 2..];
            let marked = inner.strip_prefix(['-', '+']).unwrap_or(inner);
            let after = marked.trim_start().strip_prefix("endraw")?.trim_start();
            let close = after.strip_prefix(['-', '+']).unwrap_or(after);
            let rest = close.strip_prefix("%}")?;
            let end = self.text.len() - rest.len();
            Some((start, inner.starts_with('-'), end, after.starts_with('-')))
        })
    }
}
