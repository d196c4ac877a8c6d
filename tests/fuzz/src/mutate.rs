//! Mutation: knows nothing of what it mutates but how lengths look in CBOR and in TLS.

/// A generator that repeats itself for a seed (SplitMix64).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 where that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 {
            return 0;
        }
        usize::try_from(self.roll() % end as u64).expect("it is below")
    }
}

/// Heads and values with which parsers have had trouble: announced lengths that are lies, depth,
/// indefinite items, tags, floats, the largest integers; TLS lengths of each width.
const WORDS: [&[u8]; 30] = [
    &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x9b, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff],
    &[0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x5a, 0x7f, 0xff, 0xff, 0xff],
    &[0x7a, 0x10, 0, 0, 0],
    &[0xbb, 0, 0, 0, 1, 0, 0, 0, 0],
    &[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x1b, 0x80, 0, 0, 0, 0, 0, 0, 0],
    &[0x1b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x9f],
    &[0xbf],
    &[0x5f],
    &[0x7f],
    &[0xff],
    &[0xf6],
    &[0xf7],
    &[0xf5],
    &[0xc2, 0x49],
    &[0xd9, 0xd9, 0xf7],
    &[0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0],
    &[0xf9, 0x7c, 0],
    &[0x81; 24],
    &[0xa1; 24],
    &[0x58, 0x20],
    &[0x3f],
    &[0x7f, 0xff],
    &[0xbf, 0xff, 0xff, 0xff],
    &[0, 1, 0, 5],
    &[0; 8],
];

/// Longest input that is made.
const LONGEST: usize = 64 << 10;

/// Another input out of one of `corpus`.
pub fn mutate(dice: &mut Dice, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = corpus[dice.below(corpus.len())].clone();
    // Mostly a few changes, so that what lies behind the first check is reached at times.
    let most = 1 << dice.below(4);
    for _ in 0..=dice.below(most) {
        change(dice, &mut bytes, corpus);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn change(dice: &mut Dice, bytes: &mut Vec<u8>, corpus: &[Vec<u8>]) {
    let len = bytes.len();
    let at = dice.below(len);
    match dice.below(12) {
        _ if len == 0 => bytes.push(dice.roll() as u8),
        0 => bytes[at] ^= 1 << dice.below(8),
        1 => bytes[at] = dice.roll() as u8,
        // A length that lies a little.
        2 => bytes[at] = bytes[at].wrapping_add(1),
        3 => bytes[at] = bytes[at].wrapping_sub(1),
        4 => bytes.truncate(at),
        5 => drop(bytes.drain(at..len.min(at + 1 + dice.below(16)))),
        // In the place of a byte, or before it: a small number becomes a large one.
        6 => {
            let end = at + dice.below(2);
            bytes.splice(at..end, WORDS[dice.below(WORDS.len())].iter().copied());
        }
        7 => {
            let word = WORDS[dice.below(WORDS.len())];
            let end = len.min(at + word.len());
            bytes[at..end].copy_from_slice(&word[..end - at]);
        }
        // Said again, a few times or many.
        8 => {
            let part = bytes[at..len.min(at + 1 + dice.below(64))].to_vec();
            for _ in 0..1 << dice.below(11) {
                if bytes.len() + part.len() > LONGEST {
                    break;
                }
                insert(bytes, at, &part);
            }
        }
        9 => {
            let from = dice.below(len);
            let part = bytes[from..len.min(from + 1 + dice.below(32))].to_vec();
            insert(bytes, at, &part);
        }
        10 => {
            let other = &corpus[dice.below(corpus.len())];
            bytes.truncate(at);
            bytes.extend_from_slice(&other[dice.below(other.len())..]);
        }
        _ => {
            let byte = dice.roll() as u8;
            bytes.resize(len + dice.below(64), byte);
        }
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, part: &[u8]) {
    bytes.splice(at..at, part.iter().copied());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself_and_inputs_stay_bounded() {
        let corpus = vec![vec![0x81; 100], Vec::new(), vec![7]];
        let course = |seed| {
            let mut dice = Dice::new(seed);
            (0..5_000).map(|_| mutate(&mut dice, &corpus)).collect()
        };
        let first: Vec<Vec<u8>> = course(1);
        assert_eq!(first, course(1));
        assert_ne!(first, course(2));
        assert!(first.iter().all(|input| input.len() <= LONGEST));
    }
}
