use super::outline::Outline;

/// The items that give the columns: those of RETURNING, or of the first SELECT.
pub(super) fn select_items(outline: &Outline<'_>) -> Vec<(usize, usize)> {
    let Some(verb) = outline.verb() else {
        return Vec::new();
    };
    let depth = outline.depth(verb);
    let is_here = |at: &usize| outline.depth(*at) == depth;
    let begins = (verb..outline.len())
        .find(|at| is_here(at) && outline.is_any(*at, &["SELECT", "RETURNING"]));
    let Some(mut start) = begins else {
        return Vec::new();
    };
    if outline.is_any(start + 1, &["ALL", "DISTINCT"]) {
        start += 1;
    }
    let ends = [
        "FROM",
        "WHERE",
        "GROUP",
        "HAVING",
        "ORDER",
        "LIMIT",
        "UNION",
        "INTERSECT",
        "EXCEPT",
        "OFFSET",
        "FETCH",
        "WINDOW",
        "INTO",
    ];
    let end = (start + 1..outline.len()).find(|at| {
        let ends_list = outline.is_any(*at, &ends) && !outline.is(at - 1, "DISTINCT");
        let closes = outline.is_symbol(*at, ")") && outline.depth(*at) < depth;
        closes || (is_here(at) && (ends_list || outline.is_symbol(*at, ";")))
    });
    outline.items(start, end.unwrap_or(outline.len()))
}

/// Where a second statement begins.
pub(super) fn second_statement(outline: &Outline<'_>) -> Option<usize> {
    let mut at = body_end(outline).unwrap_or(0);
    at = (at..outline.len()).find(|at| outline.is_symbol(*at, ";"))?;
    (at..outline.len()).find(|at| !outline.is_symbol(*at, ";"))
}

/// The END of a trigger's or a function's body, which holds statements of its own.
fn body_end(outline: &Outline<'_>) -> Option<usize> {
    let has_body = outline.is(0, "CREATE")
        && (1..6).any(|at| outline.is_any(at, &["TRIGGER", "FUNCTION", "PROCEDURE"]));
    let first_end = (0..outline.len()).find(|at| outline.is_symbol(*at, ";"))?;
    let begin = (0..first_end).find(|at| outline.is(*at, "BEGIN"))?;
    if !has_body {
        return None;
    }
    let mut depth = 0_usize;
    (begin..outline.len()).find(|at| {
        if outline.is_any(*at, &["BEGIN", "CASE"]) {
            depth += 1;
        } else if outline.is(*at, "END") {
            depth = depth.saturating_sub(1);
            return depth == 0;
        }
        false
    })
}
