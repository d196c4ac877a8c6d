//! The relay over real HTTP, rule by rule.

mod support;

mod access;
mod auditing;
mod bad_input;
mod branches;
mod crowds;
mod enrolment;
mod few;
mod keeping;
mod logs;
mod parcels;
mod proxied;
mod quotas;
mod reach;
mod serving;
mod sessions;
mod shares;
mod space;
mod spelling;
mod unknown;
mod waiting;
