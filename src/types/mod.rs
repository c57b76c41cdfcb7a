//! Types: what the checker knows of a value before there is one.

mod domain;
mod origin;
mod record;
mod relation;
mod show;

use std::sync::Arc;

pub use domain::Domain;
pub use origin::Origin;
pub use record::RecordType;

/// The type of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// An expression that has a diagnostic already: fits everywhere and is never complained about again.
    Error,
    /// Only ever null.
    Null,
    /// Text.
    Text,
    /// A 64-bit whole number.
    Int,
    /// A binary floating point number.
    Float,
    /// A number with exact digits.
    Decimal,
    /// True or false.
    Bool,
    /// A day of the calendar.
    Date,
    /// An instant.
    Timestamp,
    /// Anything JSON can say, null included: the dynamic type, checked at run time.
    Json,
    /// Raw bytes.
    Bytes,
    /// Usable, never printed.
    Secret,
    /// A list and whose positions it counts.
    List(Arc<Type>, Domain),
    /// Named fields.
    Record(Arc<RecordType>),
    /// The inner type, or null. Never holds `Null`, `Json`, `Error` or another `Optional`.
    Optional(Arc<Type>),
}

impl Type {
    /// A list of `item` with positions of `domain`.
    #[must_use]
    pub fn list(item: Self, domain: Domain) -> Self {
        Self::List(Arc::new(item), domain)
    }

    /// A record of exactly these fields.
    pub fn record<N: Into<Arc<str>>>(fields: impl IntoIterator<Item = (N, Self)>) -> Self {
        Self::Record(Arc::new(RecordType::closed(fields)))
    }

    /// A record of fields that the checker can't know.
    #[must_use]
    pub fn open_record() -> Self {
        Self::Record(Arc::new(RecordType::open()))
    }

    /// This type, or null.
    #[must_use]
    pub fn optional(self) -> Self {
        match self {
            Self::Error | Self::Null | Self::Json | Self::Optional(_) => self,
            inner => Self::Optional(Arc::new(inner)),
        }
    }

    /// This type once null has been ruled out.
    #[must_use]
    pub fn required(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner,
            other => other,
        }
    }

    /// Whether a guard is needed before the value is used: `T?` and null itself, but not `json`.
    #[must_use]
    pub const fn may_be_null(&self) -> bool {
        matches!(self, Self::Optional(_) | Self::Null)
    }

    /// Whether nothing can be said about the value before the run.
    #[must_use]
    pub const fn is_dynamic(&self) -> bool {
        matches!(self, Self::Json | Self::Error)
    }

    /// Whether a secret may stand in the value, at any depth.
    #[must_use]
    pub fn holds_secret(&self) -> bool {
        match self {
            Self::Secret => true,
            Self::List(inner, _) | Self::Optional(inner) => inner.holds_secret(),
            Self::Record(record) => record.fields().any(|(_, ty)| ty.holds_secret()),
            _ => false,
        }
    }

    /// Whether this is one of the three kinds of number.
    #[must_use]
    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Float | Self::Decimal)
    }

    /// The smallest type that holds the values of both.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Error, _) | (_, Self::Error) => Self::Error,
            (Self::Secret, _) | (_, Self::Secret) => Self::Secret,
            (a, b) if a == b => a.clone(),
            (Self::Null, some) | (some, Self::Null) => some.clone().optional(),
            (Self::Optional(a), b) | (b, Self::Optional(a)) => a.join(b.required()).optional(),
            (a, b) if a.is_number() && b.is_number() => a.join_number(b),
            (Self::List(a, domain), Self::List(b, other)) => {
                let domain = if domain == other {
                    *domain
                } else {
                    Domain::UNKNOWN
                };
                Self::list(a.join(b), domain)
            }
            (Self::Record(a), Self::Record(b)) => Self::Record(Arc::new(a.join(b))),
            (a, b) if a.holds_secret() || b.holds_secret() => Self::Secret,
            _ => Self::Json,
        }
    }

    /// The kind of number that arithmetic on two different kinds gives: a float is contagious, as in SQL.
    fn join_number(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Float, _) | (_, Self::Float) => Self::Float,
            _ => Self::Decimal,
        }
    }
}
