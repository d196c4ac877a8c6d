//! What is kept in the corpus is read by every run of the suite, and a little more.

use std::fs;

use kith_fuzz::{
    TARGETS, corpus,
    mutate::{Dice, mutate},
};

#[test]
fn every_input_that_was_kept_is_read_without_a_panic() {
    for target in TARGETS {
        let kept = corpus::kept(target);
        assert!(!kept.is_empty(), "{} has no corpus", target.name);
        for (path, bytes) in kept {
            println!("{}", path.display());
            (target.run)(&bytes);
        }
    }
}

#[test]
fn a_thousand_mutations_of_each_are_read_without_a_panic() {
    for target in TARGETS {
        println!("{}", target.name);
        let corpus = (target.seeds)();
        let mut dice = Dice::new(0);
        for _ in 0..1_000 {
            (target.run)(&mutate(&mut dice, &corpus));
        }
    }
}

/// Otherwise the mutations would begin from something that no reader goes far into.
#[test]
fn what_is_genuine_is_taken_for_it() {
    for target in TARGETS {
        let junk = (target.run)(&[0xff; 3]);
        for (at, seed) in (target.seeds)().iter().enumerate() {
            assert_ne!((target.run)(seed), junk, "seed {at} of {}", target.name);
        }
    }
}

#[test]
fn the_corpus_is_small_and_of_known_targets() {
    let mut size = 0;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for entry in fs::read_dir(folder).expect("the corpus") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let target = TARGETS.iter().find(|target| target.name == name);
        let kept = corpus::kept(target.unwrap_or_else(|| panic!("nothing is called {name}")));
        size += kept.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
    }
    assert!(size < 200_000, "{size} bytes");
}
