use super::{
    JOB, Snapshot,
    occurrences::{self, Occurrence, Symbol},
    walk,
};
use crate::{
    analysis::Source,
    diagnostic::{Diagnostic, Severity},
    job::{self, Job},
    names::RESERVED,
    template::ExprKind,
    text::Span,
};

/// Pieces of the job and what comes into their places; none of them overlap.
pub type Edits = Vec<(Span, String)>;

impl Snapshot<'_> {
    /// The name at `offset` of the job, if it can be given another.
    ///
    /// # Errors
    /// Why there is nothing to rename here.
    pub fn renamable(&self, offset: usize) -> Result<Span, String> {
        let job = self.job().ok_or("the job can't be read")?;
        let here = self.named_at(job, offset)?;
        Ok(here.span)
    }

    /// The edits that give what is named at `offset` of the job another name, everywhere.
    ///
    /// # Errors
    /// Why it can't have this name.
    pub fn rename(&self, offset: usize, new: &str) -> Result<Edits, String> {
        let job = self.job().ok_or("the job can't be read")?;
        let symbol = self.named_at(job, offset)?.symbol;
        fits(symbol, new)?;
        self.is_free(job, symbol, new)?;
        let mut places = self.places(job, symbol)?;
        places.sort_unstable();
        places.dedup();
        let edits: Edits = places
            .into_iter()
            .map(|span| (span, new.to_owned()))
            .collect();
        self.changes_nothing_else(&edits)?;
        Ok(edits)
    }

    fn named_at(&self, job: &Job, offset: usize) -> Result<Occurrence, String> {
        let here = occurrences::at(self, job, offset).ok_or(
            "only steps, results, items of a batch, inputs and connections can be renamed",
        )?;
        let declared = here.symbol.name(job).map(|name| name.span);
        match declared {
            Some(span) if span.file != JOB => {
                Err("it stands in the project file, which other jobs share".to_owned())
            }
            _ => Ok(here),
        }
    }

    /// Every place where the name is written.
    fn places(&self, job: &Job, symbol: Symbol) -> Result<Vec<Span>, String> {
        let all = occurrences::all(self, job);
        let own: Vec<_> = all
            .iter()
            .filter(|found| found.symbol == symbol)
            .map(|found| found.span)
            .collect();
        if !all
            .iter()
            .any(|found| found.symbol == symbol && found.is_declaration)
        {
            return Err(
                "it has no name of its own yet: write `as:` into the batch first".to_owned(),
            );
        }
        let is_shared = |found: &Occurrence| found.symbol != symbol && own.contains(&found.span);
        if all.iter().any(is_shared) {
            return Err("an anchor makes one text stand for several names here".to_owned());
        }
        Ok(own)
    }

    /// Whether no other thing has the name, where one could hide the other.
    fn is_free(&self, job: &Job, symbol: Symbol, new: &str) -> Result<(), String> {
        if symbol.name(job).is_some_and(|name| name.value == new) {
            return Ok(());
        }
        let taken = |what: &str| Err(format!("`{new}` is {what} already"));
        let steps = occurrences::steps(job);
        match symbol {
            Symbol::Step(_) if steps.iter().any(|step| step.name.value == new) => {
                taken("the id of a step")
            }
            Symbol::Input(_) if job.inputs.iter().any(|input| input.name.value == new) => {
                taken("an input")
            }
            Symbol::Connection(_) if occurrences::connection(job, new).is_some() => {
                taken("a connection")
            }
            Symbol::Result(_) | Symbol::Item(_) => {
                if let Some((_, means)) = RESERVED.iter().find(|(word, _)| *word == new) {
                    return Err(format!("`{new}` stands for {means}"));
                }
                let results = steps.iter().filter_map(|step| step.save_as.as_ref());
                let mut results = results.filter(|name| name.value == new);
                if results.next().is_some() {
                    return taken("the name of a result");
                }
                if self.would_meet(job, symbol, new) {
                    return taken("the name of an item, or of a variable of a template,");
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Whether an item or a variable of a template has the name where `symbol` can be seen.
    fn would_meet(&self, job: &Job, symbol: Symbol, new: &str) -> bool {
        let frames = |id| &self.insight.names.scope(id).frames;
        let steps = occurrences::steps(job);
        let items = steps.iter().filter(|step| {
            let batch = step.batch.as_ref();
            batch.is_some_and(|batch| batch.alias.value == new)
        });
        let meets = |other| match symbol {
            Symbol::Item(own) => frames(own).contains(&other) || frames(other).contains(&own),
            _ => true,
        };
        let mut is_local = false;
        walk::expressions(job, &mut |around, whole| {
            let bound = around.locals.iter().any(|local| local.value == new);
            whole.walk(&mut |expr| {
                is_local |= bound && matches!(expr.kind, ExprKind::Name { .. });
            });
        });
        is_local || items.map(|step| step.id).any(meets)
    }

    /// The last guard: the renamed job has no mistake that this one does not have.
    fn changes_nothing_else(&self, edits: &Edits) -> Result<(), String> {
        let job = Source {
            name: self.texts.job.name.clone(),
            text: apply(&self.texts.job.text, edits),
            limits: self.texts.job.limits,
        };
        let mut texts = self.texts.clone();
        texts.job = job;
        let renamed = Snapshot::of(texts);
        let count = |diagnostics: &[Diagnostic]| {
            let errors = |found: &&Diagnostic| found.code.severity == Severity::Error;
            diagnostics.iter().filter(errors).count()
        };
        if count(&renamed.analysis.diagnostics) > count(&self.analysis.diagnostics) {
            return Err("the job would not be right with this name".to_owned());
        }
        Ok(())
    }
}

/// Whether the name follows the rules.
fn fits(symbol: Symbol, new: &str) -> Result<(), String> {
    let (what, judged) = match symbol {
        Symbol::Step(_) => ("the id of a step", job::check_id(new)),
        Symbol::Result(_) => ("the name of a result", job::check_name(new)),
        Symbol::Item(_) => ("the name of an item", job::check_name(new)),
        Symbol::Input(_) => ("the name of an input", job::check_name(new)),
        Symbol::Connection(_) => ("the name of a connection", plain_key(new)),
    };
    judged.map_err(|rule| format!("`{new}` can't be {what}: {rule}"))
}

/// Whether a name is a key that no YAML reads otherwise: connections have no rule of their own.
fn plain_key(name: &str) -> Result<(), &'static str> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(fits);
    is_plain
        .then_some(())
        .ok_or("expected letters, digits, `_` and `-`, a letter first")
}

/// The text with the edits made, which are in the order of the text.
pub(super) fn apply(text: &str, edits: &Edits) -> String {
    let mut made = text.to_owned();
    for (span, new) in edits.iter().rev() {
        made.replace_range(span.range(), new);
    }
    made
}
