//! What people write out of habit from other tools, and what it is called here.

use crate::diagnostic::{Habit, guess, sure};

/// What types are called elsewhere.
const TYPES: &[Habit] = &[
    sure("string", "text"),
    sure("str", "text"),
    sure("varchar", "text"),
    sure("integer", "int"),
    sure("long", "int"),
    sure("bigint", "int"),
    guess("number", "decimal"),
    sure("numeric", "decimal"),
    sure("double", "float"),
    sure("boolean", "bool"),
    sure("datetime", "timestamp"),
    sure("object", "json"),
    sure("any", "json"),
    sure("dict", "json"),
    sure("password", "secret"),
    sure("pg", "postgres"),
    sure("sqlite3", "sqlite"),
    sure("api", "http"),
    sure("https", "http"),
    sure("rest", "http"),
    sure("postgresql", "postgres"),
    sure("psql", "postgres"),
    sure("aws_lambda", "lambda"),
    sure("aws", "lambda"),
    guess("csv", "csv.read"),
    sure("read_csv", "csv.read"),
    sure("file.read", "csv.read"),
    sure("write_csv", "csv.write"),
    sure("file.write", "csv.write"),
    sure("db.select", "db.query_many"),
    guess("db.query", "db.query_many"),
    sure("db.fetch_all", "db.query_many"),
    guess("query", "db.query_many"),
    sure("select", "db.query_many"),
    sure("db.query_all", "db.query_many"),
    sure("db.query_rows", "db.query_many"),
    sure("db.query_list", "db.query_many"),
    sure("db.select_many", "db.query_many"),
    sure("db.query_first", "db.query_one"),
    sure("db.select_one", "db.query_one"),
    sure("db.remove", "db.delete"),
    guess("api.get", "api.call"),
    guess("api.post", "api.call"),
    guess("api.put", "api.call"),
    guess("api.patch", "api.call"),
    guess("api.delete", "api.call"),
    sure("db.get", "db.query_one"),
    sure("db.find", "db.query_one"),
    sure("db.fetch_one", "db.query_one"),
    guess("sql", "db.execute"),
    guess("db.sql", "db.execute"),
    sure("db.exec", "db.execute"),
    sure("execute", "db.execute"),
    sure("insert", "db.insert"),
    sure("upsert", "db.upsert"),
    sure("db.merge", "db.upsert"),
    sure("update", "db.update"),
    sure("delete", "db.delete"),
    sure("http", "api.call"),
    sure("http.request", "api.call"),
    sure("http.call", "api.call"),
    guess("http.get", "api.call"),
    guess("http.post", "api.call"),
    sure("api", "api.call"),
    sure("api.request", "api.call"),
    sure("request", "api.call"),
    sure("lambda", "lambda.invoke"),
    sure("lambda.call", "lambda.invoke"),
    sure("if", "conditional"),
    sure("condition", "conditional"),
    sure("branch", "conditional"),
    guess("switch", "conditional"),
    guess("http.put", "api.call"),
    guess("http.patch", "api.call"),
    guess("http.delete", "api.call"),
    guess("foreach", "group"),
    guess("for_each", "group"),
    guess("loop", "group"),
    guess("steps", "group"),
    sure("outbox", "outbox.enqueue"),
];

/// What keys are called elsewhere.
const KEYS: &[Habit] = &[
    sure("if", "when"),
    sure("condition", "when"),
    sure("for_each", "batch"),
    sure("foreach", "batch"),
    sure("loop", "batch"),
    sure("with_items", "batch"),
    sure("do", "then"),
    sure("do", "steps"),
    sure("tasks", "steps"),
    sure("verb", "method"),
    sure("sql", "query"),
    sure("statement", "query"),
    sure("values", "mapping"),
    sure("set", "mapping"),
    sure("file", "path"),
    sure("filename", "path"),
    guess("endpoint", "path"),
    sure("uri", "url"),
    sure("otherwise", "else"),
    sure("retries", "retry"),
    sure("parameters", "params"),
    guess("data", "mapping"),
    guess("columns", "mapping"),
    sure("record", "mapping"),
    sure("json", "body"),
    guess("data", "body"),
    sure("payload", "body"),
    sure("params", "query"),
    sure("input", "payload"),
    sure("body", "payload"),
    sure("expected_status", "expect_status"),
    sure("key_columns", "key"),
    sure("conflict_key", "key"),
    sure("primary_key", "key"),
    sure("separator", "delimiter"),
    sure("header", "has_header"),
    sure("types", "columns"),
    sure("items", "batch"),
    sure("on_failure", "on_error"),
    sure("reject_file", "rejects"),
    sure("rejects_file", "rejects"),
    sure("dead_letter", "rejects"),
    sure("error_file", "rejects"),
    sure("errors_file", "rejects"),
    sure("name", "description"),
    sure("register", "save_as"),
    guess("output", "save_as"),
];

