use std::sync::Arc;

use indexmap::IndexMap;

use super::{Origin, Type};

/// The fields of a record, as far as they are known. Where they come from makes no other type of them.
#[derive(Debug, Clone)]
pub struct RecordType {
    fields: IndexMap<Arc<str>, Type>,
    open: bool,
    origin: Option<Arc<Origin>>,
}

impl PartialEq for RecordType {
    fn eq(&self, other: &Self) -> bool {
        self.open == other.open && self.fields == other.fields
    }
}

impl Eq for RecordType {}

impl RecordType {
    /// Exactly these fields.
    pub fn closed<N: Into<Arc<str>>>(fields: impl IntoIterator<Item = (N, Type)>) -> Self {
        Self {
            fields: fields
                .into_iter()
                .map(|(name, ty)| (name.into(), ty))
                .collect(),
            open: false,
            origin: None,
        }
    }

    /// No field known: any may be there.
    #[must_use]
    pub fn open() -> Self {
        Self {
            fields: IndexMap::new(),
            open: true,
            origin: None,
        }
    }

    /// The same record with one more field known.
    #[must_use]
    pub fn with(mut self, name: impl Into<Arc<str>>, ty: Type) -> Self {
        self.fields.insert(name.into(), ty);
        self
    }

    /// The same record, known to be a row: its fields are columns.
    #[must_use]
    pub fn of_rows(mut self, origin: Arc<Origin>) -> Self {
        self.origin = Some(origin);
        self
    }

    /// What the columns of a row are known from; none where the record is no row.
    #[must_use]
    pub const fn origin(&self) -> Option<&Arc<Origin>> {
        self.origin.as_ref()
    }

    /// Whether fields that are not listed may be there.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.open
    }

    /// The type of a field: of an open record's unknown field it is `json`, of a closed one's there is none.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Type> {
        self.fields
            .get(name)
            .cloned()
            .or_else(|| self.open.then_some(Type::Json))
    }

    /// The fields that are known, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&Arc<str>, &Type)> {
        self.fields.iter()
    }

    /// What is known of a record that is one or the other.
    pub(super) fn join(&self, other: &Self) -> Self {
        let shared = self
            .fields
            .iter()
            .filter_map(|(name, ty)| Some((Arc::clone(name), ty.join(other.fields.get(name)?))));
        let fields: IndexMap<_, _> = shared.collect();
        let same = fields.len() == self.fields.len() && fields.len() == other.fields.len();
        // A secret that only one of the two holds is not forgotten.
        let all = self.fields.iter().chain(&other.fields);
        let secret = all.filter(|(name, ty)| !fields.contains_key(*name) && ty.holds_secret());
        let secret: Vec<_> = secret
            .map(|(name, ty)| (Arc::clone(name), ty.clone().optional()))
            .collect();
        Self {
            fields: fields.into_iter().chain(secret).collect(),
            open: self.open || other.open || !same,
            origin: self.origin.clone().filter(|_| self.origin == other.origin),
        }
    }
}
