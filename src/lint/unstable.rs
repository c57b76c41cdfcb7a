use crate::{
    ir::{Block, Expr, ExprKind, LocalName},
    text::Span,
};

/// What differs between two runs over the same data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// `now()`
    Now,
    /// `run.id`
    RunId,
    /// The position of the item.
    Index,
}

impl Source {
    /// As it is written.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Now => "now()",
            Self::RunId => "run.id",
            Self::Index => "idx",
        }
    }
}

/// A piece of an expression that makes its value differ.
pub(super) type Found = (Span, Source);

/// The pieces that make the value of `expr` differ from run to run, in the order they are written. A position that only
/// picks an item of a list is none.
pub(super) fn unstable(expr: &Expr) -> Vec<Found> {
    let mut walk = Walk::default();
    each_once(walk.expr(expr))
}

fn each_once(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|(span, _)| *span);
    found.dedup();
    found
}

/// What the names that the template has bound depend on.
#[derive(Default)]
struct Walk {
    locals: Vec<(LocalName, Vec<Found>)>,
}

impl Walk {
    fn expr(&mut self, expr: &Expr) -> Vec<Found> {
        match &expr.kind {
            ExprKind::RunId => vec![(expr.span, Source::RunId)],
            ExprKind::Index(_) => vec![(expr.span, Source::Index)],
            ExprKind::Call(function, _) if function.name == "now" => {
                vec![(expr.span, Source::Now)]
            }
            ExprKind::Local(name) => self.local(name),
            ExprKind::Element(base, index) => {
                let mut found = self.expr(base);
                found.extend(without_index(self.expr(index)));
                found
            }
            ExprKind::Slice { base, bounds } => {
                let mut found = self.expr(base);
                for bound in bounds.iter().flatten() {
                    found.extend(without_index(self.expr(bound)));
                }
                found
            }
            ExprKind::Template(blocks) => self.blocks(blocks),
            _ => {
                let mut found = Vec::new();
                expr.for_each_child(&mut |child| found.extend(self.expr(child)));
                found
            }
        }
    }

    fn local(&self, name: &LocalName) -> Vec<Found> {
        let bound = self.locals.iter().filter(|(own, _)| own == name);
        bound.flat_map(|(_, found)| found.iter().copied()).collect()
    }

    fn blocks(&mut self, blocks: &[Block]) -> Vec<Found> {
        let mut found = Vec::new();
        for block in blocks {
            match block {
                Block::Text(_) => {}
                Block::Output(expr) => found.extend(self.expr(expr)),
                Block::Set(name, value) => {
                    // A name that is set of itself twice, again and again, would grow without end.
                    let value = each_once(self.expr(value));
                    self.locals.push((name.clone(), value));
                }
                Block::If(branches, otherwise) => {
                    for (condition, body) in branches {
                        found.extend(self.expr(condition));
                        found.extend(self.blocks(body));
                    }
                    found.extend(self.blocks(otherwise));
                }
                Block::For {
                    targets,
                    iterable,
                    filter,
                    body,
                    otherwise,
                } => {
                    let items = each_once(self.expr(iterable));
                    self.locals
                        .extend(targets.iter().map(|name| (name.clone(), items.clone())));
                    found.extend(filter.iter().flat_map(|filter| self.expr(filter)));
                    found.extend(self.blocks(body));
                    found.extend(self.blocks(otherwise));
                }
            }
        }
        found
    }
}

fn without_index(found: Vec<Found>) -> impl Iterator<Item = Found> {
    found
        .into_iter()
        .filter(|(_, source)| *source != Source::Index)
}
