//! Data flows one way: the table that `src/lib.rs` opens with is the order, and every path is held against it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    paths,
    source::{read, rust},
};

/// The row of every stage in the table of `src/lib.rs`, the lowest first.
pub(super) fn rows() -> BTreeMap<String, usize> {
    let text = read("src/lib.rs".to_owned()).text;
    let rows = text
        .lines()
        .filter_map(|line| line.strip_prefix("//! | `"))
        .map(|row| row.split('|').next().unwrap_or_default());
    let mut stages = BTreeMap::new();
    for (row, cell) in rows.enumerate() {
        for stage in cell.split(['`', ' ']).filter(|word| !word.is_empty()) {
            let twice = stages.insert(stage.to_owned(), row);
            assert_eq!(
                twice, None,
                "`{stage}` stands twice in the table of src/lib.rs"
            );
        }
    }
    stages
}

#[test]
fn the_table_of_stages_is_complete() {
    let text = read("src/lib.rs".to_owned()).text;
    let modules: BTreeSet<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect();
    assert_eq!(modules, rows().into_keys().collect());
}

#[test]
fn no_arrow_points_up() {
    let rows = rows();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for source in rust("src") {
        let Some(own) = rows.get(source.stage()) else {
            continue;
        };
        for path in paths::of(&source) {
            let Some(row) = rows.get(&path.stage) else {
                wrong.push(format!(
                    "{}:{}: `{}` is no stage",
                    source.path, path.line, path.stage
                ));
                continue;
            };
            seen += 1;
            if path.stage != source.stage() && row >= own {
                wrong.push(format!(
                    "{}:{}: `{}` must not know `{}`",
                    source.path,
                    path.line,
                    source.stage(),
                    path.stage
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(
        seen > 500,
        "only {seen} paths were found: the scan is blind"
    );
}
