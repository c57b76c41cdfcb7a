use super::{Role, sample};
use crate::{
    eval::Sample,
    job::{StepId, testing::FLOW_A},
    render::testing::{Facts, planned, runtime},
    value::{Secret, Value, show::shown},
};

fn print(sample: &Sample) -> String {
    match sample {
        Sample::Known(value) => shown(value, 80),
        Sample::Text(parts) => parts.iter().map(print).collect(),
        Sample::Unknown(source) => format!("‹{source}›"),
        other => format!("{other:?}"),
    }
}

#[test]
fn known_rows_are_sampled_one_by_one() {
    let (_, samples) = planned(FLOW_A, &Facts::default().reads(StepId(0)));
    let resource = &samples[&StepId(2)];
    assert_eq!(resource.total, Some(4));
    let names: Vec<_> = resource
        .items
        .iter()
        .map(|item| print(&item.parts[2].value))
        .collect();
    assert_eq!(
        names,
        [
            "\"Steel bracket\"",
            r#""Bolt, M8 \"fine\"""#,
            "\"Größe XL – café\""
        ]
    );
    assert_eq!(print(&resource.any.parts[2].value), "‹row.name | trim›");
    assert_eq!(print(&resource.items[0].parts[3].value), "1234.50");
}

#[test]
fn results_of_a_batch_are_as_many_as_its_items() {
    let (_, samples) = planned(FLOW_A, &Facts::default().reads(StepId(0)));
    let latest = &samples[&StepId(3)];
    assert_eq!((latest.total, latest.items.len()), (Some(4), 3));
    assert_eq!(
        print(&latest.items[1].parts[0].value),
        "‹steps.resource.id›"
    );
    assert_eq!(print(&latest.any.parts[0].value), "‹res.id›");
}

#[test]
fn an_unknown_list_has_one_item_that_stands_for_all() {
    let (_, samples) = planned(FLOW_A, &Facts::default());
    let resource = &samples[&StepId(2)];
    assert_eq!((resource.total, resource.items.len()), (None, 1));
    assert!(resource.items[0].index.is_empty());
    assert_eq!(
        print(&resource.items[0].parts[0].value),
        "‹steps.read_csv.rows.code›"
    );
}

#[test]
fn the_number_of_items_is_the_callers() {
    let facts = Facts::default().reads(StepId(0));
    let (plan, _) = planned(FLOW_A, &facts);
    let samples = sample(&plan, &facts, &runtime("2024-03-01T10:00:00Z"), 2);
    assert_eq!(samples[&StepId(2)].items.len(), 2);
}

#[test]
fn samples_do_not_depend_on_the_moment() {
    let facts = Facts::default().reads(StepId(0));
    let (plan, samples) = planned(FLOW_A, &facts);
    let later = sample(&plan, &facts, &runtime("2031-01-01T00:00:00Z"), 3);
    assert_eq!(
        print(&samples[&StepId(2)].items[0].parts[6].value),
        "‹now()›"
    );
    for (step, own) in &samples {
        assert_eq!(format!("{own:?}"), format!("{:?}", later[step]));
    }
}

#[test]
fn secrets_are_never_shown() {
    let job = "inputs: {token: {type: secret}}\nconnections: {api: {type: http, config: {base_url: 'http://x'}}}\n\
        steps:\n  - id: call\n    type: api.call\n    connection: api\n    method: POST\n    path: /a\n    \
        headers: {X-Auth: 'Key {{ inputs.token }}'}\n    body: {token: '{{ inputs.token }}'}\n";
    let secret = Value::Secret(Secret::new("hunter2".into()));
    let facts = Facts {
        inputs: vec![Some(secret)],
        ..Facts::default()
    };
    let (_, samples) = planned(job, &facts);
    let item = &samples[&StepId(0)].items[0];
    let header = item.part(Role::Header).map(|part| print(&part.value));
    assert_eq!(header.as_deref(), Some("Key ‹secret›"));
    assert!(!format!("{samples:?}").contains("hunter2"));
}
