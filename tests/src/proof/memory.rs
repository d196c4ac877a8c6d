//! The memory of another process, to be searched for what must not be there any more.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    os::unix::fs::FileExt,
};

use zeroize::Zeroizing;

use crate::{Needles, mask};

/// Bytes for a process that must not hold them but where it needs them: masked, in hexadecimal.
pub fn hidden(bytes: &[u8]) -> String {
    mask(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// What [`hidden`] hid.
///
/// # Panics
/// Where it did not.
pub fn shown(hex: &str) -> Zeroizing<Vec<u8>> {
    let byte = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).expect("hexadecimal");
        mask(&[u8::from_str_radix(pair, 16).expect("hexadecimal")])[0]
    };
    Zeroizing::new(hex.as_bytes().chunks(2).map(byte).collect())
}

/// Everything that a process could read and write at a moment.
pub struct Memory(Vec<(String, u64, Vec<u8>)>);

impl Memory {
    /// Reads all readable and writable mappings of the process.
    ///
    /// # Panics
    /// Where the system does not let us.
    pub fn of(process: u32) -> Self {
        let maps = fs::read_to_string(format!("/proc/{process}/maps")).expect("its mappings");
        let memory = File::open(format!("/proc/{process}/mem")).expect("its memory");
        let mut parts = Vec::new();
        for line in maps.lines() {
            let mut words = line.split_whitespace();
            let (Some(range), Some(rights)) = (words.next(), words.next()) else {
                continue;
            };
            if !rights.starts_with("rw") {
                continue;
            }
            let name = words.nth(3).unwrap_or("anonymous").to_owned();
            let (from, to) = range.split_once('-').expect("a range");
            let parse = |hex| u64::from_str_radix(hex, 16).expect("an address");
            let (from, to) = (parse(from), parse(to));
            let mut bytes = vec![0; usize::try_from(to - from).expect("it fits")];
            // What cannot be read (a device's) is nobody's secret.
            if memory.read_exact_at(&mut bytes, from).is_ok() {
                parts.push((name, from, bytes));
            }
        }
        Self(parts)
    }

    /// How much that is, in bytes.
    pub fn len(&self) -> usize {
        self.0.iter().map(|(_, _, bytes)| bytes.len()).sum()
    }

    /// Whether that is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How often each needle is found, and in what kind of mapping.
    pub fn holds(&self, needles: &Needles) -> BTreeMap<String, Vec<String>> {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (mapping, from, bytes) in &self.0 {
            for (name, at) in needles.places_in(bytes) {
                let place = format!("{mapping} {:#x}", from + at as u64);
                found.entry(name).or_default().push(place);
            }
        }
        found
    }
}
