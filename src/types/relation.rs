//! How values of two types can stand to each other. Null counts as a value of every optional type.

use super::Type;

impl Type {
    /// Whether the two types have a value in common.
    #[must_use]
    pub fn may_equal(&self, other: &Self) -> bool {
        let (left, right) = (self.required(), other.required());
        let dynamic = |ty: &Self| ty.is_dynamic() || matches!(ty, Self::Null | Self::Secret);
        match (left, right) {
            (a, b) if dynamic(a) || dynamic(b) || a == b => true,
            (a, b) if a.is_number() && b.is_number() => true,
            // A date is midnight of its day.
            (Self::Date, Self::Timestamp) | (Self::Timestamp, Self::Date) => true,
            (Self::List(a, _), Self::List(b, _)) => a.may_equal(b),
            (Self::Record(_), Self::Record(_)) => true,
            _ => false,
        }
    }

    /// Whether one may be less than the other. Null never is.
    #[must_use]
    pub fn may_order(&self, other: &Self) -> bool {
        self.is_ordered() && other.is_ordered() && self.may_equal(other)
    }

    /// Whether `in` may look for `item` in a value of this type.
    #[must_use]
    pub fn may_contain(&self, item: &Self) -> bool {
        match self.required() {
            Self::List(own, _) => own.may_equal(item),
            Self::Text | Self::Record(_) => {
                let item = item.required();
                matches!(item, Self::Text | Self::Secret) || item.is_dynamic()
            }
            Self::Json | Self::Secret | Self::Error => true,
            _ => false,
        }
    }

    fn is_ordered(&self) -> bool {
        self.is_number()
            || self.is_dynamic()
            || matches!(
                self,
                Self::Text
                    | Self::Date
                    | Self::Timestamp
                    | Self::Secret
                    | Self::List(..)
                    | Self::Bool
            )
    }
}
