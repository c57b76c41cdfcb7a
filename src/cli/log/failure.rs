//! A failure as JSON, for whoever reads the log by a program.

use serde_json::{Map, Value as Json, json};

use crate::run::{Cause, Ending, Report, Sent, StepFailure};

/// How a run failed, if it did; `show_data` allows what databases say of rows.
pub(super) fn of(report: &Report, show_data: bool) -> Option<Json> {
    match &report.ending {
        Ending::Succeeded => None,
        Ending::Rejected(failure) | Ending::Failed { failure, .. } => {
            Some(step(failure, show_data))
        }
        Ending::Unreachable(problem) => {
            let mut json = cause(&problem.cause, show_data);
            json["doing"] = problem.doing.as_str().into();
            Some(json)
        }
        Ending::NotCommitted(why) | Ending::Unknown(why) => Some(cause(why, show_data)),
        Ending::Interrupted { signal, step, .. } => Some(json!({"signal": signal, "step": step})),
    }
}

/// The failure of a step, or of an item of one.
pub(super) fn step(failure: &StepFailure, show_data: bool) -> Json {
    let mut json = cause(&failure.cause, show_data);
    json["step"] = failure.step.as_str().into();
    json["type"] = failure.step_type.into();
    json["attempts"] = failure.attempts.into();
    if let Some(item) = &failure.item {
        json["item"] = json!({"index": item.index, "key": pairs(&item.key)});
    }
    if let Some(what) = &failure.sent {
        json["sent"] = sent(what);
    }
    json
}

fn cause(cause: &Cause, show_data: bool) -> Json {
    let mut json = json!({"message": cause.message});
    if !cause.facts.is_empty() {
        json["facts"] = pairs(&cause.facts);
    }
    if let Some(data) = cause.data.as_ref().filter(|_| show_data) {
        json["data"] = data.as_str().into();
    }
    if let Some(help) = &cause.help {
        json["help"] = help.as_str().into();
    }
    json
}

fn sent(sent: &Sent) -> Json {
    match sent {
        Sent::Sql { text, parameters } => json!({"sql": text, "parameters": pairs(parameters)}),
        Sent::Http {
            method,
            target,
            body,
        } => json!({"method": method, "url": target, "body": body}),
        Sent::Lambda { function, payload } => json!({"function": function, "payload": payload}),
    }
}

fn pairs(pairs: &[(String, String)]) -> Json {
    let pairs = pairs.iter();
    let pairs = pairs.map(|(name, value)| (name.clone(), Json::from(value.as_str())));
    Json::Object(pairs.collect::<Map<_, _>>())
}
