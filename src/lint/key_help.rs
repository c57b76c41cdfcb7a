use super::{Lint, site::Site};
use crate::types::Type;

/// Names of columns that tell one item from another, the best first.
const IDENTIFYING: [&str; 8] = [
    "id", "key", "uuid", "code", "sku", "number", "email", "slug",
];

impl Lint<'_> {
    /// An idempotency key for a call, as it should be typed: made of what identifies the item, where that is known.
    pub(super) fn key_for(&self, site: &Site<'_>) -> String {
        let step = &site.step.name;
        match self.identity(site) {
            Some(item) => format!("{{{{ job.name }}}}-{step}-{{{{ {item} }}}}"),
            None => format!("{{{{ job.name }}}}-{step}-{{{{ … }}}}"),
        }
    }

    /// What tells the item of the innermost batch around a step from the others.
    pub(super) fn identity(&self, site: &Site<'_>) -> Option<String> {
        let batch = self.job.names.scope(site.step.id).frames.last()?;
        let batch = self.site(*batch)?.step.batch.as_ref()?;
        let Type::List(item, _) = &batch.from.ty else {
            return None;
        };
        let alias = &batch.alias;
        match item.required() {
            Type::Record(record) => {
                let names: Vec<_> = record.fields().map(|(name, _)| &**name).collect();
                let exact = IDENTIFYING.iter().find(|known| names.contains(known));
                let ending = || {
                    let ends = |name: &&&str| {
                        IDENTIFYING
                            .iter()
                            .any(|known| name.ends_with(&format!("_{known}")))
                    };
                    names.iter().find(ends)
                };
                exact.or_else(ending).map(|name| format!("{alias}.{name}"))
            }
            Type::Text | Type::Int => Some(alias.clone()),
            _ => None,
        }
    }
}
