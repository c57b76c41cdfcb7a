//! A request or an invocation, as it will be sent.

use super::{columns::lines, page::Page};
use crate::{
    eval::Sample,
    ir::Request,
    render::{
        plan::shown::Shown,
        sample::{ItemSample, Part, Role},
        style::Tone,
        wrap::width,
    },
};

/// A call for one item: what decides whether it is made, the method and target, headers, and the body.
pub(super) fn requests(page: &mut Page, request: Option<&Request>, item: &ItemSample) {
    if let Some(when) = known_condition(item) {
        named(page, "when", &when);
    }
    if let Some(request) = request {
        let target = item.part(Role::Target).map_or_else(String::new, bare);
        page.value(&format!("{} {target}{}", request.method, query(item)));
    }
    for part in &item.parts {
        match part.role {
            Role::Header => named(page, &part.name, &bare(part)),
            Role::Key => named(page, "idempotency key", &bare(part)),
            Role::Order => named(page, "in order by", &bare(part)),
            _ => {}
        }
    }
    for part in item
        .parts
        .iter()
        .filter(|part| matches!(part.role, Role::Body | Role::Payload))
    {
        let pretty = Shown::of(&part.value).pretty(page.room());
        pretty.iter().for_each(|line| page.value(line));
    }
}

fn query(item: &ItemSample) -> String {
    let parts = item.parts.iter().filter(|part| part.role == Role::Query);
    let pairs: Vec<_> = parts
        .map(|part| format!("{}={}", part.name, bare(part)))
        .collect();
    match pairs.as_slice() {
        [] => String::new(),
        pairs => format!("?{}", pairs.join("&")),
    }
}

fn bare(part: &Part) -> String {
    Shown::of(&part.value).bare()
}

fn named(page: &mut Page, name: &str, value: &str) {
    let lead = format!("{} ", page.style.paint(Tone::Label, &format!("{name}:")));
    let used = width(name) + 2;
    let room = page.room().saturating_sub(used);
    lines(page, &lead, used, value, room);
}

/// What a step's `when:` gives for an item, where the item decides it; otherwise the step says all there is to say.
pub(super) fn known_condition(item: &ItemSample) -> Option<String> {
    match item.when.as_ref()? {
        Sample::Unknown(_) => None,
        known => Some(Shown::of(known).inline()),
    }
}
