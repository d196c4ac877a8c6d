//! Packs Unicode's data on signs that look alike as `core` reads it (`people/likeness.rs`):
//! `kith-confusables core/src/people/confusables`. Run when `unicode-security` has newer data.

use std::{collections::BTreeMap, fs};

use icu_normalizer::DecomposingNormalizerBorrowed;

fn main() {
    let to = std::env::args().nth(1).expect("kith-confusables FILE");
    let nfd = DecomposingNormalizerBorrowed::new_nfd();
    let mut alike: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for letter in '\0'..=char::MAX {
        let text = letter.to_string();
        // What decomposes is looked up in its parts.
        let skeleton: String = unicode_security::skeleton(&text).collect();
        if nfd.normalize(&text) == text && skeleton != text {
            alike.entry(skeleton).or_default().push(u32::from(letter));
        }
    }
    let mut packed = Vec::new();
    for (prototype, letters) in alike {
        packed.extend_from_slice(prototype.as_bytes());
        packed.push(0);
        pack(u32::try_from(letters.len()).expect("few"), &mut packed);
        let mut before = 0;
        for letter in letters {
            pack(letter - before, &mut packed);
            before = letter;
        }
    }
    fs::write(to, packed).expect("written");
}

/// LEB128.
fn pack(mut number: u32, to: &mut Vec<u8>) {
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            return to.push(low);
        }
        to.push(low | 0x80);
    }
}
