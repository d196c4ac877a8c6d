//! The number of two people, by which they find out in person that nobody stands between them.
//!
//! It is the digest of both person keys, each with its role in the circle: who holds another key
//! than the other side believes, or is there as something else, has another number. Sixty digits,
//! not thirty: whoever stands between two people makes *both* keys that he shows them, so that he
//! looks for two numbers that meet by chance, at the square root of how many there are. Thirty
//! digits would be some 2⁵⁰ tries, which can be bought; sixty are 2¹⁰⁰. To stretch the digest
//! would make up for four or five digits, and cost each look at a person a second.

use kith_protocol::{
    identity::Role,
    ids::{Digest32, digest},
};

use crate::ids::PublicKey;

/// Groups of five digits.
pub const GROUPS: usize = 12;
/// What is left when a group was taken off.
const GROUP: u32 = 100_000;
/// What the code begins with. No address: whatever else reads the code opens nothing by it. Only signs
/// of a QR code's alphanumeric mode, as all of it.
const CODE: &str = "KITH-NUMBER/1/";

/// Somebody, as the number means them.
pub type Party = (PublicKey, Role);

/// What a code that was scanned says of two people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberCheck {
    /// The other device has the same number.
    Same,
    /// It has another one: of other people, or somebody stands between these two.
    Different,
    /// It is no number of Kith's.
    NotOfKith,
}

/// What a person says of the digits of two devices, which they compared themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// They are the same.
    Same,
    /// They are not: of other people, or somebody stands between these two.
    Different,
    /// It is not sure any more that they were the same.
    Unsure,
}

/// The number of two people; the same, whoever of them asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Number(Digest32);

impl Number {
    /// Of two.
    pub fn of(one: Party, other: Party) -> Self {
        let key = |(key, role): &Party| (key.0, role.word());
        let (first, second) = if key(&one) <= key(&other) {
            (one, other)
        } else {
            (other, one)
        };
        Self(digest(
            "kith/v1/number",
            &[
                &first.0.0,
                first.1.word().as_bytes(),
                &second.0.0,
                second.1.word().as_bytes(),
            ],
        ))
    }

    /// To be read out: the digest as a number, big-endian, of which the last sixty decimal digits,
    /// in groups of five.
    pub fn groups(&self) -> Vec<String> {
        let mut rest = self.0.0;
        let mut groups: Vec<_> = (0..GROUPS).map(|_| last_group(&mut rest)).collect();
        groups.reverse();
        groups
    }

    /// To be scanned: all of the digest.
    pub fn code(&self) -> String {
        format!("{CODE}{}", self.0.to_hex().to_uppercase())
    }

    /// What the code of another device says.
    pub fn check(&self, scanned: &str) -> NumberCheck {
        match read(scanned.trim()) {
            None => NumberCheck::NotOfKith,
            Some(theirs) if theirs == self.0 => NumberCheck::Same,
            Some(_) => NumberCheck::Different,
        }
    }
}

/// Divides a number, big-endian, by [`GROUP`]; answers what is left over.
fn last_group(number: &mut [u8; Digest32::LEN]) -> String {
    let mut left = 0;
    for byte in number {
        let here = (left << 8) | u32::from(*byte);
        // Below 256, since `left` is below the divisor.
        *byte = u8::try_from(here / GROUP).unwrap_or(u8::MAX);
        left = here % GROUP;
    }
    format!("{left:05}")
}

fn read(code: &str) -> Option<Digest32> {
    let (begins, rest) = code.split_at_checked(CODE.len())?;
    begins
        .eq_ignore_ascii_case(CODE)
        .then(|| Digest32::from_hex(&rest.to_ascii_lowercase()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARTA: Party = (PublicKey([1; 32]), Role::Patient);
    const NADIA: Party = (PublicKey([2; 32]), Role::Clinician);

    #[test]
    fn both_sides_have_the_same_number_and_nobody_else_has() {
        let number = Number::of(MARTA, NADIA);
        assert!(number == Number::of(NADIA, MARTA));
        for other in [
            (PublicKey([3; 32]), Role::Clinician),
            (PublicKey([2; 32]), Role::Coordinator),
        ] {
            assert!(number != Number::of(MARTA, other));
            assert_ne!(number.groups(), Number::of(MARTA, other).groups());
        }
        assert!(number != Number::of((MARTA.0, NADIA.1), (NADIA.0, MARTA.1)));
    }

    #[test]
    fn the_digits_are_the_digest_as_a_number() {
        let mut last = [0; 32];
        last[31] = 1;
        let groups = Number(Digest32(last)).groups();
        assert_eq!(groups.len(), GROUPS);
        assert_eq!(groups.concat(), format!("{:060}", 1));
        // 2²⁵⁶ − 1.
        let most = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
        let groups = Number(Digest32([0xff; 32])).groups();
        assert_eq!(groups.concat(), most[most.len() - 60..]);
        assert!(groups.iter().all(|group| group.len() == 5));
    }

    #[test]
    fn a_code_says_the_same_another_or_nothing() {
        let number = Number::of(MARTA, NADIA);
        let code = number.code();
        assert_eq!(number.check(&code), NumberCheck::Same);
        assert_eq!(
            number.check(&format!(" {}\n", code.to_lowercase())),
            NumberCheck::Same
        );
        let another = Number::of(MARTA, (PublicKey([3; 32]), Role::Clinician)).code();
        assert_eq!(number.check(&another), NumberCheck::Different);
        for nothing in [
            "",
            "https://relay.example/join#abc",
            &code[..code.len() - 1],
            &format!("{code}0"),
            &code.replace("/1/", "/2/"),
            "ÄÄÄÄÄÄÄÄÄÄÄÄÄÄ",
        ] {
            assert_eq!(number.check(nothing), NumberCheck::NotOfKith, "{nothing}");
        }
    }
}
