use super::{
    Fields, OnError, Step,
    keys::{self, StepKey},
    lines::as_item,
    reader::{Reader, found},
    what::{self, What},
};
use crate::{
    diagnostic::{Replacement, messages::job as messages},
    spec::{self, ConnectionNeed, Key, Shape},
    text::{Span, Spanned},
    yaml::{Map, Node, NodeKind},
};

/// What stands in for a type that does not exist: the steps inside are still read.
static UNKNOWN: spec::Step = spec::Step {
    name: "unknown",
    doc: "a step of a type that does not exist",
    result: "nothing that is known",
    connection: ConnectionNeed::None,
    keys: &[
        Key::optional("then", Shape::Steps, "steps"),
        Key::optional("else", Shape::Steps, "steps"),
        Key::optional("steps", Shape::Steps, "steps"),
    ],
};

const STEP: &str = "{id: …, type: …}";
const TYPE: What<'static> = What::new("type", "type: db.upsert");
const ON_ERROR: &[&str] = &["fail", "continue"];

impl Reader<'_> {
    /// The steps of a job, a branch or a group; one that is not a map is reported and left out.
    pub(super) fn steps(&mut self, what: What<'_>, node: &Node) -> Option<Vec<Step>> {
        let items = match &node.kind {
            NodeKind::List(items) => items,
            NodeKind::Map(map) if !map.entries.is_empty() => {
                return self.steps_of_map(what, node, map);
            }
            _ => return self.wrong_shape(what, "a list of steps", node),
        };
        if items.is_empty() {
            let example = format!("{}: [{STEP}]", what.name());
            let what = What::new(what.name(), &example);
            return self.wrong_shape(what, "at least one step", node);
        }
        Some(items.iter().filter_map(|item| self.step(item)).collect())
    }

    /// A map where the steps should be: one of them without its `- `, which is read as that, or several by their ids.
    fn steps_of_map(&mut self, what: What<'_>, node: &Node, map: &Map) -> Option<Vec<Step>> {
        let first = map.entries.first()?;
        let (key, span) = (first.key.text(), first.key.span());
        let is_step = ["id", "type"].iter().any(|own| map.get(own).is_some());
        if !is_step {
            self.report(messages::map_of_steps(what.name(), span, key));
            return None;
        }
        let file = self.sources.file(span.file).text();
        let is_in_braces = file[node.span.range()].starts_with('{');
        let typed = if is_in_braces {
            format!("[{{{key}: …}}]")
        } else {
            format!("- {key}: …")
        };
        let edits = as_item(file, node).unwrap_or_default();
        let found = messages::step_without_list(what.name(), span, &typed);
        self.report(edits.into_iter().fold(found, |found, (span, text)| {
            found.edit(span, Replacement::Source(text))
        }));
        Some(self.step(node).into_iter().collect())
    }

    fn step(&mut self, node: &Node) -> Option<Step> {
        if matches!(node.kind, NodeKind::Error) {
            return None;
        }
        let NodeKind::Map(map) = &node.kind else {
            let found = found(node);
            self.report(messages::wrong_shape(
                "steps", node.span, "a step", found, STEP,
            ));
            return None;
        };
        let start = map
            .entries
            .first()
            .map_or(node.span, |entry| entry.key.span());
        let (name, type_name) = (
            self.step_name(map, start, node.alias),
            self.step_type(map, start),
        );
        let declaration = type_name.as_ref().map_or(&UNKNOWN, |ty| ty.value);
        let mut step = Step {
            id: self.next_step(),
            name,
            declaration,
            type_span: type_name.map_or(start, |ty| ty.span),
            connection: None,
            save_as: None,
            when: None,
            batch: None,
            retry: None,
            on_error: OnError::Fail,
            rejects: None,
            description: None,
            fields: Fields::default(),
            is_broken: std::ptr::eq(declaration, &UNKNOWN),
            span: node.span,
        };
        for key in keys::of(map) {
            self.step_key(&mut step, map, &key);
        }
        self.nested_config(map, &step);
        self.missing_keys(map, &mut step);
        Some(step)
    }

    /// The id of a step; `alias` is the one that brings the whole step, if any does.
    fn step_name(&mut self, map: &Map, start: Span, alias: Option<Span>) -> Spanned<String> {
        let Some(node) = self.meant(map, "id") else {
            let doc = "the name by which other steps refer to this one";
            self.report(messages::missing_key(
                "id", "a step", start, doc, "id: name",
            ));
            return Spanned::new(String::new(), start);
        };
        let Some(name) = self.plain_text(What::new("id", "id: name"), node) else {
            return Spanned::new(String::new(), node.span);
        };
        self.check_id(&name);
        if let Some(first) = self.claim(&name) {
            let free = format!("{}_2", name.value);
            self.report(match node.alias.or(alias).filter(|_| first == name.span) {
                Some(brought) => messages::id_brought_twice(&name.value, brought, first, &free),
                None => messages::duplicate_id(&name.value, name.span, first, &free),
            });
        }
        name
    }

    /// The type of a step, or the one that it most likely was meant to be.
    fn step_type(&mut self, map: &Map, start: Span) -> Option<Spanned<&'static spec::Step>> {
        let Some(node) = self.meant(map, "type") else {
            let (doc, example) = ("what the step does", "type: db.upsert");
            self.report(messages::missing_key("type", "a step", start, doc, example));
            return None;
        };
        let name = self.plain_text(TYPE, node)?;
        let declaration = self.registry.step(&name.value).or_else(|| {
            let known: Vec<_> = self.registry.steps.iter().map(|step| step.name).collect();
            let near = self.unknown_type("step type", &name.value, name.span, &known)?;
            self.registry.step(near)
        })?;
        Some(Spanned::new(declaration, name.span))
    }

    /// Reads a key; one that is misspelled is reported and read as what it was meant to be.
    fn step_key(&mut self, step: &mut Step, map: &Map, key: &StepKey<'_>) {
        let declaration = step.declaration;
        let own = |name: &str| declaration.keys.iter().find(|own| own.name == name);
        if let Some(own) = own(key.name.text()) {
            self.own_key(step, own, key);
        } else if key.is_nested || !self.common_key(step, key.name.text(), key) {
            self.unknown_step_key(step, map, key);
            let meant = keys::meant(step.declaration, key.name.text());
            let Some(meant) = meant.filter(|meant| !keys::has(map, meant)) else {
                return;
            };
            if meant == "batch" && !matches!(key.node.kind, NodeKind::Map(_)) {
                step.batch = Some(self.batch_meant(key.name.span(), key.node));
                return;
            }
            match own(meant) {
                Some(own) => self.own_key(step, own, key),
                None => drop(self.common_key(step, meant, key)),
            }
        }
    }

    fn own_key(&mut self, step: &mut Step, own: &'static Key, key: &StepKey<'_>) {
        if step.fields.0.contains_key(own.name) {
            return;
        }
        match self.field(own, key.node) {
            Some(field) => {
                step.fields.0.insert(own.name, field);
            }
            None => step.is_broken = true,
        }
    }

    /// Reads a key that every step has; false where it is none.
    fn common_key(&mut self, step: &mut Step, name: &str, key: &StepKey<'_>) -> bool {
        let node = key.node;
        match name {
            "id" | "type" => {}
            "connection" => {
                step.connection =
                    self.plain_text(What::new("connection", "connection: name"), node);
                step.is_broken |= step.connection.is_none();
            }
            "save_as" => {
                step.save_as = self.plain_text(What::new("save_as", "save_as: name"), node);
                if let Some(name) = &step.save_as {
                    self.check_name("the name of a result", name);
                }
            }
            "when" => {
                let what = What::new("when", "when: \"{{ … }}\"");
                step.when = Some(self.expression(what, node));
            }
            "batch" => step.batch = Some(self.batch(key.name.span(), node)),
            "retry" => step.retry = self.retry(node),
            "on_error" => {
                let what = What::new("on_error", "on_error: continue");
                if let Some(word) = self.choice(what, ON_ERROR, node)
                    && word.value == "continue"
                {
                    step.on_error = OnError::Continue;
                }
            }
            "rejects" => {
                step.rejects = self.plain_text(What::new("rejects", "rejects: rejects.csv"), node);
            }
            "description" => {
                let what = What::new("description", "description: …");
                let text = self.scalar(what, "text", node);
                step.description = text.map(|scalar| scalar.text().to_owned());
            }
            _ => return false,
        }
        true
    }

    /// Reports own keys that are required and not there.
    fn missing_keys(&mut self, map: &Map, step: &mut Step) {
        let written: Vec<_> = keys::of(map)
            .iter()
            .filter_map(|key| keys::meant(step.declaration, key.name.text()))
            .collect();
        for key in step.declaration.keys.iter().filter(|key| key.required) {
            if written.contains(&key.name) {
                continue;
            }
            step.is_broken = true;
            // A key that slid into the batch has been reported there.
            let batch = map.get("batch").map(|node| &node.kind);
            if matches!(batch, Some(NodeKind::Map(batch)) if batch.get(key.name).is_some()) {
                continue;
            }
            let place = format!("`{}`", step.declaration.name);
            let example = what::sample(key);
            self.report(messages::missing_key(
                key.name,
                &place,
                place_of(step),
                key.doc,
                &example,
            ));
        }
    }
}

/// Where a step as a whole is pointed at: its id.
const fn place_of(step: &Step) -> Span {
    step.name.span
}
