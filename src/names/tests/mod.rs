//! What names stand for, and those that stand for nothing.

mod refused;

use std::fmt::Write as _;

use super::{Names, Parent, Target, resolve};
use crate::{
    job::{
        Field, Job, StepId, TreeKind,
        testing::{FLOW_A, FLOW_B, Read, Seen, read},
    },
    template::{Expr, ExprKind, Node},
};

fn resolved(text: &str) -> (Read, Names) {
    let mut read = read(text);
    let job = read.job.take().expect("the text is a job");
    let names = resolve(&job, &mut read.found);
    read.job = Some(job);
    (read, names)
}

/// A job with a few steps, the last of which is the given one.
fn after(lines: &str) -> String {
    format!(
        "inputs: {{since: date}}
steps:
  - {{id: read, type: csv.read, path: a.csv, save_as: table}}
  - {{id: each, type: csv.read, path: '{{{{ row.x }}}}', batch: {{from: '{{{{ steps.read.rows }}}}', as: row}}}}
  - id: one
    {}
  - {{id: last, type: csv.read, path: b.csv, save_as: end}}
",
        lines.replace('\n', "\n    ")
    )
}

/// A step with this expression as its path.
fn path(expr: &str) -> String {
    after(&format!("type: csv.read\npath: \"{{{{ {expr} }}}}\""))
}

