use std::collections::HashMap;

use super::Checker;
use crate::{text::Span, types::Type};

/// The type of every expression of a job, by its place: what an editor asks for.
///
/// A job with errors has them too, as far as there is something to say; a wrong expression is [`Type::Error`].
#[derive(Debug, Clone, Default)]
pub struct Types(HashMap<Span, Type>);

impl Types {
    /// The type of the expression at exactly this place.
    #[must_use]
    pub fn at(&self, span: Span) -> Option<&Type> {
        self.0.get(&span)
    }
}

impl Checker<'_> {
    /// Notes what an expression turned out to be, if anybody wants to know.
    pub(super) fn note(&mut self, span: Span, ty: &Type) {
        if let Some(types) = &mut self.types {
            types.0.insert(span, ty.clone());
        }
    }
}
