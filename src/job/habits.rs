//! What people write out of habit from other tools, and what it is called here.

/// What types are called elsewhere.
const TYPES: &[(&str, &str)] = &[
    ("string", "text"),
    ("str", "text"),
    ("varchar", "text"),
    ("integer", "int"),
    ("long", "int"),
    ("bigint", "int"),
    ("number", "decimal"),
    ("numeric", "decimal"),
    ("double", "float"),
    ("boolean", "bool"),
    ("datetime", "timestamp"),
    ("object", "json"),
    ("any", "json"),
    ("dict", "json"),
    ("password", "secret"),
    ("pg", "postgres"),
    ("sqlite3", "sqlite"),
    ("api", "http"),
    ("https", "http"),
    ("rest", "http"),
    ("postgresql", "postgres"),
    ("psql", "postgres"),
    ("aws_lambda", "lambda"),
    ("aws", "lambda"),
    ("csv", "csv.read"),
    ("read_csv", "csv.read"),
    ("file.read", "csv.read"),
    ("write_csv", "csv.write"),
    ("file.write", "csv.write"),
    ("db.select", "db.query_many"),
    ("db.query", "db.query_many"),
    ("db.fetch_all", "db.query_many"),
    ("query", "db.query_many"),
    ("select", "db.query_many"),
    ("db.query_all", "db.query_many"),
    ("db.query_rows", "db.query_many"),
    ("db.query_list", "db.query_many"),
    ("db.select_many", "db.query_many"),
    ("db.query_first", "db.query_one"),
    ("db.select_one", "db.query_one"),
    ("db.remove", "db.delete"),
    ("api.get", "api.call"),
    ("api.post", "api.call"),
    ("api.put", "api.call"),
    ("api.patch", "api.call"),
    ("api.delete", "api.call"),
    ("db.get", "db.query_one"),
    ("db.find", "db.query_one"),
    ("db.fetch_one", "db.query_one"),
    ("sql", "db.execute"),
    ("db.sql", "db.execute"),
    ("db.exec", "db.execute"),
    ("execute", "db.execute"),
    ("insert", "db.insert"),
    ("upsert", "db.upsert"),
    ("db.merge", "db.upsert"),
    ("update", "db.update"),
    ("delete", "db.delete"),
    ("http", "api.call"),
    ("http.request", "api.call"),
    ("http.call", "api.call"),
    ("http.get", "api.call"),
    ("http.post", "api.call"),
    ("api", "api.call"),
    ("api.request", "api.call"),
    ("request", "api.call"),
    ("lambda", "lambda.invoke"),
    ("lambda.call", "lambda.invoke"),
    ("if", "conditional"),
    ("condition", "conditional"),
    ("branch", "conditional"),
    ("switch", "conditional"),
    ("http.put", "api.call"),
    ("http.patch", "api.call"),
    ("http.delete", "api.call"),
    ("foreach", "group"),
    ("for_each", "group"),
    ("loop", "group"),
    ("steps", "group"),
    ("outbox", "outbox.enqueue"),
];

/// What keys are called elsewhere.
const KEYS: &[(&str, &str)] = &[
    ("if", "when"),
    ("condition", "when"),
    ("for_each", "batch"),
    ("foreach", "batch"),
    ("loop", "batch"),
    ("with_items", "batch"),
    ("do", "then"),
    ("do", "steps"),
    ("tasks", "steps"),
    ("verb", "method"),
    ("sql", "query"),
    ("statement", "query"),
    ("values", "mapping"),
    ("set", "mapping"),
    ("file", "path"),
    ("filename", "path"),
    ("endpoint", "path"),
    ("uri", "url"),
    ("otherwise", "else"),
    ("retries", "retry"),
    ("parameters", "params"),
    ("data", "mapping"),
    ("columns", "mapping"),
    ("record", "mapping"),
    ("json", "body"),
    ("data", "body"),
    ("payload", "body"),
    ("params", "query"),
    ("input", "payload"),
    ("body", "payload"),
    ("expected_status", "expect_status"),
    ("key_columns", "key"),
    ("conflict_key", "key"),
    ("primary_key", "key"),
    ("separator", "delimiter"),
    ("header", "has_header"),
    ("types", "columns"),
    ("items", "batch"),
    ("on_failure", "on_error"),
    ("reject_file", "rejects"),
    ("rejects_file", "rejects"),
    ("dead_letter", "rejects"),
    ("error_file", "rejects"),
    ("errors_file", "rejects"),
    ("name", "description"),
    ("register", "save_as"),
    ("output", "save_as"),
];

