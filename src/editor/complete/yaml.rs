use super::{Completion, CompletionKind as Kind, each_once, holds, names, probe::Probe};
use crate::{
    analysis::REGISTRY,
    editor::{
        Snapshot,
        path::{Path, Segment},
        schema::{self, Word},
    },
    reference,
    spec::connections,
    yaml::Map,
};

/// What may stand at the word that was put in, if that is a key or a value of the YAML.
pub(super) fn at(
    snapshot: &Snapshot<'_>,
    probe: &Probe,
    is_project: bool,
) -> Option<Vec<Completion>> {
    let root = snapshot.insight.root.as_ref()?;
    let path = Path::to(root, &|scalar| holds(scalar.text()))?;
    let found = match path.key_of {
        Some(map) => keys(snapshot, probe, &path, map, is_project),
        None => values(snapshot, &path),
    };
    Some(each_once(found))
}

/// The keys that the map does not have yet.
fn keys(
    snapshot: &Snapshot<'_>,
    probe: &Probe,
    path: &Path<'_>,
    map: &Map,
    is_project: bool,
) -> Vec<Completion> {
    let known = schema::keys(&path.segments, map).into_iter();
    let is_wanted = |word: &Word| {
        let is_root = path.segments.is_empty();
        map.entry(&word.text).is_none() && (!is_project || !is_root || word.text == "connections")
    };
    let known = known.filter(is_wanted).map(|word| {
        let colon = match (probe.is_key, word.opens_block) {
            (false, _) => "",
            (true, true) => ":",
            (true, false) => ": ",
        };
        let insert = format!("{}{colon}", word.text);
        Completion::new(word.text, Kind::Key)
            .doc(word.doc)
            .insert(insert)
    });
    let named = names::keys(snapshot, path).into_iter();
    let named = named.filter(|name| map.entry(&name.label).is_none());
    named.chain(known).collect()
}

fn values(snapshot: &Snapshot<'_>, path: &Path<'_>) -> Vec<Completion> {
    let words = schema::values(&path.segments).into_iter();
    let is_type = matches!(path.segments.last(), Some(Segment::Under(_, "type")));
    let words = words.map(|word| {
        let doc = if is_type { type_doc(&word) } else { None };
        Completion::new(word, Kind::Value).doc(doc.unwrap_or_default())
    });
    let named = names::values(snapshot, path).into_iter();
    named.chain(words).collect()
}

fn type_doc(name: &str) -> Option<String> {
    let connection = || connections::ALL.iter().find(|known| known.name == name);
    match REGISTRY.step(name) {
        Some(step) => Some(reference::of_step(step)),
        None => connection().map(|known| known.doc.to_owned()),
    }
}
