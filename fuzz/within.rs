//! The limit of memory that an input may take.

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// In bytes.
const MOST: usize = 256 << 20;

/// Works on an input, and fails if that takes more memory than it may.
pub(super) fn within(work: impl FnOnce()) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    work();
    let taken = MEMORY.peak_usage().saturating_sub(before);
    assert!(taken <= MOST, "{taken} bytes");
}
