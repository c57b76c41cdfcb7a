use crate::{
    diagnostic::{Diagnostic, messages::sql as messages},
    query::outline::Outline,
    spec::Dialect,
};

/// Placeholders of drivers, written by hand: nothing would be bound to them.
pub(super) fn check(outline: &Outline<'_>, found: &mut Vec<Diagnostic>) {
    for at in 0..outline.len() {
        if let Some(last) = placeholder(outline, at) {
            let what = outline.written(at, last);
            found.push(messages::placeholder(outline.span_to(at, last), &what));
        }
    }
}

/// The last token of the placeholder that begins here.
fn placeholder(outline: &Outline<'_>, at: usize) -> Option<usize> {
    if outline.is_hole(at) {
        return None;
    }
    let symbol = outline.symbol(at);
    let is_operand = at > 0 && !outline.ends_value(at - 1);
    let is_numbered = |symbol: &str, sign| {
        symbol.strip_prefix(sign).is_some_and(|number: &str| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    match outline.dialect {
        _ if is_numbered(symbol, '$') => Some(at),
        Dialect::Sqlite if is_numbered(symbol, '?') || symbol == "?" => Some(at),
        // An operator of jsonb stands between two values.
        Dialect::Postgres if symbol == "?" && is_operand => Some(at),
        _ if symbol == "%" && is_operand => {
            let is_near = outline.tokens.get(at + 1)?.range.start == outline.tokens[at].range.end;
            (is_near && matches!(outline.word(at + 1), "s" | "d")).then_some(at + 1)
        }
        _ => None,
    }
}
