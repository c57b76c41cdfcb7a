//! Snapshots under `snapshots/`, of output in which what changes from run to run has a name instead.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

/// What differs from run to run, and what a snapshot shows in its place; tried in this order.
static VARIABLE: LazyLock<[(Regex, &str); 6]> = LazyLock::new(|| {
    let pattern = |text: &str| Regex::new(text).expect("the patterns are fixed");
    [
        (
            pattern(r"(/private)?(/[\w.+-]+)*/portl-test-\w+"),
            "[folder]",
        ),
        (
            pattern(r"\b[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\b"),
            "[uuid]",
        ),
        (pattern(r"\bportl_test_\d+_\d+\b"), "[database]"),
        (pattern(r"\b(127\.0\.0\.1|localhost):\d+"), "$1:[port]"),
        (
            pattern(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"),
            "[time]",
        ),
        (pattern(r"\b\d+(\.\d+)? ?(ns|µs|ms|s)\b"), "[duration]"),
    ]
});

/// `output` with stable names in place of folders, run ids, ports, times and durations.
pub(crate) fn stable(output: &str) -> String {
    VARIABLE
        .iter()
        .fold(output.to_owned(), |text, (pattern, name)| {
            pattern.replace_all(&text, *name).into_owned()
        })
}

/// Compares output with `snapshots/AREA/NAME.snap`; `cargo insta review` or `INSTA_UPDATE=always` accepts a change.
pub(crate) fn assert_snapshot(area: &str, name: &str, output: &str) {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("snapshots")
            .join(area),
    );
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, stable(output)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_from_run_to_run_gets_a_name() {
        let output = "run 0b9a4f5e-7c1d-4a58-9f6e-2d3c4b5a6978 in /tmp/portl-test-a1B2c3/job.yaml\n\
                      GET http://127.0.0.1:40123/resources at 2026-01-02T03:04:05.678Z took 1.5 s, 12ms\n\
                      4 steps, database portl_test_12_3, listed on 2024-03-01";
        assert_snapshot("support", "stable", output);
    }
}
