//! What the fuzz targets try out: no text makes Portl panic, and everything it says has a place in the text.
//!
//! The targets run these bodies on what libFuzzer makes up; `tests/seeds.rs` runs them on the seeds.
#![allow(dead_code, reason = "each target uses one of the bodies")]

use std::{hint::black_box, ops::Range, rc::Rc};

use jiff::Timestamp;
use portl::{
    analysis::{Analysis, REGISTRY, Source, analyze},
    check::SideFiles,
    diagnostic::{Diagnostic, Diagnostics},
    job::StepId,
    limits::FileLimits,
    lower::{Options, lower},
    query::{self, Piece, Use},
    render::{
        self, Style,
        plan::View,
        sample::{Known, sample},
    },
    spec::{Dialect, Runtime},
    template::{self, NameIds},
    text::{FileId, Sources, Span},
    value::Value,
    yaml,
};

/// Reads `text` as YAML.
pub(super) fn yaml(text: &str) {
    let mut sources = Sources::default();
    let file = sources.add("fuzz.yaml".to_owned(), text.to_owned());
    let mut diagnostics = Diagnostics::default();
    let root = yaml::parse(&sources, file, &FileLimits::DEFAULT, &mut diagnostics);
    assert!(
        root.is_some() || diagnostics.has_errors(),
        "nothing was read and nothing was said"
    );
    hold(&diagnostics.into_sorted(), &sources);
}

/// Reads `text` as a template, and as a lone expression.
pub(super) fn template(text: &str) {
    let place = |range: Range<usize>| Span::new(FileId::default(), range.start, range.end);
    let mut ids = NameIds::default();
    let mut diagnostics = Diagnostics::default();
    let read = template::parse(text, Rc::new(place), &mut ids, &mut diagnostics);
    let alone = template::parse_expression(text, Rc::new(place), &mut ids, &mut diagnostics);
    let shown = alone.to_string();
    let mut errors = 0;
    let mut count = |expr: &template::Expr| {
        errors += usize::from(matches!(expr.kind, template::ExprKind::Error));
    };
    read.walk(&mut count);
    alone.walk(&mut count);
    assert!(
        errors == 0 || diagnostics.has_errors(),
        "an error that is not reported: {shown}"
    );
    for found in diagnostics.iter() {
        assert!(
            text.get(found.span.range()).is_some(),
            "no place: {found:?}"
        );
    }
}

/// Reads `text` as a statement whose holes are written `{{}}`, in each dialect, and as the query of a job.
pub(super) fn sql(text: &str) {
    let pieces: Vec<_> = text
        .split("{{}}")
        .enumerate()
        .flat_map(|(number, text)| {
            let hole = (number > 0).then_some(Piece::Hole("inputs.x"));
            hole.into_iter().chain([Piece::Text(text)])
        })
        .collect();
    let holes = pieces.len() / 2;
    for (dialect, connection) in [(Dialect::Postgres, "postgres"), (Dialect::Sqlite, "sqlite")] {
        let found = query::analyze(dialect, &pieces, Use::Rows);
        assert_eq!(found.holes.len(), holes, "a place for each hole");
        let query = serde_json::Value::from(text.replace("{{}}", "{{ inputs.x }}"));
        job(&format!(
            "inputs: {{x: int}}\n\
             connections: {{db: {{type: {connection}, config: {{path: a.db, url: \"${{env:DB}}\"}}}}}}\n\
             steps:\n\
             - {{id: q, type: db.query_many, query: {query}}}\n\
             - {{id: e, type: db.execute, query: {query}, when: \"{{{{ steps.q.rows[0].a is not none }}}}\"}}\n"
        ));
    }
}

/// Checks `text` as a job, shows what is wrong with it in every form, and plans it where nothing is.
pub(super) fn job(text: &str) {
    let source = Source::new("fuzz.yaml".to_owned(), text.to_owned());
    let Analysis {
        sources,
        diagnostics,
        job,
        ..
    } = analyze(source, None, &Beside);
    hold(&diagnostics, &sources);
    if let Some(job) = job {
        plan(job);
    }
}

/// Holds that every diagnostic has a place in the text, and can be shown.
fn hold(diagnostics: &[Diagnostic], sources: &Sources) {
    for found in diagnostics {
        let places = found.related.iter().map(|(span, _)| *span);
        for span in places.chain([found.span]) {
            let text = sources.file(span.file).text();
            assert!(text.get(span.range()).is_some(), "no place: {found:?}");
        }
    }
    let style = Style::plain(80);
    black_box(render::diagnostics::text(
        diagnostics,
        render::diagnostics::MOST,
        sources,
        style,
    ));
    black_box(render::diagnostics::json(
        diagnostics,
        render::diagnostics::MOST,
        sources,
    ));
}

fn plan(job: portl::ir::Job) {
    let runtime = Runtime {
        now: Timestamp::UNIX_EPOCH,
        registry: &REGISTRY,
        limits: job.limits,
    };
    let options = Options {
        runtime,
        keep_results: false,
    };
    let plan = lower(job, &options);
    let samples = sample(&plan, &Unknown, &options.runtime, 2);
    let view = View {
        plan: &plan,
        samples: &samples,
    };
    black_box(render::plan::text(view, Style::plain(80)));
    black_box(render::plan::json(view));
}

/// The files beside the job.
struct Beside;

impl SideFiles for Beside {
    fn head(&self, _: &str) -> Option<Vec<u8>> {
        Some(b"code,name,price\na,b,1\n".to_vec())
    }

    fn text(&self, _: &str) -> Result<String, String> {
        Ok("SELECT code, name FROM items WHERE price > :price".to_owned())
    }
}

/// Nothing is known before the run.
struct Unknown;

impl Known for Unknown {
    fn result(&self, _: StepId) -> Option<Value> {
        None
    }

    fn input(&self, _: usize) -> Option<Value> {
        None
    }
}
