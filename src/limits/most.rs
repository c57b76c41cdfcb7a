use std::{fmt, time::Duration};

use super::{Limit, Place, Unit};

/// A limit and what it is set to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Most {
    limit: &'static Limit,
    number: u64,
}

impl Limit {
    /// A value as one reads and types it: `4 MiB` is typed `4`.
    fn typed(&self, number: u64) -> String {
        match self.unit {
            Unit::Time if number.is_multiple_of(1000) => format!("{}s", number / 1000),
            Unit::Time => format!("{number}ms"),
            Unit::Mebibytes | Unit::Count => number.to_string(),
        }
    }

    /// What it can be set to, as messages say it.
    #[must_use]
    pub fn expected(&self) -> String {
        match self.unit {
            Unit::Mebibytes => format!("MiB, from 1 to {}", self.most),
            Unit::Time => format!("a time, from 1ms to {}", self.typed(self.most)),
            Unit::Count => format!("a whole number, from 1 to {}", self.most),
        }
    }

    /// What it bounds and by how much, for people.
    #[must_use]
    pub fn row(&'static self) -> String {
        format!("the most there may be of {} ({})", self.doc, Most::of(self))
    }

    /// What is typed to move it, for example.
    #[must_use]
    pub fn example(&self) -> String {
        self.setting(self.most.min(self.default * 2))
    }

    /// What is typed to set it to `number`.
    #[must_use]
    pub fn setting(&self, number: u64) -> String {
        let (name, typed) = (self.name, self.typed(number));
        match self.place {
            Place::Variable => format!("{name}={typed} portl …"),
            Place::Job => format!("limits: {{{name}: {typed}}}"),
            Place::Step => format!("{name}: {typed}"),
        }
    }
}

impl Most {
    /// A limit that was not set.
    #[must_use]
    pub const fn of(limit: &'static Limit) -> Self {
        let number = limit.default;
        Self { limit, number }
    }

    /// A limit at the most that it can be set to.
    #[must_use]
    pub const fn highest(limit: &'static Limit) -> Self {
        let number = limit.most;
        Self { limit, number }
    }

    /// A limit set to `number`; none if that can't be.
    #[must_use]
    pub fn set(limit: &'static Limit, number: u64) -> Option<Self> {
        (1..=limit.most)
            .contains(&number)
            .then_some(Self { limit, number })
    }

    /// The limit.
    #[must_use]
    pub const fn limit(self) -> &'static Limit {
        self.limit
    }

    /// The number that it was set to, in its own unit.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.number
    }

    /// The most there may be, in bytes or things.
    #[must_use]
    pub fn amount(self) -> usize {
        let one = match self.limit.unit {
            Unit::Mebibytes => 1 << 20,
            Unit::Time | Unit::Count => 1,
        };
        usize::try_from(self.number).map_or(usize::MAX, |number| number.saturating_mul(one))
    }

    /// The longest it may take.
    #[must_use]
    pub const fn time(self) -> Duration {
        Duration::from_millis(self.number)
    }

    /// How to allow more, as it is typed.
    #[must_use]
    pub fn raise(self) -> String {
        let more = self.limit.most.min(self.number.saturating_mul(2));
        if more == self.number {
            return format!("{self} is the most that `{}` allows", self.limit.name);
        }
        let where_to = match self.limit.place {
            Place::Variable => "",
            Place::Job => " at the top of the job",
            Place::Step => " in the step",
        };
        format!("allow more: `{}`{where_to}", self.limit.setting(more))
    }
}

/// `1 MiB`, `2 s`, `64`
impl fmt::Display for Most {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.limit.unit {
            Unit::Mebibytes => write!(f, "{} MiB", self.number),
            Unit::Time if self.number.is_multiple_of(1000) => write!(f, "{} s", self.number / 1000),
            Unit::Time => write!(f, "{} ms", self.number),
            Unit::Count => write!(f, "{}", self.number),
        }
    }
}

impl fmt::Debug for Most {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.limit.name)
    }
}
