//! One vector: a JSON object whose members are texts, numbers, and bytes in hexadecimal.

use ed25519_dalek::SigningKey;
use kith_protocol::{
    cbor,
    signed::{Document, Signed, public_key},
};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

use super::diagnostic::diagnostic;

/// One vector. Its members stand in the order in which they were added.
pub struct Vector(Vec<(&'static str, Value)>);

impl Serialize for Vector {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl Vector {
    /// What it is, and the section of `docs/protocol.md` that says so.
    pub fn new(name: &str, section: u32) -> Self {
        Self(Vec::new()).says("name", name).says("section", section)
    }

    /// A text or a number.
    pub fn says(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.0.push((key, value.into()));
        self
    }

    /// Bytes that are no CBOR.
    pub fn bytes(self, key: &'static str, bytes: impl AsRef<[u8]>) -> Self {
        self.says(key, hex::encode(bytes))
    }

    /// One value in CBOR, as it is read and as it is written.
    pub fn cbor(self, bytes: &[u8]) -> Self {
        self.says("diagnostic", diagnostic(bytes))
            .bytes("cbor", bytes)
    }

    /// What is encoded so.
    pub fn encoding<T: Serialize>(name: &str, section: u32, value: &T) -> Self {
        Self::new(name, section).cbor(&cbor::encode(value))
    }

    /// A signed document: what is signed, by which key, in which context.
    pub fn document<T: Document>(name: &str, section: u32, value: &T, key: &SigningKey) -> Self {
        let signed = Signed::new(value, key);
        let bytes = cbor::encode(&signed);
        let signature = &bytes[bytes.len() - 64..];
        Self::new(name, section)
            .says("context", T::CONTEXT)
            .bytes("signer", public_key(key))
            .says("diagnostic", diagnostic(signed.payload()))
            .bytes("payload", signed.payload())
            .bytes("signature", signature)
            .bytes("cbor", bytes)
    }

    /// A member.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let member = self.0.iter().find(|(known, _)| *known == key);
        member.map(|(_, value)| value)
    }

    /// A member that is bytes.
    pub fn hex(&self, key: &str) -> Option<Vec<u8>> {
        hex::decode(self.get(key)?.as_str()?).ok()
    }
}
