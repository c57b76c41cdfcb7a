use serde_json::{Value as Json, json};

use super::{JOB, client::Client, marked, uri, workspace};
use crate::support::portl::Workspace;

/// Opens the job with `from` replaced by `to`, in which `‸` marks the cursor, and asks there.
fn at(method: &str, from: &str, to: &str, more: Json) -> Json {
    ask_in(&workspace(), JOB, method, (from, to), more)
}

fn ask_in(
    workspace: &Workspace,
    job: &str,
    method: &str,
    (from, to): (&str, &str),
    more: Json,
) -> Json {
    assert!(job.contains(from), "{from}");
    let (text, position) = marked(&job.replacen(from, to, 1));
    let uri = uri(workspace, "job.yaml");
    let mut client = Client::new(workspace);
    client.open(&uri, &text);
    let mut params = json!({"textDocument": {"uri": uri}, "position": position});
    for (key, value) in more.as_object().into_iter().flatten() {
        params[key] = value.clone();
    }
    client.ask(method, params)
}

fn labels(from: &str, to: &str) -> Vec<String> {
    let answer = at("textDocument/completion", from, to, Json::Null);
    let items = answer["result"].as_array().expect("a list of items");
    let label = |item: &Json| item["label"].as_str().expect("a label").to_owned();
    items.iter().map(label).collect()
}

fn range(line: u32, start: u32, end: u32) -> Json {
    json!({
        "start": {"line": line, "character": start},
        "end": {"line": line, "character": end},
    })
}

