//! What each role may do, and what each room is for: one table.

pub mod judge;
pub mod table;
mod why_not;

pub use why_not::WhyNot;
