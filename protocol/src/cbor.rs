//! Deterministic CBOR: definite lengths, shortest integers, map keys in bytewise order.
//!
//! Struct fields are declared in the order of their encoded keys (shorter names first, then
//! alphabetical), so that serde writes them deterministically; [`is_deterministic`] checks it.

use ciborium::value::Value;
use serde::{Serialize, de::DeserializeOwned};

use crate::limits::{MAX_DEPTH, MAX_NUMBER};

/// Why bytes could not be read. Carries no content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CborError {
    /// More bytes than the caller allows.
    #[error("the body is larger than allowed")]
    TooLarge,
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("the body is nested too deeply")]
    TooDeep,
    /// Not CBOR, not the shape that was expected, with a tag or an open length, or with a number that
    /// nobody counts to.
    #[error("the body is not the expected CBOR")]
    Malformed,
    /// Bytes follow the value.
    #[error("bytes follow the body")]
    Trailing,
}

/// Encodes `value`.
///
/// # Panics
/// Never for the types of this crate: writing to a `Vec` cannot fail and none of them has a
/// serializer that refuses.
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    ciborium::into_writer(value, &mut out).expect("wire types serialize into memory");
    out
}

/// Decodes exactly one value from at most `max` bytes.
///
/// # Errors
/// [`CborError`], without a word of the content.
pub fn decode<T: DeserializeOwned>(bytes: &[u8], max: usize) -> Result<T, CborError> {
    if bytes.len() > max {
        return Err(CborError::TooLarge);
    }
    check_form(bytes)?;
    let mut rest = bytes;
    let value =
        ciborium::de::from_reader_with_recursion_limit(&mut rest, MAX_DEPTH).map_err(|error| {
            match error {
                ciborium::de::Error::RecursionLimitExceeded => CborError::TooDeep,
                _ => CborError::Malformed,
            }
        })?;
    if rest.is_empty() {
        Ok(value)
    } else {
        Err(CborError::Trailing)
    }
}

/// Definite lengths, no tags, no nesting beyond [`MAX_DEPTH`], no number of [`MAX_NUMBER`] and more:
/// what is counted on from a number that is held, by anyone, is held too. Serde's side passes over tags, any
/// number of them, and takes some values in pieces and others not: here all are held to one form.
fn check_form(bytes: &[u8]) -> Result<(), CborError> {
    let mut rest = bytes;
    // How many items are still to come, on each level.
    let mut open = Vec::with_capacity(MAX_DEPTH + 1);
    open.push(1_u64);
    while let Some(left) = open.last_mut() {
        if *left == 0 {
            open.pop();
            continue;
        }
        *left -= 1;
        let (kind, number) = head(&mut rest).ok_or(CborError::Malformed)?;
        let inner = match kind {
            NUMBER | BELOW_ZERO if number < MAX_NUMBER => continue,
            BYTES | TEXT => {
                let len = usize::try_from(number).ok();
                let behind = len.and_then(|len| rest.get(len..));
                rest = behind.ok_or(CborError::Malformed)?;
                continue;
            }
            ARRAY => number,
            MAP => number.checked_mul(2).ok_or(CborError::Malformed)?,
            SIMPLE => continue,
            _ => return Err(CborError::Malformed),
        };
        if open.len() > MAX_DEPTH {
            return Err(CborError::TooDeep);
        }
        open.push(inner);
    }
    Ok(())
}

/// The kinds of items (RFC 8949, 3.1), but for tags.
const NUMBER: u8 = 0;
const BELOW_ZERO: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const SIMPLE: u8 = 7;

/// The kind of the next item, and its number or its length; nothing where that is open, or no item begins so.
fn head(rest: &mut &[u8]) -> Option<(u8, u64)> {
    let (first, behind) = rest.split_first()?;
    let short = first & 0x1f;
    let long = match short {
        0..=23 => 0,
        24..=27 => 1 << (short - 24),
        _ => return None,
    };
    let (number, behind) = behind.split_at_checked(long)?;
    *rest = behind;
    let number = match long {
        0 => u64::from(short),
        _ => number.iter().fold(0, |n, byte| n << 8 | u64::from(*byte)),
    };
    Some((first >> 5, number))
}

