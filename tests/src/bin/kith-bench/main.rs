//! Measures Kith: `scripts/bench`, with `--json` one object a line. Each figure is of a real
//! client on a real encrypted store against a real relay over HTTP; the client measured runs in
//! a process of its own, so that its CPU is told apart from everyone else's.

mod catchup;
mod check;
mod cpu;
mod crowd;
mod derived;
mod echo;
mod floor;
mod gate;
mod growth;
mod history;
mod idle;
mod many;
mod memory;
mod relay;
mod report;
mod send;
mod views;
mod wire;
mod words;

use std::process::ExitCode;

use report::Report;
use zeroizing_alloc::ZeroAlloc;

/// As every program that links Kith should have it (docs/storage.md).
#[global_allocator]
static WIPES: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

const USAGE: &str = "usage: kith-bench check | [--json] [--only floor|catchup|mixed|annotated|derived|many|growth|gate|send|echo|wire|memory|idle|history|relay|refused|greedy]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mode = arguments.first().map(String::as_str);
    let runtime = if mode == Some("measure-memory") {
        extension()
    } else {
        tokio::runtime::Runtime::new().expect("a runtime starts")
    };
    // How this program calls itself for the process that is measured.
    match mode {
        Some("measure-catchup") => runtime.block_on(catchup::measured(&arguments[1..])),
        Some("measure-derived") => runtime.block_on(derived::measured(&arguments[1..])),
        Some("measure-list") => runtime.block_on(many::measured(&arguments[1..])),
        Some("measure-send") => runtime.block_on(send::measured(&arguments[1..])),
        Some("measure-echo") => runtime.block_on(echo::measured(&arguments[1..])),
        Some("measure-opening") => runtime.block_on(history::opening(&arguments[1..])),
        Some("measure-marking") => runtime.block_on(history::marking(&arguments[1..])),
        Some("measure-search") => runtime.block_on(history::search(&arguments[1..])),
        Some("measure-idle") => runtime.block_on(idle::measured(&arguments[1..])),
        Some("measure-memory") => runtime.block_on(memory::measured(&arguments[1..])),
        // For who measures what stands on the core (scripts/bench).
        Some("measure-views") => runtime.block_on(views::measured(&arguments[1..])),
        Some("prepare-history") => runtime.block_on(history::prepare(100_000)),
        Some("check") => return runtime.block_on(check::run()),
        Some("measure-nothing") => println!("{}", memory::peak_mb()),
        _ => {
            let Some(choice) = Choice::read(&arguments) else {
                eprintln!("{USAGE}");
                return ExitCode::from(2);
            };
            runtime.block_on(run(&choice));
        }
    }
    ExitCode::SUCCESS
}

/// The runtime of an extension: one thread.
fn extension() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime starts")
}

struct Choice {
    json: bool,
    only: Option<String>,
}

impl Choice {
    fn read(arguments: &[String]) -> Option<Self> {
        let mut choice = Self {
            json: false,
            only: None,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--json" => choice.json = true,
                "--only" => choice.only = Some(arguments.next()?.clone()),
                _ => return None,
            }
        }
        Some(choice)
    }

    fn has(&self, name: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == name)
    }
}

async fn run(choice: &Choice) {
    let report = Report::new(choice.json);
    if choice.has("floor") {
        floor::run(&report);
    }
    if choice.has("catchup") {
        catchup::run(&report, 2_000).await;
        catchup::run(&report, 20_000).await;
    }
    if choice.has("mixed") {
        catchup::run_mixed(&report, 4_000).await;
    }
    if choice.has("annotated") {
        catchup::run_annotated(&report, 20_000).await;
    }
    if choice.has("derived") {
        derived::run(&report).await;
    }
    if choice.has("many") {
        many::run(&report).await;
    }
    if choice.has("growth") {
        growth::run(&report).await;
    }
    if choice.has("gate") {
        gate::run(&report).await;
    }
    if choice.has("send") {
        send::run(&report).await;
    }
    if choice.has("echo") {
        echo::run(&report).await;
    }
    if choice.has("wire") {
        wire::run(&report).await;
    }
    if choice.has("memory") {
        memory::run(&report).await;
    }
    if choice.has("idle") {
        idle::run(&report).await;
    }
    if choice.has("relay") {
        relay::run(&report).await;
    }
    if choice.has("refused") {
        relay::refusals(&report).await;
    }
    if choice.has("greedy") {
        relay::greed(&report).await;
    }
    if choice.has("history") {
        history::run(&report, 10_000).await;
        history::run(&report, 1_000_000).await;
    }
}
