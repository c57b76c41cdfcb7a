//! What is said of two operands that don't go together.

use super::types::{NEVER_EQUAL, OPERANDS};
use crate::{
    diagnostic::{Code, Diagnostic},
    text::Span,
    types::Type,
};

/// An operand: where it stands, its type, and where that comes from if that is worth saying.
pub struct Operand<'a> {
    /// Where it stands.
    pub span: Span,
    /// Its type.
    pub ty: &'a Type,
    /// What makes it of this type: `a CSV cell`.
    pub origin: Option<&'static str>,
}

/// Two operands; `odd` is the one of them that is clearly off, `whole` is the expression.
pub struct Operands<'a> {
    /// The operands, from left to right.
    pub both: [Operand<'a>; 2],
    /// The position of the one that is off.
    pub odd: Option<usize>,
    /// From the left operand to the right one.
    pub whole: Span,
}

/// What is to be written instead.
#[derive(Default)]
pub struct Mended {
    /// The fix, in words.
    pub help: Option<String>,
    /// The fix, as a machine can make it: what takes the place of what.
    pub edit: Option<(Span, String)>,
}

/// `left op right` on types that `op` does not know.
#[must_use]
pub fn operands(op: &str, operands: &Operands<'_>, mended: Mended) -> Diagnostic {
    let [left, right] = operands.both.each_ref().map(|operand| operand.ty.brief());
    let message = format!("`{op}` does not work on {left} and {right}");
    labelled(&OPERANDS, message, operands, mended)
}

/// `==` between types without a common value.
#[must_use]
pub fn never_equal(operands: &Operands<'_>, mended: Mended) -> Diagnostic {
    let [left, right] = operands.both.each_ref().map(|operand| operand.ty.brief());
    let message = format!("{left} and {right} are never equal");
    labelled(&NEVER_EQUAL, message, operands, mended)
}

/// Points at the operand that is off, or at both, and says of each what it is.
fn labelled(
    code: &'static Code,
    message: String,
    operands: &Operands<'_>,
    mended: Mended,
) -> Diagnostic {
    let odd = operands.odd.and_then(|odd| operands.both.get(odd));
    let found = match odd {
        Some(odd) => Diagnostic::new(code, odd.span, message).label(odd.words()),
        None => Diagnostic::new(code, operands.whole, message),
    };
    let is_odd = |operand: &Operand<'_>| odd.is_some_and(|odd| odd.span == operand.span);
    let others = operands.both.iter().filter(|operand| !is_odd(operand));
    let found = others.fold(found, |found, operand| {
        found.related(operand.span, operand.words())
    });
    let found = found.help_if(mended.help);
    match mended.edit {
        Some((span, text)) => found.replace(span, text),
        None => found,
    }
}

impl Operand<'_> {
    fn words(&self) -> String {
        let ty = self.ty.brief();
        match self.origin {
            Some(origin) => format!("{ty}: {origin}"),
            None => ty,
        }
    }
}
