//! How far an event on its way out has come, as `outbox` keeps it. A query has to have the same literals to use an
//! index on them.

/// It waits.
pub(in crate::store) const WAITS: i64 = 0;
/// The relay has it.
pub(in crate::store) const TAKEN: i64 = 1;
/// The relay never will.
pub(in crate::store) const REFUSED: i64 = 2;