/// What keys of maps inside a step or around the steps are called elsewhere.
const INNER_KEYS: &[(&str, &str)] = &[
    ("tasks", "steps"),
    ("jobs", "steps"),
    ("databases", "connections"),
    ("attempts", "max_attempts"),
    ("tries", "max_attempts"),
    ("times", "max_attempts"),
    ("on", "retry_on"),
    ("items", "from"),
    ("list", "from"),
    ("in", "from"),
    ("over", "from"),
    ("alias", "as"),
    ("item", "as"),
    ("name", "as"),
    ("loop_var", "as"),
    ("parallel", "concurrency"),
    ("parallelism", "concurrency"),
    ("workers", "concurrency"),
    ("threads", "concurrency"),
    ("value", "default"),
    ("kind", "type"),
    ("settings", "config"),
    ("dbname", "database"),
    ("db", "database"),
    ("username", "user"),
    ("user", "username"),
    ("url", "base_url"),
    ("endpoint", "base_url"),
    ("host", "base_url"),
    ("file", "path"),
    ("filename", "path"),
    ("function", "function_name"),
];

/// What the keys that every step needs are called elsewhere.
const REQUIRED: &[(&str, &str)] = &[
    ("name", "id"),
    ("step", "id"),
    ("task", "id"),
    ("uses", "type"),
    ("kind", "type"),
    ("action", "type"),
];

/// What the words of a key are called elsewhere.
const WORDS: &[(&str, &str)] = &[
    ("do_nothing", "skip"),
    ("nothing", "skip"),
    ("ignore", "skip"),
    ("do_nothing", "none"),
    ("ignore", "none"),
    ("skip", "none"),
    ("replace", "all"),
    ("overwrite", "all"),
    ("error", "fail"),
    ("abort", "fail"),
    ("stop", "fail"),
    ("raise", "fail"),
    ("ignore", "continue"),
    ("skip", "continue"),
    ("add", "append"),
    ("write", "overwrite"),
    ("replace", "overwrite"),
    ("database", "db"),
    ("job", "db"),
    ("off", "none"),
    ("follow", "same_origin"),
    ("fetch", "GET"),
    ("read", "GET"),
    ("create", "POST"),
    ("update", "PATCH"),
    ("remove", "DELETE"),
    ("server_error", "http_5xx"),
    ("rate_limit", "http_429"),
    ("too_many_requests", "http_429"),
    ("network", "connection"),
    ("deadlock", "db_deadlock"),
    ("serialization", "db_serialization"),
    ("throttled", "lambda_throttled"),
];

/// Of all these, those that may mean something else here, or only a part of it: what is meant is for people to say.
const GUESSES: &[(&str, &str)] = &[
    ("number", "decimal"),
    ("csv", "csv.read"),
    ("db.query", "db.query_many"),
    ("query", "db.query_many"),
    ("sql", "db.execute"),
    ("db.sql", "db.execute"),
    ("switch", "conditional"),
    ("foreach", "group"),
    ("for_each", "group"),
    ("loop", "group"),
    ("steps", "group"),
    ("http.get", "api.call"),
    ("http.post", "api.call"),
    ("http.put", "api.call"),
    ("http.patch", "api.call"),
    ("http.delete", "api.call"),
    ("api.get", "api.call"),
    ("api.post", "api.call"),
    ("api.put", "api.call"),
    ("api.patch", "api.call"),
    ("api.delete", "api.call"),
    ("endpoint", "path"),
    ("data", "mapping"),
    ("columns", "mapping"),
    ("data", "body"),
    ("output", "save_as"),
    ("value", "default"),
    ("host", "base_url"),
    ("endpoint", "base_url"),
    ("skip", "none"),
    ("ignore", "none"),
    ("replace", "all"),
    ("overwrite", "all"),
    ("skip", "continue"),
    ("write", "overwrite"),
    ("job", "db"),
    ("follow", "same_origin"),
    ("fetch", "GET"),
    ("read", "GET"),
    ("create", "POST"),
    ("update", "PATCH"),
    ("remove", "DELETE"),
];

