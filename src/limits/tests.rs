use super::*;

fn set(limit: &'static Limit, number: u64) -> Most {
    Most::set(limit, number).expect("it can be set to that")
}

#[test]
fn more_is_allowed_by_what_is_typed() {
    assert_eq!(
        Most::of(&YAML_DEPTH).raise(),
        "allow more: `PORTL_YAML_DEPTH=96 portl …`"
    );
    assert_eq!(
        set(&TEMPLATE_TIME, 1_500).raise(),
        "allow more: `limits: {template_time: 3s}` at the top of the job"
    );
    assert_eq!(
        set(&CSV_CELL, 3).raise(),
        "allow more: `max_cell: 6` in the step"
    );
    assert_eq!(
        set(&TEXT, TEXT.most).raise(),
        "256 MiB is the most that `text` allows"
    );
}

#[test]
fn each_has_room_to_be_moved() {
    let all = OF_PROCESS.iter().chain(OF_JOB);
    for limit in all.chain(&[&CSV_RECORD, &CSV_CELL, &CSV_COLUMNS]) {
        assert!(
            Most::set(limit, 0).is_none() && Most::set(limit, limit.most + 1).is_none(),
            "{limit:?}"
        );
        assert!(limit.default < limit.most, "{limit:?}");
    }
}

#[test]
fn the_key_of_a_step_says_what_it_is_unless_it_is_set() {
    for limit in [&CSV_RECORD, &CSV_CELL, &CSV_COLUMNS] {
        let default = format!("({})", limit.default);
        assert!(limit.doc.ends_with(&default), "{limit:?}");
    }
}

#[test]
fn a_job_moves_what_it_names() {
    let mut limits = Limits::default();
    limits.set(set(&RANGE, 7));
    assert_eq!(limits.range.amount(), 7);
    assert_eq!(limits.text, Most::of(&TEXT));
    assert_eq!(set(&TEXT, 2).amount(), 2 << 20);
}