#[track_caller]
fn assert(text: &str, expected: &[Seen<'_>]) {
    resolved(text).0.assert(expected);
}

/// What the first name of the path of a step stands for.
fn target_of(job: &Job, names: &Names, step: usize) -> Target {
    let Some(Field::Template(text)) = job.steps[step].fields.0.get("path") else {
        panic!("a path");
    };
    let mut found = None;
    text.template.walk(&mut |expr: &Expr| {
        if let ExprKind::Name { id, .. } = &expr.kind {
            found.get_or_insert(names.target(*id));
        }
    });
    found.expect("a name")
}

#[test]
fn the_flows_have_no_unknown_name() {
    for flow in [FLOW_A, FLOW_B] {
        assert(flow, &[]);
    }
}

#[test]
fn the_flows_know_who_reads_whom() {
    let (_, names) = resolved(FLOW_A);
    let read = |step: u32| -> Vec<u32> {
        let read = names.read_by(StepId(step));
        read.iter().map(|step| step.0).collect()
    };
    assert_eq!(read(2), [0, 1]);
    assert_eq!(
        read(4),
        [2, 3],
        "the conditional itself reads its list and its test"
    );
    assert_eq!(read(5), [1, 3], "its children read for themselves");
    let scope = names.scope(StepId(6));
    let parent = Parent {
        step: StepId(4),
        branch: "else",
    };
    assert_eq!(scope.parent, Some(parent));
    assert_eq!(scope.frames, [StepId(4)]);
    assert!(names.scope(StepId(0)).frames.is_empty());
}

#[test]
fn every_kind_of_name_has_its_target() {
    for (expr, target) in [
        ("table", Target::Result(StepId(0))),
        ("steps.read.rows", Target::Steps(StepId(0))),
        ("steps['each']", Target::Steps(StepId(1))),
        ("inputs.since", Target::Inputs(0)),
        ("inputs['since']", Target::Inputs(0)),
        ("job.name", Target::Job),
        ("run.id", Target::Run),
    ] {
        let (read, names) = resolved(&path(expr));
        read.assert(&[]);
        assert_eq!(target_of(read.job(), &names, 2), target, "{expr}");
    }
    let (read, names) = resolved(&path("table"));
    assert_eq!(target_of(read.job(), &names, 1), Target::Item(StepId(1)));
}

#[test]
fn the_innermost_batch_wins() {
    let (read, names) = resolved(
        "steps:
  - {id: a, type: csv.read, path: a}
  - id: g
    type: group
    batch: {from: steps.a.rows}
    steps:
      - {id: b, type: lambda.invoke, payload: ['{{ item }}', '{{ idx }}'], batch: {from: item.list}}
      - {id: c, type: lambda.invoke, payload: ['{{ item }}', '{{ idx }}']}
",
    );
    read.assert(&[]);
    let targets: Vec<Vec<Target>> = read.job().steps[1]
        .children()
        .map(|step| {
            let tree = step.fields.tree("payload").expect("a payload");
            let TreeKind::List(items) = &tree.kind else {
                panic!("a list");
            };
            let ids = items.iter().map(|item| match &item.kind {
                TreeKind::Template(template) => match template.nodes.as_slice() {
                    [
                        Node::Output(Expr {
                            kind: ExprKind::Name { id, .. },
                            ..
                        }),
                    ] => names.target(*id),
                    other => panic!("one name: {other:?}"),
                },
                other => panic!("a template: {other:?}"),
            });
            ids.collect()
        })
        .collect();
    let (inner, outer) = (StepId(2), StepId(1));
    assert_eq!(
        targets,
        [
            vec![Target::Item(inner), Target::Index(inner)],
            vec![Target::Item(outer), Target::Index(outer)],
        ]
    );
    let from = &read.job().steps[1]
        .children()
        .next()
        .expect("b")
        .batch
        .as_ref()
        .expect("a batch")
        .from;
    let mut first = None;
    from.walk(&mut |expr| {
        if let ExprKind::Name { id, .. } = &expr.kind {
            first = Some(names.target(*id));
        }
    });
    assert_eq!(
        first,
        Some(Target::Item(outer)),
        "`from` is outside its own batch"
    );
}

#[test]
fn results_of_branches_are_reachable_behind_them() {
    assert(
        "steps:
  - {id: c, type: conditional, when: true, then: [{id: a, type: csv.read, path: x, save_as: s}]}
  - {id: b, type: csv.read, path: '{{ steps.a }}{{ s }}{{ steps.c.taken }}'}
",
        &[],
    );
}

#[test]
fn a_when_is_inside_the_batch() {
    assert(
        &after(
            "type: csv.read\npath: a\nwhen: mine.x and idx > 0\nbatch: {from: table.rows, as: mine}",
        ),
        &[],
    );
}

#[test]
fn templates_bind_names_of_their_own() {
    let template = |template: &str| after(&format!("type: csv.read\npath: \"{template}\""));
    assert(
        &template("{% for r in table.rows if r.x %}{{ r.y }}{{ loop.index }}{% endfor %}"),
        &[],
    );
    assert(&template("{% set n = table.count %}{{ n }}"), &[]);
    assert(
        &template("{% if table %}{% set n = 1 %}{% endif %}{{ n }}"),
        &[],
    );
    let scope = "names in scope: `table`, `steps`, `inputs`, `job`, `run`";
    let unknown = |name: &str| format!("for text write `'{name}'`; {scope}");
    assert(
        &template("{% for r in r.rows %}{% else %}{{ r }}{% endfor %}{{ loop }}"),
        &[
            ("ref.unknown-name", "r", &unknown("r")),
            ("ref.unknown-name", "r", &unknown("r")),
            (
                "ref.unknown-name",
                "loop",
                "`loop` is only there between `{% for %}` and `{% endfor %}`; in a batch write `idx`",
            ),
        ],
    );
    assert(
        &template("{% set steps = 1 %}"),
        &[("ref.reserved-name", "steps", "write `steps_value`")],
    );
}

#[test]
fn a_long_job_is_read_quickly() {
    let mut text = String::from("steps:\n  - {id: s0, type: csv.read, path: a}\n");
    for step in 1..2000 {
        let before = step - 1;
        writeln!(
            text,
            "  - {{id: s{step}, type: csv.read, path: '{{{{ steps.s{before}.rows }}}}', save_as: r{step}}}"
        )
        .expect("a string takes all");
    }
    let (read, names) = resolved(&text);
    read.assert(&[]);
    assert_eq!(names.read_by(StepId(1999)), [StepId(1998)]);
}
