//! Reads files in Chrome's trace event format, by the rules of the format.

use std::collections::BTreeMap;

use serde_json::Value;

/// A trace that follows the rules.
pub(crate) struct Trace {
    slices: Vec<Value>,
    /// The names of the lines of time.
    threads: BTreeMap<u64, String>,
}

impl Trace {
    /// Reads the JSON object format, and holds each event against what the format asks of it.
    ///
    /// Events may stand in any order; but complete events of one thread are drawn as a stack, so they nest.
    pub(crate) fn read(text: &str) -> Self {
        let whole: Value =
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert!(
            matches!(whole["displayTimeUnit"].as_str(), Some("ms" | "ns")),
            "{whole}"
        );
        let events = whole["traceEvents"].as_array().expect("an array of events");
        let mut trace = Self {
            slices: Vec::new(),
            threads: BTreeMap::new(),
        };
        for event in events {
            for key in ["pid", "tid", "ts"] {
                assert!(event[key].is_u64(), "`{key}` of {event}");
            }
            assert!(event["name"].is_string(), "{event}");
            assert!(event["args"].is_object(), "{event}");
            match event["ph"].as_str() {
                Some("M") => trace.describe(event),
                Some("X") => {
                    assert!(event["dur"].is_u64(), "{event}");
                    assert!(event["cat"].is_string(), "{event}");
                    trace.slices.push(event.clone());
                }
                other => panic!("`{other:?}` of {event}"),
            }
        }
        trace.nests();
        trace
    }

    fn describe(&mut self, event: &Value) {
        let args = &event["args"];
        match event["name"].as_str() {
            Some("process_name") => assert!(args["name"].is_string(), "{event}"),
            Some("process_labels") => assert!(args["labels"].is_string(), "{event}"),
            Some("thread_sort_index") => assert!(args["sort_index"].is_u64(), "{event}"),
            Some("thread_name") => {
                let thread = number(event, "tid");
                let name = args["name"].as_str().expect("a name").to_owned();
                assert_eq!(self.threads.insert(thread, name), None, "{event}");
            }
            other => panic!("`{other:?}` describes nothing"),
        }
    }

    fn nests(&self) {
        let process = self.slices.first().map(|slice| &slice["pid"]);
        for thread in self.slices.iter().map(|slice| number(slice, "tid")) {
            assert!(self.threads.contains_key(&thread), "{thread} has no name");
        }
        for thread in self.threads.keys() {
            let mut own: Vec<_> = self
                .slices
                .iter()
                .filter(|slice| number(slice, "tid") == *thread)
                .collect();
            own.sort_by_key(|slice| (number(slice, "ts"), u64::MAX - number(slice, "dur")));
            let mut open: Vec<&Value> = Vec::new();
            for slice in own {
                assert_eq!(Some(&slice["pid"]), process, "one process");
                while open
                    .last()
                    .is_some_and(|outer| end(outer) <= number(slice, "ts"))
                {
                    open.pop();
                }
                if let Some(outer) = open.last() {
                    assert!(end(slice) <= end(outer), "{slice}\nreaches beyond\n{outer}");
                }
                open.push(slice);
            }
        }
    }

    /// The slices of a category.
    pub(crate) fn of(&self, category: &str) -> Vec<&Value> {
        let slices = self.slices.iter();
        slices.filter(|slice| slice["cat"] == category).collect()
    }

    /// The only slice of this name in a category.
    pub(crate) fn only(&self, category: &str, name: &str) -> &Value {
        let mut found = self.of(category);
        found.retain(|slice| slice["name"] == name);
        assert_eq!(found.len(), 1, "{category} `{name}`");
        found[0]
    }

    /// The name of the line of time that a slice is in.
    pub(crate) fn thread(&self, slice: &Value) -> &str {
        &self.threads[&number(slice, "tid")]
    }
}

/// When a slice ends.
pub(crate) fn end(slice: &Value) -> u64 {
    number(slice, "ts") + number(slice, "dur")
}

fn number(slice: &Value, key: &str) -> u64 {
    slice[key].as_u64().expect("it has been looked at")
}
