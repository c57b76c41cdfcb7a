use super::{View, dot, json, mermaid, text};
use crate::{
    job::{
        StepId,
        testing::{FLOW_A, FLOW_B},
    },
    render::{
        Style,
        testing::{Facts, planned},
        wrap::width,
    },
    value::{Secret, Value},
};

const STYLE: Style = Style {
    color: false,
    unicode: true,
    width: 80,
};

const SECRETS: &str = "inputs: {token: {type: secret, default: hunter2}}\nconnections:\n  \
    api: {type: http, config: {base_url: 'https://me:hunter2@x', headers: {Authorization: 'Basic hunter2'}}}\n  \
    db: {type: postgres, config: {url: 'postgres://me:hunter2@x/y'}}\nsteps:\n  - id: call\n    type: api.call\n    \
    connection: api\n    method: POST\n    path: /a\n    headers: {X-Auth: 'Key {{ inputs.token }}'}\n    \
    query: {t: 1}\n    body: {token: '{{ inputs.token }}'}\n  - id: store\n    type: db.execute\n    \
    connection: db\n    query: SELECT {{ inputs.token }}\n";

fn flow_a(style: Style) -> String {
    let (plan, samples) = planned(FLOW_A, &Facts::default().reads(StepId(0)));
    text(
        View {
            plan: &plan,
            samples: &samples,
        },
        style,
    )
}

/// What is said of a step.
fn section<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).expect("the step is there");
    &text[start..start + text[start..].find(to).expect("the next one is there")]
}

#[test]
fn a_plan_begins_with_what_the_job_needs() {
    let text = flow_a(STYLE);
    assert!(
        text.starts_with(
            "flow_a · 10 steps · one transaction for all database steps\n\nconnections\n  \
             pg_main          postgres  url ${env:PORTL_PG_URL}\n"
        ),
        "{text}"
    );
    assert!(
        text.contains("headers.Authorization Bearer ${env:API_TOKEN}\n"),
        "{text}"
    );
}

#[test]
fn a_step_says_what_why_and_with_which_values() {
    let text = flow_a(STYLE);
    assert_eq!(
        section(&text, " 3. ", "      INSERT"),
        " 3. resource · db.upsert on pg_main\n    \
            upsert a row of resources by code, source\n    \
            for each  row of steps.read_csv.rows (4 items)\n    \
            after     read_csv, ingest\n    \
            strategy  bulk: up to 4,096 items a statement, in order; one, if the table\n              has triggers\n    \
            returns   code, id, source\n\n"
    );
    assert_eq!(
        section(&text, "                     item 0", "\n 4. "),
        "                     item 0           item 1               item 2\n      \
              $1 code        \"A-100\"          \"A-101\"              \"B-200\"\n      \
              $2 source      \"erp\"            \"erp\"                \"shop\"\n      \
              $3 name        \"Steel bracket\"  \"Bolt, M8 \\\"fine\\\"\"  \"Größe XL – café\"\n      \
              $4 price       1234.50          0.75                 19.90\n      \
              $5 listed_on   2024-03-01       2024-03-02           2024-02-29\n      \
              $6 metadata    {\"category\": ‹steps.ingest.category›, \"size\":\n                     \
                             ‹steps.ingest.size›}\n      \
              $7 updated_at  ‹now()›\n"
    );
}

#[test]
fn children_stand_under_their_branch() {
    let text = flow_a(STYLE);
    let branch = section(&text, " 5. version", " 8. announce");
    for line in [
        "    if steps.latest is none or steps.latest.status == 'published'\n",
        "\n    then\n\n       6. new_version · db.insert on pg_main\n",
        "\n    else\n\n       7. same_version · db.update on pg_main\n",
    ] {
        assert!(branch.contains(line), "{branch}");
    }
}

#[test]
fn calls_are_shown_as_they_will_be_sent() {
    let text = flow_a(STYLE);
    let call = section(
        &text,
        "      item 1\n      POST /resources",
        "      item 2\n      POST",
    );
    assert_eq!(
        call,
        "      item 1\n      POST /resources\n      \
         idempotency key: flow_a-announce-‹steps.resource.code›-\n                       \
                          ‹steps.resource.source›-‹steps.ingest.md5›\n      {\n        \
           \"resource_id\": ‹steps.resource.id›,\n        \"name\": \"Bolt, M8 \\\"fine\\\"\",\n        \
           \"md5\": ‹steps.ingest.md5›,\n        \"category\": ‹steps.ingest.category›\n      }\n\n"
    );
    let same_for_all = section(&text, "10. publish", "\n      }\n");
    assert_eq!(
        same_for_all.matches("POST /versions\n      idem").count(),
        1,
        "{same_for_all}"
    );
}

