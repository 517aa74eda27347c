//! Ordering and acceptance of candidates.
