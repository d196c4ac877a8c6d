//! Lists of a body that have a most. Bytes are bounded by the body, but an empty byte string takes
//! one of them there and two dozen in memory.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, SeqAccess, Visitor},
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
        limits::{MAX_BODY, MAX_KEY_PACKAGES},
    };

    fn read(packages: usize) -> KeyPackages {
        let body = cbor::encode(&KeyPackages {
            fresh: false,
            packages: vec![ByteBuf::new(); packages],
            last_resort: None,
        });
        cbor::decode(&body, MAX_BODY).expect("it reads")
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
