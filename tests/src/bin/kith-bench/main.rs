//! Measures Kith: `scripts/bench`, with `--json` one object a line. Each figure is of a real
//! client on a real encrypted store against a real relay over HTTP; the client measured runs in
//! a process of its own, so that its CPU is told apart from everyone else's.

mod catchup;
mod cpu;
mod crowd;
mod echo;
mod floor;
mod report;
mod send;
mod words;

use std::process::ExitCode;

use report::Report;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    match arguments.first().map(String::as_str) {
        // How this program calls itself for the process that is measured.
        Some("measure-catchup") => runtime.block_on(catchup::measured(&arguments[1..])),
        Some("measure-send") => runtime.block_on(send::measured(&arguments[1..])),
        Some("measure-echo") => runtime.block_on(echo::measured(&arguments[1..])),
        None | Some("--json") => runtime.block_on(all(&Report::new(!arguments.is_empty()))),
        Some(other) => {
            eprintln!("kith-bench: {other} is not known; --json is");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

async fn all(report: &Report) {
    floor::run(report);
    catchup::run(report, 2_000).await;
    catchup::run(report, 20_000).await;
    send::run(report).await;
    echo::run(report).await;
}
