use crate::{
    diagnostic::{Diagnostic, messages::sql as messages},
    query::outline::Outline,
};

/// Words that are reserved in every dialect, so that none of them is the item behind a comma.
const RESERVED: &[&str] = &[
    "FROM", "WHERE", "HAVING", "LIMIT", "UNION", "ORDER", "GROUP", "ON",
];

/// A comma with nothing behind it, or nothing before it.
pub(super) fn check(outline: &Outline<'_>, found: &mut Vec<Diagnostic>) {
    // Privileges are words that elsewhere begin a list: `GRANT SELECT, INSERT ON t`.
    let lists_words = outline
        .verb()
        .is_some_and(|verb| outline.is_any(verb, &["GRANT", "REVOKE", "ALTER"]));
    for at in (0..outline.len()).filter(|at| outline.is_symbol(*at, ",")) {
        let is_last = at + 1 == outline.len() || outline.is_symbol(at + 1, ";");
        let closes = [")", ",", "]"].contains(&outline.symbol(at + 1));
        let opens = at == 0
            || ["(", "["].contains(&outline.symbol(at - 1))
            || outline.is_any(at - 1, &["SELECT", "FROM", "WHERE"]);
        let span = outline.span(at);
        if is_last {
            found.push(messages::stray_comma(span, "nothing follows it"));
        } else if closes || outline.is_any(at + 1, RESERVED) {
            let next = outline.slice(at + 1);
            found.push(messages::stray_comma(span, &format!("`{next}` follows it")));
        } else if opens && !lists_words {
            found.push(messages::stray_comma(span, "nothing stands before it"));
        }
    }
}
