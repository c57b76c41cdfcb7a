//! Names that stand for nothing, and what is said of them.

use super::{after, assert, path, resolved, target_of};
use crate::{job::StepId, names::Target};

#[test]
fn unknown_names_name_the_near_one() {
    assert(
        &path("tabel.rows"),
        &[("ref.unknown-name", "tabel", "write `table`")],
    );
    assert(
        &path("published"),
        &[(
            "ref.unknown-name",
            "published",
            "for text write `'published'`; names in scope: `table`, `steps`, `inputs`, `job`, `run`",
        )],
    );
    assert(
        &path("read.rows"),
        &[("ref.unknown-name", "read", "write `steps.read`")],
    );
    assert(
        &path("since"),
        &[("ref.unknown-name", "since", "write `inputs.since`")],
    );
    assert(
        &path("x == null"),
        &[
            (
                "ref.unknown-name",
                "x",
                "for text write `'x'`; names in scope: `table`, `steps`, `inputs`, `job`, `run`",
            ),
            ("ref.unknown-name", "null", "write `none`"),
        ],
    );
}

#[test]
fn unknown_steps_and_inputs_name_the_near_one() {
    assert(
        &path("steps.raed.rows"),
        &[("ref.unknown-step", "raed", "write `steps.read`")],
    );
    assert(
        &path("steps['raed']"),
        &[("ref.unknown-step", "'raed'", "write `steps.read`")],
    );
    assert(
        &path("steps.table"),
        &[("ref.unknown-step", "table", "write `table`")],
    );
    assert(
        &path("inputs.sinse"),
        &[("ref.unknown-input", "sinse", "write `inputs.since`")],
    );
    assert(
        &path("inputs.max"),
        &[(
            "ref.unknown-input",
            "max",
            "declare it: `inputs: {max: text}`",
        )],
    );
    assert(
        &path("job.id"),
        &[("ref.unknown-field", "id", "write `job.name`")],
    );
    assert(
        &path("run.name"),
        &[("ref.unknown-field", "name", "write `run.id`")],
    );
}

#[test]
fn roots_are_no_values() {
    assert(
        &path("steps"),
        &[("ref.bare-name", "steps", "write `steps.read`")],
    );
    assert(
        &path("inputs | length"),
        &[("ref.bare-name", "inputs", "write `inputs.name`")],
    );
    assert(
        &path("steps[table]"),
        &[(
            "ref.bare-name",
            "table",
            "write `steps.read` or `steps['read']`",
        )],
    );
}

#[test]
fn later_steps_can_not_be_read() {
    let text = path("steps.last.rows");
    assert(
        &text,
        &[("ref.later-step", "last", "move `last` above `one`")],
    );
    let (read, names) = resolved(&text);
    let found = &read.sorted()[0];
    assert_eq!(read.sources.slice(found.related[0].0), "last");
    assert_eq!(found.related[0].1, "it runs later");
    assert_eq!(target_of(read.job(), &names, 2), Target::Unknown);
    assert!(names.read_by(StepId(2)).is_empty());
    assert(
        &path("end.rows"),
        &[("ref.later-step", "end", "move `end` above `one`")],
    );
}

#[test]
fn a_step_can_not_read_itself_or_what_is_around_it() {
    assert(
        &path("steps.one"),
        &[(
            "ref.own-result",
            "one",
            "read an earlier step, or the item of the batch",
        )],
    );
    assert(
        &after("type: group\nsteps:\n  - {id: inner, type: csv.read, path: '{{ steps.one }}'}"),
        &[(
            "ref.enclosing-step",
            "one",
            "read a step that stands before `inner`, or move `inner` behind `one`",
        )],
    );
    assert(
        &after(
            "type: conditional\nwhen: steps.inner is none\nthen:\n  - {id: inner, type: csv.read, path: a}",
        ),
        &[(
            "ref.later-step",
            "inner",
            "read an earlier step here, or move the test into `inner`: `when: \"{{ … }}\"`",
        )],
    );
}

#[test]
fn branches_can_not_read_each_other() {
    let text = after(
        "type: conditional\nwhen: true\nthen:\n  - {id: yes, type: csv.read, path: a}\nelse:\n  - id: g\n    type: group\n    steps:\n      - {id: no, type: csv.read, path: '{{ steps.yes.rows }}'}",
    );
    assert(
        &text,
        &[(
            "ref.other-branch",
            "yes",
            "read a step before the conditional, or move `yes` there",
        )],
    );
    let (read, _) = resolved(&text);
    let found = &read.sorted()[0];
    assert_eq!(read.sources.slice(found.related[0].0), "yes");
    assert_eq!(found.related[0].1, "under `then`");
}

#[test]
fn items_are_only_there_inside_their_batch() {
    assert(
        &path("row.x"),
        &[(
            "ref.outside-batch",
            "row",
            "add `batch: {from: \"{{ … }}\", as: row}` to this step",
        )],
    );
    assert(
        &path("table[idx]"),
        &[(
            "ref.outside-batch",
            "idx",
            "add `batch: {from: \"{{ … }}\"}` to the step, or write the index out: `[0]`",
        )],
    );
    let (read, _) = resolved(&path("table[idx]"));
    assert_eq!(read.sorted()[0].related[0].1, "`each` has a batch");
    let own = after("type: csv.read\npath: a\nbatch: {from: '{{ table[idx] + mine }}', as: mine}");
    let help = "write the list, as in `from: \"{{ steps.read.rows }}\"`";
    assert(
        &own,
        &[
            ("ref.outside-batch", "idx", help),
            ("ref.outside-batch", "mine", help),
        ],
    );
}

#[test]
fn names_of_results_are_unique_free_and_visible() {
    assert(
        &after("type: csv.read\npath: a\nsave_as: table"),
        &[(
            "ref.duplicate-name",
            "table",
            "rename one of the two: `save_as: table_2`",
        )],
    );
    assert(
        &after("type: csv.read\npath: a\nsave_as: inputs\nbatch: {from: table.rows, as: idx}"),
        &[
            ("ref.reserved-name", "inputs", "write `inputs_value`"),
            ("ref.reserved-name", "idx", "write `idx_value`"),
        ],
    );
    assert(
        &after(
            "type: group\nbatch: {from: table.rows, as: r}\nsteps: [{id: i, type: csv.read, path: a, save_as: r}]",
        ),
        &[(
            "ref.duplicate-name",
            "r",
            "rename one of the two: `save_as: r_result`",
        )],
    );
}

#[test]
fn steps_that_are_broken_are_still_known() {
    assert(
        "steps:
  - {id: a, type: shell, save_as: s}
  - {id: b, type: csv.read, path: '{{ steps.a }}{{ s }}{{ x }}'}
",
        &[
            (
                "job.unknown-type",
                "shell",
                "write one of: `csv.read`, `db.upsert`, `db.insert`, `db.update`, `db.query_one`, `lambda.invoke`, `api.call`, `conditional`, `group`",
            ),
            (
                "ref.unknown-name",
                "x",
                "for text write `'x'`; names in scope: `s`, `steps`, `inputs`, `job`, `run`",
            ),
        ],
    );
}
