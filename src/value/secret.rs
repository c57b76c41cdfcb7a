use std::{fmt, sync::Arc};

use super::Value;

/// A value that connectors may use and nothing else may see.
///
/// It has neither `Display` nor `Serialize`, and `Debug` prints what may be shown. Joining text with a secret gives a
/// secret whose shown form keeps the open parts: `Bearer ‹secret›`.
#[derive(Clone)]
pub struct Secret(Arc<Hidden>);

struct Hidden {
    value: Value,
    shown: String,
}

/// What stands for a secret wherever values are printed.
const MASK: &str = "‹secret›";

impl Secret {
    /// Hides `value` altogether.
    #[must_use]
    pub fn new(value: Value) -> Self {
        Self::with_shown(value, MASK)
    }

    /// Hides `value`, and prints as `shown`, which must not give it away.
    #[must_use]
    pub fn with_shown(value: Value, shown: impl Into<String>) -> Self {
        Self(Arc::new(Hidden {
            value,
            shown: shown.into(),
        }))
    }

    /// The value itself, for a connector that is about to send it.
    #[must_use]
    pub fn expose(&self) -> &Value {
        &self.0.value
    }

    /// What may be printed in its place.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.0.shown
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shown())
    }
}
