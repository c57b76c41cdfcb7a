use std::sync::Arc;

use indexmap::IndexMap;

use super::Type;

/// The fields of a record, as far as they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordType {
    fields: IndexMap<Arc<str>, Type>,
    open: bool,
}

impl RecordType {
    /// Exactly these fields.
    pub fn closed<N: Into<Arc<str>>>(fields: impl IntoIterator<Item = (N, Type)>) -> Self {
        Self {
            fields: fields
                .into_iter()
                .map(|(name, ty)| (name.into(), ty))
                .collect(),
            open: false,
        }
    }

    /// No field known: any may be there.
    #[must_use]
    pub fn open() -> Self {
        Self {
            fields: IndexMap::new(),
            open: true,
        }
    }

    /// The same record with one more field known.
    #[must_use]
    pub fn with(mut self, name: impl Into<Arc<str>>, ty: Type) -> Self {
        self.fields.insert(name.into(), ty);
        self
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
        }
    }
}
