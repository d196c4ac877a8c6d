//! What must not be found: secrets and canary words, looked for raw, in hexadecimal and in
//! base64.

use std::collections::BTreeSet;

/// Held masked, so that a search of this process's own memory does not find the needles
/// themselves.
const MASK: u8 = 0xA5;

/// How a needle is written down.
const FORMS: [&str; 5] = ["raw", "hex", "HEX", "base64", "list"];

struct Needle {
    name: String,
    form: &'static str,
    masked: Vec<u8>,
}

/// A set of byte strings, each with a name that may be shown.
pub struct Needles {
    needles: Vec<Needle>,
    /// By its first two bytes, as they stand in the haystack: which needles could begin there.
    starts: Vec<Vec<u16>>,
}

impl Default for Needles {
    fn default() -> Self {
        Self {
            needles: Vec::new(),
            starts: vec![Vec::new(); 1 << 16],
        }
    }
}

impl Needles {
    /// Adds a word, to be found in every form.
    pub fn word(&mut self, name: &str, word: &str) {
        self.secret(name, word.as_bytes());
    }

    /// Adds a secret, to be found in every form.
    pub fn secret(&mut self, name: &str, bytes: &[u8]) {
        self.masked_secret(name, &mask(bytes));
    }

    /// Adds a secret that comes masked (see [`mask`]).
    pub fn masked_secret(&mut self, name: &str, masked: &[u8]) {
        for form in FORMS {
            self.insert(name, form, written(masked, form));
        }
    }

    fn insert(&mut self, name: &str, form: &'static str, masked: Vec<u8>) {
        assert!(masked.len() >= 4, "{name} is too short to mean anything");
        let start = usize::from(masked[0] ^ MASK) << 8 | usize::from(masked[1] ^ MASK);
        let at = u16::try_from(self.needles.len()).expect("few needles");
        self.starts[start].push(at);
        self.needles.push(Needle {
            name: name.to_owned(),
            form,
            masked,
        });
    }

    /// How many there are, each form counted.
    pub fn len(&self) -> usize {
        self.needles.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.needles.is_empty()
    }

    /// The longest, in bytes.
    pub fn longest(&self) -> usize {
        let lengths = self.needles.iter().map(|needle| needle.masked.len());
        lengths.max().unwrap_or_default()
    }

    /// Where each is found that is: its name, its form and its place.
    pub fn places_in(&self, hay: &[u8]) -> Vec<(String, usize)> {
        let mut places = Vec::new();
        for (at, pair) in hay.windows(2).enumerate() {
            for index in &self.starts[usize::from(pair[0]) << 8 | usize::from(pair[1])] {
                let needle = &self.needles[usize::from(*index)];
                let here = hay[at..].iter().map(|byte| byte ^ MASK);
                if hay.len() - at >= needle.masked.len()
                    && here.zip(&needle.masked).all(|(a, b)| a == *b)
                {
                    places.push((format!("{} ({})", needle.name, needle.form), at));
                }
            }
        }
        places
    }

    /// The names of those that are found.
    pub fn found_in(&self, hay: &[u8]) -> BTreeSet<String> {
        self.places_in(hay)
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    }
}

/// Bytes as needles are held.
pub fn mask(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| byte ^ MASK).collect()
}

/// The masked bytes of a form, made one by one so that the form never stands anywhere unmasked.
fn written(masked: &[u8], form: &'static str) -> Vec<u8> {
    const LOWER: &[u8; 16] = b"0123456789abcdef";
    const UPPER: &[u8; 16] = b"0123456789ABCDEF";
    const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let plain = |byte: &u8| byte ^ MASK;
    let digits = |digits: &'static [u8; 16]| {
        masked
            .iter()
            .flat_map(|byte| {
                let byte = usize::from(plain(byte));
                [digits[byte >> 4] ^ MASK, digits[byte & 15] ^ MASK]
            })
            .collect()
    };
    match form {
        "hex" => digits(LOWER),
        "HEX" => digits(UPPER),
        // Whole groups only: what follows decides over the last characters.
        "base64" => masked
            .chunks_exact(3)
            .flat_map(|three| {
                let bits = three
                    .iter()
                    .fold(0, |bits, byte| bits << 8 | usize::from(plain(byte)));
                [18, 12, 6, 0].map(|shift| BASE64[bits >> shift & 63] ^ MASK)
            })
            .collect(),
        // As `Debug` prints bytes.
        "list" => masked
            .iter()
            .flat_map(|byte| {
                let mut text = mask(plain(byte).to_string().as_bytes());
                text.extend(mask(b", "));
                text
            })
            .take(64)
            .collect(),
        _ => masked.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_found_where_it_stands_and_nowhere_else() {
        let secret: Vec<u8> = (100..132).collect();
        let mut needles = Needles::default();
        needles.secret("key", &secret);
        let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        for (form, text) in [
            ("raw", secret.clone()),
            ("hex", hex.clone().into_bytes()),
            ("HEX", hex.to_uppercase().into_bytes()),
            ("list", format!("{secret:?}").into_bytes()),
            (
                "base64",
                b"ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoM".to_vec(),
            ),
        ] {
            let hay = [b"before".as_slice(), &text, b"after"].concat();
            let found: Vec<_> = needles.found_in(&hay).into_iter().collect();
            assert_eq!(found, [format!("key ({form})")]);
            // Without its beginning it is another secret.
            assert!(needles.found_in(&hay[b"before".len() + 2..]).is_empty());
        }
    }
}
