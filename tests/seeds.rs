//! Every seed of the fuzz targets goes through the body of its target, within the limit that fuzzing sets.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

#[path = "../fuzz/bodies.rs"]
mod bodies;

/// Five times the limit of fuzzing: the build under test is not optimised.
const LONG: Duration = Duration::from_secs(5);

fn hold(target: &str, body: fn(&str)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/seeds")
        .join(target);
    let mut seeds = 0;
    for entry in fs::read_dir(&folder).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        let text = fs::read_to_string(&path).expect("a seed is text");
        let begin = Instant::now();
        body(&text);
        assert!(begin.elapsed() < LONG, "{}", path.display());
        seeds += 1;
    }
    assert!(seeds > 0, "no seed in {}", folder.display());
}

#[test]
fn yaml_seeds_hold() {
    hold("yaml", bodies::yaml);
}

#[test]
fn template_seeds_hold() {
    hold("template", bodies::template);
}

#[test]
fn sql_seeds_hold() {
    hold("sql", bodies::sql);
}

#[test]
fn job_seeds_hold() {
    hold("job", bodies::job);
}
