//! Feeds the targets with mutated input: `scripts/fuzz`.

mod counting;

use std::{
    collections::HashSet,
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::Parser;
use kith_fuzz::{
    TARGETS, Target, corpus,
    mutate::{Dice, mutate},
};

/// No input may take longer.
const SLOW: Duration = Duration::from_secs(1);
/// Nor need more memory at once, in bytes.
const LARGE: usize = 64 << 20;
/// Inputs that one target goes on from.
const CROWD: usize = 2_000;

/// Feeds parsers with mutated input, one target after the other.
#[derive(Parser)]
struct Arguments {
    /// For so long each.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// So many inputs each, however long it takes.
    #[arg(long)]
    runs: Option<u64>,
    /// Another course of inputs.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Lists the targets.
    #[arg(long)]
    list: bool,
    /// Writes what is genuine into the corpus, and ends.
    #[arg(long)]
    write_seeds: bool,
    /// Which; all if none is named.
    targets: Vec<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let known = |name: &&String| !TARGETS.iter().any(|target| target.name == name.as_str());
    if let Some(name) = arguments.targets.iter().find(known) {
        eprintln!("no target is called {name}");
        return ExitCode::from(2);
    }
    let chosen = TARGETS.iter().filter(|target| {
        arguments.targets.is_empty() || arguments.targets.iter().any(|name| name == target.name)
    });
    let mut findings = 0;
    for target in chosen {
        if arguments.list {
            println!("{}", target.name);
        } else if arguments.write_seeds {
            for seed in (target.seeds)() {
                corpus::keep(target, "seed", &seed).expect("the corpus can be written");
            }
        } else if let Err(finding) = fuzz(target, &arguments) {
            println!("{}: FOUND {finding}", target.name);
            findings += 1;
        }
    }
    ExitCode::from(u8::from(findings > 0))
}

/// The worst that was seen of a target.
#[derive(Default)]
struct Worst {
    time: Duration,
    memory: usize,
}

fn fuzz(target: &Target, arguments: &Arguments) -> Result<(), String> {
    let mut crowd = (target.seeds)();
    crowd.extend(corpus::kept(target).into_iter().map(|(_, bytes)| bytes));
    let mut worst = Worst::default();
    let mut seen = HashSet::new();
    for input in &crowd {
        seen.insert(run(target, input, &mut worst)?);
    }
    let mut dice = Dice::new(arguments.seed);
    let begin = Instant::now();
    let enough = Duration::from_secs(arguments.seconds);
    let mut runs = 0;
    while match arguments.runs {
        Some(all) => runs < all,
        None => begin.elapsed() < enough,
    } {
        let input = mutate(&mut dice, &crowd);
        let outcome = run(target, &input, &mut worst)?;
        runs += 1;
        if seen.insert(outcome) && crowd.len() < CROWD {
            crowd.push(input);
        }
    }
    let rate = runs as f64 / begin.elapsed().as_secs_f64();
    println!(
        "{:<14} {runs:>9} runs {rate:>8.0}/s  worst {:>7.1} ms {:>6.2} MiB  {} outcomes",
        target.name,
        worst.time.as_secs_f64() * 1e3,
        worst.memory as f64 / f64::from(1 << 20),
        seen.len(),
    );
    Ok(())
}

/// Runs one input.
fn run(target: &Target, input: &[u8], worst: &mut Worst) -> Result<u64, String> {
    let keep = |kind: &str| {
        let path = corpus::keep(target, kind, input).expect("the corpus can be written");
        Err(format!("{kind}: {}", path.display()))
    };
    let mut time = Duration::MAX;
    // The machine may have had other things to do: slow is what is slow three times.
    for _ in 0..3 {
        let before = counting::begin();
        let begin = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
        time = time.min(begin.elapsed());
        let memory = counting::peak_above(before);
        worst.memory = worst.memory.max(memory);
        let Ok(outcome) = outcome else {
            return keep("panic");
        };
        if memory > LARGE {
            return keep("memory");
        }
        if time <= SLOW {
            worst.time = worst.time.max(time);
            return Ok(outcome);
        }
    }
    keep("slow")
}
