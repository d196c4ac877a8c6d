//! Lists that have a most: those of a body, and those of what is signed or sealed. Bytes are bounded by the body, but an empty byte string takes
//! one of them there and two dozen in memory.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, SeqAccess, Visitor},
};

/// Reads a list, of which so many and one more are kept: whoever counts them sees that they are too
/// many, and nobody holds the rest.
pub(crate) fn at_most<'de, const MOST: usize, T, D>(from: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    from.deserialize_seq(Few::<MOST, T>(PhantomData))
}

/// Reads a list that holds no more than so many: a longer one cannot be read. For what nobody counts
/// afterwards: signed documents, and what members say to each other.
///
/// # Errors
/// Of the reader, and for one that is longer.
pub fn within<'de, const MOST: usize, T, D>(from: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let items = at_most::<MOST, T, D>(from)?;
    if items.len() > MOST {
        return Err(Error::invalid_length(items.len(), &"fewer"));
    }
    Ok(items)
}

/// The same of a list that is left out where it would hold nothing: what says one thing is written in one way.
///
/// # Errors
/// Of the reader, for one that is longer, and for an empty one.
pub fn some_within<'de, const MOST: usize, T, D>(from: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let items = within::<MOST, T, D>(from)?;
    if items.is_empty() {
        return Err(Error::invalid_length(0, &"more, or no list"));
    }
    Ok(items)
}

struct Few<const MOST: usize, T>(PhantomData<T>);

impl<'de, const MOST: usize, T: Deserialize<'de>> Visitor<'de> for Few<MOST, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut items = Vec::new();
        while items.len() <= MOST {
            match seq.next_element()? {
                Some(item) => items.push(item),
                None => return Ok(items),
            }
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use serde_bytes::ByteBuf;

    use crate::{
        api::people::KeyPackages,
        cbor,
        identity::{ClinicProfile, Revocations},
        ids::{Digest32, PersonId},
        limits::{MAX_BODY, MAX_KEY_PACKAGES, MAX_PINS, MAX_REVOKED, MAX_URLS},
        signed::Document,
    };

    #[derive(serde::Serialize, serde::Deserialize)]
    struct Left {
        #[serde(default, deserialize_with = "super::some_within::<2, _, _>")]
        out: Vec<u8>,
    }

    #[test]
    fn a_list_that_is_left_out_where_it_is_empty_has_one_spelling() {
        let reads = |body: &[u8]| cbor::decode::<Left>(body, MAX_BODY).map(|left| left.out);
        assert_eq!(reads(b"\xa0").expect("it reads"), [0; 0]);
        let spelled = |out: &[u8]| cbor::encode(&Left { out: out.to_vec() });
        assert_eq!(reads(&spelled(&[1, 2])).expect("it reads"), [1, 2]);
        assert!(reads(&spelled(&[])).is_err());
        assert!(reads(&spelled(&[1, 2, 3])).is_err());
    }

    fn read(packages: usize) -> KeyPackages {
        let body = cbor::encode(&KeyPackages {
            fresh: false,
            packages: vec![ByteBuf::new(); packages],
            last_resort: None,
        });
        cbor::decode(&body, MAX_BODY).expect("it reads")
    }

    fn is_read<T: Document + serde::Serialize>(document: &T) -> bool {
        let bytes = cbor::encode(document);
        assert!(bytes.len() <= T::MAX, "its size is not why");
        cbor::decode::<T>(&bytes, T::MAX).is_ok()
    }

    #[test]
    fn a_document_with_too_many_items_cannot_be_read() {
        let profile = |pins, urls| ClinicProfile {
            at: 1,
            urls: vec!["https://relay.example".to_owned(); urls],
            name: String::new(),
            pins: vec![Digest32([1; 32]); pins],
            hours: String::new(),
            clinic: Digest32([2; 32]),
            version: 1,
            emergency: String::new(),
            telephone: String::new(),
        };
        assert!(is_read(&profile(MAX_PINS, MAX_URLS)));
        assert!(!is_read(&profile(MAX_PINS + 1, MAX_URLS)));
        assert!(!is_read(&profile(MAX_PINS, MAX_URLS + 1)));
        let revocations = |people| Revocations {
            at: 1,
            clinic: Digest32([2; 32]),
            people: vec![PersonId([3; 16]); people],
            version: 1,
        };
        assert!(is_read(&revocations(MAX_REVOKED)));
        assert!(!is_read(&revocations(MAX_REVOKED + 1)));
    }

    #[test]
    fn a_body_full_of_nothing_fills_no_memory() {
        let packages = read(MAX_BODY - 100).packages;
        assert_eq!(packages.len(), MAX_KEY_PACKAGES + 1, "too many, as is seen");
        assert!(packages.capacity() <= 2 * MAX_KEY_PACKAGES);
        for few in [0, 1, MAX_KEY_PACKAGES, MAX_KEY_PACKAGES + 1] {
            assert_eq!(read(few).packages.len(), few);
        }
    }
}
