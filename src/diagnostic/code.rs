use std::fmt;

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
#[derive(PartialEq, Eq)]
pub struct Code {
    /// The family and the mistake: `yaml.duplicate-key`.
    pub name: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What the mistake is, in a sentence.
    pub summary: &'static str,
    /// Why it is one and how to mend it, as Markdown with a wrong and a right example; see [`Story`].
    ///
    /// [`Story`]: super::Story
    pub story: &'static str,
}

impl Code {
    /// What stands before the dot: the codes about the same thing share it.
    #[must_use]
    pub fn family(&self) -> &'static str {
        self.name
            .split_once('.')
            .map_or(self.name, |(family, _)| family)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Declares the codes of a family, each with its severity, and lists them in `ALL`. The story of a code is its file in
/// `stories/`: without one the code does not build.
macro_rules! codes {
    ($($(#[doc = $summary:literal])+ $constant:ident = $severity:ident $name:literal;)+) => {
        $(
            $(#[doc = $summary])+
            pub static $constant: crate::diagnostic::Code = crate::diagnostic::Code {
                name: $name,
                severity: crate::diagnostic::Severity::$severity,
                summary: concat!($($summary),+).trim_ascii(),
                story: include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/src/diagnostic/stories/",
                    $name,
                    ".md"
                )),
            };
        )+
        /// Every code of this family.
        pub static ALL: &[&crate::diagnostic::Code] = &[$(&$constant),+];
    };
}
pub(super) use codes;
