//! How OpenMLS's types are written down. Buffers are wiped: they hold secrets.

use std::io::{self, Write};

use postcard::ser_flavors::Flavor;
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::{Zeroize, Zeroizing};

use crate::store::StoreError;

/// Postcard: compact, but of no use to a type that has to be told what comes next.
pub(super) fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    postcard::serialize_with_flavor(value, Buffer::default()).map_err(StoreError::codec)
}

/// Reads what [`encode`] wrote; what follows is passed over.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    postcard::from_bytes(bytes).map_err(StoreError::codec)
}

/// CBOR: tells what comes next, as untagged serde wants it.
pub(super) fn encode_cbor<T: Serialize>(value: &T) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let mut buffer = Buffer::default();
    ciborium::into_writer(value, &mut buffer).map_err(StoreError::codec)?;
    Ok(buffer.0)
}

/// Reads what [`encode_cbor`] wrote.
pub(super) fn decode_cbor<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    ciborium::from_reader(bytes).map_err(StoreError::codec)
}

/// A vector that leaves no copies behind when it grows.
#[derive(Default)]
struct Buffer(Zeroizing<Vec<u8>>);

impl Buffer {
    fn reserve(&mut self, more: usize) {
        let needed = self.0.len() + more;
        if needed > self.0.capacity() {
            let capacity = needed.max(2 * self.0.capacity()).max(1024);
            let mut larger = Zeroizing::new(Vec::with_capacity(capacity));
            larger.extend_from_slice(&self.0);
            self.0.zeroize();
            self.0 = larger;
        }
    }
}

impl Flavor for Buffer {
    type Output = Zeroizing<Vec<u8>>;

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.reserve(1);
        self.0.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.reserve(bytes.len());
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Self::Output> {
        Ok(self.0)
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.reserve(bytes.len());
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_codecs_round_trip_through_growing_buffers() {
        let value: Vec<(u64, String)> = (0..500).map(|n| (n * n, "x".repeat(7))).collect();
        let bytes = encode(&value).expect("encode");
        assert!(bytes.len() > 1024);
        assert_eq!(decode::<Vec<(u64, String)>>(&bytes).expect("decode"), value);
        let bytes = encode_cbor(&value).expect("encode");
        assert_eq!(
            decode_cbor::<Vec<(u64, String)>>(&bytes).expect("decode"),
            value
        );
    }

    #[test]
    fn a_cut_value_is_an_error() {
        let bytes = encode("text").expect("encode");
        assert!(matches!(
            decode::<String>(&bytes[..3]),
            Err(StoreError::Codec(_))
        ));
        assert!(matches!(
            decode_cbor::<String>(&[0x64, b't']),
            Err(StoreError::Codec(_))
        ));
    }
}
