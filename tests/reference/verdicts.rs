//! The schema and the reader of jobs agree: what one refuses in a place, the other does.

use portl::{
    analysis::{REGISTRY, Source, analyze},
    check::SideFiles,
    reference,
    spec::{Step, connections},
};
use serde_json::Value as Json;

/// A place in a job: the job around it, `VALUE` where the value goes, and the path of the key that it stands under.
struct Place {
    job: String,
    path: String,
}

/// Values of every kind, templates among them.
const VALUES: [&str; 12] = [
    "\"{{ 1 }}\"",
    "\"a {{ 1 }}\"",
    "\"{% if true %}a{% endif %}\"",
    "a_word",
    "5",
    "1.5",
    "true",
    "~",
    "[a_word]",
    "[\"{{ 1 }}\"]",
    "{a: b}",
    "{a: \"{{ 1 }}\"}",
];

struct NoFiles;

impl SideFiles for NoFiles {
    fn head(&self, _: &str) -> Option<Vec<u8>> {
        None
    }

    fn text(&self, _: &str) -> Result<String, String> {
        Err("there are no files".to_owned())
    }
}

fn step_place(step: &str, line: String, path: &str) -> Place {
    Place {
        job: format!("steps:\n- id: one\n  type: {step}\n  {line}\n"),
        path: format!("/steps/0/{path}"),
    }
}

fn places() -> Vec<Place> {
    let mut places = Vec::new();
    for step in REGISTRY.steps {
        let common = Step::COMMON.iter().filter(|key| key.name != "type");
        for key in step.keys.iter().chain(common).map(|key| key.name) {
            let mut place = step_place(step.name, format!("{key}: VALUE"), key);
            if key == "id" {
                place.job = place.job.replace("id: one\n  ", "");
            }
            places.push(place);
        }
    }
    let inner = [
        ("batch", "from"),
        ("batch", "as"),
        ("batch", "concurrency"),
        ("retry", "max_attempts"),
        ("retry", "backoff_ms"),
        ("retry", "max_backoff_ms"),
        ("retry", "retry_on"),
        ("columns", "cell"),
        ("returns", "field"),
    ];
    for (key, inner) in inner {
        let rest = if key == "batch" && inner != "from" {
            "from: list, "
        } else {
            ""
        };
        let line = format!("{key}: {{{rest}{inner}: VALUE}}");
        let step = if key == "columns" {
            "csv.read"
        } else {
            "api.call"
        };
        places.push(step_place(step, line, key));
    }
    let format = "columns: {cell: {type: date, format: VALUE}}".to_owned();
    places.push(step_place("csv.read", format, "columns"));
    for connection in connections::ALL {
        for setting in connection.settings {
            let (ty, key) = (connection.name, setting.name);
            places.push(Place {
                job: format!("connections: {{c: {{type: {ty}, config: {{{key}: VALUE}}}}}}\n"),
                path: format!("/connections/c/config/{key}"),
            });
        }
    }
    for (job, path) in [
        ("name: VALUE\n", "/name"),
        ("transaction: {scope: VALUE}\n", "/transaction/scope"),
        ("inputs: {a: VALUE}\n", "/inputs/a"),
        ("inputs: {a: {type: VALUE}}\n", "/inputs/a"),
        ("inputs: {a: {type: json, default: VALUE}}\n", "/inputs/a"),
    ] {
        let (job, path) = (job.to_owned(), path.to_owned());
        places.push(Place { job, path });
    }
    places
}

/// Whether the reader takes a value where it stands.
fn is_read(job: &str) -> bool {
    let source = Source::new("job.yaml".to_owned(), job.to_owned());
    let refusals = [
        "job.wrong-shape",
        "job.wrong-value",
        "job.bad-id",
        "job.unknown-type",
        "job.unknown-key",
        "env.template",
    ];
    let found = analyze(source, None, &NoFiles).diagnostics;
    !found
        .iter()
        .any(|found| refusals.contains(&found.code.name))
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let schema = reference::schema(&REGISTRY);
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let mut differences = Vec::new();
    for place in places() {
        for value in VALUES {
            let job = place.job.replace("VALUE", value);
            let json: Json = serde_yaml::from_str(&job).expect("it is YAML");
            let mut errors = validator.iter_errors(&json);
            let is_valid =
                !errors.any(|error| error.instance_path().to_string().starts_with(&place.path));
            if is_valid != is_read(&job) {
                differences.push(format!("{job}: the schema says {is_valid}"));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
