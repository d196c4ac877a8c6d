//! `kith-relay`: serves, and runs a clinic's side.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use kith_relay::cli;

fn main() -> ExitCode {
    // Misuse ends here, with clap's explanation and exit code 2.
    cli::run(cli::Command::parse())
}