/// What keys of maps inside a step or around the steps are called elsewhere.
const INNER_KEYS: &[Habit] = &[
    sure("tasks", "steps"),
    sure("jobs", "steps"),
    sure("databases", "connections"),
    sure("attempts", "max_attempts"),
    sure("tries", "max_attempts"),
    sure("times", "max_attempts"),
    sure("on", "retry_on"),
    sure("items", "from"),
    sure("list", "from"),
    sure("in", "from"),
    sure("over", "from"),
    sure("alias", "as"),
    sure("item", "as"),
    sure("name", "as"),
    sure("loop_var", "as"),
    sure("parallel", "concurrency"),
    sure("parallelism", "concurrency"),
    sure("workers", "concurrency"),
    sure("threads", "concurrency"),
    guess("value", "default"),
    sure("kind", "type"),
    sure("settings", "config"),
    sure("dbname", "database"),
    sure("db", "database"),
    sure("username", "user"),
    sure("user", "username"),
    sure("url", "base_url"),
    guess("endpoint", "base_url"),
    guess("host", "base_url"),
    sure("file", "path"),
    sure("filename", "path"),
    sure("function", "function_name"),
];

/// What the keys that every step needs are called elsewhere.
const REQUIRED: &[Habit] = &[
    sure("name", "id"),
    sure("step", "id"),
    sure("task", "id"),
    sure("uses", "type"),
    sure("kind", "type"),
    sure("action", "type"),
];

/// What the words of a key are called elsewhere.
const WORDS: &[Habit] = &[
    sure("do_nothing", "skip"),
    sure("nothing", "skip"),
    sure("ignore", "skip"),
    sure("do_nothing", "none"),
    guess("ignore", "none"),
    guess("skip", "none"),
    guess("replace", "all"),
    guess("overwrite", "all"),
    sure("error", "fail"),
    sure("abort", "fail"),
    sure("stop", "fail"),
    sure("raise", "fail"),
    sure("ignore", "continue"),
    guess("skip", "continue"),
    sure("add", "append"),
    guess("write", "overwrite"),
    sure("replace", "overwrite"),
    sure("database", "db"),
    guess("job", "db"),
    sure("off", "none"),
    guess("follow", "same_origin"),
    guess("fetch", "GET"),
    guess("read", "GET"),
    guess("create", "POST"),
    guess("update", "PATCH"),
    guess("remove", "DELETE"),
    sure("server_error", "http_5xx"),
    sure("rate_limit", "http_429"),
    sure("too_many_requests", "http_429"),
    sure("network", "connection"),
    sure("deadlock", "db_deadlock"),
    sure("serialization", "db_serialization"),
    sure("throttled", "lambda_throttled"),
];

/// Whether a word is only likely to mean what it is answered with, so that no machine should write that.
pub(super) fn is_guess(word: &str, meant: Option<&str>) -> bool {
    let word = word.to_ascii_lowercase();
    let mut all = [TYPES, KEYS, INNER_KEYS, REQUIRED, WORDS]
        .into_iter()
        .flatten();
    all.any(|habit| habit.is_guess && habit.word == word && meant == Some(habit.meant))
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

fn look_up<'k>(table: &[Habit], word: &str, known: &[&'k str]) -> Option<&'k str> {
    let mut meant = table.iter().filter(|habit| habit.word == word);
    meant.find_map(|habit| known.iter().copied().find(|known| *known == habit.meant))
}
