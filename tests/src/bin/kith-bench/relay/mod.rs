//! The relay alone, in a process of its own over TLS, driven by bare devices: no MLS, only the
//! protocol. Load and relay share the same cores.

mod device;
mod greedy;
mod idle;
mod load;
mod process;
mod refused;

use crate::report::Report;

pub async fn run(report: &Report) {
    load::run(report).await;
    idle::run(report).await;
}

/// Requests that the relay refuses, beside those that it takes.
pub async fn refusals(report: &Report) {
    refused::run(report).await;
}

/// One device that asks for all that it may, and another.
pub async fn greed(report: &Report) {
    greedy::run(report).await;
}
