//! The rows of [`kith_core::view`], as they cross.
//!
//! Each is declared a second time, field by field, for UniFFI; the compiler compares it with the
//! original. Nothing is converted by hand.

mod codes;
mod rows;
mod views;
