//! Limits that can be moved: how much there may be of something, each declared once.
//!
//! A declaration knows where its limit is set; what an error says of it, which key a job may have and what the reference
//! lists is made of it. It does not promise that anybody asks: who reads or makes a thing compares it with its [`Most`].

mod most;
#[cfg(test)]
mod tests;

pub use most::Most;

/// A limit that can be moved.
#[derive(Debug, PartialEq, Eq)]
pub struct Limit {
    /// What it is set by, as it is typed.
    pub name: &'static str,
    /// Where that is typed.
    pub place: Place,
    /// What it bounds.
    pub doc: &'static str,
    /// What its number counts.
    pub unit: Unit,
    /// What it is unless it is set.
    pub default: u64,
    /// The most that it can be set to.
    pub most: u64,
}

/// Where a limit is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A variable of the process: it must hold before the job is read.
    Variable,
    /// A key of the job's `limits`.
    Job,
    /// A key of a `csv.read`.
    Step,
}

/// What the number of a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Mebibytes.
    Mebibytes,
    /// A length of time; its number counts milliseconds.
    Time,
    /// Things.
    Count,
}

/// The limits of a file of YAML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileLimits {
    /// How large it may be.
    pub size: Most,
    /// How deep lists and maps may nest.
    pub depth: Most,
    /// How many values it may hold. This and the depth hold after aliases were expanded.
    pub values: Most,
}

/// The limits of a job's templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest text that an expression makes.
    pub text: Most,
    /// How long a template with blocks may take.
    pub template_time: Most,
    /// How many steps a template with blocks may take.
    pub template_steps: Most,
    /// How many numbers a `range` may have.
    pub range: Most,
}

/// The size of a file of YAML.
pub const YAML_SIZE: Limit = Limit {
    name: "PORTL_YAML_SIZE",
    place: Place::Variable,
    doc: "a job or project file",
    unit: Unit::Mebibytes,
    default: 1,
    most: 64,
};

/// How deep lists and maps nest.
pub const YAML_DEPTH: Limit = Limit {
    name: "PORTL_YAML_DEPTH",
    place: Place::Variable,
    doc: "levels of lists and maps in such a file",
    unit: Unit::Count,
    default: 64,
    // A run of steps that nest so deep takes a third of the stack that there is.
    most: 96,
};

/// How many values a file holds.
pub const YAML_VALUES: Limit = Limit {
    name: "PORTL_YAML_VALUES",
    place: Place::Variable,
    doc: "values in such a file, aliases expanded",
    unit: Unit::Count,
    default: 100_000,
    most: 10_000_000,
};

/// The longest text that an expression makes.
pub const TEXT: Limit = Limit {
    name: "text",
    place: Place::Job,
    doc: "text that an expression makes",
    unit: Unit::Mebibytes,
    default: 1,
    most: 256,
};

/// How long a template with blocks takes.
pub const TEMPLATE_TIME: Limit = Limit {
    name: "template_time",
    place: Place::Job,
    doc: "a template with blocks",
    unit: Unit::Time,
    default: 2_000,
    most: 600_000,
};

/// How many steps a template with blocks takes.
pub const TEMPLATE_STEPS: Limit = Limit {
    name: "template_steps",
    place: Place::Job,
    doc: "steps of a template with blocks",
    unit: Unit::Count,
    default: 2_000_000,
    most: 1_000_000_000,
};

/// How many numbers a `range` has.
pub const RANGE: Limit = Limit {
    name: "range",
    place: Place::Job,
    doc: "numbers of a `range`",
    unit: Unit::Count,
    default: 1_000_000,
    most: 100_000_000,
};

/// The longest record of a CSV file.
pub const CSV_RECORD: Limit = Limit {
    name: "max_record",
    place: Place::Step,
    doc: "the longest record, in MiB (16)",
    unit: Unit::Mebibytes,
    default: 16,
    most: 1024,
};

/// The longest cell of a CSV file.
pub const CSV_CELL: Limit = Limit {
    name: "max_cell",
    place: Place::Step,
    doc: "the longest cell, in MiB (1)",
    unit: Unit::Mebibytes,
    default: 1,
    most: 1024,
};

/// How many columns a CSV file has.
pub const CSV_COLUMNS: Limit = Limit {
    name: "max_columns",
    place: Place::Step,
    doc: "the most columns (4096)",
    unit: Unit::Count,
    default: 4096,
    most: 65_536,
};

/// The limits that a variable of the process sets.
pub static OF_PROCESS: &[&Limit] = &[&YAML_SIZE, &YAML_DEPTH, &YAML_VALUES];

/// The limits that a job sets under `limits`.
pub static OF_JOB: &[&Limit] = &[&TEXT, &TEMPLATE_TIME, &TEMPLATE_STEPS, &RANGE];

impl FileLimits {
    /// All limits as they are unless variables set them.
    pub const DEFAULT: Self = Self {
        size: Most::of(&YAML_SIZE),
        depth: Most::of(&YAML_DEPTH),
        values: Most::of(&YAML_VALUES),
    };
}

impl Default for FileLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Limits {
    /// All limits as they are unless a job sets them.
    pub const DEFAULT: Self = Self {
        text: Most::of(&TEXT),
        template_time: Most::of(&TEMPLATE_TIME),
        template_steps: Most::of(&TEMPLATE_STEPS),
        range: Most::of(&RANGE),
    };

    /// Moves one.
    pub fn set(&mut self, most: Most) {
        let own = [
            &mut self.text,
            &mut self.template_time,
            &mut self.template_steps,
            &mut self.range,
        ];
        for place in own {
            if place.limit() == most.limit() {
                *place = most;
            }
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