/// Whether a word is only likely to mean what it is answered with, so that no machine should write that.
pub(super) fn is_guess(word: &str, meant: Option<&str>) -> bool {
    let word = word.to_ascii_lowercase();
    let mut guesses = GUESSES.iter();
    guesses.any(|(habit, other)| *habit == word && meant == Some(*other))
}

/// The type that a name stands for elsewhere.
pub(super) fn type_meant(name: &str, known: &[&'static str]) -> Option<&'static str> {
    look_up(TYPES, &name.to_ascii_lowercase(), known)
}

/// The key of a step that a word stands for elsewhere.
pub(super) fn key(word: &str, known: &[&'static str]) -> Option<&'static str> {
    look_up(KEYS, word, known)
}

/// The key of a smaller map that a word stands for elsewhere.
pub(super) fn inner_key<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    look_up(INNER_KEYS, word, known)
}

/// The key that every step needs which a word stands for elsewhere.
pub(super) fn required(word: &str) -> Option<&'static str> {
    look_up(REQUIRED, word, &["id", "type"])
}

/// The word of a key that another one stands for elsewhere.
pub(super) fn word<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    look_up(WORDS, &word.to_ascii_lowercase(), known)
}

/// How to say here what another tool's key says in a step.
pub(super) fn advice(key: &str) -> Option<&'static str> {
    Some(match key {
        "needs" | "depends_on" | "after" | "requires" => {
            "remove it: steps run in the order in which they stand"
        }
        "env" | "vars" | "variables" => {
            "declare it at the top of the job, `inputs: {name: text}`, and write `{{ inputs.name }}`"
        }
        "attempts" | "max_attempts" | "max_retries" => "write `retry: {max_attempts: 3}`",
        "delay" | "backoff" | "retry_delay" => "write `retry: {max_attempts: 3, backoff_ms: 500}`",
        "alias" | "as" => "write it inside the batch: `batch: {from: \"{{ … }}\", as: item}`",
        _ => return None,
    })
}

/// How to say here what another tool's key says in a smaller map, `place`.
pub(super) fn inner_advice(key: &str, place: &str) -> Option<&'static str> {
    Some(match (place, key) {
        ("`retry`", "max_retries" | "retries") => {
            "write `max_attempts`: it counts the first attempt too, so one more: `max_attempts: 4` for 3 retries"
        }
        ("`retry`", "delay" | "backoff" | "interval" | "wait" | "delay_ms") => {
            "write `backoff_ms`, in milliseconds: `backoff_ms: 500`"
        }
        ("`retry`", "max_delay" | "max_backoff") => {
            "write `max_backoff_ms`, in milliseconds: `max_backoff_ms: 30000`"
        }
        ("`rate_limit`", "per_minute" | "per_hour") => {
            "write the rate of a second: `per_second: 10`"
        }
        ("an input", "required") => "remove it: an input without `default` has to be given",
        ("an input", "optional" | "nullable") => {
            "remove it, and write a `?` behind the type: `type: text?`"
        }
        ("an input", "description" | "doc") => "write it as a comment: `# …`",
        ("a job", "vars" | "env" | "variables" | "params" | "parameters") => {
            "write `inputs: {name: {type: text, default: …}}`"
        }
        ("a job", "version" | "schedule" | "cron") => "remove it: a job says only what is done",
        _ => return None,
    })
}

/// What a key with a value of its own is elsewhere, and the key and value that say it here.
pub(super) fn setting(key: &str) -> Option<(&'static str, &'static str)> {
    match key {
        "ignore_errors" | "continue_on_error" | "continue-on-error" | "allow_failure" => {
            Some(("on_error", "continue"))
        }
        _ => None,
    }
}

fn look_up<'k>(table: &[(&str, &str)], word: &str, known: &[&'k str]) -> Option<&'k str> {
    let mut meant = table.iter().filter(|(habit, _)| *habit == word);
    meant.find_map(|(_, meant)| known.iter().copied().find(|known| known == meant))
}
