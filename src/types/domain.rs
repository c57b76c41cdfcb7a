/// The identity of a list's positions: two lists of one domain are aligned, index by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Domain(u32);

impl Domain {
    /// Positions that are not known to be those of any other list; they fit any index.
    pub const UNKNOWN: Self = Self(0);

    /// The domain numbered `id`, which must not be 0.
    #[must_use]
    pub const fn new(id: u32) -> Self {
        Self(id)
    }

    /// Whether an index over `self` may be used on a list of `other`: known to differ is the only no.
    #[must_use]
    pub fn fits(self, other: Self) -> bool {
        self == other || self == Self::UNKNOWN || other == Self::UNKNOWN
    }
}
