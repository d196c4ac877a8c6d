//! A CBOR map with numbers for keys, read within bounds: what all content but text is written as.

use ciborium::value::{Integer, Value};
use kith_protocol::cbor;

use super::event::ContentError;

/// Most bytes of a content.
pub const MAX_BYTES: usize = 64 << 10;
/// Most entries of a list, or of a map.
pub const MAX_ENTRIES: usize = 1_000;

/// The fields of a content, by number.
#[derive(Default)]
pub struct Fields(Vec<(u64, Value)>);

impl Fields {
    /// Reads a map: its keys are numbers that grow, nothing in it is longer or deeper than content
    /// may be.
    ///
    /// # Errors
    /// [`ContentError`].
    pub fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        if bytes.len() > MAX_BYTES {
            return Err(ContentError::TooLarge);
        }
        let value = cbor::decode(bytes, MAX_BYTES).map_err(|_| ContentError::Unreadable)?;
        check_lengths(&value)?;
        let Value::Map(pairs) = value else {
            return Err(ContentError::Unreadable);
        };
        let mut fields: Vec<(u64, Value)> = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            let key = key.as_integer().and_then(|key| u64::try_from(key).ok());
            let key = key.ok_or(ContentError::Unreadable)?;
            if fields.last().is_some_and(|(last, _)| *last >= key) {
                return Err(ContentError::Unreadable);
            }
            fields.push((key, value));
        }
        Ok(Self(fields))
    }

    /// Fields to write, in the order of their numbers.
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a field, whose number is larger than those before.
    pub fn push(&mut self, key: u64, value: impl Into<Value>) {
        self.0.push((key, value.into()));
    }

    /// As an event carries them.
    pub fn encode(self) -> Vec<u8> {
        let pairs = self.0.into_iter();
        let pairs = pairs.map(|(key, value)| (Value::Integer(Integer::from(key)), value));
        cbor::encode(&Value::Map(pairs.collect()))
    }

    fn get(&self, key: u64) -> Option<&Value> {
        let at = self.0.binary_search_by_key(&key, |(key, _)| *key).ok()?;
        self.0.get(at).map(|(_, value)| value)
    }

    /// A text of at most `max` bytes; nothing where there is none.
    ///
    /// # Errors
    /// [`ContentError`] where it is something else, or longer.
    pub fn text(&self, key: u64, max: usize) -> Result<Option<&str>, ContentError> {
        self.get(key).map(|value| text(value, max)).transpose()
    }

    /// A number; nothing where there is none.
    ///
    /// # Errors
    /// [`ContentError`] where it is something else.
    pub fn number(&self, key: u64) -> Result<Option<u64>, ContentError> {
        self.get(key).map(number).transpose()
    }

    /// So many bytes; nothing where there are none.
    ///
    /// # Errors
    /// [`ContentError`] where it is something else.
    pub fn bytes<const N: usize>(&self, key: u64) -> Result<Option<[u8; N]>, ContentError> {
        self.get(key).map(bytes).transpose()
    }

    /// A list of at most `max` entries; empty where there is none.
    ///
    /// # Errors
    /// [`ContentError`] where it is something else, or longer.
    pub fn list(&self, key: u64, max: usize) -> Result<&[Value], ContentError> {
        match self.get(key) {
            None => Ok(&[]),
            Some(Value::Array(entries)) if entries.len() <= max => Ok(entries),
            Some(_) => Err(ContentError::Unreadable),
        }
    }
}

/// A text of at most `max` bytes.
///
/// # Errors
/// [`ContentError`].
pub fn text(value: &Value, max: usize) -> Result<&str, ContentError> {
    let text = value.as_text().ok_or(ContentError::Unreadable)?;
    if text.len() > max {
        return Err(ContentError::TooLarge);
    }
    Ok(text)
}

/// A number.
///
/// # Errors
/// [`ContentError`].
pub fn number(value: &Value) -> Result<u64, ContentError> {
    let number = value.as_integer().and_then(|n| u64::try_from(n).ok());
    number.ok_or(ContentError::Unreadable)
}

/// So many bytes.
///
/// # Errors
/// [`ContentError`].
pub fn bytes<const N: usize>(value: &Value) -> Result<[u8; N], ContentError> {
    let bytes = value.as_bytes().ok_or(ContentError::Unreadable)?;
    <[u8; N]>::try_from(bytes.as_slice()).map_err(|_| ContentError::Unreadable)
}

fn check_lengths(value: &Value) -> Result<(), ContentError> {
    let inner: Vec<&Value> = match value {
        Value::Array(entries) => entries.iter().collect(),
        Value::Map(pairs) => pairs.iter().map(|(_, value)| value).collect(),
        _ => return Ok(()),
    };
    if inner.len() > MAX_ENTRIES {
        return Err(ContentError::TooLarge);
    }
    inner.into_iter().try_for_each(check_lengths)
}

kith_protocol::tells_nothing!(Fields);

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(u64, Value)]) -> Vec<u8> {
        let pairs = pairs.iter().map(|(key, v)| (Value::from(*key), v.clone()));
        cbor::encode(&Value::Map(pairs.collect()))
    }

    #[test]
    fn fields_come_back_as_they_were() {
        let mut fields = Fields::new();
        fields.push(0, "in plain words");
        fields.push(7, 3);
        fields.push(300, vec![9; 4]);
        let fields = Fields::read(&fields.encode()).expect("read");
        assert_eq!(fields.text(0, 20), Ok(Some("in plain words")));
        assert_eq!(fields.number(7), Ok(Some(3)));
        assert_eq!(fields.bytes::<4>(300), Ok(Some([9; 4])));
        assert_eq!(fields.number(8), Ok(None));
        assert_eq!(fields.text(0, 3), Err(ContentError::TooLarge));
        assert_eq!(fields.number(0), Err(ContentError::Unreadable));
        assert_eq!(fields.bytes::<5>(300), Err(ContentError::Unreadable));
    }

    #[test]
    fn what_is_beyond_the_bounds_is_not_read() {
        let reads = |bytes: &[u8]| Fields::read(bytes).is_ok();
        let long = |len: usize| map(&[(0, Value::Array(vec![Value::from(1); len]))]);
        assert!(reads(&long(MAX_ENTRIES)));
        assert!(!reads(&long(MAX_ENTRIES + 1)));
        let deep = |levels| (1..levels).fold(Value::from(1), |inner, _| Value::Array(vec![inner]));
        assert!(reads(&map(&[(0, deep(16))])));
        assert!(!reads(&map(&[(0, deep(17))])));
        let large = |len: usize| map(&[(0, Value::Text("x".repeat(len)))]);
        assert!(reads(&large(MAX_BYTES - 6)));
        assert!(!reads(&large(MAX_BYTES)));
        let pair = |key| (key, Value::from(1));
        assert!(!reads(&map(&[pair(1), pair(0)])), "not in order");
        assert!(!reads(&map(&[pair(1), pair(1)])), "twice");
        assert!(!reads(&cbor::encode(&Value::Array(Vec::new()))));
        assert!(!reads(b""));
    }
}
