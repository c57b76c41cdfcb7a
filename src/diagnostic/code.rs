/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The job can't run, or every run that reaches the place misbehaves.
    Error,
    /// Something that may go wrong.
    Warning,
    /// A matter of taste; shown on request.
    Advice,
}

impl Severity {
    /// The word that people and machines read.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }
}

/// A kind of mistake. Names are stable and never reused for something else.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The family and the mistake: `yaml.duplicate-key`.
    pub name: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What the mistake is, in a sentence.
    pub summary: &'static str,
}

/// Declares the codes of a family, each with its severity, and lists them in `ALL`.
macro_rules! codes {
    ($($(#[doc = $summary:literal])+ $constant:ident = $severity:ident $name:literal;)+) => {
        $(
            $(#[doc = $summary])+
            pub static $constant: crate::diagnostic::Code = crate::diagnostic::Code {
                name: $name,
                severity: crate::diagnostic::Severity::$severity,
                summary: concat!($($summary),+).trim_ascii(),
            };
        )+
        /// Every code of this family.
        pub static ALL: &[&crate::diagnostic::Code] = &[$(&$constant),+];
    };
}
pub(super) use codes;