#[test]
fn what_is_not_sql_fits_the_width() {
    for width_wanted in [80, 140] {
        let text = flow_a(Style {
            width: width_wanted,
            ..STYLE
        });
        let too_wide = text.lines().filter(|line| width(line) > width_wanted);
        let too_wide: Vec<_> = too_wide
            .filter(|line| {
                let mut sql = ["COPY", "INSERT", "RETURNING", "USING"].into_iter();
                !sql.any(|word| line.contains(word))
            })
            .collect();
        assert!(too_wide.is_empty(), "{too_wide:#?}");
    }
}

#[test]
fn colours_and_signs_are_only_there_when_asked_for() {
    let colored = flow_a(Style {
        color: true,
        ..STYLE
    });
    assert!(
        colored.contains("\u{1b}[35m‹now()›\u{1b}[0m"),
        "{colored:?}"
    );
    let plain = flow_a(Style::plain(80));
    assert!(
        !plain.contains('\u{1b}') && plain.starts_with("flow_a - 10 steps - "),
        "{plain}"
    );
}

#[test]
fn secrets_are_in_no_format() {
    let secret = Value::Secret(Secret::new("hunter2".into()));
    let facts = Facts {
        inputs: vec![Some(secret)],
        ..Facts::default()
    };
    let (plan, samples) = planned(SECRETS, &facts);
    let view = View {
        plan: &plan,
        samples: &samples,
    };
    let shown = text(view, STYLE);
    for written in [shown.clone(), json(view), dot(&plan), mermaid(&plan)] {
        assert!(!written.contains("hunter2"), "{written}");
    }
    for masked in [
        "url ‹secret›",
        "X-Auth: Key ‹secret›",
        "default ‹secret›",
        "base_url https://‹secret›@x",
    ] {
        assert!(shown.contains(masked), "{masked}\n{shown}");
    }
}

#[test]
fn json_has_every_key_of_the_contract() {
    let (plan, samples) = planned(FLOW_A, &Facts::default().reads(StepId(0)));
    let written = json(View {
        plan: &plan,
        samples: &samples,
    });
    let plan: serde_json::Value = serde_json::from_str(&written).expect("it is JSON");
    assert_eq!(
        (&plan["job"], &plan["transaction"]),
        (&"flow_a".into(), &"db".into())
    );
    assert_eq!(
        plan["connections"][2]["config"]["headers"]["Authorization"],
        "Bearer ${env:API_TOKEN}"
    );
    let resource = &plan["steps"][2];
    assert_eq!(resource["after"], serde_json::json!(["read_csv", "ingest"]));
    assert_eq!(resource["batch"]["items"], 4);
    assert!(
        resource["sql"]
            .as_str()
            .is_some_and(|sql| sql.contains("VALUES ($1, $2")),
        "{resource}"
    );
    assert_eq!(
        resource["parameters"][0],
        serde_json::json!({"name": "code", "value": "‹row.code›"})
    );
    let second = &resource["samples"][1];
    assert_eq!(
        (
            &second["index"],
            &second["parameters"][3]["value"].to_string()[..]
        ),
        (&1.into(), "0.75")
    );
    assert_eq!(plan["steps"][4]["children"]["then"][0]["id"], "new_version");
    assert_eq!(
        plan["steps"][5]["request"]["body"]["resource_id"],
        "‹res.id›"
    );
}

#[test]
fn the_outbox_is_named_where_it_is_used() {
    let (plan, samples) = planned(FLOW_B, &Facts::default());
    let text = text(
        View {
            plan: &plan,
            samples: &samples,
        },
        STYLE,
    );
    assert!(
        text.contains("put POST /resources into the outbox, for http_notify\n"),
        "{text}"
    );
    assert!(text.contains("since  date  default 2024-01-01\n"), "{text}");
}

#[test]
fn graphs_draw_what_reads_what_and_what_contains_what() {
    let (plan, _) = planned(FLOW_A, &Facts::default());
    let dot = dot(&plan);
    for line in [
        "digraph \"flow_a\" {",
        "  \"ingest\" -> \"resource\";",
        "  subgraph \"cluster_version_then\" {",
        "    \"new_version\" [label=\"new_version\\ndb.insert on pg_main\"];",
        "  \"version\" -> \"same_version\" [style=dashed, label=\"else\"];",
    ] {
        assert!(dot.lines().any(|own| own == line), "{line}\n{dot}");
    }
    assert_eq!(dot.matches('{').count(), dot.matches('}').count());
    let mermaid = mermaid(&plan);
    for line in [
        "flowchart TD",
        "  s1 --> s2",
        "  subgraph s4_then [\"version: then\"]",
        "  s4 -. else .-> s6",
        "  s4{\"version<br/>conditional<br/>for each res\"}",
    ] {
        assert!(mermaid.lines().any(|own| own == line), "{line}\n{mermaid}");
    }
}
