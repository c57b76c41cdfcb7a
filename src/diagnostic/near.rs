/// The one candidate that `name` was most likely meant to be, or none if nothing comes close.
///
/// Closeness is the Damerau-Levenshtein distance (no place is edited twice), at most a third of the name's length; ignoring case and the
/// difference between `-` and `_` costs nothing. Something has to be alike: `x` is not close to `y`. Where nothing is
/// close, the only candidate that begins with the name is: `user` is meant to be `username`.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<_> = candidates.into_iter().collect();
    close(name, &candidates).or_else(|| longer(name, &candidates))
}

/// How many names a message lists at most: of more, nobody reads any.
const LISTED: usize = 8;

/// Names for a message, `last` between the last two of them; of a long list the beginning.
#[must_use]
pub fn listed(names: &[&str], last: &str) -> String {
    let quoted = |names: &[&str]| {
        let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        quoted.join(", ")
    };
    match names {
        // The sign for more takes the place of a name.
        many if many.len() > LISTED + 1 => format!("{}, …", quoted(&many[..LISTED])),
        [first @ .., end] if !first.is_empty() => format!("{}{last}`{end}`", quoted(first)),
        few => quoted(few),
    }
}

/// How long the beginning of a name has to be to stand for it.
const BEGINNING: usize = 3;

fn longer<'a>(name: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let folded = fold(name);
    let mut longer = candidates
        .iter()
        .filter(|candidate| name.len() >= BEGINNING && fold(candidate).starts_with(&folded));
    let only = longer.next()?;
    longer.next().is_none().then_some(*only)
}

fn close<'a>(name: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let folded = fold(name);
    let length = name.chars().count();
    let allowed = (length / 3).max(1).min(length.saturating_sub(1));
    // What is much longer or shorter can't be close.
    let may_be = |other: &&&str| other.chars().count().abs_diff(length) <= allowed;
    candidates
        .iter()
        .filter(may_be)
        .map(|candidate| (strsim::osa_distance(&folded, &fold(candidate)), *candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn fold(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut() {
        assert_eq!(listed(&[], " and "), "");
        assert_eq!(listed(&["a"], " and "), "`a`");
        assert_eq!(listed(&["a", "b", "c"], " and "), "`a`, `b` and `c`");
        let many = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        let nine = listed(&many[..9], ", ");
        assert_eq!(nine, "`a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`, `i`");
        let ten = listed(&many, ", ");
        assert_eq!(ten, "`a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`, …");
    }

    #[test]
    fn finds_one_near_name_or_none() {
        let keys = ["table", "mapping", "key"];
        assert_eq!(nearest("tabel", keys), Some("table"));
        assert_eq!(nearest("Mapping", keys), Some("mapping"));
        assert_eq!(nearest("destination", keys), None);
        assert_eq!(nearest("x", ["y"]), None);
        assert_eq!(nearest("user", ["url", "username"]), Some("username"));
        assert_eq!(nearest("user", ["user_id", "username"]), None);
    }
}
