//! Looks at a page in a real browser: its pictures have to be shown, with no complaint and no request elsewhere.
//! `scripts/test` does so with what the demo leaves.

#![forbid(unsafe_code)]

use std::{path::Path, process::ExitCode};

use kith_tests::Page;

fn main() -> ExitCode {
    let Some(file) = std::env::args_os().nth(1) else {
        eprintln!("kith-look PAGE");
        return ExitCode::from(2);
    };
    let page = match Page::open(Path::new(&file)) {
        Ok(page) => page,
        Err(error) => {
            eprintln!("It was not looked at: {error}");
            return ExitCode::from(2);
        }
    };
    let faults = page.faults();
    for fault in &faults {
        eprintln!("{fault}");
    }
    println!("{} pictures, {} faults", page.pictures.len(), faults.len());
    if faults.is_empty() && !page.pictures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
