//! Accounts: who somebody is at which clinic, how far their enrolment has come, and what they set
//! and checked.

pub(crate) mod accounts;
pub(crate) mod checked;
pub(crate) mod enrolments;
pub(crate) mod last_resorts;
pub mod settings;