#[test]
fn mistakes_are_shown_as_one_types() {
    let workspace = workspace();
    let uri = uri(&workspace, "job.yaml");
    let mut client = Client::new(&workspace);
    assert_eq!(client.open(&uri, JOB), Vec::<Json>::new());
    let found = client.change(&uri, &JOB.replace("row.name", "row.nam"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["code"], "ref.unknown-column");
    assert_eq!(found[0]["severity"], 1);
    assert_eq!(found[0]["source"], "portl");
    // `é` is one unit of UTF-16, `🦀` two.
    assert_eq!(found[0]["range"], range(13, 24, 27));
    assert_eq!(client.change(&uri, JOB), Vec::<Json>::new());
}

#[test]
fn lines_may_end_as_on_windows() {
    let workspace = workspace();
    let uri = uri(&workspace, "job.yaml");
    let text = JOB.replace("row.name", "row.nam").replace('\n', "\r\n");
    let found = Client::new(&workspace).open(&uri, &text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["range"], range(13, 24, 27));
    let job = JOB.replace('\n', "\r\n");
    let place = ("row.name", "row.‸");
    let answer = ask_in(
        &workspace,
        &job,
        "textDocument/completion",
        place,
        Json::Null,
    );
    assert_eq!(answer["result"][0]["label"], "sku");
    assert_eq!(answer["result"][0]["textEdit"]["range"], range(13, 24, 24));
}

#[test]
fn a_second_label_is_related_information() {
    let workspace = workspace();
    let uri = uri(&workspace, "job.yaml");
    let text = JOB.replace("  - id: item", "  - id: prices");
    let found = Client::new(&workspace).open(&uri, &text);
    let related = &found[0]["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], uri);
    assert_eq!(related["location"]["range"], range(3, 8, 14));
}

#[test]
fn what_is_open_counts_as_the_editor_has_it() {
    let workspace = workspace();
    let (job, prices) = (uri(&workspace, "job.yaml"), uri(&workspace, "prices.csv"));
    let mut client = Client::new(&workspace);
    assert_eq!(client.open(&job, JOB), Vec::<Json>::new());
    client.open(&prices, "sku,title\n");
    assert_eq!(client.diagnostics(&job).len(), 1);
    client.tell(
        "textDocument/didClose",
        json!({"textDocument": {"uri": prices}}),
    );
    assert_eq!(client.diagnostics(&job), Vec::<Json>::new());
}

#[test]
fn a_project_file_shows_its_own_mistakes_and_lends_its_connections() {
    let workspace = workspace();
    let (job, project) = (uri(&workspace, "job.yaml"), uri(&workspace, "portl.yaml"));
    let text = JOB
        .replace("connections:\n  shop:", "name: x #")
        .replace("steps:", "\nsteps:");
    let text = text.replace(
        "name: x # {type: sqlite, config: {path: shop.db}}",
        "name: x",
    );
    let mut client = Client::new(&workspace);
    assert_eq!(client.open(&job, &text).len(), 1, "there is no database");
    client.open(
        &project,
        "connections:\n  shop: {type: sqlit, config: {path: a}}\n",
    );
    let found = client.diagnostics(&project);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["range"], range(1, 15, 20));
    let found = client.change(
        &project,
        "connections:\n  shop: {type: sqlite, config: {path: a}}\n",
    );
    assert_eq!(found, Vec::<Json>::new());
    assert_eq!(client.diagnostics(&job), Vec::<Json>::new());
}

#[test]
fn other_yaml_is_left_alone() {
    let workspace = workspace();
    let uri = uri(&workspace, "compose.yaml");
    let found = Client::new(&workspace).open(&uri, "services:\n  web: {image: a}\n");
    assert_eq!(found, Vec::<Json>::new());
}

#[test]
fn completion_fits_the_place() {
    assert_eq!(labels("row.name", "row.‸"), ["sku", "name", "price"]);
    assert_eq!(labels("steps.prices", "steps.‸"), ["prices"]);
    assert!(labels("| trim", "| ‸").contains(&"upper".to_owned()));
    assert!(labels("| trim", "is ‸").contains(&"none".to_owned()));
    assert_eq!(labels("{{ row.sku }}", "{{ ‸ }}")[..2], ["row", "idx"]);
    assert!(labels("    key: sku", "    upd‸").contains(&"update".to_owned()));
    assert!(labels("type: db.upsert", "type: ‸").contains(&"db.upsert".to_owned()));
    let found = labels("    key: sku", "    connection: ‸\n    key: sku");
    assert_eq!(found, ["shop"]);
}

#[test]
fn hover_definition_and_references_answer() {
    let answer = at("textDocument/hover", "row.name", "row.na‸me", Json::Null);
    let says = answer["result"]["contents"]["value"]
        .as_str()
        .expect("Markdown");
    assert!(says.starts_with("```text\nrow.name: text\n```"), "{says}");
    assert_eq!(answer["result"]["range"], range(13, 24, 28));

    let answer = at(
        "textDocument/definition",
        "row.name",
        "ro‸w.name",
        Json::Null,
    );
    assert_eq!(answer["result"]["range"], range(8, 49, 52));

    let more = json!({"context": {"includeDeclaration": true}});
    let answer = at("textDocument/references", "row.name", "ro‸w.name", more);
    let found = answer["result"].as_array().expect("a list");
    let ranges: Vec<_> = found.iter().map(|found| found["range"].clone()).collect();
    assert_eq!(
        ranges,
        [range(8, 49, 52), range(12, 15, 18), range(13, 20, 23)]
    );
}

#[test]
fn a_rename_edits_every_place_or_says_why_not() {
    let answer = at(
        "textDocument/prepareRename",
        "row.name",
        "ro‸w.name",
        Json::Null,
    );
    assert_eq!(answer["result"], range(13, 20, 23));
    let more = json!({"newName": "each"});
    let answer = at("textDocument/rename", "row.name", "ro‸w.name", more);
    let changes = answer["result"]["changes"].as_object().expect("by file");
    let (file, edits) = changes.iter().next().expect("one file");
    assert!(file.ends_with("/job.yaml"), "{file}");
    assert_eq!(edits.as_array().map(Vec::len), Some(3));
    assert_eq!(edits[0]["newText"], "each");

    let more = json!({"newName": "not good"});
    let answer = at("textDocument/rename", "row.name", "ro‸w.name", more);
    let message = answer["error"]["message"].as_str().expect("a reason");
    assert!(
        message.contains("can't be the name of an item"),
        "{message}"
    );
}

#[test]
fn a_fix_is_offered_as_an_action() {
    let workspace = workspace();
    let uri = uri(&workspace, "job.yaml");
    let mut client = Client::new(&workspace);
    client.open(&uri, &JOB.replace("row.name", "row.nam"));
    let params = json!({
        "textDocument": {"uri": uri},
        "range": range(13, 25, 25),
        "context": {"diagnostics": []},
    });
    let answer = client.ask("textDocument/codeAction", params);
    let action = &answer["result"][0];
    assert_eq!(action["kind"], "quickfix");
    assert_eq!(action["diagnostics"][0]["code"], "ref.unknown-column");
    let edit = &action["edit"]["changes"][&uri][0];
    assert_eq!(edit["range"], range(13, 24, 27));
    assert_eq!(edit["newText"], "name");
}

#[test]
fn a_client_leaves_with_shutdown_and_exit() {
    let workspace = workspace();
    let mut client = Client::new(&workspace);
    assert_eq!(client.ask("shutdown", Json::Null)["result"], Json::Null);
    let late = client.ask("textDocument/hover", Json::Null);
    assert_eq!(late["error"]["code"], -32600);
    client.tell("exit", Json::Null);
    assert_eq!(client.code(), Some(0));

    let mut client = Client::new(&workspace);
    client.tell("exit", Json::Null);
    assert_eq!(client.code(), Some(1));
    assert_eq!(Client::new(&workspace).code(), Some(1));
}

#[test]
fn nothing_a_client_says_ends_the_server() {
    let workspace = workspace();
    let mut client = Client::silent(&workspace);
    let early = client.ask("textDocument/hover", json!({}));
    assert_eq!(early["error"]["code"], -32002);
    client.ask("initialize", json!({"capabilities": {}}));
    client.tell("initialized", json!({}));
    assert_eq!(client.ask("no/such", json!({}))["error"]["code"], -32601);
    assert_eq!(
        client.ask("textDocument/hover", json!([1]))["error"]["code"],
        -32602
    );
    client.tell("no/such", json!({}));
    client.tell("textDocument/didOpen", json!({"textDocument": 1}));
    let far = json!({"line": 4_000_000_000_u32, "character": 4_000_000_000_u32});
    for uri in [
        "untitled:1",
        "file://",
        "file:///nowhere/job.yaml",
        "http://a/b",
    ] {
        let params = json!({"textDocument": {"uri": uri}, "position": far});
        assert_eq!(
            client.ask("textDocument/hover", params)["result"],
            Json::Null
        );
    }
    let uri = uri(&workspace, "job.yaml");
    client.open(&uri, "\u{feff}steps: [{{{");
    let params = json!({"textDocument": {"uri": uri}, "position": far});
    assert!(client.ask("textDocument/completion", params)["result"].is_array());
    client.ask("shutdown", Json::Null);
    client.tell("exit", Json::Null);
    assert_eq!(client.code(), Some(0));
}

#[test]
fn what_is_no_message_ends_it_with_a_code() {
    let mut client = Client::new(&workspace());
    client.send_raw(b"Content-Length: x\r\n\r\n");
    assert_eq!(client.code(), Some(2));
}