/// Whether `bytes` are one value in the deterministic encoding (map order included).
pub fn is_deterministic(bytes: &[u8]) -> bool {
    fn sort(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(sort),
            Value::Map(pairs) => {
                pairs.iter_mut().for_each(|(_, v)| sort(v));
                pairs.sort_by_cached_key(|(k, _)| encode(k));
            }
            Value::Tag(_, inner) => sort(inner),
            _ => {}
        }
    }
    let Ok(mut value) = decode::<Value>(bytes, usize::MAX) else {
        return false;
    };
    sort(&mut value);
    encode(&value) == bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_nobody_counts_to_is_refused_wherever_it_stands() {
        let reads = |number: u64| decode::<Vec<(u64, i64)>>(&encode(&vec![(number, 0)]), 64);
        assert_eq!(reads(MAX_NUMBER - 1), Ok(vec![(MAX_NUMBER - 1, 0)]));
        for number in [MAX_NUMBER, i64::MAX as u64, 1 << 63, u64::MAX] {
            assert_eq!(reads(number), Err(CborError::Malformed), "{number}");
        }
        let least = encode(&vec![(0_u64, i64::MIN)]);
        assert!(decode::<Vec<(u64, i64)>>(&least, 64).is_err());
    }

    #[test]
    fn a_deep_body_is_refused() {
        let mut bytes = vec![0x81; 10_000];
        bytes.push(0);
        assert_eq!(decode::<Value>(&bytes, 1 << 20), Err(CborError::TooDeep));
    }

    #[test]
    fn a_body_that_announces_more_than_it_has_is_refused_without_reserving_it() {
        let array = [0x9b, 0x0f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(
            decode::<Vec<u64>>(&array, 1 << 20),
            Err(CborError::Malformed)
        );
        let bytes = [0x5b, 0x0f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(
            decode::<serde_bytes::ByteBuf>(&bytes, 1 << 20),
            Err(CborError::Malformed)
        );
    }

    #[test]
    fn tags_and_values_in_pieces_are_refused_wherever_they_stand() {
        let tags = [vec![0xc1; 10_000], vec![0]].concat();
        assert_eq!(decode::<u64>(&tags, 1 << 20), Err(CborError::Malformed));
        assert_eq!(decode::<u64>(&[0xc1, 0], 10), Err(CborError::Malformed));
        assert_eq!(decode::<u64>(&[0], 10), Ok(0), "the same without its tag");
        for open in [
            &[0x5f, 0x41, 7, 0xff][..],
            &[0x7f, 0x61, b'a', 0xff],
            &[0x9f, 0xff],
            &[0xbf, 0xff],
            &[0x81, 0x9f, 0xff],
        ] {
            assert_eq!(decode::<Value>(open, 10), Err(CborError::Malformed));
        }
    }

    #[test]
    fn as_deep_as_the_bound_is_read() {
        let nested = |depth| [vec![0x81; depth], vec![0]].concat();
        assert!(decode::<Value>(&nested(MAX_DEPTH - 1), 100).is_ok());
        assert_eq!(
            decode::<Value>(&nested(MAX_DEPTH + 1), 100),
            Err(CborError::TooDeep)
        );
    }

    #[test]
    fn heads_longer_than_they_need_to_be_are_read() {
        assert_eq!(decode::<u64>(&[0x1b, 0, 0, 0, 0, 0, 0, 0, 5], 10), Ok(5));
    }

    #[test]
    fn trailing_bytes_and_large_bodies_are_refused() {
        assert_eq!(decode::<u8>(&[1, 2], 10), Err(CborError::Trailing));
        assert_eq!(decode::<u8>(&[1; 11], 10), Err(CborError::TooLarge));
    }

    #[test]
    fn the_order_of_keys_is_checked() {
        assert!(is_deterministic(&[0xa2, 0x61, b'a', 1, 0x61, b'b', 2]));
        assert!(!is_deterministic(&[0xa2, 0x61, b'b', 1, 0x61, b'a', 2]));
    }
}
