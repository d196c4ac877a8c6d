//! Text as people write it, for the search index: words by Zipf's law, the same each time.

/// Distinct words.
const VOCABULARY: usize = 20_000;

/// Makes texts.
pub struct Words {
    state: u64,
    cumulative: Vec<f64>,
}

impl Words {
    pub fn new(seed: u64) -> Self {
        let mut sum = 0.0;
        let cumulative = (1..=VOCABULARY)
            .map(|rank| {
                sum += 1.0 / rank as f64;
                sum
            })
            .collect();
        Self {
            state: seed | 1,
            cumulative,
        }
    }

    fn uniform(&mut self) -> f64 {
        // xorshift64*
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let bits = self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11;
        bits as f64 / (1u64 << 53) as f64
    }

    fn word(&mut self) -> String {
        let total = self.cumulative.last().copied().unwrap_or(1.0);
        let at = self.uniform() * total;
        let rank = self.cumulative.partition_point(|sum| *sum < at);
        spelled(rank)
    }

    /// A text of exactly `bytes` bytes.
    pub fn text(&mut self, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 12);
        while text.len() < bytes {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&self.word());
        }
        text.truncate(bytes);
        text
    }
}

/// The word of a rank: frequent words are short.
pub fn spelled(rank: usize) -> String {
    const SYLLABLES: [&str; 20] = [
        "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu",
        "va", "we", "xi", "yo", "zu",
    ];
    let mut word = String::new();
    let mut rest = rank + 1;
    while rest > 0 {
        word.push_str(SYLLABLES[rest % 20]);
        rest /= 20;
    }
    word
}
