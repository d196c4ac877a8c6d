//! Deterministic CBOR: definite lengths, shortest integers, map keys in bytewise order.
//!
//! Struct fields are declared in the order of their encoded keys (shorter names first, then
//! alphabetical), so that serde writes them deterministically; [`is_deterministic`] checks it.

use ciborium::value::Value;
use serde::{Serialize, de::DeserializeOwned};

use crate::limits::MAX_DEPTH;

/// Why bytes could not be read. Carries no content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CborError {
    /// More bytes than the caller allows.
    #[error("the body is larger than allowed")]
    TooLarge,
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("the body is nested too deeply")]
    TooDeep,
    /// Not CBOR, or not the shape that was expected.
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
