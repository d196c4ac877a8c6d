//! A client or a relay in a process of its own, for scenarios in which it is killed.

use kith_tests::processes::child;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    runtime.block_on(child::live(&arguments));
}
