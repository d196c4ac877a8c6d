//! The relay over real HTTP, rule by rule.

mod support;

mod access;
mod bad_input;
mod branches;
mod keeping;
mod logs;
mod parcels;
