use crate::{types::Type, value::Value};

/// A parameter of a helper.
pub struct Param {
    /// The name it may be given by.
    pub name: &'static str,
    /// What fits.
    pub accepts: Accepts,
    /// Whether a call must give it.
    pub required: bool,
    /// Whether null is a value like any other here; otherwise null is refused before the helper is asked.
    pub nullable: bool,
    /// Whether it is given by name only; arguments without one pass it over.
    pub by_name: bool,
}

impl Param {
    /// A parameter that every call gives.
    #[must_use]
    pub const fn required(name: &'static str, accepts: Accepts) -> Self {
        Self {
            name,
            accepts,
            required: true,
            nullable: false,
            by_name: false,
        }
    }

    /// A parameter that a call may leave out.
    #[must_use]
    pub const fn optional(name: &'static str, accepts: Accepts) -> Self {
        Self {
            required: false,
            ..Self::required(name, accepts)
        }
    }

    /// The same parameter, null included.
    #[must_use]
    pub const fn or_null(self) -> Self {
        Self {
            nullable: true,
            ..self
        }
    }

    /// The same parameter, given by name only.
    #[must_use]
    pub const fn by_name(self) -> Self {
        Self {
            by_name: true,
            ..self
        }
    }
}

/// What a parameter accepts. `json` fits everywhere and is checked at run time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepts {
    /// Any value.
    Any,
    /// Text.
    Text,
    /// A whole number.
    Int,
    /// A number of any kind.
    Number,
    /// What has an obvious text: text, numbers, bool, date, timestamp.
    Printable,
    /// Text or a number: what converts to a number.
    NumberOrText,
    /// A date, a timestamp or text.
    Moment,
    /// A bool.
    Bool,
    /// A list.
    List,
    /// A record.
    Record,
    /// Text, a list or a record: what has a length.
    Sized,
    /// Text or a list.
    Sequence,
}

impl Accepts {
    /// Whether a value of type `ty` fits; an optional type fits if its inner type does.
    #[must_use]
    pub fn allows(self, ty: &Type) -> bool {
        let ty = ty.required();
        if ty.is_dynamic() || *ty == Type::Secret || *ty == Type::Null {
            return true;
        }
        let printable =
            ty.is_number() || matches!(ty, Type::Text | Type::Bool | Type::Date | Type::Timestamp);
        match self {
            Self::Any => true,
            Self::Text => *ty == Type::Text,
            Self::Int => *ty == Type::Int,
            Self::Number => ty.is_number(),
            Self::Printable => printable,
            Self::NumberOrText => ty.is_number() || matches!(ty, Type::Text | Type::Bool),
            Self::Moment => matches!(ty, Type::Text | Type::Date | Type::Timestamp),
            Self::Bool => *ty == Type::Bool,
            Self::List => matches!(ty, Type::List(..)),
            Self::Record => matches!(ty, Type::Record(_)),
            Self::Sized => matches!(ty, Type::Text | Type::List(..) | Type::Record(_)),
            Self::Sequence => matches!(ty, Type::Text | Type::List(..)),
        }
    }

    /// What fits, in words.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Any => "any value",
            Self::Text => "text",
            Self::Int => "an int",
            Self::Number => "a number",
            Self::Printable => "text, a number, a bool, a date or a timestamp",
            Self::NumberOrText => "text or a number",
            Self::Moment => "text, a date or a timestamp",
            Self::Bool => "a bool",
            Self::List => "a list",
            Self::Record => "a record",
            Self::Sized => "text, a list or a record",
            Self::Sequence => "text or a list",
        }
    }

    /// Whether a value fits; null and secrets are judged elsewhere.
    #[must_use]
    pub const fn admits(self, value: &Value) -> bool {
        match value {
            Value::Null | Value::Secret(_) => true,
            Value::Text(_) => !matches!(
                self,
                Self::Int | Self::Number | Self::Bool | Self::List | Self::Record
            ),
            Value::Int(_) => matches!(
                self,
                Self::Any | Self::Int | Self::Number | Self::NumberOrText | Self::Printable
            ),
            Value::Float(_) | Value::Decimal(_) => matches!(
                self,
                Self::Any | Self::Number | Self::NumberOrText | Self::Printable
            ),
            Value::Bool(_) => matches!(
                self,
                Self::Any | Self::Bool | Self::NumberOrText | Self::Printable
            ),
            Value::Date(_) | Value::Timestamp(_) => {
                matches!(self, Self::Any | Self::Moment | Self::Printable)
            }
            Value::Bytes(_) => matches!(self, Self::Any),
            Value::List(_) => {
                matches!(self, Self::Any | Self::List | Self::Sized | Self::Sequence)
            }
            Value::Record(_) => matches!(self, Self::Any | Self::Record | Self::Sized),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Domain;
    use crate::value::Fields;

    #[test]
    fn values_are_judged_as_their_types_are() {
        let samples = [
            (Value::from("x"), Type::Text),
            (Value::Int(1), Type::Int),
            (Value::Float(1.0), Type::Float),
            (Value::Decimal(1.into()), Type::Decimal),
            (Value::Bool(true), Type::Bool),
            (Value::Bytes([1].as_slice().into()), Type::Bytes),
            (Value::Date("2024-03-01".parse().unwrap()), Type::Date),
            (
                Value::Timestamp("2024-03-01T00:00:00Z".parse().unwrap()),
                Type::Timestamp,
            ),
            (Value::from(vec![]), Type::list(Type::Int, Domain::UNKNOWN)),
            (Value::from(Fields::new()), Type::open_record()),
        ];
        let all = [
            Accepts::Any,
            Accepts::Text,
            Accepts::Int,
            Accepts::Number,
            Accepts::Printable,
            Accepts::NumberOrText,
            Accepts::Moment,
            Accepts::Bool,
            Accepts::List,
            Accepts::Record,
            Accepts::Sized,
            Accepts::Sequence,
        ];
        for accepts in all {
            for (value, ty) in &samples {
                assert_eq!(
                    accepts.admits(value),
                    accepts.allows(ty),
                    "{accepts:?} {ty}"
                );
            }
        }
    }
}
